import Arrays
import Autodiff
import LessonDocument
import LessonOutput
import PythonSubset

/// Numbers that the prose takes from the run.
enum LiveNumbers {
  static func evaluate(_ site: NumberSite, _ session: Session, _ traced: [TracedBlock])
    -> LiveNumber
  {
    var number = site.number
    do {
      let value = try value(site.expression, label: site.label, session, traced, &number)
      number.computed = try text(value, number, session)
    } catch let error as PythonError {
      number.problem = error.message
    } catch {
      number.problem = "\(error)"
    }
    return number
  }

  private static func value(
    _ expression: String, label: String?, _ session: Session, _ traced: [TracedBlock],
    _ number: inout LiveNumber
  ) throws -> Value {
    var candidates = Array(traced.reversed())
    if let label {
      candidates = candidates.filter { $0.label == label }
      if candidates.isEmpty {
        throw PythonError.value("there is no traced block `\(label)` above")
      }
    }
    guard let (name, rest) = splitGradient(expression) else {
      if let block = candidates.first,
        let node = block.trace.nodes.last(where: { $0.name == expression })
      {
        number.block = block.blockIndex
        number.node = node.id
      }
      return try session.evaluate(expression)
    }
    guard let block = candidates.first else {
      throw PythonError.value("`\(expression)`: no traced block stands above")
    }
    if rest.isEmpty, let node = block.trace.nodes.last(where: { $0.name == name }) {
      number.block = block.blockIndex
      number.node = node.id
      number.isGradient = true
    }
    guard let gradient = gradient(name, block, session) else {
      throw PythonError.value("`\(name)` is not a node of the trace above")
    }
    if rest.isEmpty { return gradient }
    let place = "__gradient__"
    session.setGlobal(place, gradient)
    defer { session.setGlobal(place, .unbound) }
    return try session.evaluate(place + rest)
  }

  /// What `predict:` asks, with the answer that the run gives.
  ///
  /// - Parameter traced: the traces of the block, in order.
  static func prediction(_ text: String, _ session: Session, _ traced: [TracedBlock]) -> Prediction
  {
    let (kind, name) = Prediction.parse(text)
    var prediction = Prediction(
      question: text, kind: kind, name: name, isGradient: splitGradient(name) != nil)
    var number = LiveNumber(expression: name, format: "", shown: "", line: 0)
    do {
      var value = try value(name, label: nil, session, traced, &number)
      // `shape of dW` and `shape of W.grad` ask about arrays as about numbers.
      if let variable = value.asObject(VariableObject.self) { value = variable.content }
      let tensor = try session.untracked { try session.tensor(value) }
      prediction.answer = Picture(tensor.array)
      if case .int = value { prediction.answer = Picture(tensor.array, kind: .int) }
      if kind == .sign, tensor.array.count != 1 {
        prediction.problem =
          "`\(name)` has shape \(pythonShape(tensor.array.shape)); one number has a sign"
      }
    } catch let error as PythonError {
      prediction.problem = error.message
    } catch {
      prediction.problem = "\(error)"
    }
    if let node = number.node {
      prediction.node = node
      prediction.trace = traced.lastIndex { $0.trace.nodes.contains { $0.id == node } }
    }
    return prediction
  }

  /// `W.grad[0, 1]` as `W` and `[0, 1]`.
  private static func splitGradient(_ text: String) -> (name: String, rest: String)? {
    guard let range = text.firstRange(of: ".grad") else { return nil }
    let after = text[range.upperBound...]
    if let next = after.first, next.isLetter || next.isNumber || next == "_" { return nil }
    return (String(text[..<range.lowerBound]), String(after))
  }

  /// The gradient of a name of a traced block: a number, an array, or a list's elements as an array.
  static func gradient(_ name: String, _ block: TracedBlock, _ session: Session) -> Value? {
    if let node = block.trace.nodes.last(where: { $0.name == name }), let picture = node.gradient,
      let number = picture.number
    {
      return .float(number)
    }
    func value(_ node: UInt32) -> Value {
      let index = block.tape.index(node)
      if let tensor = block.gradients.tensor(index, block.tape) {
        return tensor.array.dimensions == 0
          ? .float(tensor.array.scalar.double) : .object(ArrayObject(tensor.array.copy()))
      }
      let shape = block.tape.shape(index)
      return shape.isEmpty ? .float(0) : .object(ArrayObject(NDArray(zeros: shape, .float64)))
    }
    // A bare name means its value at the block's end; `x@2` or `x′` a version of it.
    if let bound = block.tracer.lastBound.last(where: { $0.name == name }),
      block.tape.owns(bound.node)
    {
      return value(bound.node)
    }
    if let node = block.tracer.names.filter({ $0.value == name }).keys.max() { return value(node) }
    return elements(name, block, session, depth: 0) { value($0) }
  }

  /// The gradients of a list's elements, nested as the list is, as an array.
  private static func elements(
    _ name: String, _ block: TracedBlock, _ session: Session, depth: Int,
    _ value: (UInt32) -> Value
  ) -> Value? {
    let prefix = name + "["
    let below = block.tracer.names.filter { $0.value.hasPrefix(prefix) }
    if below.isEmpty || depth > 8 { return nil }
    var items: [Value] = []
    while true {
      let label = "\(name)[\(items.count)]"
      if let node = below.first(where: { $0.value == label })?.key {
        items.append(value(node))
      } else if let nested = elements(label, block, session, depth: depth + 1, value) {
        items.append(nested)
      } else {
        break
      }
    }
    guard !items.isEmpty, let tensor = try? session.tensor(.list(items)) else { return nil }
    return .object(ArrayObject(tensor.array))
  }

  /// The text by the number's format; without one, the shortest that a reader wants. A minus sign
  /// is U+2212 unless the file has a hyphen there.
  private static func text(_ value: Value, _ number: LiveNumber, _ session: Session) throws
    -> String
  {
    var text: String
    if number.format.isEmpty {
      if let double = value.number, double.isFinite, double.rounded() == double, abs(double) < 1e15
      {
        text = String(Int(double))
      } else {
        text = try session.string(value)
      }
    } else {
      var plain = value
      if let array = value.asObject(ArrayObject.self), array.array.count == 1 {
        plain = .float(array.array.scalar.double)
      }
      text = try session.format(plain, number.format)
    }
    if !number.shown.hasPrefix("-") { text = text.replacing("-", with: "−") }
    return text
  }
}
