import LessonDocument
import LessonOutput
import PythonSubset
import Rendering
import Testing

@testable import LessonApp

/// `lesson watch` without a terminal: saves and keys go in, frames come out.
struct WatchModelTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func model(_ text: String, rows: Int = 30, width: Int = 80) throws -> WatchModel {
    let path = try scratch.write("mine.md", text)
    let learner = try LearnerFile(
      path: path, store: ProgressStore(folder: scratch("state")), data: nil,
      cancellation: Cancellation())
    var model = WatchModel(
      learner, name: "mine.md",
      renderer: TerminalRenderer(options: TerminalOptions(width: width)), rows: rows)
    model.start()
    return model
  }

  private func text(_ model: inout WatchModel) -> String {
    model.frame().map(\.text).joined(separator: "\n")
  }

  @discardableResult
  private func press(_ model: inout WatchModel, _ keys: String) -> String {
    for character in keys {
      _ = model.handle(character == "\n" ? .enter : .character(character))
    }
    return text(&model)
  }

  private static let lesson = ExerciseSteppingTests.lesson

  @Test func goesFromOneOpenExerciseToTheNext() throws {
    var model = try model(Self.lesson)
    let first = text(&model)
    #expect(first.contains("0/3 done, 0 of 6 points"))
    #expect(first.contains("1. Back through a product"))
    let line = Self.lesson.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.contains("dx = ____") }
    #expect(first.contains("mine.md:\(try #require(line) + 1)"))

    try scratch.write("mine.md", ExerciseSteppingTests.forgotten)
    model.fileChanged()
    let wrong = text(&model)
    #expect(wrong.contains("Those are the slopes of the product itself"))
    #expect(model.current == "product-backward")
    #expect(model.learner.sheet.count(.tries, "product-backward") == 1)

    try scratch.write("mine.md", ExerciseSteppingTests.right)
    model.fileChanged()
    let passed = text(&model)
    #expect(passed.contains("✓ Back through a product (product-backward) passes."))
    #expect(passed.contains("1/3 done, 3 of 6 points"))
    #expect(model.current == "which-gate")
    #expect(press(&model, "2\n").contains("it multiplies by the other factor"))
    #expect(press(&model, "1\n").contains("2/3 done, 4 of 6 points"))
    #expect(model.current == "one-pass")

    try scratch.write(
      "mine.md",
      ExerciseSteppingTests.right.replacing("*Your answer, in two sentences.*", with: "Shared."))
    model.fileChanged()
    let end = text(&model)
    #expect(end.contains("All exercises are done"))
    #expect(end.contains("3/3 done"))
    #expect(model.isAllDone)
    #expect(model.report().last == "3/3 done, 4 of 6 points")
  }

  @Test func aSaveThatChangesNoAnswerIsNoTry() throws {
    var model = try model(ExerciseSteppingTests.forgotten)
    let tries = model.learner.sheet.count(.tries, "product-backward")
    try scratch.write(
      "mine.md",
      ExerciseSteppingTests.forgotten.replacing("# Exercises", with: "# Exercises\n\nWords."))
    model.fileChanged()
    #expect(text(&model).contains("no answer has changed"))
    #expect(model.learner.sheet.count(.tries, "product-backward") == tries)
  }

  @Test func aDamagedFileIsWaitedOut() throws {
    var model = try model(Self.lesson)
    try scratch.write("mine.md", "half a li")
    model.fileChanged()
    #expect(text(&model).contains("no exercises in the file now"))
    try scratch.write("mine.md", ExerciseSteppingTests.right)
    model.fileChanged()
    #expect(text(&model).contains("1/3 done"))
  }

  @Test func keys() throws {
    var model = try model(Self.lesson)
    #expect(press(&model, "h").contains("grow when"))
    #expect(model.learner.sheet.count(.hints, "product-backward") == 1)
    #expect(press(&model, "h").contains("That were all the hints"))
    #expect(press(&model, "s").contains("is shown once yours passes"))
    #expect(press(&model, "n").contains("2. Who hands it on?"))
    #expect(press(&model, "ｎ").contains("3. In your own words"))
    #expect(press(&model, "n").contains("This is the last exercise"))
    #expect(press(&model, "pp").contains("1. Back through a product"))
    #expect(press(&model, "p").contains("This is the first exercise"))
    let list = press(&model, "l")
    #expect(list.contains("▸ · 1. Back through a product (product-backward)  0/3"))
    #expect(press(&model, "jj\n").contains("3. In your own words"))
    #expect(press(&model, "x").contains("`x` does nothing here"))
    let answer = model.handle(.character("q"))
    #expect(answer == .quit)
  }

  @Test func aStoppedCheckGoesOn() throws {
    var model = try model(Self.lesson)
    try scratch.write(
      "mine.md", ExerciseSteppingTests.endless)
    let learner = model.learner
    model.willCheck = { _ in learner.cancellation?.cancel() }
    model.fileChanged()
    #expect(text(&model).contains("Stopped: your code of product-backward was still running"))
    #expect(learner.sheet.count(.tries, "product-backward") == 0)
    #expect(!learner.isStopped)
  }

  @Test func everySizeHasAFrame() throws {
    for (rows, width) in [(24, 80), (15, 60), (5, 20)] {
      var model = try model(ExerciseSteppingTests.forgotten, rows: rows, width: width)
      for key in "hsnplj\nr2rnn" {
        _ = model.handle(key == "\n" ? .enter : .character(key))
        let frame = model.frame()
        #expect(frame.count == rows)
        #expect(frame.allSatisfy { $0.width <= width })
      }
    }
  }

  @Test func savesOfAllKindsAreNoticedOnce() {
    func stamp(_ size: Int, _ inode: UInt64 = 1) -> FileWatch.Stamp {
      FileWatch.Stamp(seconds: 1, nanoseconds: 2, size: size, inode: inode)
    }
    var watch = FileWatch(scratch("none.md"))
    func looks(_ stamps: FileWatch.Stamp?...) -> [Bool] {
      stamps.map { watch.look(at: $0) }
    }
    #expect(looks(stamp(10), stamp(10), stamp(10)) == [false, true, false])
    // Replaced by a file of the same size and time.
    #expect(looks(stamp(10, 2), stamp(10, 2)) == [false, true])
    // Half written, then whole.
    #expect(looks(stamp(4, 2), stamp(12, 2), stamp(12, 2)) == [false, false, true])
    // Gone for a moment.
    #expect(looks(nil) == [false])
    #expect(watch.isMissing)
    #expect(looks(stamp(14, 3), stamp(14, 3)) == [false, true])
    #expect(!watch.isMissing)
  }
}
