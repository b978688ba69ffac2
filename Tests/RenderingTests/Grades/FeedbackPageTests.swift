import LessonOutput
import Testing

@testable import Rendering

@Suite struct FeedbackPageTests {
  let book = GradeFixtures.sample

  func page(_ index: Int) -> HTMLChecker {
    HTMLChecker(FeedbackPage.html(book.submissions[index], book: book))
  }

  @Test func pagesAreWellFormedAndLoadNothing() {
    for submission in book.submissions {
      let html = FeedbackPage.html(submission, book: book)
      let page = HTMLChecker(html)
      #expect(page.problems == [])
      #expect(page.all("script").isEmpty)
      #expect(page.elements.allSatisfy { $0.attributes["src"] == nil })
      #expect(page.elements.allSatisfy { $0.attributes["style"] == nil })
      for link in page.all("a") { #expect(link.attributes["href"]?.hasPrefix("#") == true) }
      for link in page.all("a") {
        let target = String((link.attributes["href"] ?? "").dropFirst())
        #expect(page.identifiers.contains(target))
      }
    }
  }

  @Test func theStyleIsTheOneThatThePolicyNames() throws {
    let html = FeedbackPage.html(book.submissions[0], book: book)
    let start = try #require(html.range(of: "<style>")).upperBound
    let end = try #require(html.range(of: "</style>")).lowerBound
    let policy = "style-src 'sha256-\(SHA256.base64(String(html[start..<end])))'"
    #expect(html.contains(policy))
    #expect(html.contains("default-src 'none'"))
  }

  @Test func languageOfThePageAndOfOurWords() {
    let html = FeedbackPage.html(book.submissions[0], book: book)
    #expect(html.contains("<html lang=\"zh\">"))
    #expect(html.contains("<p class=\"total\" lang=\"en\">5 of 7 points</p>"))
    var english = book
    english.language = "en"
    #expect(FeedbackPage.html(book.submissions[0], book: english).contains("<html lang=\"en\">"))
  }

  @Test func whatALearnerReads() {
    let html = FeedbackPage.html(book.submissions[1], book: book)
    #expect(html.contains("王小明 (wang-1)"))
    #expect(html.contains("<p class=\"says\">look at where x was negative</p>"))
    #expect(html.contains("expected [0. 1.]\nfound    [1. 1.]"))
    #expect(html.contains("<p class=\"says\">think of x = 0</p>"))
    #expect(html.contains("    return <mark>梯度 * dout</mark>"))
    #expect(html.contains("<span class=\"where\">line 31</span>"))
    #expect(html.contains("grad\n✓ shapes · 4 of 4</samp>"))
  }

  @Test func pointsAndCommentOfAPerson() {
    var one = book.submissions[0]
    one.exercises[1].items[0].status = .passed
    one.exercises[1].items[0].points = Points(2)
    one.exercises[1].items[0].feedback = Feedback(.comment, "写得很好")
    one.exercises[1].settle()
    let html = FeedbackPage.html(one, book: book)
    #expect(html.contains("<p class=\"total\" lang=\"en\">7 of 7 points</p>"))
    #expect(!html.contains("still to be given"))
    #expect(
      html.contains(
        "因为它不会饱和。</samp></pre>\n</figure>\n"
          + "<p class=\"says\"><span class=\"tag\" lang=\"en\">Comment</span> 写得很好</p>"))
  }

  @Test func nothingInItIsMarkup() {
    let evil = "</samp></pre><script>alert(1)</script><img src=x onerror=y>\u{1B}[2J\u{202E}"
    var book = book
    book.title = evil
    book.lesson = evil
    var one = book.submissions[1]
    one.learner = evil
    (one.firstName, one.lastName) = (evil, evil)
    one.problems = [evil]
    one.notes = [evil]
    for index in one.exercises.indices {
      one.exercises[index].id = evil
      one.exercises[index].title = evil
      one.exercises[index].stdout = evil
      one.exercises[index].notes = [evil]
      one.exercises[index].feedback = Feedback(.error, evil, details: [evil], hint: evil)
      one.exercises[index].feedback?.error = BlockError(
        type: evil, message: evil, line: 3, column: 900, length: -4, sourceLine: evil, hint: evil)
      for item in one.exercises[index].items.indices {
        one.exercises[index].items[item].label = evil
        one.exercises[index].items[item].answer = evil
        one.exercises[index].items[item].stdout = evil
        one.exercises[index].items[item].feedback = Feedback(
          .says, evil, details: [evil], hint: evil)
      }
    }
    let html = FeedbackPage.html(one, book: book)
    let page = HTMLChecker(html)
    #expect(page.problems == [])
    #expect(page.all("script").isEmpty)
    #expect(page.all("img").isEmpty)
    let hasControls =
      html.unicodeScalars.contains("\u{1B}") || html.unicodeScalars.contains("\u{202E}")
    #expect(!hasControls)
  }

  @Test func messagesHaveCodeAndFormulas() {
    #expect(
      AuthorText.html("use `x > 0`, not $\\sigma(x)$ & co")
        == "use <code>x &gt; 0</code>, not <span class=\"math\" title=\"\\sigma(x)\">σ(x)</span> &amp; co"
    )
    #expect(AuthorText.html("$5 and $6, a ` and <b>") == "$5 and $6, a ` and &lt;b&gt;")
    #expect(AuthorText.plain("$\\alpha$ is not `$x$`") == "α is not `$x$`")
  }
}
