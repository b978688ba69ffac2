import Arrays
import Autodiff
import Diagnostics
enum StringMethods { static func method(_ n: String, of: StringObject) -> Value? { nil }; static let names: [String] = [] }
enum ListMethods { static func method(_ n: String, of l: SequenceObject) -> Value? { n == "append" ? .object(BuiltinFunction("append", Signature("x")) { b, _ in l.items.append(b[0] ?? .none); return .none }) : nil }; static let names: [String] = [] }
enum DictionaryMethods { static func method(_ n: String, of: DictionaryObject) -> Value? { nil }; static let names: [String] = [] }
enum SetMethods { static func method(_ n: String, of: SetObject) -> Value? { nil }; static let names: [String] = [] }
enum NumberMembers { static func attribute(_ n: String, of: Value, _ s: Session) throws -> Value? { nil }; static let names: [String] = [] }
enum ArrayMembers { static func attribute(_ n: String, of a: ArrayObject, _ s: Session) throws -> Value? {
  switch n { case "shape": return .tuple(a.array.shape.map { .int($0) })
  case "T": return .object(ArrayObject(s.engine.view(a.handle, a.array.transposed, Gate.code(named: "transpose"), .permutation(Array((0..<a.array.dimensions).reversed())))))
  case "sum": return .object(BuiltinFunction("sum", Signature("axis=None, keepdims=False")) { b, s in
    let t = s.engine.read(a.handle); return s.value(try s.engine.sum(t, axes: b.given(0).map { [try! s.integer($0)] } ?? Array(0..<t.array.dimensions), keep: false)) })
  default: return nil } }; static let names: [String] = [] }
package struct BuiltinTypes { func exception(_ n: String) -> ClassObject { ClassObject(n, base: ClassObject("BaseException", base: nil, isBuiltin: true), isBuiltin: true) } }
extension Session { func typeObject(of: Value) throws -> Value { .none } }
func makeBuiltins(_ t: BuiltinTypes) -> [String: Value] {
  func f(_ n: String, _ s: String, _ b: @escaping (Bound, Session) throws -> Value) -> (String, Value) { (n, .object(BuiltinFunction(n, Signature(s), b))) }
  return Dictionary(uniqueKeysWithValues: [
    f("print", "*args, sep=' ', end=None") { b, s in try s.output.write(try b.rest.map { try s.string($0) }.joined(separator: " ") + "\n"); return .none },
    f("range", "a, b=None, c=None") { b, s in
      let a = try s.integer(b[0]!); if let e = b.given(1) { return .object(RangeObject(a, try s.integer(e), try b.given(2).map { try s.integer($0) } ?? 1)) }
      return .object(RangeObject(0, a, 1)) },
    f("len", "x") { b, s in if case .object(let o)? = b[0] { return .int(try o.length(s)) }; return .int(0) },
    f("max", "a, b") { b, s in
      let (x, y) = (b[0]!, b[1]!); let r = Swift.max(x.number!, y.number!)
      let n = s.engine.number(GateCode.maximum, x.number!, .int, x.node, y.number!, .int, y.node, result: r, .int)
      return .int(Int(r), n) },
    f("float", "a") { b, s in .float(b[0]!.number!, b[0]!.node) }
  ])
}
func makeModules(_ t: BuiltinTypes) -> [String: ModuleObject] {
  func unary(_ n: String, _ g: Gate) -> Value { .object(BuiltinFunction(n, Signature("x")) { b, s in
    if case .object = b[0]! { return s.value(try s.engine.elementwise(g, try s.tensor(b[0]!))) }
    let v = g.elementwise!.forward.evaluate([b[0]!.number!], output: 0)
    return .float(v, s.engine.number(Gate.code(named: g.name), b[0]!.node, result: v, .float)) }) }
  return ["math": ModuleObject("math", members: ["exp": unary("exp", .exp), "tanh": unary("tanh", .tanh)]),
   "numpy": ModuleObject("numpy", members: ["exp": unary("exp", .exp), "tanh": unary("tanh", .tanh),
     "array": .object(BuiltinFunction("array", Signature("x")) { b, s in s.value(try s.engine.copy(try s.tensor(b[0]!))) }),
     "zeros": .object(BuiltinFunction("zeros", Signature("x")) { b, s in s.value(Tensor(NDArray(zeros: try s.shape(b[0]!), .float64))) }),
     "sum": .object(BuiltinFunction("sum", Signature("x")) { b, s in let t = try s.tensor(b[0]!); return s.value(try s.engine.sum(t, axes: Array(0..<t.array.dimensions), keep: false)) }),
   ])]
}
