import Testing

@testable import Rendering

@Suite struct MathTextTests {
  @Test(arguments: [
    (#"\frac{\partial f}{\partial x}"#, "∂f/∂x"),
    (#"\frac{\partial f}{\partial q}\frac{\partial q}{\partial x}"#, "∂f/∂q · ∂q/∂x"),
    (#"\frac{1}{1+e^{-x}}"#, "1/(1 + e⁻ˣ)"),
    (#"\frac{a+b}{2c}"#, "(a + b)/(2c)"),
    (#"\frac12"#, "1/2"),
    (#"\frac{1}{N}\sum_{i=1}^{N} L_i"#, "(1/N) ∑ᵢ₌₁ᴺ Lᵢ"),
    (#"\frac{1}{N}\sqrt{x}"#, "(1/N) √x"), (#"\frac{d}{dx} f"#, "d/dx f"),
    (#"\frac{1}{N}\sqrt{x+y} = 2"#, "(1/N) √(x + y) = 2"),
    (#"f(x,y) = (x+y)z"#, "f(x, y) = (x + y)z"),
    (#"\sigma'(x) = \sigma(x)(1-\sigma(x))"#, "σ′(x) = σ(x)(1 − σ(x))"),
    (#"x^T W^\top \hat x \vec{v} \bar{y}"#, "xᵀWᵀx̂v⃗ȳ"),
    (#"\sqrt{2/n}"#, "√(2/n)"),
    (#"\sqrt 2"#, "√2"),
    (#"\nabla_W L"#, "∇_W L"),
    (#"w \leftarrow w - \eta \nabla L(w)"#, "w ← w − η∇L(w)"),
    (#"\max(0, x)"#, "max(0, x)"),
    (#"-\log p_{y_i}"#, "−log p_(yᵢ)"),
    (
      #"L_i = -\log\left(\frac{e^{f_{y_i}}}{\sum_j e^{f_j}}\right)"#,
      "Lᵢ = −log(e^(f_(yᵢ))/(∑ⱼ e^(fⱼ)))"
    ),
    (#"\mathbb{R}^{n \times m}"#, "ℝ^(n×m)"),
    (#"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"#, "[a b; c d]"),
    (
      #"f = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
      "f = { x  x > 0;  0  otherwise }"
    ),
    (#"P(y \mid x) \approx \|w\|_2^2"#, "P(y | x) ≈ ‖w‖₂²"),
    (#"a \times -b"#, "a × −b"),
    (#"\forall x \in X, x \ne 0 \Rightarrow y \ge 1"#, "∀x ∈ X, x ≠ 0 ⇒ y ≥ 1"),
    (#"\operatorname{softmax}(z)_k"#, "softmax(z)ₖ"),
    (#"0.5\lambda\sum_k w_k^2"#, "0.5λ ∑ₖ wₖ²"),
    (#"W^{[l]}"#, "W^[l]"),
    (#"\foo x"#, "foo x"),
    (#"e^{-0.5}"#, "e^(−0.5)"),
    ("", ""), ("{", ""), ("}", ""), ("^", ""), (#"\"#, ""), (#"\frac"#, "/()"), ("_{", ""),
  ])
  func text(_ tex: String, _ expected: String) {
    #expect(MathText.inline(tex) == expected)
  }

  @Test func displayKeepsItsLines() {
    #expect(
      MathText.lines(#"\begin{aligned} q &= x + y \\ f &= q z \end{aligned}"#)
        == ["q = x + y", "f = qz"])
    #expect(MathText.lines(#"dx &= 1 \\ y &= 2"#) == ["dx = 1", " y = 2"])
  }

  @Test func depthIsBounded() {
    let deep = String(repeating: "{", count: 20000) + "x" + String(repeating: "}", count: 20000)
    #expect(MathText.inline(deep).contains("x"))
    let fractions = String(repeating: #"\frac{1}{"#, count: 5000)
    #expect(MathText.inline(fractions).hasPrefix("1/"))
    let scripts = String(repeating: "x^{", count: 5000)
    #expect(MathText.inline(scripts).hasPrefix("x"))
    let begins = String(repeating: #"\begin{matrix}"#, count: 5000)
    _ = MathText.inline(begins)
    let bare = String(repeating: #"\sqrt"#, count: 5000) + "x"
    _ = MathText.inline(bare)
    let hats = String(repeating: #"\left\hat"#, count: 5000) + "x"
    _ = MathText.inline(hats)
  }
}
