import LessonOutput

/// The class on one page, for who teaches it: a row for each learner and what went wrong in each
/// exercise.
package enum ClassPage {
  /// - Parameter pages: names of the learners' pages, in the order of the book.
  package static func html(_ book: GradeBook, pages: [String]) -> String {
    var html = "<article class=\"feedback\" lang=\"en\">\n"
    html += "<h1>\(FeedbackWriter.safe(book.title ?? book.lesson))</h1>\n"
    if let statistics = GradeStatistics(book) {
      html += "<p class=\"total\">"
      html += statistics.count == 1 ? "1 learner" : "\(statistics.count) learners"
      if book.maximum > .zero {
        html += ": mean \(GradeStatistics.text(statistics.mean)), median "
        html += "\(GradeStatistics.text(statistics.median)) of \(book.maximum.text) points"
      }
      html += "</p>\n"
    }
    for note in book.allNotes {
      html += "<p class=\"note\"><span class=\"tag\">Note</span> \(FeedbackWriter.safe(note))</p>\n"
    }
    html += mistakes(book) + learners(book, pages) + "</article>\n"
    return FeedbackPage.page(
      "The class · \(book.title ?? book.lesson)", html, language: "en", book)
  }

  private static func mistakes(_ book: GradeBook) -> String {
    var html = "<h2>What went wrong</h2>\n"
    for (index, entry) in book.exercises.enumerated() {
      let exercise = GradeStatistics.Exercise(index, of: book)
      html += "<section class=\"exercise\">\n<h3>"
      html += AuthorText.html(VisibleText.line(entry.title ?? entry.id))
      html +=
        " <span class=\"worth\">\(FeedbackWriter.safe(entry.id)) · \(exercise.text)</span></h3>\n"
      if !exercise.mistakes.isEmpty {
        html += "<ul class=\"items\">\n"
        for mistake in exercise.mistakes {
          html += "<li>\(mistake.count) of \(exercise.tried): "
          html += "\(AuthorText.html(mistake.what.quoted))</li>\n"
        }
        html += "</ul>\n"
      }
      html += "</section>\n"
    }
    return html
  }

  private static func learners(_ book: GradeBook, _ pages: [String]) -> String {
    var html = "<h2>Learners</h2>\n<div class=\"scroll\"><table>\n<thead><tr>"
    html +=
      "<th scope=\"col\">Learner</th><th scope=\"col\" class=\"right\">Points</th></tr></thead>\n"
    html += "<tbody>\n"
    for (index, row) in book.submissions.enumerated() {
      let name = FeedbackWriter.safe(row.fullName)
      html += "<tr><td>"
      html +=
        pages.indices.contains(index)
        ? "<a href=\"\(encoded(pages[index])).html\">\(name)</a>" : name
      if pages.indices.contains(index), pages[index] != row.learner {
        html += " <span class=\"worth\">\(FeedbackWriter.safe(pages[index])).html</span>"
      }
      // Who has no file is told above.
      for note in row.problems + (row.isMissing ? [] : row.notes) {
        html += "<br><span class=\"worth\">\(FeedbackWriter.safe(note))</span>"
      }
      html += "</td><td class=\"right\">\(row.isMissing ? "nothing handed in" : row.pointsText)"
      html += "</td></tr>\n"
    }
    return html + "</tbody>\n</table></div>\n"
  }

  /// A file's name in a link.
  private static func encoded(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return "./"
      + name.utf8.map { byte in
        let character = Character(Unicode.Scalar(byte))
        return byte < 0x80
          && (character.isLetter || character.isNumber || "-_.".contains(character))
          ? String(character) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }.joined()
  }
}
