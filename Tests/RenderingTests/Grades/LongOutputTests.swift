import LessonOutput
import Testing

@testable import Rendering

/// What one learner's code can print must not hold up the reports of a class.
@Suite struct LongOutputTests {
  static let pieces = [
    "\u{1b}", "\t", "]]>", "&", "x", "é", "\r\n", "a\n", "\u{301}", "👩‍🔬", "' \"",
  ]

  static func book(_ text: String) -> GradeBook {
    var book = GradeFixtures.sample
    for place in book.submissions[1].exercises.indices {
      book.submissions[1].exercises[place].stdout = text
      for item in book.submissions[1].exercises[place].items.indices {
        book.submissions[1].exercises[place].items[item].answer = text
        book.submissions[1].exercises[place].items[item].feedback = Feedback(
          .error, text, details: [text])
      }
    }
    return book
  }

  @Test(arguments: pieces)
  func aMegabyteBecomesLittle(piece: String) {
    let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    let book = Self.book(text)
    let row = book.submissions[1]
    let reports = [
      GradeJUnit.xml(book), GradeGradescope.results(row, book: book),
      FeedbackPage.html(row, book: book), GradeCSV.items(book), GradeText.table(book, width: 80),
      ClassPage.html(book, pages: []), GradeText.submission(row, book: book, width: 80),
    ]
    // 5 items with a few texts each, of 20,000 characters of up to 11 bytes.
    for report in reports { #expect(report.utf8.count < 5_000_000) }
  }

  @Test func howMuchMoreThereIsIsTold() {
    let text = String(repeating: "x", count: 20_005)
    #expect(
      ClippedText.of(text)
        == String(repeating: "x", count: 20_000) + "\n… 5 more bytes left out")
    #expect(ClippedText.of(String(text.dropLast(5))).utf8.count == 20_000)
    let book = Self.book(text)
    let row = book.submissions[1]
    for report in [
      GradeJUnit.xml(book), GradeGradescope.results(row, book: book),
      FeedbackPage.html(row, book: book),
    ] { #expect(report.contains("… 5 more bytes left out")) }
  }

  @Test func answersAreCutBetweenCharacters() {
    #expect(ClippedText.bytes("ééé", most: 6) == "ééé")
    #expect(ClippedText.bytes("ééé", most: 5) == "éé… (cut, 6 bytes in the file)")
    #expect(ClippedText.bytes("ééé", most: 4) == "éé… (cut, 6 bytes in the file)")
    #expect(ClippedText.bytes("aé", most: 2) == "a… (cut, 3 bytes in the file)")
    #expect(ClippedText.bytes("👩", most: 3) == "… (cut, 4 bytes in the file)")
  }

  /// Much through each of the functions that all text goes through.
  @Test(arguments: pieces)
  func escapingKeepsAll(piece: String) {
    let count = 200_000 / piece.utf8.count
    let text = String(repeating: piece, count: count)
    let escapes: [(String) -> String] = [
      { VisibleText.of($0) }, { VisibleText.withTabs($0) }, { GradeJUnit.escape($0) },
      { HTMLText.escape($0) },
    ]
    for escape in escapes {
      #expect(escape(text).utf8.count == escape(piece).utf8.count * count)
    }
  }

  @Test func whatTakesNoRoomIsShown() {
    #expect(VisibleText.of("a\u{200B}da") == "a\\u200bda")
    #expect(VisibleText.of("ada\u{AD}") == "ada\\xad")
    #expect(VisibleText.of("ada\u{2060}") == "ada\\u2060")
    #expect(VisibleText.of("ada\u{200D}") == "ada\\u200d")
    #expect(VisibleText.of("ada\u{FE0F}") == "ada\\ufe0f")
    #expect(VisibleText.of("\u{202E}x\u{1b}") == "\\u202ex\\x1b")
    for text in ["👩‍🔬", "❤️", "1️⃣", "می‌خواهم", "क्‍ष", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é", "e\u{301}", "王小明"] {
      #expect(VisibleText.of(text).unicodeScalars.elementsEqual(text.unicodeScalars), "\(text)")
    }
    #expect(VisibleText.of("a\tb\r\nc\rd") == "a   b\nc\\rd")
    #expect(VisibleText.withTabs("a\tb\u{1b}\tc") == "a\tb\\x1b\tc")
  }

  @Test func theClassPageNamesPagesAndNotes() {
    var book = GradeFixtures.sample
    book.submissions[0].notes = ["mal/ada.md does <not> count"]
    let html = ClassPage.html(book, pages: ["ada-2", "wang-1", "zoe"])
    #expect(html.contains(">ada-2.html</span>"))
    #expect(!html.contains(">wang-1.html</span>"))
    #expect(html.contains("mal/ada.md does &lt;not&gt; count"))
  }
}
