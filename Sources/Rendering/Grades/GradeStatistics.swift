import LessonOutput

/// What a class got, in numbers.
struct GradeStatistics {
  /// Learners of whom there is a file.
  let count: Int
  let mean: Double
  let median: Double

  /// Nil where nobody handed anything in.
  init?(_ book: GradeBook) {
    let points = book.submissions.filter { !$0.isMissing }.map(\.points.value).sorted()
    guard !points.isEmpty else { return nil }
    count = points.count
    mean = points.reduce(0, +) / Double(points.count)
    let middle = points.count / 2
    median = points.count % 2 == 1 ? points[middle] : (points[middle - 1] + points[middle]) / 2
  }

  /// One exercise of the class.
  struct Exercise {
    var passed = 0
    /// Learners who handed in something for it.
    var tried = 0
    /// The author's message that most learners read, and how many did.
    var message: (text: String, count: Int)?

    init(_ index: Int, of book: GradeBook) {
      var messages: [String: Int] = [:]
      for submission in book.submissions where submission.exercises.indices.contains(index) {
        let result = submission.exercises[index]
        if result.status == .open || submission.isMissing { continue }
        tried += 1
        if result.status == .passed { passed += 1 }
        let read = ([result.feedback] + result.forLearner.items.map(\.feedback)).compactMap {
          feedback in
          feedback.flatMap { [.says, .fail].contains($0.source) ? $0.text : nil }
        }
        for text in Set(read) { messages[text, default: 0] += 1 }
      }
      message = messages.max { a, b in (a.value, b.key) < (b.value, a.key) }
        .map { ($0.key, $0.value) }
    }
  }

  /// At most two places, as people write points.
  static func text(_ value: Double) -> String {
    Points((value * 100).rounded() / 100).text
  }
}

extension GradeBook {
  /// What concerns the whole class: its notes, and what can be read off the submissions.
  var allNotes: [String] {
    var all = notes
    func add(_ learners: [String], _ words: String) {
      if learners.isEmpty { return }
      let shown = learners.prefix(10).joined(separator: ", ")
      let more = learners.count > 10 ? " and \(learners.count - 10) more" : ""
      let note = "\(words): \(shown)\(more)"
      if !all.contains(note) { all.append(note) }
    }
    add(submissions.filter(\.isMissing).map(\.learner), "no file from")
    add(
      submissions.filter { $0.version.map { $0 != version } ?? false }.map(\.learner),
      "made from another version of the lesson")
    return all
  }
}
