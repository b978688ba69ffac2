import Glibc

/// A class graded beside another autograder: the same answers and checks, whole processes.
struct GradingWorkload {
  var name: String
  /// The peer's Python module.
  var peer: String
  var learners: Int
  /// How many times as fast as the peer it is meant to be.
  var goal = 10.0

  static let all = [
    GradingWorkload(name: "grading one beside nbgrader", peer: "nbgrader", learners: 1),
    GradingWorkload(name: "grading 12 beside nbgrader", peer: "nbgrader", learners: 12),
    GradingWorkload(name: "grading one beside otter", peer: "otter", learners: 1),
    GradingWorkload(name: "grading 12 beside otter", peer: "otter", learners: 12),
  ]

  /// Makes the assignment for both sides and times them; it fails where scores differ.
  private static let script = "scripts/grading/peers.py"

  func row(pairs: Int, program: String?, python: Peer) -> Row {
    var row = Row(name: name, goal: goal)
    guard let program else { return row.skipped("no --program given") }
    guard access(Self.script, R_OK) == 0 else { return row.skipped("no \(Self.script) here") }
    guard python.has(peer) else { return row.skipped("no \(peer) there") }
    let child = Child.run([
      python.python, Self.script, peer, "--program", program, "--learners", String(learners),
      "--pairs", String(pairs),
    ])
    guard let child else { return row.skipped("the script did not start") }
    for line in child.output.split(separator: "\n") {
      let seconds = line.split(separator: " ").compactMap { Double($0) }
      guard seconds.count == 2 else { return row.skipped(String(line)) }
      row.pairs.append((seconds[0], seconds[1]))
    }
    return child.isSuccess ? row : row.skipped("the script failed")
  }
}
