import Testing

@testable import LessonOutput

/// Answers as people type them.
struct PredictionTests {
  private func prediction(_ question: String, _ answer: Picture) -> Prediction {
    let (kind, name) = Prediction.parse(question)
    var prediction = Prediction(
      question: question, kind: kind, name: name, isGradient: name.contains(".grad"))
    prediction.answer = answer
    return prediction
  }

  private func verdict(_ text: String, _ prediction: Prediction) -> PredictionAnswer.Verdict {
    PredictionAnswer(text, to: prediction.kind).verdict(on: prediction)
  }

  @Test func questions() {
    #expect(Prediction.parse("x.grad") == (.value, "x.grad"))
    #expect(Prediction.parse("sign of  w[0].grad") == (.sign, "w[0].grad"))
    #expect(Prediction.parse("Shape of dW") == (.shape, "dW"))
    #expect(Prediction.parse("the sign of x") == (.sign, "x"))
    #expect(Prediction.parse("signal") == (.value, "signal"))
  }

  @Test(arguments: ["-4", "－4", "−4", "－４", " -4 ", "-4.0", "-4.", "-8/2", "-4e0", "–4"])
  func minusFour(_ text: String) {
    #expect(verdict(text, prediction("x.grad", Picture(-4))) == .right)
  }

  @Test(arguments: ["4", "-3", "0", "-4.1", "-40", "-0.4"])
  func notMinusFour(_ text: String) {
    #expect(verdict(text, prediction("x.grad", Picture(-4))) == .wrong)
  }

  @Test(arguments: ["", "x", "--4", "4 apples", "1/0", "nan", "inf", "0x10", "1e999"])
  func noNumber(_ text: String) {
    guard case .unreadable = verdict(text, prediction("x.grad", Picture(-4))) else {
      Issue.record("`\(text)` was read")
      return
    }
  }

  @Test func theDigitsGivenCount() {
    let exact = prediction("f", Picture(0.196612))
    for right in ["0.2", "0.20", "0.197", "0.1966", "0.196612", ".2", "0,2", "1.966e-1"] {
      #expect(verdict(right, exact) == .right, "\(right)")
    }
    for wrong in ["0", "0.21", "0.196", "0.19", "0.1967", "-0.2", "1"] {
      #expect(verdict(wrong, exact) == .wrong, "\(wrong)")
    }
    #expect(verdict("0", prediction("f", Picture(0))) == .right)
    #expect(verdict("-0.0", prediction("f", Picture(0))) == .right)
    #expect(verdict("1/3", prediction("f", Picture(1.0 / 3))) == .right)
    #expect(verdict("0.001", prediction("f", Picture(0))) == .wrong)
  }

  @Test(arguments: [
    "(2, 2)", "2x2", "2×2", "(2,2)", "[2, 2]", "2 2", "2,2", "（２，２）", "2X2", "2*2", "2 x 2",
    "2、2",
  ])
  func twoByTwo(_ text: String) {
    let picture = Picture(shape: [2, 2], dtype: "float64", values: [1, 2, 3, 4])
    #expect(verdict(text, prediction("shape of W", picture)) == .right)
  }

  @Test func shapes() {
    let vector = prediction("shape of b", Picture(shape: [3], dtype: "float64", values: [1, 2, 3]))
    #expect(verdict("(3,)", vector) == .right)
    #expect(verdict("3", vector) == .right)
    #expect(verdict("(3, 1)", vector) == .wrong)
    #expect(verdict("()", prediction("shape of f", Picture(1))) == .right)
    guard case .unreadable = verdict("three", vector) else {
      Issue.record("`three` was read as a shape")
      return
    }
  }

  @Test func signs() {
    let negative = prediction("sign of w.grad", Picture(-0.2))
    for text in ["-", "−", "－", "negative", "neg", "Minus", "负", "負", "-1", "-0.2", "<0"] {
      #expect(verdict(text, negative) == .right, "\(text)")
    }
    for text in ["+", "＋", "positive", "0", "zero", "正"] {
      #expect(verdict(text, negative) == .wrong, "\(text)")
    }
    #expect(verdict("0", prediction("sign of w.grad", Picture(0))) == .right)
  }

  @Test func vectors() {
    let vector = prediction(
      "w.grad", Picture(shape: [2], dtype: "float64", values: [-1, 0.25]))
    #expect(verdict("[-1, 0.25]", vector) == .right)
    #expect(verdict("-1 0.3", vector) == .right)
    #expect(verdict("-1, 0.1", vector) == .wrong)
    guard case .unreadable(let text) = verdict("-1", vector) else {
      Issue.record("one number was taken for two")
      return
    }
    #expect(text.contains("(2,)"))
  }
}
