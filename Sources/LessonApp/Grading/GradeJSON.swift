import FoundationEssentials
import LessonOutput
import Rendering

/// Grade books as JSON: what `--report json` writes and `--compare` reads.
package enum GradeJSON {
  /// Without what only the author may read: the file may be passed on.
  package static func text(_ book: GradeBook) throws -> String {
    var book = book
    for index in book.submissions.indices {
      for place in book.submissions[index].exercises.indices {
        let result = book.submissions[index].exercises[place].forReport
        book.submissions[index].exercises[place] = result
      }
    }
    return JSONText.pretty(try JSONEncoding.value(book))
  }

  package static func read(_ bytes: [UInt8], name: String) throws(FileProblem) -> GradeBook {
    let value: JSONValue
    do { value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) } catch {
      throw FileProblem(
        path: name, message: "the file is not JSON",
        hint: "give a file that `lesson grade --report json` has written")
    }
    guard case .object(let fields) = value, case .int(let format)? = fields["format"],
      fields["submissions"] != nil
    else {
      throw FileProblem(
        path: name, message: "the file holds no grade book",
        hint: "give a file that `lesson grade --report json` has written")
    }
    guard format == 1 else {
      throw FileProblem(
        path: name, message: "the grade book has format \(format); this program reads format 1",
        hint: "grade again with this program")
    }
    do { return try JSONDecoder().decode(GradeBook.self, from: Data(bytes)) } catch {
      throw FileProblem(
        path: name, message: "the grade book lacks something: \(detail(error))",
        hint: "grade again with this program")
    }
  }

  private static func detail(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "it can't be read" }
    switch error {
    case .keyNotFound(let key, let context):
      return path(context.codingPath + [key])
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return path(context.codingPath)
    @unknown default: return "it can't be read"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
  }
}
