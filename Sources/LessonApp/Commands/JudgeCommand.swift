import Glibc
import LessonDocument
import LessonOutput
import LessonRunner
import PythonSubset

extension Application {
  /// Judges one submission and writes what comes of it, line by line: the process behind a row of
  /// `lesson grade`.
  ///
  /// - Parameter from: the first exercise that is judged; nil judges all.
  package func judge(
    lesson path: String, submission: String, owner: FileOwner, from: String? = nil
  ) -> ExitStatus {
    var limit = rlimit(
      rlim_cur: rlim_t(JudgeProcess.addressSpace), rlim_max: rlim_t(JudgeProcess.addressSpace))
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    do throws(FileProblem) {
      let bytes = try FileSystem.read(path, limit: LessonReader.maximumBytes)
      let lesson = LessonReader.read(bytes: bytes, name: FilePath.name(path))
      let handed = try FileSystem.read(submission, limit: LessonReader.maximumBytes)
      judge(
        lesson, handed, name: FilePath.name(submission), owner, from: from, data: data(for: path)
      ) { line in
        if let text = line.text { console.writeLine(text) }
        console.flush()
      }
      return .success
    } catch {
      let header = JudgeLine.Header(problems: [error.message], typed: [:])
      if let text = JudgeLine(header: header, isEnd: true).text { console.writeLine(text) }
      return .success
    }
  }

  /// The same in this process.
  func judge(
    _ lesson: LessonSource, _ bytes: [UInt8], name: String, _ owner: FileOwner,
    from: String? = nil, data: any DataReader, each: (JudgeLine) -> Void
  ) {
    let submission = Submission(bytes: bytes, name: name, for: lesson)
    var options = JudgeOptions()
    let learner = owner.learner(of: submission, lesson)
    options.learner = learner.id
    options.data = data
    var typed: [String: String] = [:]
    for entry in submission.sheet.entries where entry.kind == .predict {
      typed[entry.id] = entry.value
    }
    each(
      JudgeLine(
        header: .init(
          lesson: submission.lessonID, version: submission.version, learner: submission.learner,
          problems: submission.problems, typed: typed, note: learner.note)))
    _ = SubmissionJudge(lesson, predictions: [], options: options)
      .judge(submission, from: from) { each(JudgeLine(result: $0)) }
    each(JudgeLine(isEnd: true))
  }
}
