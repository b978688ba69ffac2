import Foundation
import LessonOutput
import Testing

@testable import LessonApp

@Suite struct WhyCommandTests {
  let harness: ApplicationHarness
  let file: String

  init() throws {
    harness = try ApplicationHarness()
    file = try harness.scratch.write(
      "a.md",
      """
      # A neuron

      ```python
      #| label: neuron
      #| trace: f
      w = [2, -3, -3]
      x = [-1, -2]
      def sigmoid(t):
          return 1 / (1 + math.exp(-t))
      dot = w[0] * x[0] + w[1] * x[1] + w[2]
      f = sigmoid(dot)
      ```

      ```python
      #| label: linear
      #| trace: loss
      X = np.array([[1.0, 2.0], [-0.5, 0.25], [3.0, -1.0]])
      W = np.array([[0.5, -1.0], [0.25, 2.0]])
      loss = ((X @ W) ** 2).mean()
      ```

      """)
  }

  func why(_ question: String, _ change: (inout WhyRequest) -> Void = { _ in }) throws -> Outcome {
    var request = WhyRequest(file: file, question: question)
    change(&request)
    return try harness.perform { $0.why(request) }
  }

  @Test func aGradientThroughACall() throws {
    let outcome = try why("x[1].grad")
    #expect(outcome.status == .success && outcome.errors.isEmpty)
    #expect(
      outcome.output == """
        x[1].grad = −0.5898   gradient of f, block neuron, line 10

        x[1].grad = gate 2.grad·w[1]   ∂gate 2/∂x[1] = w[1], line 10
          −0.5898 = 0.1966 × (−3)
          with w[1] = −3 (input)
        gate 2.grad = gate 3.grad·1   ∂gate 3/∂gate 2 = 1, line 10
             0.1966 = 0.1966 × 1
        gate 3.grad = dot.grad·1   ∂dot/∂gate 3 = 1, line 10
             0.1966 = 0.1966 × 1
        dot.grad = gate 5.grad·(−1)   ∂gate 5/∂dot = −1, in sigmoid, line 9
          0.1966 = −0.1966 × (−1)
        gate 5.grad = gate 6.grad·gate 6   ∂gate 6/∂gate 5 = gate 6, in sigmoid, line 9
            −0.1966 = −0.5344 × 0.3679
        ├ gate 6.grad = gate 7.grad·1   ∂gate 7/∂gate 6 = 1, in sigmoid, line 9
        │     −0.5344 = −0.5344 × 1
        │ gate 7.grad = f.grad·(−1/(gate 7)²)
        │     −0.5344 = 1 × (−1/1.368²)
        │   ∂f/∂gate 7 = −1/(gate 7)², in sigmoid, line 9
        │   with f.grad = 1 (the output)
        │ gate 7 = 1 + gate 6   add gate, in sigmoid, line 9
        │  1.368 = 1 + 0.3679
        │   with gate 6 = 0.3679 (below)
        └ gate 6 = e^(gate 5)   exp gate, in sigmoid, line 9
          0.3679 = e^(−1)
          gate 5 = −dot   negate gate, in sigmoid, line 9
              −1 = −1 × 1
          dot = gate 3 + w[2]   add gate, line 10
            1 = 4 + (−3)
            with w[2] = −3 (input)
          gate 3 = gate 1 + gate 2   add gate, line 10
               4 = −2 + 6
          ├ gate 1 = w[0]·x[0]   multiply gate, line 10
          │     −2 = 2 × (−1)
          │   with w[0] = 2 (input), x[0] = −1 (input)
          └ gate 2 = w[1]·x[1]   multiply gate, line 10
                 6 = −3 × (−2)
              with w[1] = −3 (input), x[1] = −2 (input)

        """)
  }

  @Test func aMatrixElementInFortyColumns() throws {
    let outcome = try why("W.grad[0, 1]") { $0.display.width = 40 }
    #expect(outcome.status == .success)
    #expect(
      outcome.output == """
        W.grad[0, 1] = −4.167   gradient of
        loss, block linear, line 19

        W.grad[0, 1] = gate 1.grad[0, 1]·X[0, 0]
            + gate 1.grad[1, 1]·X[1, 0]
            + gate 1.grad[2, 1]·X[2, 0]
              −4.167 = 1 × 1 + 0.33333 × (−0.5)
                       − 1.6667 × 3
          column 0 of X times column 1
          of gate 1.grad: W.grad = Xᵀ
          · gate 1.grad, line 19
          with X[0, 0] = 1 (input),
            X[1, 0] = −0.5 (input),
            X[2, 0] = 3 (input)
        ├ gate 1.grad[0, 1] =
        │     gate 2.grad[0, 1]·2·gate 1[0, 1]
        │                 1 = 0.1666667 × 2 × 3
        │   ∂gate 2[0, 1]/∂gate 1[0, 1] =
        │   2·gate 1[0, 1], line 19
        │ ├ gate 2.grad[0, 1] = loss.grad/6
        │ │            0.1667 = 1/6
        │ │   A mean gate hands every element an
        │ │   equal share: the gradient divided
        │ │   by the count, line 19
        │ │   with loss.grad = 1 (the output)
        │ └ gate 1[0, 1] = X[0, 0]·W[0, 1]
        │                  + X[0, 1]·W[1, 1]
        │              3 = 1 × (−1) + 2 × 2
        │     row 0 of X times column 1 of W,
        │     line 19
        │     with X[0, 0] = 1 (input),
        │       W[0, 1] = −1 (input),
        │       X[0, 1] = 2 (input),
        │       W[1, 1] = 2 (input)
        ├ gate 1.grad[1, 1] =
        │     gate 2.grad[1, 1]·2·gate 1[1, 1]
        │            0.3333 = 0.16667 × 2 × 1
        │   ∂gate 2[1, 1]/∂gate 1[1, 1] =
        │   2·gate 1[1, 1], line 19
        │ ├ gate 2.grad[1, 1] = loss.grad/6
        │ │            0.1667 = 1/6
        │ │   mean gate, line 19
        │ │   with loss.grad = 1 (the output)
        │ └ gate 1[1, 1] = X[1, 0]·W[0, 1]
        │                  + X[1, 1]·W[1, 1]
        │              1 = −0.5 × (−1)
        │                  + 0.25 × 2
        │     row 1 of X times column 1 of W,
        │     line 19
        │     with X[1, 0] = −0.5 (input),
        │       W[0, 1] = −1 (input),
        │       X[1, 1] = 0.25 (input),
        │       W[1, 1] = 2 (input)
        └ gate 1.grad[2, 1] =
              gate 2.grad[2, 1]·2·gate 1[2, 1]
                     −1.667 = 0.1667 × 2 × (−5)
            ∂gate 2[2, 1]/∂gate 1[2, 1] =
            2·gate 1[2, 1], line 19
          ├ gate 2.grad[2, 1] = loss.grad/6
          │            0.1667 = 1/6
          │   mean gate, line 19
          │   with loss.grad = 1 (the output)
          └ gate 1[2, 1] = X[2, 0]·W[0, 1]
                           + X[2, 1]·W[1, 1]
                      −5 = 3 × (−1) − 1 × 2
              row 2 of X times column 1 of W,
              line 19
              with X[2, 0] = 3 (input),
                W[0, 1] = −1 (input),
                X[2, 1] = −1 (input),
                W[1, 1] = 2 (input)

        """)
    for line in outcome.output.split(separator: "\n") {
      #expect(DisplayWidth.of(String(line)) <= 40, "\(line)")
    }
  }

  @Test func plainSignsAndColours() throws {
    let plain = try why("W.grad[0, 1]") { $0.display.ascii = true }
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 }, "\(plain.output)")
    #expect(plain.output.contains("loss.grad"))
    let coloured = try why("W.grad[0, 1]") { $0.display.color = .always }
    #expect(coloured.output.contains("\u{1B}[31mW.grad[0, 1]"))
    #expect(coloured.output.contains("\u{1B}[32mW[0, 1]\u{1B}[0m"))
  }

  @Test func theJSONFitsItsSchema() throws {
    let decoder = JSONDecoder()
    let schema = try decoder.decode(JSONValue.self, from: Data(LessonRunSchema.text.utf8))
    guard case .object(var fields) = schema else {
      Issue.record("the schema is an object")
      return
    }
    fields = ["$defs": fields["$defs"] ?? .null, "$ref": .string("#/$defs/derivation")]
    let validator = SchemaValidator(root: .object(fields))
    for question in ["W.grad[0, 1]", "f", "x[0]", "linear:loss"] {
      let outcome = try why(question) { $0.format = .json }
      #expect(outcome.status == .success)
      let data = Data(outcome.output.utf8)
      #expect(validator.problems(try decoder.decode(JSONValue.self, from: data)) == [])
      let derivation = try decoder.decode(Derivation.self, from: data)
      #expect(derivation.question == question && !derivation.steps.isEmpty)
      #expect(try JSONEncoding.value(derivation) == decoder.decode(JSONValue.self, from: data))
    }
  }

  @Test func statusesSayWhetherTheQuestionOrTheRunIsAtFault() throws {
    let unknown = try why("nothing.grad")
    #expect(unknown.status == .failure && unknown.output.isEmpty)
    #expect(unknown.errors.hasPrefix("lesson: error: no block that ran binds `nothing`"))
    #expect(try why("W[0:1, 0]").status == .usage)
    #expect(try why("W").errors.contains("help: add an index for each axis"))
    #expect(
      try harness.perform { $0.why(WhyRequest(file: "missing.md", question: "x")) }.status == .usage
    )
  }

  @Test func namesAreTracedOnRequest() throws {
    let plain = try harness.scratch.write("b.md", "```python\na = 3.0\nb = a * a\n```\n")
    var request = WhyRequest(file: plain, question: "a.grad")
    #expect(try harness.perform { $0.why(request) }.status == .failure)
    request.traceNames = ["b"]
    let outcome = try harness.perform { $0.why(request) }
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("6 = 3 + 3") || outcome.output.contains("= 1 × 3"))
  }

  @Test func aPageIsAPageAndFullIsAll() throws {
    let long = try harness.scratch.write(
      "c.md",
      "```python\n#| trace: f\nx = 1.0\nh = x\nfor i in range(200): h = h * 1.01\nf = h\n```\n")
    var request = WhyRequest(file: long, question: "x.grad")
    let page = try harness.perform { $0.why(request) }
    #expect(page.output.contains("… 141 more numbers behind these; --full lists all"))
    request.display.full = true
    let whole = try harness.perform { $0.why(request) }
    #expect(!whole.output.contains("more numbers"))
    #expect(whole.output.split(separator: "\n").count > 400)
  }
}
