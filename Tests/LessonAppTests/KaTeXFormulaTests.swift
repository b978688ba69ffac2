import Testing

@testable import LessonApp

/// Formulas as KaTeX sets them.
@Suite(.enabled(if: InstalledKaTeX.isThere, InstalledKaTeX.wanted))
struct KaTeXFormulaTests {
  static let formulas = [
    #"\sigma(x) = \frac{1}{1 + e^{-x}}"#,
    #"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial f}\frac{\partial f}{\partial w}"#,
    #"\frac\partial{\partial x}(x y) = y"#,
    #"\nabla f = \left[\frac{\partial f}{\partial x}, \frac{\partial f}{\partial y}\right]"#,
    #"\frac{df(x)}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}"#,
    #"L_i = -\log\left(\frac{e^{f_{y_i}}}{\sum_j e^{f_j}}\right)"#,
    #"L = \frac{1}{N} \sum_{i=1}^{N} L_i + \lambda \sum_k\sum_l W_{k,l}^2"#,
    #"\max(0, s_j - s_{y_i} + \Delta)"#,
    #"\operatorname{ReLU}(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
    #"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"#,
    #"\begin{pmatrix} a \\ b \\ c \end{pmatrix}^T"#,
    #"\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc"#,
    #"\begin{aligned} f &= q z \\ q &= x + y \end{aligned}"#,
    #"\left[\begin{array}{ccc} \frac{\partial y_1}{\partial x_1} & \cdots & 0 \\ \vdots & \ddots & \vdots \end{array}\right]"#,
    #"\begin{array}{c|c} x & f \\ \hline 0 & 1 \end{array}"#,
    #"\underbrace{x_1 + \dots + x_n}_{n\ \text{terms}}"#,
    #"\overbrace{a + b}^{c}"#,
    #"x \in \mathbb{R}^{n \times d}"#,
    #"\mathcal{L}(\theta)"#,
    #"\mathbf{W}^\top \mathbf{x}"#,
    #"\boldsymbol{\mu}"#,
    #"\mathfrak{g},\ \mathsf{A},\ \mathtt{code},\ \mathscr{F}"#,
    #"\text{梯度} = \text{上游} \times \text{局部}"#,
    #"损失 = \sum_i (y_i - \hat y_i)^2"#,
    #"\sqrt{x^2 + y^2},\quad \sqrt[3]{x}"#,
    #"\hat{y},\ \bar{x},\ \tilde{w},\ \vec{v},\ \dot{x},\ \widehat{abc}"#,
    #"\|w\|_2 \le c"#,
    #"\lvert x \rvert,\ \lfloor x \rfloor,\ \langle u, v \rangle"#,
    #"\alpha, \beta, \gamma, \delta, \epsilon, \varepsilon, \theta, \lambda, \mu, \rho, \sigma, \Phi, \Omega"#,
    #"a \times b \cdot c \odot d \oplus e \otimes f"#,
    #"x \leftarrow x - \eta \nabla_x L"#,
    #"A \Rightarrow B \iff C \mapsto D"#,
    #"\prod_{l=1}^{L} W^{(l)}"#,
    #"\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt\pi"#,
    #"\arg\max_k p_k,\quad \min_{w} L(w)"#,
    #"\mathbb{1}(x > 0),\ \mathbb{E}[x]"#,
    #"f'(x) = f''(x)"#,
    #"\Bigl( \bigl( x \bigr) \Bigr), \left. \frac{df}{dx} \right|_{x=0}"#,
    #"x \xrightarrow{\ f\ } y"#,
    #"a < b > c \& d \% e \neq f"#,
    #"\color{red}{x} + \boxed{y} + \cancel{z}"#,
    #"(W - F + 2P)/S + 1"#,
  ]

  @Test(arguments: formulas, [false, true])
  func isSet(tex: String, display: Bool) throws {
    let markup = try #require(InstalledKaTeX.shared.markup(tex, display: display))
    #expect(!markup.contains("katex-error"))
    #expect(markup.contains("katex-display") == display)
    let read = MarkupReader(markup)
    #expect(read.problems == [])
    #expect(read.annotations == [tex])
    #expect(read.tags.isSubset(of: Self.tags), "\(read.tags.subtracting(Self.tags))")
    #expect(!InstalledKaTeX.shared.style([markup]).isEmpty)
  }

  static let tags: Set<String> = [
    "span", "svg", "path", "line", "math", "semantics", "annotation", "mrow", "mi", "mo", "mn",
    "mtext", "mspace", "mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mover", "munder",
    "munderover", "mtable", "mtr", "mtd", "mstyle", "menclose", "mpadded", "mphantom",
  ]

  @Test(arguments: [
    (
      "x", false,
      #"<span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>x</mi></mrow><annotation encoding="application/x-tex">x</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="base"><span class="strut" style="height:0.4306em;"></span><span class="mord mathnormal">x</span></span></span></span>"#
    ),
    (
      #"\mathbb{R}"#, false,
      #"<span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi mathvariant="double-struck">R</mi></mrow><annotation encoding="application/x-tex">\mathbb{R}</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="base"><span class="strut" style="height:0.6889em;"></span><span class="mord mathbb">R</span></span></span></span>"#
    ),
    (
      #"\sigma'"#, true,
      #"<span class="katex-display"><span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block">"#
    ),
  ])
  func asRecorded(tex: String, display: Bool, expected: String) throws {
    let markup = try #require(
      InstalledKaTeX.shared.markup(tex, display: display))
    let isAsRecorded = display ? markup.hasPrefix(expected) : markup == expected
    #expect(isAsRecorded, "\(markup)")
  }

  @Test func charactersBeyondTheFirstPlane() throws {
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    for tex in [#"\text{𠮷}"#, "𝐀 + 𝔸", #"\text{🙂}"#] {
      let markup = try #require(typesetter.markup(tex, display: false))
      #expect(MarkupReader(markup).annotations == [tex])
      #expect(!markup.contains("\u{FFFD}"))
    }
  }

  @Test(arguments: [
    (#"\mathbb{1}"#, "mathbf", "1"), (#"\mathbb 1"#, "mathbf", "1"),
    (#"\mathbb{R}"#, "mathbb", "R"), (#"\mathbb R"#, "mathbb", "R"),
    (#"x^\mathbb{N}"#, "mathbb mtight", "N"), (#"x^\mathbb{1}"#, "mathbf mtight", "1"),
    (#"\mathbb{EX}"#, "mathbb", "E"), (#"\mathbb"#, "", ""),
  ])
  func blackboardBold(tex: String, name: String, letter: String) {
    let markup = InstalledKaTeX.shared.markup(tex, display: false) ?? ""
    #expect(markup.isEmpty == name.isEmpty)
    if !name.isEmpty {
      let isIn = markup.contains("<span class=\"mord \(name)\">\(letter)")
      #expect(isIn, "\(markup)")
    }
  }

  @Test func definitionsStayInTheirFormula() throws {
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    #expect(typesetter.markup(#"\gdef\mine{x}\mine"#, display: false) != nil)
    #expect(typesetter.markup(#"\mine"#, display: false) == nil)
    #expect(typesetter.problems.map(\.tex) == [#"\mine"#])
    #expect(typesetter.problems[0].reason == #"Undefined control sequence: \mine"#)
  }

  @Test(arguments: [
    #"\href{javascript:alert(1)}{x}"#, #"\url{https://example.org}"#,
    #"\includegraphics{https://example.org/x.png}"#, #"\htmlClass{skip}{x}"#,
    #"\htmlStyle{position:fixed}{x}"#, #"\htmlData{a=b}{x}"#, #"\htmlId{content}{x}"#,
    #"\text{<script>alert(1)</script>}"#, #"\color{red;position:fixed}{x}"#,
    #"\textcolor{"onclick="alert(1)}{x}"#,
  ])
  func nothingIsSmuggledIntoThePage(tex: String) {
    guard let markup = InstalledKaTeX.shared.markup(tex, display: false) else {
      return
    }
    let read = MarkupReader(markup)
    #expect(read.problems == [])
    #expect(read.tags.isSubset(of: Self.tags), "\(read.tags.subtracting(Self.tags))")
    for word in ["href=", "src=", " id=", "onclick=\"", "class=\"skip", "data-", "position:"] {
      let isIn = read.attributes.contains { $0.contains(word) }
      #expect(!isIn, "\(word) in \(markup)")
    }
  }
}
