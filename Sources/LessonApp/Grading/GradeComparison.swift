import LessonOutput
import Rendering

/// What has changed from one grading of a class to the next.
package enum GradeComparison {
  package static func text(old: GradeBook, new: GradeBook, width: Int) -> String {
    var lines: [String] = []
    func add(_ text: String, indent: Int = 0) {
      lines += GradeText.wrapped(VisibleText.line(text), max(20, width), indent: indent, hang: 2)
    }
    if old.lesson != new.lesson {
      add("note: the earlier grading is of another lesson, \(old.lesson)")
    } else if old.version != new.version {
      add("note: the lesson has changed since the earlier grading")
    }
    for sentence in tasks(old, new) { add(sentence) }
    let before = Dictionary(
      old.submissions.map { ($0.learner, $0) }, uniquingKeysWith: { first, _ in first })
    var same = 0
    for submission in new.submissions {
      guard let earlier = before[submission.learner] else {
        add("\(submission.learner): new, \(points(submission))")
        continue
      }
      let changes = changes(earlier, submission)
      if changes.isEmpty {
        same += 1
        continue
      }
      add(
        earlier.points.text == submission.points.text
          ? "\(submission.learner): \(points(submission)) as before"
          : "\(submission.learner): \(earlier.points.text) → \(points(submission))")
      for change in changes { add(change, indent: 2) }
    }
    let now = Set(new.submissions.map(\.learner))
    for gone in old.submissions where !now.contains(gone.learner) {
      add("\(gone.learner): not in this grading, \(points(gone)) before")
    }
    if same > 0 { add("\(same) unchanged") }
    if lines.isEmpty { add("no submissions in either grading") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func points(_ submission: GradedSubmission) -> String {
    "\(submission.points.text) of \(submission.maximum.text)"
  }

  /// Exercises that came, went or are worth something else.
  private static func tasks(_ old: GradeBook, _ new: GradeBook) -> [String] {
    let before = Dictionary(
      old.exercises.map { ($0.id, $0.maximum) }, uniquingKeysWith: { first, _ in first })
    let now = Set(new.exercises.map(\.id))
    return new.exercises.compactMap { entry in
      guard let maximum = before[entry.id] else { return "note: `\(entry.id)` is new" }
      return maximum.text == entry.maximum.text
        ? nil
        : "note: `\(entry.id)` is worth \(entry.maximum.text), before \(maximum.text)"
    } + old.exercises.filter { !now.contains($0.id) }.map { "note: `\($0.id)` is gone" }
  }

  private static func changes(_ old: GradedSubmission, _ new: GradedSubmission) -> [String] {
    var sentences: [String] = []
    if old.files.isEmpty != new.files.isEmpty {
      sentences.append(new.files.isEmpty ? "the file is gone" : "handed in since")
    }
    let before = Dictionary(
      old.exercises.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for result in new.exercises {
      guard let earlier = before[result.id] else { continue }
      let items = items(earlier, result)
      let isSame =
        earlier.status == result.status && earlier.points.text == result.points.text
        && items.isEmpty
      if isSame { continue }
      var sentence = "\(result.id): \(earlier.status.mark) \(earlier.points.text) → "
      sentence += "\(result.status.mark) \(result.points.text)"
      if !items.isEmpty { sentence += " (\(items.joined(separator: "; ")))" }
      sentences.append(sentence)
    }
    return sentences
  }

  /// What came of each item before and now, by kind and label, then by place among equals.
  private static func items(_ old: ExerciseResult, _ new: ExerciseResult) -> [String] {
    func keyed(_ items: [ExerciseItem]) -> [(key: String, item: ExerciseItem)] {
      var counts: [String: Int] = [:]
      return items.map { item in
        let name = item.kind.rawValue + "\n" + item.label
        counts[name, default: 0] += 1
        return ("\(name)\n\(counts[name] ?? 0)", item)
      }
    }
    let before = Dictionary(
      keyed(old.items).map { ($0.key, $0.item) }, uniquingKeysWith: { first, _ in first })
    return keyed(new.items).compactMap { key, item in
      guard let earlier = before[key] else { return "\(item.label): new, \(item.mark)" }
      if earlier.status == item.status, earlier.points.text == item.points.text { return nil }
      return "\(item.label): \(earlier.mark) → \(item.mark)"
    }
  }
}
