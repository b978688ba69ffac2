/// What somebody can do who works in a copy and whose file lacks what belongs there.
package enum CopyAdvice {
  package static let restore =
    "Put the lines back as they were in the copy that you got, or ask for a fresh copy."

  /// An author's hint, where it is of use to a learner.
  static func hint(_ hint: String?) -> String? {
    guard let hint else { return nil }
    return hint.hasPrefix("Options are") || hint.hasPrefix("It belongs on") ? restore : hint
  }
}
