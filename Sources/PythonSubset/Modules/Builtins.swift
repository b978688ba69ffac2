import Arrays
import Autodiff

func makeBuiltins(_ types: BuiltinTypes) -> [String: Value] {
  var result: [String: Value] = [:]
  for (name, type) in types.types { result[name] = .object(type) }
  for (name, type) in types.exceptions where !BuiltinTypes.numpyOnly.contains(name) {
    result[name] = .object(type)
  }
  for var entry in Builtins.catalogue {
    entry.computes = Builtins.computing.contains(entry.name)
    result[entry.name] = entry.make()
  }
  for name in Builtins.refused {
    result[name] = .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { _, _ in
        if name == "input" {
          throw PythonError.refused(
            "`input`", hint: "a lesson has no keyboard: write the value into the code")
        }
        throw PythonError.refused(
          "`\(name)`", hint: "a lesson reads no files and runs no other code")
      })
  }
  result["NotImplemented"] = .notImplemented
  result["Ellipsis"] = .ellipsis
  return result
}

/// The functions that need no import.
enum Builtins {
  static let refused = [
    "open", "input", "exec", "eval", "compile", "globals", "locals", "__import__", "breakpoint",
    "memoryview", "bytes", "bytearray", "complex",
  ]

  /// Those that work on numbers: a variable's value goes in and a variable comes out.
  static let computing: Set<String> = ["abs", "max", "min", "sum", "pow", "round", "divmod"]

  static var catalogue: [Builtin] {
    [
      Builtin(
        "print", "*args, sep=' ', end='\\n', file=None, flush=False",
        "Writes values, separated by spaces.", "print('loss', 0.5)"
      ) { bound, session in
        let separator = bound.given(0)?.text ?? " "
        let end = bound.given(1)?.text ?? "\n"
        if let file = bound.given(2), !file.isNone, file.asObject(StandardOutput.self) == nil {
          throw PythonError.refused("`file=` of print", hint: "print to the lesson's own output")
        }
        try session.charge(items: bound.rest.count * 16)
        try session.output.write(
          try bound.rest.map { try session.string($0) }.joined(separator: separator) + end)
        return .none
      },
      Builtin("len", "obj", "How many items there are.", "len([1, 2, 3])") { bound, session in
        guard case .object(let object)? = bound[0] else {
          throw PythonError.type(
            "object of type '\(session.typeName(bound[0] ?? .none))' has no len()")
        }
        return .int(try object.length(session))
      },
      Builtin("abs", "x", "The size of a number without its sign.", "abs(-3)") { bound, session in
        try absolute(bound[0] ?? .none, session)
      },
      Builtin("max", "*args, key=None, default=None", "The largest of its arguments.", "max(2, -1)")
      {
        bound, session in try extreme(bound, session, largest: true)
      },
      Builtin(
        "min", "*args, key=None, default=None", "The smallest of its arguments.", "min(2, -1)"
      ) {
        bound, session in try extreme(bound, session, largest: false)
      },
      Builtin("sum", "iterable, start=0", "Adds all items.", "sum([1, 2, 3])") { bound, session in
        var total = bound[1] ?? .int(0)
        let iterator = try session.iterator(bound[0] ?? .none)
        while let item = try iterator.next(session) {
          try session.step()
          total = try session.binary(.add, total, item)
        }
        return total
      },
      Builtin("pow", "base, exp, mod=None", "base to the power exp.", "pow(2, 10)") {
        bound, session in
        guard let modulus = bound.given(2) else {
          return try session.binary(.power, bound[0] ?? .none, bound[1] ?? .none)
        }
        return .int(
          try power(
            session.integer(bound[0] ?? .none), session.integer(bound[1] ?? .none),
            session.integer(modulus)))
      },
      Builtin("divmod", "a, b", "Quotient and remainder.", "divmod(-7, 2)") { bound, session in
        let (a, b) = (bound[0] ?? .none, bound[1] ?? .none)
        if let instance = a.asObject(InstanceObject.self),
          let result = try instance.callSpecial("__divmod__", [b], session)
        {
          return result
        }
        return .tuple([
          try session.binary(.floorDivide, a, b), try session.binary(.remainder, a, b),
        ])
      },
      Builtin("round", "number, ndigits=None", "Rounds; halves go to the even side.", "round(2.5)")
      {
        bound, session in
        if let instance = bound[0]?.asObject(InstanceObject.self),
          let result = try instance.callSpecial(
            "__round__", bound.given(1).map { [$0] } ?? [], session)
        {
          return result
        }
        return try round(bound[0] ?? .none, bound.given(1), session)
      },
      Builtin(
        "sorted", "iterable, /, *, key=None, reverse=False", "A sorted list.", "sorted([3, 1, 2])"
      ) {
        bound, session in
        .list(
          try sorted(
            session.items(of: bound[0] ?? .none), key: bound.given(1),
            reverse: try bound.given(2).map { try session.isTrue($0) } ?? false, session))
      },
      Builtin("reversed", "sequence", "Items from the last to the first.", "list(reversed([1, 2]))")
      {
        bound, session in
        if let instance = bound[0]?.asObject(InstanceObject.self),
          let result = try instance.callSpecial("__reversed__", [], session)
        {
          return .object(try session.iterator(result))
        }
        if bound[0]?.asObject(IteratorObject.self) != nil
          || bound[0]?.asObject(SetObject.self) != nil
        {
          throw PythonError.type(
            "'\(session.typeName(bound[0] ?? .none))' object is not reversible",
            hint: "`reversed(list(…))` reverses what it gives")
        }
        return iterate("reversed", try session.items(of: bound[0] ?? .none).reversed())
      },
      Builtin(
        "enumerate", "iterable, start=0", "Pairs of number and item.", "list(enumerate('ab'))"
      ) {
        bound, session in
        let iterator = try session.iterator(bound[0] ?? .none)
        var number = try bound.given(1).map { try session.size($0) } ?? 0
        return .object(
          ClosureIterator("enumerate") { session in
            guard let item = try iterator.next(session) else { return nil }
            defer { number &+= 1 }
            return .tuple([.int(number), item])
          })
      },
      Builtin("zip", "*iterables, strict=False", "Items side by side.", "list(zip([1, 2], 'ab'))") {
        bound, session in
        let iterators = try bound.rest.map { try session.iterator($0) }
        let isStrict = try bound.given(0).map { try session.isTrue($0) } ?? false
        return .object(
          ClosureIterator("zip") { session in
            var items: [Value] = []
            for (number, iterator) in iterators.enumerated() {
              guard let item = try iterator.next(session) else {
                if isStrict, number > 0 {
                  throw PythonError.value(
                    "zip() argument \(number + 1) is shorter than argument\(number == 1 ? "" : "s") 1"
                      + (number == 1 ? "" : "-\(number)"))
                }
                return nil
              }
              items.append(item)
            }
            return items.isEmpty ? nil : .tuple(items)
          })
      },
      Builtin(
        "map", "function, *iterables", "Applies a function to every item.", "list(map(str, [1, 2]))"
      ) {
        bound, session in
        let function = bound[0] ?? .none
        let iterators = try bound.rest.map { try session.iterator($0) }
        return .object(
          ClosureIterator("map") { session in
            var items: [Value] = []
            for iterator in iterators {
              guard let item = try iterator.next(session) else { return nil }
              items.append(item)
            }
            return try session.call(function, Arguments(items))
          })
      },
      Builtin(
        "filter", "function, iterable", "Items for which the function is true.",
        "list(filter(None, [0, 1]))"
      ) {
        bound, session in
        let function = bound[0] ?? .none
        let iterator = try session.iterator(bound[1] ?? .none)
        return .object(
          ClosureIterator("filter") { session in
            while let item = try iterator.next(session) {
              try session.step()
              let answer = function.isNone ? item : try session.call(function, Arguments([item]))
              if try session.isTrue(answer) { return item }
            }
            return nil
          })
      },
      Builtin("any", "iterable", "Whether an item is true.", "any([0, 1])") { bound, session in
        let iterator = try session.iterator(bound[0] ?? .none)
        while let item = try iterator.next(session) {
          try session.step()
          if try session.isTrue(item) { return .bool(true) }
        }
        return .bool(false)
      },
      Builtin("all", "iterable", "Whether every item is true.", "all([0, 1])") { bound, session in
        let iterator = try session.iterator(bound[0] ?? .none)
        while let item = try iterator.next(session) {
          try session.step()
          if !(try session.isTrue(item)) { return .bool(false) }
        }
        return .bool(true)
      },
      Builtin("iter", "iterable", "An iterator over items.", "next(iter([7]))") { bound, session in
        .object(try session.iterator(bound[0] ?? .none))
      },
      Builtin("next", "iterator, default=None", "The next item.", "next(iter([7]))") {
        bound, session in
        if let instance = bound[0]?.asObject(InstanceObject.self) {
          do {
            if let value = try instance.callSpecial("__next__", [], session) { return value }
          } catch let raised as Raised where raised.exception.type.isNamed("StopIteration") {
            guard let value = bound[1] else { throw raised }
            return value
          }
        }
        guard let iterator = bound[0]?.asObject(IteratorObject.self) else {
          throw PythonError.type(
            "'\(session.typeName(bound[0] ?? .none))' object is not an iterator",
            hint: "`iter(…)` makes one")
        }
        if let value = try iterator.next(session) { return value }
        if let value = bound[1] { return value }
        throw (iterator as? GeneratorObject)?.stop(session) ?? session.raised("StopIteration", [])
      },
      Builtin("repr", "obj", "Text as a program would write it.", "repr('a')") { bound, session in
        .string(try session.representation(bound[0] ?? .none))
      },
      Builtin("format", "value, format_spec=''", "Formatted text.", "format(3.14159, '.2f')") {
        bound, session in .string(try session.format(bound[0] ?? .none, bound.given(1)?.text ?? ""))
      },
      Builtin("isinstance", "obj, classinfo", "Whether a value is of a type.", "isinstance(1, int)")
      {
        bound, session in
        .bool(try isInstance(bound[0] ?? .none, bound[1] ?? .none, session))
      },
      Builtin(
        "issubclass", "cls, classinfo", "Whether a class inherits from another.",
        "issubclass(KeyError, Exception)"
      ) {
        bound, session in
        guard let a = bound[0]?.asObject(ClassObject.self),
          let b = bound[1]?.asObject(ClassObject.self)
        else {
          return .bool(try session.isSame(bound[0] ?? .none, bound[1] ?? .none))
        }
        return .bool(a.inherits(from: b))
      },
      Builtin("callable", "obj", "Whether a value can be called.", "callable(len)") { bound, _ in
        guard case .object(let object)? = bound[0] else { return .bool(false) }
        if let instance = object as? InstanceObject {
          return .bool(instance.special("__call__") != nil)
        }
        return .bool(
          object is FunctionObject || object is BuiltinFunction || object is BoundMethod
            || object is TypeObject || object is PartialObject || object is CachedFunction)
      },
      Builtin("hasattr", "obj, name", "Whether there is an attribute.", "hasattr('a', 'upper')") {
        bound, session in
        do {
          _ = try session.attribute(bound[0] ?? .none, bound[1]?.text ?? "")
          return .bool(true)
        } catch  where isMissingAttribute(error) {
          return .bool(false)
        }
      },
      Builtin(
        "getattr", "obj, name, default=None", "An attribute by its name.", "getattr('a', 'upper')()"
      ) {
        bound, session in
        do {
          return try session.attribute(bound[0] ?? .none, bound[1]?.text ?? "")
        } catch  where isMissingAttribute(error) {
          guard let value = bound[2] else { throw error }
          return value
        }
      },
      Builtin(
        "setattr", "obj, name, value", "Sets an attribute by its name.",
        "class A: pass\na = A()\nsetattr(a, 'x', 1)\na.x"
      ) {
        bound, session in
        guard case .object(let object)? = bound[0] else { return .none }
        try object.setAttribute(bound[1]?.text ?? "", bound[2] ?? .none, session)
        return .none
      },
      Builtin(
        "delattr", "obj, name", "Removes an attribute by its name.",
        "class A: pass\na = A()\na.x = 1\ndelattr(a, 'x')\nhasattr(a, 'x')"
      ) { bound, session in
        try session.deleteAttribute(bound[0] ?? .none, bound[1]?.text ?? "")
        return .none
      },
      Builtin(
        "vars", "obj", "An object's attributes as a dictionary.",
        "class A: pass\na = A()\na.x = 1\nvars(a)"
      ) { bound, session in
        guard let instance = bound[0]?.asObject(InstanceObject.self) else {
          throw PythonError.refused(
            "`vars` of something else than an object of a class",
            hint: "`dir(x)` lists what it has")
        }
        return .object(try FieldsDictionary(instance, session))
      },
      Builtin(
        "super", "type!, object_or_type!", "The methods of the class above; written in a method.",
        "class A:\n  def f(self): return 1\nclass B(A):\n  def f(self): return super().f() + 1\nB().f()"
      ) { bound, session in
        throw PythonError("RuntimeError", "super(): no arguments")
      },
      Builtin("chr", "i", "The character of a code.", "chr(65)") { bound, session in
        let code = try session.integer(bound[0] ?? .none)
        guard code >= 0, let scalar = Unicode.Scalar(UInt32(clamping: code)) else {
          throw PythonError.value("chr() arg not in range(0x110000)")
        }
        return .string(String(Character(scalar)))
      },
      Builtin("ord", "c", "The code of a character.", "ord('A')") { bound, session in
        guard let text = bound[0]?.asObject(StringObject.self) else {
          throw PythonError.type(
            "ord() expected string of length 1, but \(session.typeName(bound[0] ?? .none)) found")
        }
        guard text.scalars.count == 1 else {
          throw PythonError.type(
            "ord() expected a character, but string of length \(text.scalars.count) found")
        }
        return .int(Int(text.scalars[0].value))
      },
      Builtin("id", "obj", "A number that tells an object from others.", "id(1) == id(1)") {
        bound, _ in
        if case .object(let object)? = bound[0] {
          return .int(Int(bitPattern: UInt(bitPattern: ObjectIdentifier(object).hashValue) >> 8))
        }
        return .int(bound[0]?.number.map { Int($0.bitPattern >> 12) } ?? 0)
      },
      Builtin("hash", "obj", "The number under which a dictionary keeps a value.", "hash(1)") {
        bound, session in
        .int(try PythonHash.value(bound[0] ?? .none, session))
      },
      Builtin("bin", "x", "A number in base 2.", "bin(5)") { bound, session in
        let value = try session.integer(bound[0] ?? .none)
        return .string((value < 0 ? "-0b" : "0b") + String(value.magnitude, radix: 2))
      },
      Builtin("hex", "x", "A number in base 16.", "hex(255)") { bound, session in
        let value = try session.integer(bound[0] ?? .none)
        return .string((value < 0 ? "-0x" : "0x") + String(value.magnitude, radix: 16))
      },
      Builtin("oct", "x", "A number in base 8.", "oct(8)") { bound, session in
        let value = try session.integer(bound[0] ?? .none)
        return .string((value < 0 ? "-0o" : "0o") + String(value.magnitude, radix: 8))
      },
      Builtin(
        "ascii", "obj", "Text as a program would write it, other letters by their codes.",
        "ascii('é')"
      ) { bound, session in
        .string(asciiOnly(try session.representation(bound[0] ?? .none)))
      },
      Builtin("dir", "obj=None", "The names of an object's attributes.", "'append' in dir([])") {
        bound, session in
        guard let value = bound[0] else {
          throw PythonError.refused(
            "`dir()` without an argument",
            hint: "give it an object: dir(x)")
        }
        guard case .object(let object) = value else { return .list([]) }
        session.count(items: 64 * object.attributeNames.count)
        return .list(Set(object.attributeNames).sorted().map { .string($0) })
      },
    ]
  }

  /// `pow(base, exponent, modulus)`, exact for all 64-bit integers.
  private static func power(_ base: Int, _ exponent: Int, _ modulus: Int) throws -> Int {
    guard modulus != 0 else { throw PythonError.value("pow() 3rd argument cannot be 0") }
    guard modulus > 0 else {
      throw PythonError.refused(
        "`pow` with a negative modulus",
        hint: "give a positive modulus")
    }
    func product(_ a: Int, _ b: Int) -> Int {
      let wide = a.multipliedFullWidth(by: b)
      return modulus.dividingFullWidth(wide).remainder
    }
    var factor = base % modulus
    if factor < 0 { factor += modulus }
    var rest = exponent
    if rest < 0 {
      // The inverse, by Euclid's algorithm.
      var (a, b, x, y) = (factor, modulus, 1, 0)
      while b != 0 {
        let quotient = a / b
        (a, b) = (b, a % b)
        (x, y) = (y, x - quotient * y)
      }
      guard a == 1 else { throw PythonError.value("base is not invertible for the given modulus") }
      factor = x < 0 ? x + modulus : x
      guard rest != Int.min else { throw PythonError.integersPast64Bits }
      rest = -rest
    }
    var result = 1 % modulus
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, factor) }
      factor = product(factor, factor)
      rest >>= 1
    }
    return result
  }

  /// Other letters as `\xe9`, `\u03bb` or `\U0001f600`.
  static func asciiOnly(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
        continue
      }
      let code = String(scalar.value, radix: 16)
      let (letter, width) =
        scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
      result += "\\\(letter)" + String(repeating: "0", count: width - code.count) + code
    }
    return result
  }

  static func isMissingAttribute(_ error: any Error) -> Bool {
    if let error = error as? PythonError { return error.type == "AttributeError" }
    return (error as? Raised)?.exception.type.isNamed("AttributeError") ?? false
  }

  static func iterate(_ name: String, _ items: [Value]) -> Value {
    var position = 0
    return .object(
      ClosureIterator(name) { _ in
        guard position < items.count else { return nil }
        defer { position += 1 }
        return items[position]
      })
  }

  static func absolute(_ value: Value, _ session: Session) throws -> Value {
    let engine = session.engine
    switch value {
    case .bool(let x): return .int(x ? 1 : 0)
    case .int(let x, let node):
      if x == Int.min { throw PythonError.integersPast64Bits }
      return .int(
        abs(x), node == 0 ? 0 : engine.number(GateCode.absolute, node, result: Double(abs(x)), .int)
      )
    case .float(let x, let node):
      return .float(
        abs(x), node == 0 ? 0 : engine.number(GateCode.absolute, node, result: abs(x), .float))
    case .scalar, .object:
      if let tensor = try session.tensorOperand(value), value.asObject(SequenceObject.self) == nil {
        return session.value(try engine.elementwise(.absolute, tensor))
      }
      if let instance = value.asObject(InstanceObject.self),
        let result = try instance.callSpecial("__abs__", [], session)
      {
        return result
      }
      if value.isVariable {
        return try VariableObject.lifting(Arguments([value]), session) {
          try absolute($0.positional[0], session)
        }
      }
    default: break
    }
    throw PythonError.type("bad operand type for abs(): '\(session.typeName(value))'")
  }

  private static func extreme(_ bound: Bound, _ session: Session, largest: Bool) throws -> Value {
    let name = largest ? "max" : "min"
    var items = bound.rest
    if items.isEmpty { throw PythonError.type("\(name) expected at least 1 argument, got 0") }
    if items.count == 1 { items = try session.items(of: items[0]) }
    guard var best = items.first else {
      if let value = bound[1] { return value }
      throw PythonError.value("\(name)() arg is an empty sequence")
    }
    let key = bound.given(0)
    func measure(_ value: Value) throws -> Value {
      try key.map { try session.call($0, Arguments([value])) } ?? value
    }
    var measured = try measure(best)
    for item in items.dropFirst() {
      try session.step()
      let other = try measure(item)
      let wins = try session.isTrue(session.compare(largest ? .greater : .less, other, measured))
      let winner = wins ? item : best
      if key == nil { best = traced(winner, best, item, largest, session) } else { best = winner }
      if wins { measured = other }
    }
    return best
  }

  /// The winner with a gate of its own, where something tracked took part.
  private static func traced(
    _ winner: Value, _ a: Value, _ b: Value, _ largest: Bool, _ session: Session
  ) -> Value {
    guard a.node | b.node != 0, let x = a.number, let y = b.number, let result = winner.number
    else {
      return winner
    }
    // max(0, x) is a ReLU: its derivative at the kink is 0.
    if largest, x == 0, !session.engine.isTracked(a.node) {
      return winner.withNode(
        session.engine.number(GateCode.relu, b.node, result: result, kind(winner)))
    }
    if largest, y == 0, !session.engine.isTracked(b.node) {
      return winner.withNode(
        session.engine.number(GateCode.relu, a.node, result: result, kind(winner)))
    }
    return winner.withNode(
      session.engine.number(
        largest ? GateCode.maximum : GateCode.minimum, x, kind(a), a.node, y, kind(b), b.node,
        result: result, kind(winner)))
  }

  static func kind(_ value: Value) -> NumberKind {
    switch value {
    case .int: .int
    case .bool: .bool
    case .scalar: .scalar
    default: .float
    }
  }

  /// A whole number without its last digits; halves go to the even side.
  private static func rounded(_ x: Int, places: Int) throws -> Int {
    guard places < 19 else {
      // Half of 10¹⁹ is a whole number of 64 bits.
      if places == 19, x.magnitude > 5_000_000_000_000_000_000 {
        throw PythonError.integersPast64Bits
      }
      return 0
    }
    let unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
    let (quotient, rest) = x.quotientAndRemainder(dividingBy: unit)
    let half = unit / 2
    let goesUp = rest.magnitude > half || (rest.magnitude == half && quotient % 2 != 0)
    let (result, overflow) = (quotient + (goesUp ? x.signum() : 0)).multipliedReportingOverflow(
      by: unit)
    if overflow { throw PythonError.integersPast64Bits }
    return result
  }

  private static func round(_ value: Value, _ digits: Value?, _ session: Session) throws -> Value {
    session.lost(value.node, "round()")
    let places = try digits.map { try session.size($0) }
    switch value {
    case .int(let x, _):
      guard let places, places < 0 else { return .int(x) }
      return .int(try rounded(x, places: -places))
    case .bool(let x): return .int(x ? 1 : 0)
    case .float, .scalar:
      let number = value.number ?? .nan
      guard let places else {
        if !number.isFinite {
          throw number.isNaN
            ? PythonError.value("cannot convert float NaN to integer")
            : PythonError("OverflowError", "cannot convert float infinity to integer")
        }
        guard let whole = Int(exactly: number.rounded(.toNearestOrEven)) else {
          throw PythonError.integersPast64Bits
        }
        return .int(whole)
      }
      if !number.isFinite { return value.withNode(0) }
      let rounded: Double
      if places >= 0, places < 300 {
        rounded = Double(try session.format(.float(number), ".\(places)f")) ?? number
      } else if places < 0 {
        let unit = Elementary.power(10, Double(-max(places, -400)))
        rounded = unit.isFinite ? (number / unit).rounded(.toNearestOrEven) * unit : 0
      } else {
        rounded = number
      }
      if case .scalar(let scalar) = value {
        return .scalar(NumPyScalar(.float(rounded), scalar.dtype))
      }
      return .float(rounded)
    default:
      if value.asObject(ArrayObject.self) != nil {
        return try session.call(
          session.attribute(value, "round"), Arguments(digits.map { [$0] } ?? []))
      }
      throw PythonError.type(
        "type \(session.typeName(value)) doesn't define __round__ method")
    }
  }

  /// A stable sort; what cannot be compared raises.
  static func sorted(_ items: [Value], key: Value?, reverse: Bool, _ session: Session) throws
    -> [Value]
  {
    var measured = try items.map { item in
      (try key.map { try session.call($0, Arguments([item])) } ?? item, item)
    }
    try session.charge(sorted: items.count)
    if reverse { measured.reverse() }
    func merge(_ range: Range<Int>) throws {
      if range.count < 2 { return }
      let middle = range.lowerBound + range.count / 2
      try merge(range.lowerBound..<middle)
      try merge(middle..<range.upperBound)
      let left = Array(measured[range.lowerBound..<middle])
      let right = Array(measured[middle..<range.upperBound])
      var (i, j) = (0, 0)
      for position in range {
        var takesRight = i == left.count
        if !takesRight, j < right.count {
          takesRight = try session.isTrue(session.compare(.less, right[j].0, left[i].0))
        }
        measured[position] = takesRight ? right[j] : left[i]
        if takesRight { j += 1 } else { i += 1 }
      }
    }
    try merge(0..<measured.count)
    if reverse { measured.reverse() }
    return measured.map(\.1)
  }

  static func isInstance(_ value: Value, _ type: Value, _ session: Session) throws -> Bool {
    if let tuple = type.asObject(TupleObject.self) {
      return try session.forwarding {
        try tuple.items.contains {
          try session.step()
          return try isInstance(value, $0, session)
        }
      }
    }
    guard let type = type.asObject(TypeObject.self) else {
      throw PythonError.type(
        "isinstance() arg 2 must be a type, a tuple of types, or a union")
    }
    return type.includes(value, session)
  }
}
