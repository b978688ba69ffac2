import Arrays
import Diagnostics
import Testing

@testable import PythonSubset

struct SessionEndTests {
  /// Functions hold their session and it holds what they are bound to: without an end none of it would go.
  @Test func arraysGoWithTheSession() throws {
    weak var cell: Cell?
    try {
      let session = Session()
      session.prepare(seed: 0)
      let code = """
        import numpy as np
        x = np.zeros(1000)
        def total():
            return x.sum()
        y = total()
        """
      let outcome = session.run(SourceText(name: "t", text: code), block: 0)
      #expect(outcome.failures.isEmpty)
      cell = try #require(session.global("x")?.asArray).cell
      #expect(cell != nil)
      session.end()
      #expect(session.global("x") == nil)
    }()
    #expect(cell == nil)
  }
}
