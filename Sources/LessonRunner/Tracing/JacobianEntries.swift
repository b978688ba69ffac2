import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// Small Jacobians, row by row: what a gate sends back for a gradient that is 1 at one element of its
/// output and 0 elsewhere.
struct JacobianEntries {
  /// Passes backward through single gates for all Jacobians of a trace, and gates passed in calls.
  private static let (mostPasses, mostGates) = (2_000, 200_000)

  private let engine: Engine
  private let tape: Tape
  private var passes = 0
  private var gates = 0
  /// The rows of the gate that was asked for last, for all its operands.
  private var last: (index: Int, rows: [[Tensor?]])?

  init(_ engine: Engine, _ tape: Tape) {
    self.engine = engine
    self.tape = tape
  }

  private static func isSmall(_ local: LocalGradient) -> Bool {
    let (count, overflow) = local.rows.multipliedReportingOverflow(by: local.columns)
    return !overflow && count > 1 && count <= LocalGradient.maximumEntries
  }

  mutating func gate(_ index: Int, operand: Int, _ local: LocalGradient) throws -> Picture? {
    guard Self.isSmall(local), local.structure != .unknown, passes < Self.mostPasses else {
      return nil
    }
    let operands = tape.operands(index)
    if last?.index != index {
      passes += local.rows
      let rows = try (0..<local.rows).map { row in
        try paused {
          try engine.contributions(
            tape, index, unit(row, index),
            wanted: operands.map { tape.codes[$0] != GateCode.constant })
        }
      }
      last = (index, rows)
    }
    guard let rows = last?.rows else { return nil }
    return picture(rows.map { $0[operand]?.array.doubles }, local)
  }

  /// The same for a closed call: from one output to the nodes that stand for one input.
  mutating func call(_ output: Int, _ inputs: [Int], within: [Bool], _ local: LocalGradient) throws
    -> Picture?
  {
    guard Self.isSmall(local) else { return nil }
    // The program's own gates cost what their forward did.
    let cost = within.indices.reduce(within.count) { sum, index in
      guard within[index], case .learner(let gate)? = tape.record(index)?.attribute else {
        return sum
      }
      return sum + gate.cost
    }
    guard cost < Self.mostGates, gates + local.rows * cost <= Self.mostGates else { return nil }
    gates += local.rows * cost
    let rows = try (0..<local.rows).map { row -> [Double]? in
      let sent = try engine.backward(tape, from: output, seed: unit(row, output), within: within)
      let parts = inputs.compactMap { sent.tensor($0, tape)?.array.doubles }
      guard var total = parts.first else { return nil }
      for part in parts.dropFirst() { total = zip(total, part).map { $0 + $1 } }
      return total
    }
    return picture(rows, local)
  }

  private func paused<T>(_ body: () throws -> T) rethrows -> T {
    let saved = engine.tape
    engine.tape = nil
    defer { engine.tape = saved }
    return try body()
  }

  private func unit(_ row: Int, _ index: Int) -> Tensor {
    let type: DType = tape.record(index)?.dtype == .float32 ? .float32 : .float64
    let array = NDArray(zeros: tape.shape(index), type)
    array.set(row, .float(1))
    return Tensor(array)
  }

  private func picture(_ rows: [[Double]?], _ local: LocalGradient) -> Picture? {
    let zeros = [Double](repeating: 0, count: local.columns)
    // A zero times a negative number is −0, which nobody wants to read.
    let values = rows.flatMap { ($0 ?? zeros).map { $0 + 0 } }
    guard values.count == local.rows * local.columns else { return nil }
    return Picture(shape: [local.rows, local.columns], dtype: "float64", values: values)
  }
}
