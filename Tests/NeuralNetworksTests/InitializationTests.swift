import Testing

@testable import NeuralNetworks

@Suite("Initialization")
struct InitializationTests {
  @Test("Fan-in of a convolution counts the channels and the window")
  func fans() {
    #expect(Initialization.fans(of: [16, 3, 5, 5]) == (75, 400))
    #expect(Initialization.fans(of: [20, 30]) == (20, 30))
  }

  @Test("Deviations follow the papers' formulas")
  func deviations() {
    #expect(Initialization.kaiming.deviation(fanIn: 50, fanOut: 7) == 0.2)
    #expect(Initialization.xavier.deviation(fanIn: 20, fanOut: 30) == 0.2)
    #expect(Initialization.lecun.deviation(fanIn: 25, fanOut: 9) == 0.2)
  }
}
