import Diagnostics
import LessonOutput

/// The learners of a class, from a CSV file whose first line names the columns.
package struct Roster: Hashable, Sendable {
  package struct Learner: Hashable, Sendable {
    package var id: String
    package var firstName = ""
    package var lastName = ""
    package var email = ""
    /// The file that the roster gives; without it files are found by id or name.
    package var file: String?

    package init(id: String) { self.id = id }
  }

  /// In the order of the file; ids are unique.
  package var learners: [Learner] = []
  /// Rows that could not be used, with their lines.
  package var problems: [String] = []

  /// What Canvas, Moodle and nbgrader call these columns.
  private static let columns: [String: [String]] = [
    "student_id": ["id", "learner", "student", "id_number", "username", "sis_user_id"],
    "name": ["full_name", "student_name"],
    "first_name": ["firstname", "given_name"],
    "last_name": ["lastname", "surname", "family_name"],
    "email": ["email_address", "e_mail", "mail"],
    "file": ["filename", "file_name", "submission"],
  ]

  package static func read(_ bytes: [UInt8], name: String) throws(FileProblem) -> Roster {
    let table = try CSVReading(bytes, name: name, known: columns)
    guard table.columns.contains("student_id") else {
      let found = table.columns.map { "`\($0)`" }.joined(separator: ", ")
      let near = table.columns.first {
        nearestName(to: $0, among: ["student_id"] + (columns["student_id"] ?? [])) != nil
      }
      throw FileProblem(
        path: name, message: "the first line names no column `student_id`; it names \(found)",
        hint: near.map { "call `\($0)` `student_id`" }
          ?? "the first line reads: student_id,first_name,last_name,email")
    }
    var roster = Roster()
    roster.problems = table.problems
    var lines: [String: Int] = [:]
    for row in table.rows {
      let id = row["student_id"]
      if id.isEmpty {
        roster.problems.append("\(name) line \(row.line): the student_id is empty")
        continue
      }
      if let first = lines[id] {
        roster.problems.append(
          "\(name) line \(row.line): `\(id)` stands on line \(first) already; this one is left out")
        continue
      }
      lines[id] = row.line
      var learner = Learner(id: id)
      (learner.firstName, learner.lastName) = names(row)
      learner.email = row["email"]
      learner.file = row["file"].isEmpty ? nil : row["file"]
      roster.learners.append(learner)
    }
    if roster.learners.isEmpty { roster.problems.append("\(name): no learner stands in it") }
    return roster
  }

  /// `Lovelace, Ada` and `Ada Lovelace` in one column, or two columns.
  private static func names(_ row: CSVReading.Row) -> (String, String) {
    let (first, last) = (row["first_name"], row["last_name"])
    if !first.isEmpty || !last.isEmpty { return (first, last) }
    let name = row["name"]
    if let comma = name.firstIndex(of: ",") {
      return (
        String(name[name.index(after: comma)...]).trimmingSpaces,
        String(name[..<comma]).trimmingSpaces
      )
    }
    guard let space = name.lastIndex(of: " ") else { return (name, "") }
    return (
      String(name[..<space]).trimmingSpaces, String(name[name.index(after: space)...])
    )
  }
}
