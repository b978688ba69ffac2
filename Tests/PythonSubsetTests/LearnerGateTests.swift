import Diagnostics
import Testing

@testable import PythonSubset

/// `lesson.gate`: a class of the program as one gate.
@Suite struct LearnerGateTests {
  private func run(_ code: String, trace: TraceRequest? = nil) -> (
    printed: String, error: String, outcome: BlockOutcome
  ) {
    let session = Session()
    session.prepare(seed: 0)
    let start = """
      import numpy as np
      from lesson import gate, grad, variable, hessian, gradient_check, no_grad
      @gate
      class Mul:
          def forward(self, x, y):
              self.x, self.y = x, y
              return x * y
          def backward(self, dout):
              return self.y * dout, self.x * dout

      """
    let outcome = session.run(
      SourceText(name: "case", text: start + code), block: 0, trace: trace)
    let failure = outcome.failures.first
    let error =
      failure.map { failure in
        let line = SourceText(name: "case", text: start + code).location(at: failure.span.start)
          .line
        return "line \(line - 9): \(failure.error.type): \(failure.error.message)"
          + (failure.error.hint.map { "; \($0)" } ?? "")
      } ?? ""
    return (outcome.stdout, error, outcome)
  }

  private func prints(_ code: String) -> String {
    let (printed, error, _) = run(code)
    return error.isEmpty ? printed : error
  }

  @Test func gradientsComeFromBackward() {
    let printed = prints(
      """
      x, y = variable(3.0), variable(np.array([2.0, -1.0]))
      f = Mul(x * np.ones(2), y).sum() + Mul(x, 2.0)
      print(f)
      f.backward()
      print(x.grad, y.grad)
      print(grad(lambda x: Mul(x, x))(3.0), Mul(2, 3), Mul(2.0, np.ones(2)))
      print(gradient_check(lambda x: Mul(x, x).sum(), np.array([1.0, 2.0])).ok)
      with no_grad():
          print(Mul(x, 2.0))
      """)
    #expect(
      printed == """
        9.0
        3.0 [3. 3.]
        6.0 6 [2. 2.]
        True
        6.0

        """)
  }

  /// One object used twice: each call's backward sees what its own forward kept; what backward adds
  /// up on self stays with the object.
  @Test func stateOfEachCall() {
    #expect(
      prints(
        """
        class Scale:
            def __init__(self, w):
                self.w, self.dw, self.calls = w, 0.0, 0
            def forward(self, x):
                self.x = x
                self.calls += 1
                return self.w * x
            def backward(self, dout):
                self.dw += self.x * dout
                return self.w * dout
        layer = gate(Scale(3.0))
        x = variable(2.0)
        f = layer(layer(x))
        f.backward()
        print(f, x.grad, layer.dw, layer.calls, layer.x)
        made = gate(Scale)(2.0)
        print(made(5.0), made.w, isinstance(made, gate(Scale)), made.forward(1.0))
        """) == "18.0 9.0 12.0 2 6.0\n10.0 2.0 True 2.0\n")
  }

  @Test func tracingLeavesNoMarks() {
    let code = """
      log = []
      class Noisy:
          def __init__(self):
              self.seen = 0
          def forward(self, x):
              self.mask = np.random.rand(*x.shape) < 0.5
              self.seen += 1
              print("forward")
              return x * self.mask
          def backward(self, dout):
              print("backward")
              self.seen += 100
              return dout * self.mask
      noisy = gate(Noisy())
      x = np.array([1.0, 2.0, 3.0, 4.0])
      y = noisy(x)
      total = y.sum()
      print(y, noisy.seen, np.random.rand(), type(total).__name__)
      """
    let plain = run(code)
    let traced = run(code, trace: TraceRequest(outputs: ["total"]))
    #expect(plain.error == "" && traced.error == "")
    #expect(plain.printed == traced.printed)
    #expect(plain.printed.hasPrefix("forward\n[") && plain.printed.contains(" 1 0."))
    #expect(traced.outcome.tape?.count == 3)
  }

  @Test func secondDerivatives() {
    #expect(
      prints(
        """
        print(hessian(lambda x: Mul(x, x * x))(2.0))
        @gate
        class Sigmoid:
            def forward(self, x):
                self.out = 1 / (1 + np.exp(-x))
                return self.out
            def backward(self, dout):
                return dout * self.out * (1 - self.out)
        s = lambda x: 1 / (1 + np.exp(-x))
        print(abs(hessian(Sigmoid)(0.7) - hessian(s)(0.7)) < 1e-15)
        """) == "12.0\nTrue\n")
    #expect(
      prints(
        """
        @gate
        class Cut:
            def forward(self, x):
                self.x = x
                return x * x
            def backward(self, dout):
                return float(int(2 * self.x * dout))
        hessian(Cut)(2.0)
        """)
        == "line 7: Refused: this language has no second derivative through Cut: its dx is not "
        + "made of dout; use array operations in backward; `int(…)` and new arrays cut "
        + "the trace")
  }

  @Test(arguments: [
    (
      "return self.x",
      "ValueError: backward of G returned 1 gradient, but forward has 2 inputs (x, w); "
        + "`return dx, dw`, one for each input; None where an input needs none"
    ),
    (
      "pass", "TypeError: backward of G returned None; does backward end with `return`?"
    ),
    (
      "return dout * self.w, dout * self.x",
      "ValueError: backward of G: the gradient for w has the wrong shape: yours (4, 3), expected "
        + "(4, 1), the shape of w; w was repeated over axis 1: its gradient is the sum over it, "
        + "`.sum(axis=1, keepdims=True)`"
    ),
    (
      "return dout, 'dw'",
      "TypeError: backward of G returned str as the gradient for w; a gradient is a number or an "
        + "array of numbers, (4, 1) here"
    ),
    (
      "return dout, self.missing",
      "AttributeError: 'G' object has no attribute 'missing'"
    ),
  ]) func answersAreChecked(_ body: String, _ expected: String) {
    let (_, error, _) = run(
      """
      @gate
      class G:
          def forward(self, x, w):
              self.x, self.w = x, w
              return x * w
          def backward(self, dout):
              \(body)
      x, w = variable(np.ones((4, 3))), variable(np.ones((4, 1)))
      f = G(x, w).sum()
      f.backward()
      """)
    // Where backward computes nothing, its definition is pointed at.
    let line = error.prefix { $0 != ":" }
    #expect(line == "line 7" || line == "line 6", "\(error)")
    #expect(error.dropFirst(line.count + 2) == expected)
  }

  @Test(arguments: [
    (
      "gate(lambda x: x)",
      "TypeError: gate() takes a class with `forward` and `backward`, or an object of one; a function "
        + "needs no gate of its own: what it computes is traced as it stands"
    ),
    (
      "class G:\n    def forward(self, x): return x\n    def backwards(self, d): return d\ngate(G)",
      "TypeError: the class G has no `backward`, which a gate needs; it has `backwards`: call it "
        + "`backward`"
    ),
    (
      "class G:\n    @staticmethod\n    def forward(ctx, x): return x\n"
        + "    @staticmethod\n    def backward(ctx, d): return d\ngate(G)",
      "TypeError: `forward` of G is a static or class method; a gate keeps what backward needs on "
        + "self; `def forward(self, …)`, and `self.x = x` in place of `ctx.save_for_backward(x)`"
    ),
    (
      "class G:\n    def forward(self, x): return x, x\n    def backward(self, d): return d\n"
        + "gate(G)(variable(1.0))",
      "TypeError: forward of G returned a tuple of 2; a gate has one output, a number or an array; "
        + "keep the rest on self: `self.cache = …`"
    ),
    (
      "class G:\n    def forward(self, x):\n        x *= 2\n        return x\n"
        + "    def backward(self, d): return d\n"
        + "gate(G)(variable(np.ones(2)) * 1)",
      "ValueError: forward of G wrote into its input x, so the value that went in is lost; compute "
        + "with a copy: `x = x.copy()`"
    ),
  ]) func whatIsNoGate(_ code: String, _ expected: String) {
    let (_, error, _) = run(code)
    #expect(error.drop { $0 != ":" }.dropFirst(2) == expected)
  }

  @Test func inputsOtherThanNumbersAndKeywords() {
    #expect(
      prints(
        """
        @gate
        class Pick:
            def forward(self, x, how, *, scale=1.0):
                self.shape, self.scale = x.shape, scale
                return x.sum() * scale if how == "sum" else x.max()
            def backward(self, dout):
                return np.full(self.shape, dout * self.scale), None
        x = variable(np.array([1.0, 2.0]))
        f = Pick(x, "sum", scale=3.0)
        f.backward()
        print(f, x.grad)
        @gate
        class Cast:
            def forward(self, x):
                return x.astype(np.float32)
            def backward(self, dout):
                return dout
        y = variable(np.array([1.0, 2.0]))
        Cast(y).sum().backward()
        print(y.grad, y.grad.dtype, Cast(np.ones(1)).dtype)
        """) == "9.0 [3. 3.]\n[1. 1.] float64 float32\n")
  }

  @Test func gatesInherit() {
    #expect(
      prints(
        """
        @gate
        class Twice(Mul):
            def forward(self, x, y):
                return 2 * super().forward(x, y)
            def backward(self, dout):
                return super().backward(2 * dout)
        x = variable(3.0)
        f = Twice(x, 5.0)
        f.backward()
        print(f, x.grad, isinstance(Twice(), Mul))
        """) == "30.0 10.0 True\n")
  }

  @Test func copiesHaveStateOfTheirOwn() {
    #expect(
      prints(
        """
        import copy
        @gate
        class Count:
            def __init__(self, n):
                self.n = n
            def forward(self, x):
                self.n += 1
                return x * 2
            def backward(self, dout):
                return 2 * dout
        a = Count(0)
        b = copy.deepcopy(a)
        x = variable(1.0)
        f = a(a(b(x)))
        f.backward()
        print(a.n, b.n, type(b) is type(a), x.grad)
        """) == "2 1 True 8.0\n")
  }

  @Test func errorsAreCaughtAndLimitsHold() {
    #expect(
      prints(
        """
        @gate
        class G:
            def forward(self, x):
                return x * 2
            def backward(self, dout):
                raise KeyError("no")
        x = variable(1.0)
        try:
            G(x).backward()
        except KeyError as e:
            print("caught", e)
        print(x.grad)
        """) == "caught 'no'\nNone\n")
  }
}
