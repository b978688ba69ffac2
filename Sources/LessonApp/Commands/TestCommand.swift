import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// What `lesson test` was asked for.
package struct TestRequest: Sendable {
  /// Files, folders or names of bundled lessons.
  package var paths: [String]
  /// Rewrite live numbers that are stale.
  package var updates = false

  package init(paths: [String]) { self.paths = paths }
}

extension Application {
  /// The author's view: everything runs, and what does not hold is named with its place.
  package func test(_ request: TestRequest) -> ExitStatus {
    var status = ExitStatus.success
    var total = TestCounts()
    for path in request.paths {
      for file in testFiles(path, &status) {
        let (counts, fileStatus) = testLesson(file, updates: request.updates)
        status = max(status, fileStatus)
        total.add(counts)
      }
    }
    console.writeLine(total.summary)
    return status
  }

  private func testFiles(_ path: String, _ status: inout ExitStatus) -> [String] {
    if FileSystem.kind(path) == .folder {
      let lessons = LessonFolder.lessons(in: path)
      if lessons.isEmpty {
        status = max(
          status,
          report(
            FileProblem(path: path, message: "there is no lesson, no `.md` file, in this folder")))
      }
      return lessons.map { FilePath.joined(FilePath.withoutSlashes(path), $0) }
    }
    do { return [try finder.path(path)] } catch {
      status = max(status, report(error))
      return []
    }
  }

  private func testLesson(_ path: String, updates: Bool) -> (TestCounts, ExitStatus) {
    var counts = TestCounts()
    counts.lessons = 1
    do throws(FileProblem) {
      let bytes = try FileSystem.read(path, limit: LessonReader.maximumBytes)
      let lesson = LessonReader.read(bytes: bytes, name: path)
      var options = RunOptions()
      options.data = data(for: path)
      options.usesSolutions = true
      options.dataFiles = dataFiles(of: lesson)
      var run = LessonRunner.run(lesson, options: options)
      if updates {
        let update = NumberUpdate(lesson, run, file: bytes)
        if let updated = update.bytes {
          guard try FileSystem.read(path, limit: LessonReader.maximumBytes) == bytes else {
            throw FileProblem(
              path: path, message: "the file was changed while it ran; nothing was rewritten",
              hint: "run `lesson test --update` again")
          }
          try FileSystem.write(updated, to: path)
          counts.rewritten = update.rewritten
          run.numbers = update.numbers
        }
        if let problem = update.problem { run.diagnostics.append(problem) }
      }
      let status = report(LessonTest.findings(lesson, run, data: options.data), of: lesson, &counts)
      counts.blocks = run.blocks.count { $0.status != .skipped }
      counts.skipped = run.blocks.count - counts.blocks
      counts.numbers = run.numbers.count
      counts.exercises = lesson.exercises.count(where: SubmissionJudge.isTask)
      console.writeLine(
        "\(status == .success ? "ok    " : "FAIL  ")\(VisibleText.line(path))  (\(counts.contents))"
      )
      return (counts, status)
    } catch {
      counts.problems = 1
      counts.failedLessons = 1
      let status = report(error)
      console.writeLine("FAIL  \(VisibleText.line(path))")
      return (counts, status)
    }
  }

  private func report(
    _ findings: [Diagnostic], of lesson: LessonSource, _ counts: inout TestCounts
  ) -> ExitStatus {
    for finding in findings { console.diagnose(finding, file: lesson.source.name) }
    counts.problems = findings.count { $0.severity == .error }
    counts.warnings = findings.count { $0.severity == .warning }
    if counts.problems == 0 { return .success }
    counts.failedLessons = 1
    return lesson.hasErrors ? .brokenLesson : .failure
  }
}

/// What a test saw.
struct TestCounts {
  var lessons = 0
  var failedLessons = 0
  var blocks = 0
  var skipped = 0
  var numbers = 0
  var exercises = 0
  var rewritten = 0
  var problems = 0
  var warnings = 0

  mutating func add(_ other: TestCounts) {
    lessons += other.lessons
    failedLessons += other.failedLessons
    blocks += other.blocks
    skipped += other.skipped
    numbers += other.numbers
    exercises += other.exercises
    rewritten += other.rewritten
    problems += other.problems
    warnings += other.warnings
  }

  /// `8 blocks, 1 skipped, 20 numbers`.
  var contents: String {
    var parts = [Self.counted(blocks, "block")]
    if skipped > 0 { parts.append("\(skipped) skipped") }
    parts.append(Self.counted(numbers, "number"))
    if exercises > 0 { parts.append(Self.counted(exercises, "exercise")) }
    if rewritten > 0 { parts.append("\(rewritten) rewritten") }
    return parts.joined(separator: ", ")
  }

  /// The closing line.
  var summary: String {
    var parts = [Self.counted(lessons, "lesson"), contents]
    if warnings > 0 { parts.append(Self.counted(warnings, "warning")) }
    let verdict =
      problems == 0
      ? "all hold"
      : "\(Self.counted(problems, "problem")) in \(Self.counted(failedLessons, "lesson"))"
    return parts.joined(separator: ", ") + ": " + (lessons == 0 ? "nothing tested" : verdict)
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
