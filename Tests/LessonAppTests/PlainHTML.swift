import CCMark
import Glibc
import LessonDocument
import LessonRunner
import Rendering

/// A lesson's fragment and the HTML that cmark writes for the same text, made comparable.
///
/// Meaning is not touched. What is taken away is what pages have beyond CommonMark and what is
/// written in two ways: the frame, anchors of headings, the class and focus of shown code, the
/// base64 frame of pictures, `<br />` for `<br>`, quotes as entities, line ends beside list items.
enum PlainHTML {
  static func lesson(_ text: String) -> String { normalised(withoutFrame(framed(text))) }

  /// The fragment as it is.
  static func framed(_ text: String) -> String {
    var options = HTMLOptions()
    options.image = { $0.hasPrefix("missing") ? nil : picture + $0 }
    let run = LessonRunner.run(LessonReader.read(text: text, name: "lesson.md"))
    return HTMLRenderer(options: options).fragment(run)
  }

  static func cmark(_ text: String) -> String {
    guard let html = cmark_markdown_to_html(text, text.utf8.count, CMARK_OPT_UNSAFE) else {
      return ""
    }
    defer { free(html) }
    return normalised(String(cString: html))
  }

  private static let picture = "data:image/png;base64,"

  private static func withoutFrame(_ html: String) -> String {
    var html = html
    if let start = html.firstIndex(of: "\n"), html.hasPrefix("<article") {
      html.removeSubrange(...start)
    }
    if html.hasSuffix("</article>\n") { html.removeLast("</article>\n".count) }
    html = html.replacing(#/ <a class="anchor"[^>]*>#</a>/#, with: "")
    html = html.replacing(#/<(h[1-6]) id="[^"]*">/#) { "<\($0.output.1)>" }
    html.replace("<pre class=\"shown scroll\" tabindex=\"0\">", with: "<pre>")
    html.replace("src=\"\(picture)", with: "src=\"")
    return html
  }

  private static func normalised(_ html: String) -> String {
    var html = html
    for (written, same) in [
      ("<br />", "<br>"), ("<hr />", "<hr>"), ("<br>\n", "<br>"), ("&#39;", "'"), ("&#x27;", "'"),
      ("&quot;", "\""), ("<li>\n", "<li>"), ("\n</li>", "</li>"),
    ] { html.replace(written, with: same) }
    // `<img … />` as `<img …>`.
    html = html.replacing(#/(<img [^<]*) \/>/#) { "\($0.output.1)>" }
    while html.last == "\n" { html.removeLast() }
    return html
  }
}
