import Arrays
import Autodiff

/// `gradient_check(f, x)`: the gradient beside central differences, element by element.
final class GradientCheck: Object {
  /// One element that was moved.
  struct Element {
    let position: Int
    let given: Double
    let numeric: Double
    /// A gate went another way at x + h than at x − h: the difference says nothing there.
    var hasKink: Bool

    /// |a − b| / max(1e-8, |a|, |b|); 0 where both are 0.
    var relativeError: Double {
      if given == numeric { return 0 }
      let error = abs(given - numeric) / max(1e-8, max(abs(given), abs(numeric)))
      return error.isNaN ? .infinity : error
    }
  }

  /// Elements that are moved; of larger arrays, as many spread evenly.
  static let most = 1000
  /// Relative errors up to which a gradient is right, and from which it is wrong.
  static let (right, wrong) = (1e-6, 1e-2)

  let elements: [Element]
  let shape: [Int]
  let total: Int
  /// Whose gradient: the learner's own, or the engine's.
  let isOwn: Bool
  let step: Double

  init(elements: [Element], shape: [Int], isOwn: Bool, step: Double) {
    self.elements = elements
    self.shape = shape
    total = shape.reduce(1, *)
    self.isOwn = isOwn
    self.step = step
  }

  private var smooth: [Element] { elements.filter { !$0.hasKink } }
  var worst: Element? { smooth.max { $0.relativeError < $1.relativeError } }
  var relativeError: Double { worst?.relativeError ?? 0 }
  var isRight: Bool { relativeError <= Self.right }

  override var typeName: String { "lesson.gradient_check" }
  override func isTrue(_ session: Session) -> Bool { isRight }

  override var attributeNames: [String] {
    ["ok", "relative_error", "numeric", "gradient", "kinks"]
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    func array(_ value: (Element) -> Double) -> Value {
      let result = NDArray(zeros: shape, .float64)
      if elements.count < total { for i in 0..<total { result.set(i, .float(.nan)) } }
      for element in elements { result.set(element.position, .float(value(element))) }
      return shape.isEmpty ? .float(result.scalar.double) : .object(ArrayObject(result))
    }
    switch name {
    case "ok": return .bool(isRight)
    case "relative_error": return .float(relativeError)
    case "numeric": return array(\.numeric)
    case "gradient": return array(\.given)
    case "kinks": return .int(elements.count(where: \.hasKink))
    default: return nil
    }
  }

  override func representation(_ session: Session) -> String {
    let count = elements.count
    var text = "gradient check of \(count) number\(count == 1 ? "" : "s")"
    if count < total { text += " of \(total)" }
    let kinks = elements.count(where: \.hasKink)
    if kinks > 0 {
      text += " (\(kinks) left out: a kink lies within h = \(NumberNotation.short(step)))"
    }
    guard let worst else { return text + ": nothing to compare" }
    let error = NumberNotation.short(worst.relativeError)
    if isRight { return text + ": right, largest relative error \(error)" }
    let verdict = worst.relativeError > Self.wrong ? "wrong" : "doubtful"
    return text
      + ": \(verdict), relative error \(error)\(place(worst.position)): "
      + "\(isOwn ? "yours" : "the gradient") \(NumberNotation.short(worst.given)), "
      + "by differences \(NumberNotation.short(worst.numeric))"
  }

  private func place(_ position: Int) -> String {
    if shape.isEmpty { return "" }
    var rest = position
    var index: [String] = []
    for size in shape.reversed() {
      index.insert(String(rest % size), at: 0)
      rest /= size
    }
    return " at [" + index.joined(separator: ", ") + "]"
  }
}

/// Numbers as the verdict shows them.
private enum NumberNotation {
  static func short(_ value: Double) -> String {
    // Minus zero is zero to a reader.
    (try? PythonFormat.format(".4g", .float(value == 0 ? 0 : value))) ?? "\(value)"
  }
}

extension GradientCheck {
  static func run(_ bound: Bound, _ session: Session) throws -> Value {
    guard case .object(let function)? = bound[0] else {
      throw PythonError.type(
        "gradient_check() takes a function",
        hint: "`gradient_check(f, x)`, not `gradient_check(f(x))`")
    }
    let arguments = bound.rest
    let number = try bound.given(2).map { try session.integer($0) } ?? 0
    guard number >= 0, number < arguments.count else {
      throw PythonError.type(
        "there is no argument \(number) to move",
        hint: "`gradient_check(f, x)`: give f's arguments too")
    }
    let step = try bound.given(3).map { try session.double($0) } ?? 1e-5
    guard step > 0, step.isFinite else { throw PythonError.value("h must be a number above 0") }
    let given = arguments[number]
    let start = try session.untracked { try session.tensor(given).array.asType(.float64).copy() }
    let call = Differentiation.Call(
      name: "gradient_check", function: function, number: number, arguments: Arguments(arguments))
    func argument(_ array: NDArray) -> Value {
      given.number == nil ? .object(ArrayObject(array)) : .float(array.scalar.double)
    }
    var own: NDArray?
    if let gradient = bound.given(1) {
      own = try session.untracked { try session.tensor(gradient).array }
    }
    if let own, own.shape != start.shape {
      throw PythonError.value(
        "the gradient has shape \(pythonShape(own.shape)), the argument \(pythonShape(start.shape))",
        hint: "a gradient has the shape of what it belongs to")
    }
    let analytic: NDArray
    if let own {
      analytic = own.asType(.float64)
    } else {
      let value = try session.untracked {
        try Differentiation.gradient(call, argument(start), session)
      }
      analytic = try session.tensor(value.gradient).array.asType(.float64)
    }
    let gradients = analytic.doubles
    let count = start.count
    let taken = min(count, most)
    var elements: [Element] = []
    for turn in 0..<taken {
      let position = taken == count ? turn : turn * count / taken
      let x = start.load(at: position).double
      func value(_ offset: Double) throws -> (Double, Int) {
        let moved = start.copy()
        moved.set(position, .float(x + offset))
        return try session.untracked {
          try Differentiation.valueAndBranches(call, argument(moved), session)
        }
      }
      let (up, wayUp) = try value(step)
      let (down, wayDown) = try value(-step)
      var element = Element(
        position: position, given: gradients[position],
        numeric: (up - down) / ((x + step) - (x - step)), hasKink: wayUp != wayDown)
      if !element.hasKink, element.relativeError > wrong {
        // Kinks of code that isn't traced, as in a gate of one's own, no way tells of.
        let near = step / 10
        let (middle, nearUp, nearDown) = try (value(0).0, value(near).0, value(-near).0)
        let slope = (nearUp - nearDown) / ((x + near) - (x - near))
        let bend = abs(up - 2 * middle + down) / step
        let nearBend = abs(nearUp - 2 * middle + nearDown) / near
        // A smooth function's error shrinks with the square of the step, without a bend: x³ at 0.
        let error = abs(element.numeric - element.given)
        let isSmooth = abs(slope - element.given) * 50 <= error && bend < error
        element.hasKink =
          !isSmooth
          && (Differences.isUnsettled([element.numeric, slope], element.given)
            || (nearBend > 1e-3 * abs(slope) && nearBend > bend / 2))
      }
      elements.append(element)
    }
    return .object(
      GradientCheck(elements: elements, shape: start.shape, isOwn: own != nil, step: step))
  }
}

extension Differentiation {
  /// A function's value, and which way its gates with kinks went.
  static func valueAndBranches(_ call: Call, _ given: Value, _ session: Session) throws -> (
    Double, Int
  ) {
    try onTape(given, session) { tape, input, _ in
      let result = try call.run(input.value, session)
      let output = try scalarNode(result, call.name, session)
      let value = try session.tensor(result).array.scalar.double
      guard session.engine.isTracked(output) else { return (value, 0) }
      return (value, session.engine.branches(tape, to: tape.index(output)))
    }
  }
}
