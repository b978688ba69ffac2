import Arrays
import Autodiff

/// What shapes alone say of matrix products and of operands that were repeated.
struct ShapeLedger {
  private let tape: Tape

  init(_ tape: Tape) { self.tape = tape }

  /// `x (4, 3) · W (3, 2) → (4, 2); dout (4, 2)`.
  func node(_ index: Int, names: [String]) -> String? {
    let operands = tape.operands(index)
    guard operands.count == 2, names.count == 2 else { return nil }
    let parts = zip(names, operands).map { "\($0) \(text(tape.shape($1)))" }
    let result = text(tape.shape(index))
    return parts.joined(separator: " · ") + " → \(result); dout \(result)"
  }

  /// `dW must be (3, 2): xᵀ · dout`, or `b (3,) was repeated over 4 rows; its gradient sums over axis 0`.
  func edge(_ index: Int, operand: Int, names: [String]) -> String? {
    let gate = Gate.catalogue[Int(tape.codes[index])]
    let operands = tape.operands(index)
    guard names.count == operands.count, operands.indices.contains(operand) else { return nil }
    if gate.name == "matmul", operands.count == 2 {
      return factor(index, operand, operands.map { tape.shape($0) }, names)
    }
    guard gate.elementwise != nil || gate.name == "where" || gate.name == "broadcast" else {
      return nil
    }
    return repetition(names[operand], tape.shape(operands[operand]), in: tape.shape(index))
  }

  private func text(_ shape: [Int]) -> String { shape.isEmpty ? "a number" : pythonShape(shape) }

  private func gradient(_ name: String) -> String {
    name.allSatisfy { $0.isLetter || $0.isNumber || "_′″".contains($0) } ? "d" + name : "d(\(name))"
  }

  private func factor(_ index: Int, _ operand: Int, _ shapes: [[Int]], _ names: [String]) -> String
  {
    let (x, y) = (shapes[0].count, shapes[1].count)
    let other = names[1 - operand].contains(" ") ? "(\(names[1 - operand]))" : names[1 - operand]
    let product: String
    switch (x, y, operand) {
    case (1, 1, _): product = "dout × \(other)"
    case (_, 1, 0): product = "dout as a column · \(other) as a row"
    case (1, _, 1): product = "\(other) as a column · dout as a row"
    case (1, _, 0): product = "dout · \(other)ᵀ"
    case (_, 1, _): product = "\(other)ᵀ · dout"
    case (_, _, 0): product = "dout · \(other)ᵀ"
    default: product = "\(other)ᵀ · dout"
    }
    var result = "\(gradient(names[operand])) must be \(text(shapes[operand])): \(product)"
    let batch = tape.shape(index).dropLast((x == 1 ? 0 : 1) + (y == 1 ? 0 : 1))
    let mine = shapes[operand].dropLast(2)
    if !batch.isEmpty {
      let count = batch.reduce(1, *)
      result +=
        mine.reduce(1, *) == count
        ? ", for each of the \(count) products" : ", added up over the \(count) products"
    }
    return result
  }

  private func repetition(_ name: String, _ mine: [Int], in whole: [Int]) -> String? {
    let count = whole.reduce(1, *)
    let own = mine.reduce(1, *)
    guard own > 0, count > own else { return nil }
    let times = count / own
    if mine.isEmpty || own == 1 {
      return "\(name) was repeated \(times) times; its gradient is the sum of all \(times)"
    }
    let shift = whole.count - mine.count
    guard shift >= 0 else { return nil }
    let axes = whole.indices.filter { $0 < shift || (mine[$0 - shift] == 1 && whole[$0] != 1) }
    let sums =
      "its gradient sums over \(axes.count == 1 ? "axis" : "axes") "
      + axes.map(String.init).joined(separator: " and ")
    if whole.count == 2, axes == [0] {
      return "\(name) \(text(mine)) was repeated over \(times) rows; \(sums)"
    }
    if whole.count == 2, axes == [1] {
      return "\(name) \(text(mine)) was repeated over \(times) columns; \(sums)"
    }
    return "\(name) \(text(mine)) was repeated \(times) times; \(sums)"
  }
}
