import Diagnostics
import Testing

@testable import PythonSubset

/// `lesson.variable` where values change: nothing is lost without a message.
@Suite struct VariableTests {
  private func run(_ code: String) -> (printed: String, error: String) {
    let session = Session()
    session.prepare(seed: 0)
    let start = "import numpy as np\nfrom lesson import variable, no_grad\n"
    let outcome = session.run(SourceText(name: "case", text: start + code), block: 0)
    let error = outcome.failures.first?.error
    return (
      outcome.stdout,
      error.map { "\($0.type): \($0.message)" + ($0.hint.map { "; \($0)" } ?? "") } ?? ""
    )
  }

  @Test func resultsAreWrittenInto() {
    let (printed, error) = run(
      """
      v = variable(np.arange(1.0, 4.0))
      u = v * 2
      other = u
      u[0] = 7.0
      u[1] = v[2]
      u += 1
      print(u, other is u)
      (u * u).sum().backward()
      print(v.grad)
      """)
    // u = [7, v₂, 2·v₂] + 1: d/dv₂ = 2·4 + 2·2·7 = 36.
    #expect(error == "")
    #expect(printed == "[8. 4. 7.] True\n[ 0.  0. 36.]\n")
  }

  @Test(arguments: ["v[0] = 5.0", "v += 1", "v *= 2", "v[1:] -= 1"])
  func inputsAreNot(_ statement: String) {
    let (_, error) = run("v = variable(np.ones(3))\n" + statement)
    #expect(
      error
        == "RuntimeError: this variable is an input of the graph: written into, its `.grad` would "
        + "belong to no value; write into a copy (`w = v.copy()`), or give the variable a new value "
        + "between passes (`v.data = …`)")
  }

  /// Three ways to take a step; each ends where plain arithmetic does.
  @Test(arguments: [
    "with no_grad():\n        w -= 0.1 * w.grad", "w.data -= 0.1 * w.grad",
    "w.data = w.data - 0.1 * w.grad",
  ])
  func steps(_ update: String) {
    for start in ["np.array([1.0, -2.0])", "3.0"] {
      let (printed, error) = run(
        """
        w = variable(\(start))
        same = w
        plain = \(start) * 1.0
        for step in range(5):
            loss = np.sum((w - 0.5) ** 2)
            w.grad = None
            loss.backward()
            \(update)
            plain = plain - 0.1 * 2 * (plain - 0.5)
        print(same is w, np.allclose(w.data, plain), w.grad is not None)
        """)
      #expect(error == "", "\(update), \(start)")
      #expect(printed == "True True True\n", "\(update), \(start)")
    }
  }

  @Test func detachedValuesSendNothingBack() {
    let (printed, error) = run(
      """
      v = variable(np.array([1.0, 2.0]))
      f = (v * v.detach()).sum()
      f.backward()
      print(v.grad)
      d = v.detach()
      d[0] = 9.0
      print(v, d)
      """)
    #expect(error == "")
    #expect(printed == "[1. 2.]\n[1. 2.] [9. 2.]\n")
  }

  @Test func writingIntoTheDataSaysHow() {
    let (_, error) = run("v = variable(np.ones(3))\nv.data[0] = 5.0")
    #expect(
      error
        == "ValueError: assignment destination is read-only; write into a copy (`x = x.copy()`); a "
        + "variable takes a new value by `v.data = …`")
  }

  @Test func passesAddUp() {
    let (printed, error) = run(
      """
      x = variable(2.0)
      f = x * x
      f.backward()
      f.backward()
      print(x.grad)
      x.zero_grad()
      (x * 3).backward()
      print(x.grad)
      """)
    #expect(error == "")
    #expect(printed == "8.0\n3.0\n")
  }

  /// Containers and functions that only pass values on keep the variable itself.
  @Test func containersKeepVariables() {
    let (printed, error) = run(
      """
      from collections import deque
      v = variable(2.0)
      kept = [[], {}, deque(), {v}]
      kept[0].append(v * 3)
      kept[1].setdefault('a', v * 4)
      kept[2].append(v * 5)
      for w in (kept[0][0], kept[1]['a'], kept[2][0], list(kept[3])[0], sorted([v, v * 2])[1]):
          v.zero_grad()
          w.backward()
          print(w, v.grad, '%s' % w, f'{w}')
      """)
    #expect(error == "")
    #expect(
      printed == "6.0 3.0 6.0 6.0\n8.0 4.0 8.0 8.0\n10.0 5.0 10.0 10.0\n2.0 1.0 2.0 2.0\n"
        + "4.0 2.0 4.0 4.0\n")
  }

  @Test func arraysOfVariablesAreVariables() {
    let (printed, error) = run(
      """
      a, b = variable(2.0), variable(3.0)
      s = np.array([[a, b], [a * b, 1.0]])
      (s * s).sum().backward()
      print(s, a.grad, b.grad)
      print(np.stack([s[0], s[1]]).sum().item(), np.ones(2).dot(s[0]))
      """)
    // f = a² + b² + (ab)² + 1.
    #expect(error == "")
    #expect(printed == "[[2. 3.]\n [6. 1.]] 40.0 30.0\n12.0 5.0\n")
  }

  @Test(arguments: [
    "np.add.at(v, [0], 1.0)", "v.reshape(3)[0] = 1.0", "v.fill(0)", "v.sort()",
    "np.copyto(v, np.zeros(3))", "np.random.shuffle(v)",
  ])
  func writesIntoInputsAreNotSilent(_ statement: String) {
    let (_, error) = run("v = variable(np.array([3.0, 1.0, 2.0]))\n" + statement)
    #expect(error.contains("read-only") || error.contains("input of the graph"), "\(error)")
  }

  @Test func elementsOfAnInputChangeWithoutGradients() {
    let (printed, error) = run(
      """
      v = variable(np.array([3.0, 1.0]))
      f = (v * v).sum()
      with no_grad():
          v[0] = 5.0
      (v * v).sum().backward()
      f.backward()
      print(v, v.grad)
      """)
    // 2·[5, 1] of the new value and 2·[3, 1] of the old one.
    #expect(error == "")
    #expect(printed == "[5. 1.] [16.  4.]\n")
  }

  /// A loop over variables forgets what no name leads to, and nothing else.
  @Test func longLoopsStaySmall() {
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(
      SourceText(
        name: "case",
        text: """
          import numpy as np
          from lesson import variable, no_grad
          w = variable(np.array([1.0, -2.0, 0.5]))
          x = variable(np.array([0.5, 1.5, -1.0]))
          early = w * x
          view = early[1:]
          plain, total = w.data, 0.0
          for step in range(1200):
              h = np.tanh(w * x)
              loss = (h * h).sum() + 0.001 * (w * w).sum()
              w.grad = None
              loss.backward()
              t = np.tanh(plain * x.data)
              plain = plain - 0.01 * (2 * t * (1 - t * t) * x.data + 0.002 * plain)
              with no_grad():
                  w -= 0.01 * w.grad
          print(np.allclose(w.data, plain, rtol=1e-12))
          early[1] = 9.0
          print(view)
          w.grad = None
          x.grad = None
          view.sum().backward()
          print(w.grad, x.grad)
          """), block: 0)
    #expect(outcome.failures.isEmpty)
    #expect(outcome.stdout == "True\n[ 9.  -0.5]\n[ 0.  0. -1.] [ 0.  -0.   0.5]\n")
    #expect((outcome.tape?.count ?? .max) < 8 * VariableList.leastGates)
  }

  /// Many variables of an earlier block: each of its gates is visited once.
  @Test func gradientsCrossBlocks() {
    let session = Session()
    session.prepare(seed: 0)
    func run(_ code: String, _ block: Int) -> String {
      let outcome = session.run(SourceText(name: "case", text: code), block: block)
      return outcome.failures.first?.error.message ?? outcome.stdout
    }
    _ = run(
      """
      from lesson import variable
      parts = [variable(float(i)) for i in range(3000)]
      squares = [p * p for p in parts]
      f = variable(1.0)
      """, 0)
    _ = run("f = f * 2\nloss = sum(squares) * f", 1)
    #expect(
      run("loss.backward()\nprint(parts[7].grad, parts[2999].grad)", 2) == "28.0 11996.0\n")
  }
}
