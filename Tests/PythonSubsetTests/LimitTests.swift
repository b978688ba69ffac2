import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Counted limits: what stops, where, and that the session goes on.
@Suite(.serialized) struct LimitTests {
  private func session(memory: Int = 8 << 20, steps: Int = 2_000_000_000) -> Session {
    let session = Session()
    session.prepare(seed: 0)
    session.limits.memory = memory
    session.limits.steps = steps
    return session
  }

  private func run(_ code: String, in session: Session, trace: TraceRequest? = nil)
    -> BlockOutcome
  {
    session.run(SourceText(name: "t", text: code), block: 0, trace: trace)
  }

  @Test(arguments: [
    "a = [i for i in range(10**9)]",
    "b = []\nwhile True:\n    b.append(1.5)",
    "d = {}\ni = 0\nwhile True:\n    i += 1\n    d[i] = [i]",
    "s = []\nwhile True:\n    s.append('text' * 30)",
    "a = []\nwhile True:\n    a.append(np.zeros(1000))",
    "def f():\n    x = []\n    for i in range(10**9):\n        x.append((i, i))\nf()",
    "class A: pass\nl = []\nwhile True:\n    l.append(A())",
  ])
  func whatGrowsIsStopped(_ code: String) throws {
    let session = session()
    let failure = try #require(run("import numpy as np\n" + code, in: session).failures.first)
    // One list may be too large before all of the block is.
    let message = failure.error.message
    #expect(failure.error.type == "Limit", "\(message)")
    #expect(
      message == "the block took more than 8,388,608 bytes of memory"
        || message == "the result would take more than 8,388,608 bytes", "\(message)")
    #expect(failure.loops.count == 1 && failure.loops[0].turn > 100)
    session.limits.memory = 2 << 30
    #expect(run("1 + 1", in: session).value == "2")
  }

  @Test func aTracedLoopIsStopped() throws {
    let session = session()
    let code = "x = 2.0\ny = 1.0\nwhile True:\n    y = y * x * 0.5"
    let failure = try #require(
      run(code, in: session, trace: TraceRequest(outputs: ["y"])).failures.first)
    #expect(failure.error.type == "Limit" && failure.error.message.contains("bytes of memory"))
  }

  @Test func stepsSayWhichLoopsAndHowOftenTheyRan() throws {
    let session = session(steps: 10_000)
    let code = "for k in range(3):\n    n = 0\n    while n >= 0:\n        n += 1"
    let failure = try #require(run(code, in: session).failures.first)
    #expect(failure.error.message == "the block took more than 10,000 steps")
    #expect(failure.loops.map(\.turn) == [5_000, 1])
    #expect(failure.loops.map(\.span.start) == [33, 9])
  }

  @Test func nothingCatchesALimit() throws {
    let session = session(steps: 10_000)
    let code =
      "try:\n    while True: pass\nexcept BaseException:\n    print('caught')\nexcept:\n    pass"
    let outcome = run(code, in: session)
    #expect(outcome.failures.first?.error.type == "Limit" && outcome.stdout.isEmpty)
  }

  @Test func anotherThreadStopsABlock() throws {
    let session = session()
    let cancellation = Cancellation()
    session.cancellation = cancellation
    let thread = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      cancellation.cancel()
    }
    thread.start()
    let outcome = run("try:\n    while True: pass\nexcept: pass", in: session)
    #expect(outcome.failures.first?.error.type == "Interrupted")
    cancellation.reset()
    #expect(run("1 + 1", in: session).value == "2")
  }
}
