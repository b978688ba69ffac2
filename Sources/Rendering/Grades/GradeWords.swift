import LessonOutput

extension ExerciseResult.Status {
  /// One column, told apart without colour.
  package var mark: String {
    switch self {
    case .passed: "✓"
    case .partial: "½"
    case .failed: "✗"
    case .pending: "…"
    case .open: "·"
    case .broken: "!"
    }
  }

  package var word: String {
    switch self {
    case .passed: "passed"
    case .partial: "partly right"
    case .failed: "not right yet"
    case .pending: "a person reads it"
    case .open: "open"
    case .broken: "could not be judged"
    }
  }
}

extension ExerciseItem {
  package var mark: String {
    switch status {
    case .passed: "✓"
    case .failed: points > .zero ? "½" : "✗"
    case .pending: "…"
    case .open: "·"
    }
  }

  var word: String {
    switch status {
    case .passed: "passed"
    case .failed: points > .zero ? "partly right" : "not right yet"
    case .pending: "a person reads it"
    case .open: "open"
    }
  }

  /// `no label` never stands empty in a report.
  var name: String {
    if !label.isEmpty { return label }
    return isHidden ? "a hidden check" : "check"
  }

  /// How its learner's own words are introduced.
  var answerWord: String {
    switch kind {
    case .choice: "you chose"
    case .prediction: "you predicted"
    case .check, .answer: "you wrote"
    }
  }
}

extension ExerciseResult {
  var name: String { title.flatMap { $0.isEmpty ? nil : $0 } ?? id }
}

extension Points {
  /// `1 of 3 points`.
  func text(of maximum: Points) -> String {
    if maximum == .zero { return "no points" }
    return "\(text) of \(maximum.text) \(maximum.text == "1" ? "point" : "points")"
  }
}

extension GradedSubmission {
  /// `Ada Lovelace`, `王小明`; empty where the roster gives none.
  var name: String {
    let parts = [firstName, lastName].filter { !$0.isEmpty }
    guard parts.count == 2 else { return parts.first ?? "" }
    // Names in ideographs, kana or Hangul start with the family's.
    let isEastAsian = (firstName + lastName).allSatisfy { DisplayWidth.of($0) == 2 }
    return isEastAsian ? lastName + firstName : firstName + " " + lastName
  }

  /// `王小明 (wang-1)`, or the id alone.
  var fullName: String { name.isEmpty || name == learner ? learner : "\(name) (\(learner))" }

  /// `7 of 10 points, 2 still to be given`.
  var pointsText: String {
    let given = points.text(of: maximum)
    return isPending ? "\(given), \(pending.text) still to be given by a person" : given
  }

  var isMissing: Bool { files.isEmpty }

  /// Nothing was handed in and no remark says so.
  var isSilentlyMissing: Bool { isMissing && notes.isEmpty && problems.isEmpty }
}
