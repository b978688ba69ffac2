import Diagnostics
import Glibc
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// What `lesson grade` was asked for.
package struct GradeRequest: Sendable {
  package enum Report: String, Sendable, CaseIterable {
    case text, json, csv, junit, gradescope, html
  }

  package var file: String
  package var submissions: [String]
  package var roster: String?
  package var reports: [Report] = [.text]
  package var output: String?
  package var scores: String?
  package var compare: String?
  /// Percent of the points below which the exit status is 1.
  package var failUnder: Double?
  /// Seconds for one submission.
  package var seconds = 30
  package var display = DisplayRequest()

  package init(file: String, submissions: [String]) {
    self.file = file
    self.submissions = submissions
  }
}

extension Application {
  /// Grades a class: one row for each learner, whatever was handed in.
  package func grade(_ request: GradeRequest) -> ExitStatus {
    do throws(FileProblem) {
      let path = try finder.path(request.file)
      let bytes = try FileSystem.read(path, limit: LessonReader.maximumBytes)
      let files = try GradeFiles(request)
      // They begin while the lesson is read here.
      var pool = program.map { program in
        JudgePool(program, files.jobs.map { arguments($0, files, path) }, seconds: request.seconds)
      }
      defer { pool?.cancel() }
      let lesson = LessonReader.read(bytes: bytes, name: path)
      for diagnostic in lesson.diagnostics where diagnostic.severity == .error {
        console.diagnose(diagnostic, file: path)
      }
      if lesson.hasErrors { return .brokenLesson }
      try refuseCopy(lesson, path)
      let asked = SubmissionJudge.asked(of: lesson, data: data(for: path))
      let judge = SubmissionJudge(lesson, predictions: asked)
      guard !judge.entries.isEmpty else {
        console.complain(
          "\(path) has nothing to grade: no exercise, no choice, no prediction with points")
        return .usage
      }
      var book = GradeBook(
        program: LessonRunner.program, lesson: FilePath.withoutExtension(FilePath.name(path)),
        title: lesson.frontMatter.title, version: StudentCopy.version(of: bytes),
        exercises: judge.entries)
      book.language = lesson.frontMatter.language
      var outcomes: [Int: JudgeProcess.Outcome] = [:]
      if pool != nil {
        pool?.finish(tasks: SubmissionJudge.order(of: lesson).map(\.id)) {
          outcomes[files.jobs[$0].row] = $1
        }
      } else {
        for job in files.jobs { outcomes[job.row] = judgeHere(job, files, lesson, path) }
      }
      let rows = GradeRows(
        lesson: FilePath.withoutExtension(FilePath.name(path)), asked: asked,
        empty: judge.emptyResults)
      book.submissions = files.entries.enumerated().map { rows.row($1, outcomes[$0]) }
      book.notes = files.problems + rows.notes(book)
      return try finish(&book, request)
    } catch { return report(error) }
  }

  /// What the process that judges a file is told.
  private func arguments(_ job: GradeFiles.Job, _ files: GradeFiles, _ path: String) -> [String] {
    (files.learner(job).map { ["--learner=\($0)"] } ?? [])
      + (files.namesNobody ? ["--nameless"] : [])
      + (dataFolder.map { ["--data=\($0)"] } ?? []) + ["--", path, job.file.path]
  }

  /// Judges a file in this process.
  private func judgeHere(
    _ job: GradeFiles.Job, _ files: GradeFiles, _ lesson: LessonSource, _ path: String
  ) -> JudgeProcess.Outcome {
    var outcome = JudgeProcess.Outcome()
    do throws(FileProblem) {
      let bytes = try FileSystem.read(job.file.path, limit: LessonReader.maximumBytes)
      let owner = FileOwner(learner: files.learner(job), isNamelessClass: files.namesNobody)
      judge(lesson, bytes, name: FilePath.name(job.file.path), owner, data: data(for: path)) {
        outcome.lines.append($0)
      }
    } catch {
      outcome.lines = [
        JudgeLine(header: .init(problems: [error.message], typed: [:]), isEnd: true)
      ]
    }
    return outcome
  }

  private func finish(_ book: inout GradeBook, _ request: GradeRequest)
    throws(FileProblem) -> ExitStatus
  {
    if let path = request.scores {
      let scores = try Scores.read(
        try FileSystem.read(path, limit: CSVReading.largestAnswers), name: path)
      for problem in scores.apply(to: &book) {
        console.remark(problem, isWarning: true)
      }
    }
    // The table has them itself.
    if !request.reports.contains(.text) || request.output != nil {
      for note in book.notes { console.remark(note, isWarning: true) }
    }
    try write(book, request)
    if let old = request.compare {
      let bytes = try FileSystem.read(old, limit: 256 << 20)
      let before = try GradeJSON.read(bytes, name: old)
      console.writeLine(GradeComparison.text(old: before, new: book, width: width(request)))
    }
    if let least = request.failUnder {
      let isBelow = book.submissions.contains { row in
        row.maximum > .zero && row.points.value / row.maximum.value * 100 < least
      }
      if isBelow { return .failure }
    }
    return .success
  }

  private func width(_ request: GradeRequest) -> Int { device.options(request.display).width }

  private func write(_ book: GradeBook, _ request: GradeRequest) throws(FileProblem) {
    let texts = request.reports.filter { ![.html, .gradescope].contains($0) }
    let needsFolder =
      texts.count > 1 || request.reports.contains { [.html, .gradescope].contains($0) }
    guard needsFolder || request.output != nil else {
      if let report = texts.first { console.write(try text(report, book, request)) }
      return
    }
    guard let folder = request.output else {
      throw FileProblem(
        path: request.file, message: "several reports, or one for each learner, need a folder",
        hint: "add -o DIR")
    }
    try FileSystem.createFolder(folder)
    // Read before anything is written: nobody's points are lost where it can't be.
    let answers = FilePath.joined(folder, "answers.csv")
    let standing = try StandingAnswers(answers).table(book)
    func put(_ name: String, _ text: String) throws(FileProblem) {
      let path = FilePath.joined(folder, name)
      try FileSystem.createFolder(FilePath.folder(path))
      try FileSystem.write(Array(text.utf8), to: path)
      console.writeLine(VisibleText.line(path))
    }
    for report in request.reports {
      switch report {
      case .text: try put("grades.txt", text(report, book, request))
      case .json: try put("grades.json", text(report, book, request))
      case .csv:
        try put("grades.csv", text(report, book, request))
        try put("items.csv", GradeCSV.items(book))
      case .junit: try put("junit.xml", text(report, book, request))
      case .gradescope:
        for (row, name) in zip(book.submissions, GradeFileNames.names(book)) {
          try put(
            "\(name)/results.json", GradeGradescope.results(row, book: book))
        }
      case .html:
        for (row, name) in zip(book.submissions, GradeFileNames.names(book)) {
          try put("\(name).html", FeedbackPage.html(row, book: book))
        }
        let names = GradeFileNames.names(book)
        try put(
          "\(GradeFileNames.ofClass(besides: names)).html", ClassPage.html(book, pages: names))
      }
    }
    if let standing {
      try put("answers.csv", standing.text)
      if standing.uncounted > 0 {
        console.remark(
          "\(answers): \(standing.uncounted) row\(standing.uncounted == 1 ? "" : "s") filled in earlier"
            + " \(standing.uncounted == 1 ? "was" : "were") kept and not counted",
          hint: "count them with --scores \(answers.shellWord)")
      }
    }
  }

  private func text(_ report: GradeRequest.Report, _ book: GradeBook, _ request: GradeRequest)
    throws(FileProblem) -> String
  {
    switch report {
    case .csv: return GradeCSV.nbgrader(book)
    case .junit: return GradeJUnit.xml(book)
    case .json:
      do { return try GradeJSON.text(book) } catch {
        throw FileProblem(path: request.file, message: "the grades could not be written: \(error)")
      }
    default: return GradeText.table(book, width: width(request))
    }
  }
}
