import LessonOutput
import Rendering

/// Finds the rows of a class by ids that come back in a table.
struct LearnerIndex {
  enum Found: Equatable {
    case one(Int)
    /// Rows that the id can't tell apart.
    case several([Int])
    case nobody
  }

  /// By the bytes that our tables write: two ids may look the same and be two.
  private var byWritten: [[UInt8]: [Int]] = [:]
  /// By what programs leave of an id that they have read and written.
  private var byLoose: [String: [Int]] = [:]

  init(_ learners: [String]) {
    for (place, learner) in learners.enumerated() {
      byWritten[Self.written(learner), default: []].append(place)
      byLoose[Self.loose(learner), default: []].append(place)
    }
  }

  /// As it was written, else what differs by blanks around it alone.
  func find(_ id: String) -> Found {
    let places = byWritten[Self.written(id)] ?? byLoose[Self.loose(id)] ?? []
    return places.count == 1 ? .one(places[0]) : places.isEmpty ? .nobody : .several(places)
  }

  private static func written(_ id: String) -> [UInt8] { Array(GradeCSV.id(id).utf8) }

  private static func loose(_ id: String) -> String { GradeCSV.id(id.trimmingSpaces) }
}
