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
  }
}

@Suite struct LookTests {
  @Test func look() {
    print(TerminalRenderer(options: .init(width: 80)).render(SampleLesson.run()))
    print(TerminalRenderer(options: .init(width: 44, unicode: false)).render(SampleLesson.run()))
  }
}
