import LessonOutput
import Testing

@testable import Rendering

@Suite struct CircuitTests {
  @Test func look() {
    for (name, make) in TinyTraces.all {
      for width in [80] {
        print("== \(name) at \(width)")
        print(TerminalRenderer(options: .init(width: width)).render(trace: make()))
      }
    }
    for (_, make) in TinyTraces.all.prefix(4) {
      print("== ASCII, colour")
      print(TerminalRenderer(options: .init(width: 80, unicode: false)).render(trace: make()))
    }
  }
}
