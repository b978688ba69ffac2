import LessonOutput

/// Writes a lesson that was run as one HTML page: offline, without scripts, nothing loaded.
package struct HTMLRenderer: Sendable {
  package var options: HTMLOptions

  package init(options: HTMLOptions = HTMLOptions()) {
    self.options = options
  }

  /// What the page may load: its own style, known by its hash, and data in the page itself.
  package static let contentSecurityPolicy = contentSecurityPolicy(mathStyle: "")

  /// Typeset formulas place their parts by style attributes; no others are written into pages.
  static func contentSecurityPolicy(mathStyle: String) -> String {
    var styles = "'sha256-\(pageStyleHash)'"
    if !mathStyle.isEmpty {
      styles += " 'sha256-\(SHA256.base64(mathStyle))'; style-src-attr 'unsafe-inline'"
    }
    return "default-src 'none'; style-src \(styles); img-src data:; "
      + "font-src data:; base-uri 'none'; form-action 'none'"
  }

  private static let pageStyleHash = SHA256.base64(PageStyle.text)

  /// The whole page.
  package func page(_ run: LessonRun) -> String {
    var writer = LessonWriter(run, options)
    let body = writer.article()
    let mathStyle = writer.mathStyle
    let title = writer.title
    let description = run.description ?? writer.opening
    var html = "<!DOCTYPE html>\n<html\(HTMLText.attribute("lang", writer.language))>\n<head>\n"
    html += "<meta charset=\"utf-8\">\n"
    html += "<meta http-equiv=\"Content-Security-Policy\""
    html += " content=\"\(Self.contentSecurityPolicy(mathStyle: mathStyle))\">\n"
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    html += "<meta name=\"color-scheme\" content=\"light dark\">\n"
    html += "<meta name=\"referrer\" content=\"no-referrer\">\n"
    html += "<meta name=\"generator\" content=\"\(HTMLText.escape(run.program))\">\n"
    html += "<title>\(HTMLText.escape(title))</title>\n"
    if !description.isEmpty {
      html += "<meta name=\"description\" content=\"\(HTMLText.escape(description))\">\n"
    }
    html += "<style>\(PageStyle.text)</style>\n"
    if !mathStyle.isEmpty { html += "<style>\(mathStyle)</style>\n" }
    html += "</head>\n<body>\n"
    html += "<a class=\"skip\" href=\"#content\"\(writer.english)>Skip to the lesson</a>\n"
    html += "<main id=\"content\" tabindex=\"-1\">\n"
    html += body
    html += "</main>\n</body>\n</html>\n"
    return html
  }

  /// The lesson alone, for a page that has its own frame and style.
  package func fragment(_ run: LessonRun) -> String {
    var writer = LessonWriter(run, options)
    return writer.article()
  }
}
