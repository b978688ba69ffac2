import Diagnostics
import LessonDocument
import LessonOutput

/// The rewriting of stale live numbers: only the bytes of the shown texts change.
struct NumberUpdate {
  /// The new content of the file; nil where nothing is to be written.
  let bytes: [UInt8]?
  let rewritten: Int
  /// The numbers as they stand after the rewriting.
  let numbers: [LiveNumber]

  /// Why numbers that are stale could not be rewritten.
  let problem: Diagnostic?

  /// Nothing is rewritten where the lesson as rewritten would read differently: a computed text
  /// may hold what Markdown takes for something else.
  ///
  /// - Parameter file: the file's bytes; where they are not what was read, because they are not
  ///   UTF-8, they stay as they are.
  init(_ lesson: LessonSource, _ run: LessonRun, file: [UInt8]) {
    var bytes = lesson.source.bytes
    var numbers = run.numbers
    var rewritten = 0
    // From the end, so that earlier spans stay right.
    for index in lesson.numbers.indices.reversed() where index < numbers.count {
      let site = lesson.numbers[index]
      guard site.isRewritable, numbers[index].isStale, numbers[index].problem == nil,
        let computed = numbers[index].computed, Self.fits(computed),
        lesson.source.slice(site.span) == site.number.shown
      else { continue }
      bytes.replaceSubrange(site.span.start..<site.span.end, with: computed.utf8)
      numbers[index].shown = computed
      rewritten += 1
    }
    guard rewritten > 0, file == lesson.source.bytes else {
      (self.bytes, self.rewritten, self.numbers, problem) = (nil, 0, run.numbers, nil)
      return
    }
    let again = LessonReader.read(bytes: bytes, name: lesson.source.name)
    guard again.numbers.map(\.number.expression) == lesson.numbers.map(\.number.expression),
      again.numbers.map(\.number.shown) == numbers.map(\.shown)
    else {
      (self.bytes, self.rewritten, self.numbers) = (nil, 0, run.numbers)
      problem = Diagnostic(
        .error, "the numbers were not rewritten: the file would then read differently",
        hint: "rewrite those that are named by hand")
      return
    }
    (self.bytes, self.rewritten, self.numbers, problem) = (bytes, rewritten, numbers, nil)
  }

  /// Whether a computed text can stand before its comment in a line of prose.
  static func fits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200
      && text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !"<>`\\$|*_[]&".unicodeScalars.contains($0)
      }
  }
}
