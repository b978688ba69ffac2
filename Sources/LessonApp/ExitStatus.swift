/// How the program ends, as shells and scripts see it.
package enum ExitStatus: Int32, Comparable, Sendable {
  case success = 0
  /// A block, a check or a test failed or was refused.
  case failure = 1
  /// Wrong usage, or a file that is missing, unreadable or too large.
  case usage = 2
  /// The lesson itself is broken: not UTF-8, a bad option, names that clash.
  case brokenLesson = 3

  /// What ranks higher decides when several things went wrong: nothing worked, then the lesson is
  /// broken, then a block failed.
  private var rank: Int {
    switch self {
    case .success: 0
    case .failure: 1
    case .brokenLesson: 2
    case .usage: 3
    }
  }

  package static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rank < b.rank }
}
