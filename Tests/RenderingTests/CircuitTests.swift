import LessonOutput
import Testing

@testable import Rendering

@Suite struct CircuitTests {
  @Test func look() {
    for (name, make) in TinyTraces.all {
      for width in [80, 120] {
        let view = TraceView(make())
        print("== \(name) at \(width)")
        if let drawing = CircuitDrawing.fitting(view, width: width, isASCII: false) {
          print(drawing.style, drawing.collisions)
          print(drawing.lines.map { $0.printed(color: false) }.joined(separator: "\n"))
        } else {
          print("none")
        }
      }
    }
  }
}
