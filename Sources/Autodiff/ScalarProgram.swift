import Arrays

/// The local gradients of all elementwise gates as flat lists of steps, so that one number's costs no
/// memory and no recursion. The same arithmetic as `ScalarExpression.evaluate`, in the same order.
struct ScalarPrograms: Sendable {
  enum Step {
    case x, y, output
    case constant(Double)
    case negative, sum, difference, product, quotient, power, maximum, minimum, compare
    case function(FloatFunction)
  }

  /// Steps of one formula: where they start, and how many; none for a gate without the formula.
  struct Place {
    var start = 0
    var count = 0
  }

  /// What is known of a gate by its code.
  struct Entry {
    var locals = (Place(), Place())
    var isElementwise = false
    var splitsTies = false
  }

  /// Room for intermediate results; a test holds every formula of the catalogue to it.
  static let depth = 16

  private nonisolated(unsafe) let steps: UnsafePointer<Step>
  private nonisolated(unsafe) let entries: UnsafePointer<Entry>
  private let gates: Int

  static let catalogue = ScalarPrograms(Gate.catalogue)

  private init(_ catalogue: [Gate]) {
    var all: [Step] = []
    var table: [Entry] = []
    for gate in catalogue {
      var entry = Entry()
      if let rule = gate.elementwise {
        entry.isElementwise = true
        entry.splitsTies = rule.splitsTies
        var places = rule.locals.map { formula -> Place in
          let start = all.count
          Self.append(formula, to: &all)
          return Place(start: start, count: all.count - start)
        }
        places += [Place(), Place()]
        entry.locals = (places[0], places[1])
      }
      table.append(entry)
    }
    let stepMemory = UnsafeMutablePointer<Step>.allocate(capacity: max(1, all.count))
    stepMemory.initialize(from: all, count: all.count)
    let entryMemory = UnsafeMutablePointer<Entry>.allocate(capacity: max(1, table.count))
    entryMemory.initialize(from: table, count: table.count)
    steps = UnsafePointer(stepMemory)
    entries = UnsafePointer(entryMemory)
    gates = table.count
  }

  func entry(_ code: UInt8) -> Entry { Int(code) < gates ? entries[Int(code)] : Entry() }

  /// Operands first, then what is done with them.
  private static func append(_ formula: ScalarExpression, to steps: inout [Step]) {
    func pair(_ a: ScalarExpression, _ b: ScalarExpression, _ step: Step) {
      append(a, to: &steps)
      append(b, to: &steps)
      steps.append(step)
    }
    switch formula {
    case .operand(let number): steps.append(number == 0 ? .x : .y)
    case .output: steps.append(.output)
    case .constant(let value): steps.append(.constant(value))
    case .negative(let a):
      append(a, to: &steps)
      steps.append(.negative)
    case .sum(let a, let b): pair(a, b, .sum)
    case .difference(let a, let b): pair(a, b, .difference)
    case .product(let a, let b): pair(a, b, .product)
    case .quotient(let a, let b): pair(a, b, .quotient)
    case .power(let a, let b): pair(a, b, .power)
    case .maximum(let a, let b): pair(a, b, .maximum)
    case .minimum(let a, let b): pair(a, b, .minimum)
    case .function(let function, let a):
      append(a, to: &steps)
      steps.append(.function(function))
    case .compare(let a, let b, let greater, let tie, let less):
      for part in [greater, tie, less, a, b] { append(part, to: &steps) }
      steps.append(.compare)
    }
  }

  /// The deepest that the stack gets in a formula.
  func depth(_ place: Place) -> Int {
    var (now, most) = (0, 0)
    for index in place.start..<place.start + place.count {
      switch steps[index] {
      case .x, .y, .output, .constant: now += 1
      case .negative, .function: break
      case .compare: now -= 4
      default: now -= 1
      }
      most = max(most, now)
    }
    return most
  }

  func evaluate(_ place: Place, _ x: Double, _ y: Double, output: Double) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.depth) { stack in
      guard let base = stack.baseAddress else { return .nan }
      var top = base - 1
      func push(_ value: Double) {
        top += 1
        top.pointee = value
      }
      for index in place.start..<place.start + place.count {
        switch steps[index] {
        case .x: push(x)
        case .y: push(y)
        case .output: push(output)
        case .constant(let value): push(value)
        case .negative: top.pointee = -top.pointee
        case .function(let function): top.pointee = function(top.pointee)
        case .compare:
          let (a, b) = (top[-1], top[0])
          let (greater, tie, less) = (top[-4], top[-3], top[-2])
          top -= 4
          top.pointee = a > b ? greater : a == b ? tie : a < b ? less : .nan
        case let step:
          let (a, b) = (top[-1], top[0])
          top -= 1
          switch step {
          case .sum: top.pointee = a + b
          case .difference: top.pointee = a - b
          case .product: top.pointee = a * b
          case .quotient: top.pointee = a / b
          case .power: top.pointee = Elementary.power(a, b)
          case .maximum: top.pointee = a >= b || a.isNaN ? a : b
          default: top.pointee = a <= b || a.isNaN ? a : b
          }
        }
      }
      return base.pointee
    }
  }
}
