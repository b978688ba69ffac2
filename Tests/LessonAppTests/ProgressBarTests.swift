import PythonSubset
import Testing

@testable import LessonApp

@Suite struct ProgressBarTests {
  private func state(_ done: Int, of total: Int?, note: String = "") -> ProgressState {
    ProgressState(label: "epochs", done: done, total: total, note: note, isOver: false)
  }

  @Test func aBarTellsRateAndTimeLeft() {
    #expect(
      ProgressBar.line(state(25, of: 100, note: "loss=0.5"), seconds: 5, width: 80, true)
        == "epochs  \(bar(7, 29))   25%  25/100  5.0/s  0:15 left  loss=0.5")
    #expect(
      ProgressBar.line(state(1200, of: nil), seconds: 60, width: 80, false)
        == "epochs  1200  20/s  1:00")
  }

  private func bar(_ full: Int, _ cells: Int) -> String {
    String(repeating: "━", count: full) + String(repeating: "─", count: cells - full)
  }

  @Test(arguments: [10, 20, 30, 40, 60, 80, 120]) func linesFit(_ width: Int) {
    for done in [0, 1, 999, 1000] {
      let line = ProgressBar.line(
        state(done, of: 1000, note: "loss=0.123456"), seconds: 0.5, width: width, true)
      #expect(line.count < width)
    }
  }

  @Test func controlCharactersStayOut() {
    let line = ProgressBar.line(
      state(1, of: 2, note: "a\u{1B}[2Jb"), seconds: 1, width: 80, true)
    #expect(!line.contains("\u{1B}"))
  }
}
