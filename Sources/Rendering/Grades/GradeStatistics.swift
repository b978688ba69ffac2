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
    /// Learners of whom all that is left is for a person to read.
    var pending = 0
    /// What went wrong, and for how many learners: most frequent first. Only what learners read, so
    /// that the report may be passed on.
    var mistakes: [Mistake] = []

    init(_ index: Int, of book: GradeBook) {
      var counts: [Mistake.What: Int] = [:]
      for submission in book.submissions where submission.exercises.indices.contains(index) {
        let result = submission.exercises[index]
        if result.status == .open || submission.isMissing { continue }
        tried += 1
        if result.status == .passed { passed += 1 }
        if result.status == .pending { pending += 1 }
        for what in Set(Mistake.all(in: result.forReport)) { counts[what, default: 0] += 1 }
      }
      mistakes = counts.map { Mistake(what: $0.key, count: $0.value) }.sorted { a, b in
        (b.count, a.what.text) < (a.count, b.what.text)
      }
    }

    /// `12 of 30 passed, 4 to be read`.
    var text: String {
      if tried == 0 { return "nobody has begun" }
      var parts: [String] = []
      if tried > pending { parts.append("\(passed) of \(tried - pending) passed") }
      if pending > 0 { parts.append("\(pending) to be read") }
      return parts.joined(separator: ", ")
    }
  }

  /// Something that went wrong for some of a class.
  struct Mistake {
    struct What: Hashable {
      var text: String
      /// Words that learners read, as against words about what they did.
      var isMessage: Bool

      /// `“the mask is inverted”`.
      var quoted: String { isMessage ? "“\(text)”" : text }
    }

    var what: What
    var count: Int

    static func all(in result: ExerciseResult) -> [What] {
      if let feedback = result.feedback {
        return [What(text: firstLine(feedback.text), isMessage: false)]
      }
      return result.items.compactMap { item in
        guard item.status == .failed else { return nil }
        let name = item.name
        guard let feedback = item.feedback, !feedback.text.isEmpty, feedback.source != .comment
        else {
          let answer = item.answer.map { firstLine($0) } ?? ""
          switch item.kind {
          case .choice: return What(text: "ticked: \(answer)", isMessage: false)
          case .prediction: return What(text: "predicted: \(answer)", isMessage: false)
          case .check, .answer:
            return What(text: "\(name): no message of yours fits", isMessage: false)
          }
        }
        let isMessage = [.says, .fail].contains(feedback.source)
        return What(
          text: isMessage
            ? ClippedText.line(VisibleText.line(feedback.text)) : firstLine(feedback.text),
          isMessage: isMessage)
      }
    }

    private static func firstLine(_ text: String) -> String {
      ClippedText.line(VisibleText.lines(text).first ?? "")
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
