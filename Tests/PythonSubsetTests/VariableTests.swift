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
}
