import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// A traced block's tape, read number by number.
final class NumberGraph {
  let builder: TraceBuilder
  let trace: Trace
  /// Terms that were looked at, for bounding the work of a question.
  var work = 0
  /// Terms of a sum that are all listed; of longer ones the largest.
  var mostTerms = TermCollector.longest

  /// Consumers of node n: `users[starts[n]..<starts[n + 1]]`, a gate and an operand's number each.
  private var starts: [Int32] = []
  private var users: [(gate: Int32, operand: Int32)] = []
  /// Values of arrays, where asking the tape costs something.
  private var arrays: [Int: NDArray] = [:]
  private var gradientArrays: [Int: NDArray] = [:]
  lazy var names = NumberNames(builder, trace)

  init(_ builder: TraceBuilder, _ trace: Trace) {
    self.builder = builder
    self.trace = trace
    countUsers()
  }

  var tape: Tape { builder.tape }
  var output: Int { builder.output }

  private func countUsers() {
    let count = builder.output + 1
    var sizes = [Int32](repeating: 0, count: count + 1)
    for gate in 0..<count where sends(gate) {
      for operand in tape.operands(gate) { sizes[operand + 1] += 1 }
    }
    for index in 0..<count { sizes[index + 1] += sizes[index] }
    starts = sizes
    users = Array(repeating: (0, 0), count: Int(sizes[count]))
    for gate in 0..<count where sends(gate) {
      for (number, operand) in tape.operands(gate).enumerated() {
        users[Int(sizes[operand])] = (Int32(gate), Int32(number))
        sizes[operand] += 1
      }
    }
  }

  /// Whether the backward pass visits a gate.
  private func sends(_ gate: Int) -> Bool {
    builder.gradients.reaches(gate) && builder.paths[gate] && tape.flags[gate] & 3 != 0
  }

  /// Gates that send a gradient to a node, in tape order, and which operand it is there.
  func consumers(_ node: Int) -> [(gate: Int, operand: Int)] {
    guard node <= output else { return [] }
    return users[Int(starts[node])..<Int(starts[node + 1])].map {
      (gate: Int($0.gate), operand: Int($0.operand))
    }
  }

  // MARK: Numbers

  func shape(_ node: Int) -> [Int] { tape.shape(node) }

  func array(_ node: Int) -> NDArray {
    if let known = arrays[node] { return known }
    let array = tape.array(node)
    if let record = tape.record(node) {
      // Replayed writes are kept, but not all of a long loop's.
      if record.value == nil, arrays.count > 64 { arrays.removeAll() }
      arrays[node] = array
    }
    return array
  }

  func value(_ node: Int, _ element: Int) -> Double {
    tape.flags[node] & 4 == 0 ? tape.values[node] : array(node).element(element)
  }

  /// Nil where no gradient enters.
  func gradient(_ node: Int, _ element: Int) -> Double? {
    guard node <= output, builder.gradients.reaches(node) else { return nil }
    if tape.flags[node] & 4 == 0 { return builder.gradients.number(node) }
    if let known = gradientArrays[node] { return known.element(element) }
    guard let tensor = builder.gradients.tensor(node, tape) else { return nil }
    gradientArrays[node] = tensor.array
    return tensor.array.element(element)
  }

  func number(_ key: NumberKey) -> Double {
    key.isGradient ? gradient(key.node, key.element) ?? 0 : value(key.node, key.element)
  }

  /// Integers of Python and of integer arrays; gradients where they happen to be whole.
  func isInteger(_ key: NumberKey) -> Bool {
    if key.isGradient { return Self.isWhole(number(key)) }
    if let record = tape.record(key.node), tape.kinds[key.node] != .int {
      return record.dtype.isInteger
    }
    return tape.kinds[key.node] == .int
  }

  static func isWhole(_ value: Double) -> Bool { value.rounded() == value && abs(value) < 1e15 }

  // MARK: The same number under another name

  /// The number that is meant: elements that were picked from an input, or that a write left as they
  /// were, are older than the node they are read from.
  func origin(_ key: NumberKey) -> NumberKey {
    key.isGradient ? gradientOrigin(key) : origin(key) { builder.isPick($0) }
  }

  /// The number that a formula names: taking elements without giving them a name is no step either.
  func used(_ key: NumberKey) -> NumberKey {
    if key.isGradient { return gradientOrigin(key) }
    return origin(key) { node in
      builder.isPick(node)
        || (builder.gate(node).name == "index" && node != output && !names.isNamed(node))
    }
  }

  private func origin(_ key: NumberKey, through isNaming: (Int) -> Bool) -> NumberKey {
    var key = key
    while true {
      if isNaming(key.node), case .region(let region, _)? = tape.record(key.node)?.attribute {
        key = NumberKey(Int(tape.a[key.node]), region.place(key.element))
      } else if builder.gate(key.node).name == "write", !isWritten(key.node, key.element) {
        key = NumberKey(Int(tape.a[key.node]), key.element)
      } else if tape.codes[key.node] == GateCode.constant, !shape(key.node).isEmpty {
        return NumberKey(names.firstConstant(key.node), key.element)
      } else {
        return key
      }
      work += 1
    }
  }

  /// Where an input array is used by its elements alone, these stand for it in the trace.
  private func gradientOrigin(_ key: NumberKey) -> NumberKey {
    guard key.node != output, isMergedPick(key.node),
      case .region(let region, _)? = tape.record(key.node)?.attribute
    else { return key }
    return NumberKey(Int(tape.a[key.node]), region.place(0), isGradient: true)
  }

  /// Whether an element of an input stands in the trace as an input of its own.
  func isMergedPick(_ node: Int) -> Bool {
    builder.isPick(node) && builder.visible.indices.contains(node)
      && !builder.visible[Int(tape.a[node])]
  }

  func isWritten(_ gate: Int, _ place: Int) -> Bool {
    guard case .region(let region, _)? = tape.record(gate)?.attribute else { return false }
    return !region.elements(at: place).isEmpty
  }

  /// What `.operand(n)` of a gate's rule stands for at one element of its output.
  func source(_ operand: Int, at element: Int, of shape: [Int]) -> Term.Source {
    let mine = self.shape(operand)
    if tape.codes[operand] == GateCode.constant, mine.isEmpty {
      return .constant(value(operand, 0), integer: isInteger(NumberKey(operand, 0)))
    }
    let position = ElementIndex.source(of: element, in: shape, operand: mine)
    return .number(used(NumberKey(operand, position)))
  }

  func number(_ source: Term.Source) -> Double {
    switch source {
    case .number(let key): number(key)
    case .constant(let value, _): value
    }
  }
}
