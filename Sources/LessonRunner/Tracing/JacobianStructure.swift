import Arrays
import Autodiff
import LessonOutput

/// Which entries of a gate's Jacobian can differ from 0, told from shapes alone.
struct JacobianStructure {
  private let tape: Tape

  init(_ tape: Tape) { self.tape = tape }

  func structure(_ index: Int, operand: Int) -> LocalGradient.Structure {
    let operands = tape.operands(index)
    guard operands.indices.contains(operand) else { return .sparse }
    let (shape, mine) = (tape.shape(index), tape.shape(operands[operand]))
    let rows = shape.reduce(1, *)
    let columns = mine.reduce(1, *)
    if rows == 1, columns == 1 { return .scalar }
    let gate = Gate.catalogue[Int(tape.codes[index])]
    if gate.elementwise != nil {
      return rows == columns ? .diagonal : columns == 1 ? .full : .sparse
    }
    /// One 1 in each row and column, unless elements are left out or repeated.
    let places: LocalGradient.Structure = rows == columns ? .permutation : .sparse
    let attribute = tape.record(index)?.attribute ?? .none
    switch (gate.name, attribute) {
    case ("learner", _): return .unknown
    case ("matmul", _): return product(operands, operand, shape)
    case ("sum", _), ("mean", _), ("prod", _):
      return rows == columns ? .diagonal : rows == 1 ? .full : .sparse
    case ("max", _), ("min", _): return rows == columns ? .diagonal : .sparse
    case ("cumsum", .axis(let axis)):
      return mine.indices.contains(axis) && mine[axis] == 1 ? .permutation : .sparse
    case ("broadcast", _): return columns == 1 ? .full : places
    case ("index", .region(let region, _)):
      if columns == 1 { return .full }
      return isOneToOne(region) ? places : .sparse
    case ("place", .region(let region, _)):
      return columns == region.shape.reduce(1, *) && isOneToOne(region) ? places : .sparse
    case ("write", .region(let region, _)):
      if operand == 0 { return .diagonal }
      return columns == region.shape.reduce(1, *) && isOneToOne(region) ? places : .sparse
    case ("where", _): return rows == columns ? .diagonal : .sparse
    case ("conv", .windows(let windows)):
      return convolution(windows, operand, operands.map { tape.shape($0) })
    case ("max_pool", .pool(let regions, _)):
      // Windows of one number each are a selection.
      return regions.spans.allSatisfy { $0.allSatisfy { $0.count == 1 } } ? places : .sparse
    case ("avg_pool", .windows(let windows)):
      return rows == 1 && windows.size == windows.input ? .full : .sparse
    case ("reshape", _), ("transpose", _), ("copy", _), ("concatenate", _), ("stack", _):
      return places
    default: return .sparse
    }
  }

  /// Full where all outputs see the whole operand: one example, all of it under each window, for the
  /// input, one filter for the filters and the bias.
  private func convolution(_ windows: Windows, _ operand: Int, _ shapes: [[Int]])
    -> LocalGradient.Structure
  {
    let isPadded = windows.padding.contains { $0 > 0 }
    switch operand {
    case 0:
      // The first window reaches the end, and the last one the start.
      let isSeenByAll = windows.size.indices.allSatisfy { axis in
        windows.dilation[axis] == 1
          && windows.position(axis, place: 0, element: windows.size[axis]) >= windows.input[axis]
          && windows.position(axis, place: windows.output[axis] - 1, element: 0) <= 0
      }
      return shapes[0][0] == 1 && isSeenByAll ? .full : .sparse
    case 1: return shapes[1][0] == 1 && !isPadded ? .full : .sparse
    default: return shapes[1][0] == 1 ? .full : .sparse
    }
  }

  private func isOneToOne(_ region: Region) -> Bool {
    guard let positions = region.positions else { return true }
    return Set(positions).count == positions.count
  }

  /// Of a product each factor is repeated in blocks; with one row or one column there is one block.
  private func product(_ operands: [Int], _ operand: Int, _ shape: [Int])
    -> LocalGradient.Structure
  {
    let (x, y) = (tape.shape(operands[0]), tape.shape(operands[1]))
    let isLeft = operand == 0
    let batch = max(0, max(x.count, y.count) - 2)
    if batch > 0 { return .kronecker }
    let (rows, columns) = (x.count == 1 ? 1 : x[0], y.count == 1 ? 1 : y[1])
    return (isLeft ? rows : columns) == 1 ? .full : .kronecker
  }

  /// Whether every gate of a call between an input and an output works element by element, so that the
  /// whole does too.
  func isElementwise(_ inside: Set<Int>, from inputs: [Int], to output: Int) -> Bool {
    let count = tape.shape(output).reduce(1, *)
    guard inputs.allSatisfy({ tape.shape($0).reduce(1, *) == count }) else { return false }
    var depends = Set(inputs)
    for gate in inside.sorted() {
      let operands = tape.operands(gate)
      for (number, operand) in operands.enumerated() where depends.contains(operand) {
        switch structure(gate, operand: number) {
        case .diagonal: depends.insert(gate)
        case .scalar, .full, .sparse, .permutation, .kronecker, .unknown: return false
        }
      }
    }
    return depends.contains(output)
  }
}
