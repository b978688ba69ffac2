import LessonOutput

/// What one learner gets back: a page that needs nothing else, without scripts.
///
/// Holds what `ExerciseResult.forReport` leaves: no author's notes, no rubrics, of hidden checks the
/// label and `fail` alone.
package enum FeedbackPage {
  package static func html(_ submission: GradedSubmission, book: GradeBook) -> String {
    var writer = FeedbackWriter(submission, book)
    let body = writer.article()
    return page(
      "\(submission.fullName) · \(book.title ?? book.lesson)", body, language: writer.language, book
    )
  }

  /// A page around a body.
  static func page(_ title: String, _ body: String, language: String, _ book: GradeBook) -> String {
    var html = "<!DOCTYPE html>\n<html\(HTMLText.attribute("lang", language))>\n<head>\n"
    html += "<meta charset=\"utf-8\">\n"
    html += "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n"
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    html += "<meta name=\"color-scheme\" content=\"light dark\">\n"
    html += "<meta name=\"referrer\" content=\"no-referrer\">\n"
    html += "<meta name=\"robots\" content=\"noindex\">\n"
    html += "<meta name=\"generator\" content=\"\(HTMLText.escape(book.program))\">\n"
    html += "<title>\(FeedbackWriter.safe(title))</title>\n"
    html += "<style>\(style)</style>\n</head>\n<body>\n"
    html += "<main id=\"content\">\n\(body)</main>\n</body>\n</html>\n"
    return html
  }

  private static let style = PageStyle.text + FeedbackStyle.text

  static let policy =
    "default-src 'none'; style-src 'sha256-\(SHA256.base64(style))'; img-src data:; "
    + "font-src data:; base-uri 'none'; form-action 'none'"
}

/// Writes one page's body.
struct FeedbackWriter {
  let submission: GradedSubmission
  let book: GradeBook
  /// BCP 47 language of the page.
  let language: String
  private var html = ""

  init(_ submission: GradedSubmission, _ book: GradeBook) {
    self.submission = submission
    self.book = book
    var sample = LessonRun(
      program: book.program, file: book.lesson, title: book.title, language: book.language)
    let words = [book.title ?? ""] + book.exercises.compactMap(\.title)
    sample.prose = words.map { .paragraph([.text($0)]) }
    language = PageLanguage.of(sample)
  }

  /// ` lang="en"` for what the program says itself, in a page of another language.
  private var english: String { language.hasPrefix("en") ? "" : " lang=\"en\"" }

  mutating func article() -> String {
    html = "<article class=\"feedback\"\(HTMLText.attribute("lang", language))>\n"
    html += "<h1>\(Self.safe(book.title ?? book.lesson))</h1>\n"
    html += "<p class=\"who\">\(Self.safe(submission.fullName))</p>\n"
    html += "<p class=\"total\"\(english)>\(submission.points.text(of: submission.maximum))</p>\n"
    if submission.isPending {
      html += "<p\(english)>\(submission.pending.text) still to be given by a person.</p>\n"
    }
    if submission.isSilentlyMissing { html += "<p\(english)>Nothing was handed in.</p>\n" }
    for problem in submission.problems {
      html += "<p class=\"problem\"\(english)>\(HTMLText.withCode(VisibleText.of(problem)))</p>\n"
    }
    for note in submission.notes { write(note: note) }
    overview()
    for (index, result) in submission.exercises.enumerated() { write(result.forReport, index) }
    html += "</article>\n"
    return html
  }

  // MARK: Overview

  private mutating func overview() {
    guard submission.exercises.count > 1 else { return }
    html += "<div class=\"scroll\"><table>\n<thead><tr\(english)><th scope=\"col\">Exercise</th>"
    html += "<th scope=\"col\" class=\"right\">Points</th></tr></thead>\n<tbody>\n"
    for (index, result) in submission.exercises.enumerated() {
      html += "<tr><td class=\"\(result.status.rawValue)\">\(mark(result.status.mark))"
      html +=
        "<a href=\"#\(Self.anchor(index))\">\(AuthorText.html(VisibleText.line(result.name)))</a></td>"
      html += "<td class=\"right\"\(english)>"
      if result.maximum > .zero { html += "\(result.points.text) of \(result.maximum.text)" }
      html += "<span class=\"worth\">\(result.maximum > .zero ? " · " : "")"
      html += "\(result.status.word)</span></td></tr>\n"
    }
    html += "</tbody>\n</table></div>\n"
  }

  /// Text that others wrote, escaped, with control characters made visible.
  static func safe(_ text: String) -> String { HTMLText.escape(VisibleText.of(text)) }

  private static func anchor(_ index: Int) -> String { "exercise-\(index + 1)" }

  private func mark(_ sign: String) -> String {
    "<span class=\"mark\" aria-hidden=\"true\">\(sign)</span> "
  }

  // MARK: One exercise

  private mutating func write(_ result: ExerciseResult, _ index: Int) {
    let anchor = Self.anchor(index)
    html += "<section class=\"exercise \(result.status.rawValue)\" id=\"\(anchor)\""
    html += " aria-labelledby=\"\(anchor)-name\">\n"
    html +=
      "<h2 id=\"\(anchor)-name\">\(mark(result.status.mark))\(AuthorText.html(VisibleText.line(result.name)))"
    html += " <span class=\"worth\"\(english)>\(result.points.text(of: result.maximum)) · "
    html += "\(result.status.word)</span></h2>\n"
    if let feedback = result.feedback { write(feedback) }
    html += "<ul class=\"items\">\n"
    for item in result.items { write(item, of: result) }
    html += "</ul>\n"
    for note in result.notes { write(note: note) }
    frame(result.stdout, "Your code printed")
    html += "</section>\n"
  }

  private mutating func write(_ item: ExerciseItem, of result: ExerciseResult) {
    html += "<li class=\"\(item.status.rawValue)\">\n<p class=\"item\">\(mark(item.mark))"
    html += AuthorText.html(VisibleText.line(item.name))
    html += " <span class=\"worth\"\(english)>"
    if item.isHidden, !item.label.isEmpty { html += "hidden · " }
    if item.maximum > .zero { html += "\(item.points.text) of \(item.maximum.text) · " }
    html += "\(item.word)</span></p>\n"
    if let answer = item.answer { frame(answer, item.answerWord.capitalizedFirst) }
    if let feedback = item.feedback, feedback != result.feedback { write(feedback) }
    frame(item.stdout, "Your code printed")
    html += "</li>\n"
  }

  private mutating func write(note: String) {
    html += "<p class=\"note\"\(english)><span class=\"tag\">Note</span> "
    html += "\(HTMLText.withCode(VisibleText.of(note)))</p>\n"
  }

  // MARK: Messages

  private mutating func write(_ feedback: Feedback) {
    if feedback.source == .error {
      error(feedback)
      return
    }
    let isOurs = [.mistake, .values, .file].contains(feedback.source)
    if !feedback.text.isEmpty {
      html += "<p class=\"says\"\(isOurs ? english : "")>"
      if feedback.source == .comment {
        html += "<span class=\"tag\"\(english)>Comment</span> "
      }
      html += "\(AuthorText.html(VisibleText.of(feedback.text)))</p>\n"
    }
    if !feedback.details.isEmpty {
      let details = VisibleText.of(feedback.details.joined(separator: "\n"))
      html += "<pre class=\"details scroll\" tabindex=\"0\"\(english)>"
      html += "\(HTMLText.escape(details))</pre>\n"
    }
    help(feedback.hint)
  }

  private mutating func error(_ feedback: Feedback) {
    html += "<div class=\"error\" role=\"group\" aria-label=\"Error\"\(english)>\n"
    html += "<p class=\"says\">\(Self.safe(feedback.text))"
    if let error = feedback.error, error.line > 0 {
      html += " <span class=\"where\">line \(error.line)</span></p>\n"
      if !error.sourceLine.isEmpty {
        html +=
          "<pre class=\"scroll\" tabindex=\"0\">\(ErrorLine.marked(error, escape: Self.safe))</pre>\n"
      }
      if !error.calls.isEmpty {
        html += "<p class=\"calls\">called from "
        html += error.calls.map {
          "<code>\(Self.safe($0.function))</code> in line \($0.line)"
        }.joined(separator: ", then ")
        html += "</p>\n"
      }
    } else {
      html += "</p>\n"
    }
    if !feedback.details.isEmpty {
      let details = VisibleText.of(feedback.details.joined(separator: "\n"))
      html += "<pre class=\"scroll\" tabindex=\"0\">\(HTMLText.escape(details))</pre>\n"
    }
    help(feedback.hint)
    html += "</div>\n"
  }

  private mutating func help(_ hint: String?) {
    guard let hint else { return }
    html += "<p class=\"hint-line\"\(english)><span class=\"tag\">Help</span> "
    html += "\(HTMLText.withCode(VisibleText.of(hint)))</p>\n"
  }

  /// More lines than these of what was printed are left out in the middle.
  private static let longestOutput = 200

  /// A learner's own words in a frame that nothing in them can leave.
  private mutating func frame(_ text: String, _ title: String) {
    var lines = VisibleText.lines(text)
    if lines.isEmpty { return }
    if lines.count > Self.longestOutput {
      let half = Self.longestOutput / 2
      let omitted = lines.count - 2 * half
      lines = lines.prefix(half) + ["… \(omitted) lines left out"] + lines.suffix(half)
    }
    html += "<figure class=\"theirs\">\n<figcaption\(english)>\(title)</figcaption>\n"
    html += "<pre tabindex=\"0\"><samp>\(HTMLText.escape(lines.joined(separator: "\n")))</samp>"
    html += "</pre>\n</figure>\n"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
