import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// What gates between arrays say of themselves: shapes where shapes are what matters, else the
/// arithmetic of one element.
extension TraceBuilder {
  /// Terms of a sum that are written out.
  private static let mostTerms = 6

  // MARK: Forward

  /// `[0, 0]: 1.1 = 1 + 0.1` for a gate that works element by element, `(2, 3) · (3, 2) → (2, 2)`
  /// for one that does not.
  func arrayForward(_ index: Int) -> String {
    let operands = tape.operands(index)
    let shape = tape.shape(index)
    if case .elementwise(let rule) = gate(index).rule, shape.reduce(1, *) > 0 {
      let first = [Int](repeating: 0, count: shape.count)
      let values = operands.map { element($0, first, of: shape) }
      guard !values.contains(where: { $0 == nil }) else { return ledger(index) }
      let numbers = zip(operands, values).map { operand, value in
        Arithmetic.number(value ?? 0, integer: isWhole(operand))
      }
      let result = tape.array(index).scalar(at: first) ?? 0
      let equation = Equation.text(
        result: result, integer: isWhole(index),
        of: rule.forward.resolved(values.map { $0 ?? 0 }, output: result)
          .arithmetic(numbers, output: .number(result)))
      return "\(place(first)): \(equation)"
    }
    return windowForward(index) ?? ledger(index)
  }

  /// The shapes that enter and leave.
  private func ledger(_ index: Int) -> String {
    if gate(index).name == "copy", isNumber(index) {
      let number = Arithmetic.number(tape.array(index).scalar.double, integer: isWhole(index))
      return Equation.text(
        result: tape.array(index).scalar.double, integer: isWhole(index), of: number)
    }
    func text(_ index: Int) -> String {
      isNumber(index) ? "a number" : pythonShape(tape.shape(index))
    }
    if case .learner(let gate)? = tape.record(index)?.attribute {
      func brief(_ index: Int) -> String {
        isNumber(index)
          ? NumberText.short(tape.array(index).scalar.double, integer: isWhole(index))
          : pythonShape(tape.shape(index))
      }
      let inputs = tape.operands(index).map(brief).joined(separator: ", ")
      return "\(gate.name)(\(inputs)) → \(brief(index))"
    }
    let operands = tape.operands(index).map(text)
    let sign = gate(index).name == "matmul" ? " · " : ", "
    return operands.joined(separator: sign) + " → " + text(index)
  }

  private func isWhole(_ index: Int) -> Bool {
    isNumber(index) ? tape.kinds[index] == .int : !tape.array(index).dtype.isFloat
  }

  // MARK: Backward

  /// What an elementwise gate sends to an array operand: the arithmetic of the first element that
  /// gets something.
  func arrayBackward(
    _ index: Int, _ number: Int, _ rule: ElementwiseRule, upstream: Tensor, downstream: Tensor
  ) -> String {
    let operands = tape.operands(index)
    let shape = tape.shape(index)
    let mine = tape.shape(operands[number])
    let sent = downstream.array
    let values = sent.doubles
    guard !values.isEmpty, shape.reduce(1, *) > 0 else { return "nothing: there are no elements" }
    let position = values.firstIndex { $0 != 0 } ?? 0
    let element = Self.index(position, mine)
    var terms: [Arithmetic] = []
    let contributing = Self.elements(of: shape, meeting: element, mine)
    for place in contributing.shown {
      let inputs = operands.map { self.element($0, place, of: shape) ?? .nan }
      let y = tape.array(index).scalar(at: place) ?? .nan
      let isTie = rule.isTieWithConstant(
        inputs, isWanted: operands.map { tape.codes[$0] != GateCode.constant })
      let local: ScalarExpression =
        isTie ? .constant(0) : rule.locals[number].resolved(inputs, output: y)
      let factor = local.arithmetic(
        zip(operands, inputs).map { .number($1, integer: isWhole($0)) }, output: .number(y)
      ).simplified
      let u = upstream.array.scalar(at: place) ?? .nan
      terms.append(.product([Self.whole(u), factor]))
    }
    let label = mine.isEmpty ? "" : place(element) + ": "
    guard contributing.count == terms.count else {
      return label + "\(NumberText.short(values[position])), the sum of \(contributing.count) "
        + "products upstream × local"
    }
    let result = values[position]
    return label
      + Equation.text(
        result: result, integer: result.rounded() == result && abs(result) < 1e15,
        of: terms.count == 1 ? terms[0] : .sum(terms))
  }

  /// What a gate that is not elementwise sends to an operand.
  func tensorBackward(_ index: Int, _ number: Int, upstream: Tensor, downstream: Tensor) -> String {
    let name = gate(index).name
    let up = upstream.array
    let down = downstream.array
    if name == "matmul", up.dimensions == 2, down.dimensions == 2 {
      let operands = tape.operands(index)
      guard operands.count == 2 else { return "" }
      let other = Array(tape.shape(operands[1 - number]).reversed())
      let factors = [pythonShape(up.shape), pythonShape(other)]
      let order = number == 0 ? factors : factors.reversed()
      return order.joined(separator: " · ") + " → " + pythonShape(down.shape)
    }
    if name == "matmul", up.dimensions == 0, let first = down.doubles.first {
      let other = tape.array(tape.operands(index)[1 - number])
      if other.dimensions == 1, let factor = other.doubles.first {
        return "[0]: "
          + Equation.text(
            result: first, integer: first.rounded() == first && abs(first) < 1e15,
            of: .product([Self.whole(up.scalar.double), Self.whole(factor)]))
      }
    }
    if ["sum", "mean"].contains(name), up.dimensions == 0, let first = down.doubles.first {
      let count = Double(down.count)
      let u = up.scalar.double
      let local: Arithmetic =
        name == "sum"
        ? .number(1, integer: true)
        : .quotient(.number(1, integer: true), .number(count, integer: true))
      return "each: "
        + Equation.text(
          result: first, integer: first.rounded() == first && abs(first) < 1e15,
          of: .product([Self.whole(u), local]))
    }
    let before = up.dimensions == 0 ? "a number" : pythonShape(up.shape)
    let after = down.dimensions == 0 ? "a number" : pythonShape(down.shape)
    return "\(before) → \(after)"
  }

  // MARK: Elements

  private static func whole(_ value: Double) -> Arithmetic {
    .number(value, integer: value.rounded() == value && abs(value) < 1e15)
  }

  private func place(_ index: [Int]) -> String {
    "[" + index.map(String.init).joined(separator: ", ") + "]"
  }

  /// The element of an operand that meets an element of the result.
  private func element(_ operand: Int, _ place: [Int], of shape: [Int]) -> Double? {
    let mine = tape.shape(operand)
    guard mine.count <= shape.count else { return nil }
    let tail = place.suffix(mine.count)
    let index = zip(tail, mine).map { $1 == 1 ? 0 : $0 }
    return tape.array(operand).scalar(at: index)
  }

  /// A place in row-major order as one index for each axis.
  private static func index(_ position: Int, _ shape: [Int]) -> [Int] {
    var rest = position
    var index = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() where shape[axis] > 0 {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }

  /// The elements of a broadcast result that one element of an operand meets: how many, and the
  /// first few.
  private static func elements(of shape: [Int], meeting element: [Int], _ mine: [Int])
    -> (count: Int, shown: [[Int]])
  {
    let offset = shape.count - mine.count
    var count = 1
    var places: [[Int]] = [[]]
    for axis in shape.indices {
      let isShared = axis >= offset && mine[axis - offset] != 1
      if isShared {
        for index in places.indices { places[index].append(element[axis - offset]) }
      } else {
        count *= shape[axis]
        places = places.flatMap { place in
          (0..<min(shape[axis], mostTerms)).map { place + [$0] }
        }
        places = Array(places.prefix(mostTerms))
      }
    }
    return (count, count <= mostTerms ? places : [])
  }
}

extension NDArray {
  /// The element at one index for each axis, or nil where there is none.
  fileprivate func scalar(at index: [Int]) -> Double? {
    guard index.count == dimensions else { return nil }
    var position = 0
    for (axis, place) in index.enumerated() {
      guard place >= 0, place < shape[axis] else { return nil }
      position += place * strides[axis]
    }
    return load(at: position).double
  }
}
