import ArgumentParser
import CKernels
import Diagnostics
import Glibc
import PythonSubset

/// Runs every workload beside its peer, in pairs, and prints the ratios.
@main
struct LessonBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson-bench",
    abstract: "Times blocks, whole commands and grading beside what is installed there.",
    discussion: """
      Each pair runs both sides one after the other; the ratio is the median of the pairs' ratios, \
      so that other work on the machine matters little. Above 1, lesson is the faster.
      """)

  @Option(help: "Pairs for each workload.") var pairs = 7
  @Option(help: "Only workloads whose name contains this.") var only: String?
  @Option(help: "The Python to compare with.") var python = "python3"
  @Option(help: "Threads for both sides.") var threads = 1
  @Option(help: .hidden) var gates: Int?
  @Option(help: "The lesson program, to time commands and grading.") var program: String?

  func validate() throws {
    guard (1...1000).contains(pairs) else { throw ValidationError("--pairs takes 1 to 1000") }
    guard (1...64).contains(threads) else { throw ValidationError("--threads takes 1 to 64") }
  }

  func run() throws {
    if let gates {
      _ = try Workload.recordedGraph(gates)
      return
    }
    ck_use_threads(Int32(threads))
    let peer = Peer(python: python, threads: threads)
    var loads = [0.0, 0.0, 0.0]
    getloadavg(&loads, 3)
    print("load \(loads[0].text(1)); \(pairs) pairs each, threads: \(threads); \(peer.description)")
    if let program {
      // First: a child's peak memory counts from its parent's.
      print(Row.processHeader)
      for (name, arguments, milliseconds, megabytes) in Self.processes where matches(name) {
        print(process(name, [program] + arguments, milliseconds, megabytes))
      }
      print()
    }
    if matches("bytes a gate"), let bytes = bytesOfGate() {
      print("bytes a gate, forward and backward: \(bytes.text(1)), goal ≤ 48\n")
    }
    print(Row.header)
    for workload in Workload.all where matches(workload.name) {
      print(row(workload, peer).text)
    }
    for workload in GradingWorkload.all where matches(workload.name) {
      print(workload.row(pairs: pairs, program: program, python: peer).text)
    }
  }

  /// The peak of a process that computes two million gates, less that of one with none, a gate.
  private func bytesOfGate() -> Double? {
    let this = CommandLine.arguments[0]
    guard let none = Child.run([this, "--gates", "0"]),
      let many = Child.run([this, "--gates", "2000000"]), none.isSuccess, many.isSuccess
    else { return nil }
    return Double(many.peak - none.peak) / 2e6
  }

  private func matches(_ name: String) -> Bool { only.map { name.contains($0) } ?? true }

  private func row(_ workload: Workload, _ peer: Peer) -> Row {
    var row = Row(name: workload.name, goal: workload.goal)
    if workload.needsNumPy, !peer.hasNumPy { return row.skipped("no NumPy there") }
    if let module = workload.needs, !peer.has(module) { return row.skipped("no \(module) there") }
    // The first turn warms both sides up.
    for pair in 0...pairs {
      guard let theirs = peer.seconds(workload) else { return row.skipped("the peer failed") }
      let ours: Double
      do {
        ours = try (workload.ours?() ?? Self.seconds(workload).get()) / workload.repeats
      } catch { return row.skipped("failed here: \((error as? Failure)?.message ?? "\(error)")") }
      if pair > 0 { row.pairs.append((ours, theirs)) }
    }
    return row
  }

  struct Failure: Error { var message: String }

  /// The time of the workload's code in a session of its own.
  static func seconds(_ workload: Workload) -> Result<Double, Failure> {
    BigStack.run {
      let session = Session()
      defer { session.end() }
      session.prepare(seed: 0)
      session.limits.steps = 100_000_000_000
      let setup = "import numpy as np\n" + workload.setup
      for (number, text) in [setup, workload.code].enumerated() {
        let start = ContinuousClock.now
        let outcome = session.run(SourceText(name: workload.name, text: text), block: number)
        let elapsed = ContinuousClock.now - start
        if let failure = outcome.failures.first {
          return .failure(Failure(message: failure.error.message))
        }
        if number == 1 { return .success(elapsed.seconds) }
      }
      return .failure(Failure(message: "nothing ran"))
    }
  }

  /// Whole processes, with the goals for their time and memory.
  static let processes: [(String, [String], Double, Double)] = [
    ("start", ["--version"], 8, 20),
    ("trace", ["trace", "f = (x + y) * z", "x=-2", "y=5", "z=-4"], 8, 20),
    ("run backprop", ["run", "backprop", "--no-step"], 25, 40),
    ("why", ["why", "backprop", "x.grad"], 25, 40),
    ("fragment of backprop", ["render", "backprop", "--fragment"], 40, 60),
  ]

  private func process(
    _ name: String, _ arguments: [String], _ milliseconds: Double, _ megabytes: Double
  ) -> String {
    var times: [Double] = []
    var peak = 0
    for _ in 0..<max(pairs, 7) {
      guard let child = Child.run(arguments), child.isSuccess else { return "\(name): failed" }
      times.append(child.seconds)
      peak = max(peak, child.peak)
    }
    return Row.columns([
      name, (times.median * 1000).text(1) + " ms", "≤ \(milliseconds.text(0))",
      (Double(peak) / 1e6).text(1) + " MB", "≤ \(megabytes.text(0))",
    ])
  }
}

/// CPython, where it is installed.
struct Peer {
  let python: String
  let threads: Int
  let version: String?
  let hasNumPy: Bool

  init(python: String, threads: Int) {
    self.python = python
    self.threads = threads
    let found = Child.run(
      [python, "-c", "import sys; print('CPython', sys.version.split()[0])"])
    version = found.flatMap { $0.isSuccess ? $0.output.firstLine : nil }
    let numpy = Child.run([python, "-c", "import numpy; print('NumPy', numpy.__version__)"])
    hasNumPy = numpy?.isSuccess ?? false
    numpyVersion = numpy.flatMap { $0.isSuccess ? $0.output.firstLine : nil }
  }

  private let numpyVersion: String?

  var description: String {
    guard let version else { return "no Python called `\(python)`" }
    return "beside \(version)" + (numpyVersion.map { " and \($0)" } ?? ", which has no NumPy")
  }

  func has(_ module: String) -> Bool {
    Child.run([python, "-c", "import \(module)"])?.isSuccess ?? false
  }

  /// What the code takes there, without start, imports and setup.
  func seconds(_ workload: Workload) -> Double? {
    guard version != nil else { return nil }
    let script = """
      import os, sys, time
      for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
          os.environ[name] = '\(threads)'
      names = {}
      exec(sys.argv[1], names)
      code = compile(sys.argv[2], 'work', 'exec')
      start = time.perf_counter()
      exec(code, names)
      print(time.perf_counter() - start)
      """
    let setup =
      (workload.needsNumPy && workload.needs == nil ? "import numpy as np\n" : "") + workload.setup
    guard let child = Child.run([python, "-c", script, setup, workload.code]), child.isSuccess,
      let line = child.output.firstLine
    else { return nil }
    return Double(line)
  }
}

/// One line of the table.
struct Row {
  var name: String
  var goal: Double
  /// Seconds here and there.
  var pairs: [(ours: Double, theirs: Double)] = []
  private var reason: String?

  init(name: String, goal: Double) {
    self.name = name
    self.goal = goal
  }

  func skipped(_ reason: String) -> Row {
    var row = self
    row.reason = reason
    return row
  }

  static let header = columns(["work", "lesson ms", "peer ms", "ratio", "(min–max)", "goal"])
  static let processHeader = columns(["process", "time", "goal", "peak", "goal"])

  static func columns(_ cells: [String]) -> String {
    let widths = [38, 10, 10, 8, 14, 8]
    return zip(cells, widths).enumerated().map { column, cell in
      let room = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return column == 0 ? cell.0 + room : room + cell.0
    }.joined(separator: " ")
  }

  var text: String {
    if let reason { return Self.columns([name]) + "skipped: \(reason)" }
    let ratios = pairs.map { $0.theirs / $0.ours }
    return Self.columns([
      name, (pairs.map(\.ours).median * 1000).text(2), (pairs.map(\.theirs).median * 1000).text(2),
      ratios.median.text(2) + (ratios.median >= goal ? " ✓" : "  "),
      "(\((ratios.min() ?? 0).text(2))–\((ratios.max() ?? 0).text(2)))", "≥ \(goal.text(1))",
    ])
  }
}

extension [Double] {
  var median: Double {
    let ordered = sorted()
    guard !ordered.isEmpty else { return .nan }
    let middle = ordered.count / 2
    return ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
  }
}

extension Double {
  /// With so many digits after the point.
  func text(_ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    let whole = Int((magnitude * scale).rounded())
    var text = String(whole)
    while text.count <= digits { text = "0" + text }
    if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
    return self < 0 && whole != 0 ? "-" + text : text
  }
}

extension String {
  fileprivate var firstLine: String? {
    split(separator: "\n").first.map(String.init)
  }
}
