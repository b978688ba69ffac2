import Testing

@testable import LessonRunner

/// What `uses` and `avoids` see of an answer.
@Suite struct AnswerCodeTests {
  @Test(arguments: [
    "def f(a, b): return np.dot(a, b)",
    "import numpy\ndef f(a, b): return numpy.dot(a, b)",
    "import numpy as n\ndef f(a, b): return n.dot(a, b)",
    "from numpy import dot\ndef f(a, b): return dot(a, b)",
    "from numpy import dot as product\ndef f(a, b): return product(a, b)",
    "def f(a, b):\n    from numpy import dot as d\n    return d(a, b)",
    "from numpy import *\ndef f(a, b): return dot(a, b)",
    "d = np.dot\ndef f(a, b): return d(a, b)",
    "q = np\nr = q\ndef f(a, b): return r.dot(a, b)",
    "def f(a, b): return getattr(np, 'dot')(a, b)",
  ])
  func aFunctionOfNumPyIsSeenUnderEveryName(_ code: String) {
    let used = AnswerCode(code).used
    #expect(used.contains("np.dot"), "\(code)")
    #expect(used.contains("numpy.dot"), "\(code)")
  }

  @Test func innerModulesHaveTheirPaths() {
    let code = "from numpy import linalg\nfrom numpy.linalg import inv as i\nlinalg.norm(i(x))"
    let used = AnswerCode(code).used
    #expect(used.isSuperset(of: ["np.linalg.norm", "numpy.linalg.norm", "np.linalg.inv", "inv"]))
  }

  @Test func whatIsOnesOwnIsNotNumPys() {
    let own = AnswerCode("from numpy import *\ndef dot(a, b): return a\ndot(1, 2)").used
    #expect(!own.contains("np.dot"))
    #expect(AnswerCode("x.dot(y)").used.isSuperset(of: ["dot", ".dot", "x.dot"]))
    #expect(!AnswerCode("x.dot(y)").used.contains("np.dot"))
  }
}
