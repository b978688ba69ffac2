import Arrays
import Autodiff

/// `import autograd`: the engine under the names of that package, with its types of results.
enum AutogradModule {
  static let refused: Set<String> = [
    "builtins", "checkpoint", "core", "deriv", "dict", "differential_operators", "extend",
    "grad_and_aux", "grad_named", "hessian_tensor_product", "holomorphic_grad", "isinstance",
    "list", "make_ggnvp", "make_hvp", "make_jvp", "make_vjp", "misc", "multigrad_dict",
    "primitive", "scipy", "tensor_jacobian_product", "test_util", "tracer", "tuple", "type",
    "util", "vector_jacobian_product", "wrap_util",
  ]

  static var advice: String {
    "of autograd there are \(catalogue.map(\.name).joined(separator: ", ")) and autograd.numpy"
  }

  /// `autograd`, and NumPy's own modules under `autograd.numpy`.
  static func add(to modules: inout [String: ModuleObject]) {
    let names = catalogue.map(\.name)
    var members: [String: Value] = [:]
    for (name, module) in modules {
      guard name == "numpy" || name == "numpy.random" || name == "numpy.linalg" else { continue }
      modules["autograd." + name] = module
      if name == "numpy" { members[name] = .object(module) }
    }
    modules["autograd"] = ModuleObject(
      "autograd", members: members, refused: refused, known: { names },
      advice: advice
    ) { name in catalogue.first { $0.name == name }?.make() }
  }

  static var catalogue: [Builtin] {
    func entry(
      _ name: String, _ summary: String, _ example: String,
      _ body: @escaping (Differentiation.Call, Value, Session) throws -> Value
    ) -> Builtin {
      Builtin(name, "fun, argnum=0", summary, "from autograd import \(name)\n" + example) {
        bound, session in
        if let number = bound.given(1), session.index(number).map({ $0 < 0 }) ?? true {
          throw PythonError.refused(
            "`argnum=` of \(name) other than one number from 0 on",
            hint: "call it once for each argument: `\(name)(f, 0)`, `\(name)(f, 1)`")
        }
        return try Differentiation.derived(name, bound, session) { call, given, session in
          var call = call
          call.keepsSignsOfZero = true
          return try body(call, input(given, name, session), session)
        }
      }
    }
    return [
      entry(
        "grad", "A function that gives the gradient of fun with respect to one argument.",
        "grad(lambda x: x ** 3)(2.0)"
      ) { scalar(try Differentiation.gradient($0, $1, $2).gradient, like: $1) },
      entry(
        "value_and_grad", "A function that gives fun's value and its gradient, as a pair.",
        "value_and_grad(lambda x: x ** 3)(2.0)"
      ) {
        let (value, gradient) = try Differentiation.gradient($0, $1, $2)
        return .tuple([value, scalar(gradient, like: $1)])
      },
      entry(
        "elementwise_grad", "A function that gives the gradient of the sum of fun's values.",
        "elementwise_grad(lambda x: x ** 3)(np.array([1.0, 2.0]))"
      ) { scalar(try Differentiation.elementwise($0, $1, $2), like: $1) },
      entry(
        "jacobian",
        "A function that gives the Jacobian: shape of the output, then shape of the input.",
        "jacobian(lambda x: x * x)(np.array([1.0, 2.0]))"
      ) { array(try Differentiation.jacobian($0, $1, $2), like: $1, $2) },
      entry(
        "hessian", "A function that gives the second derivatives of fun.",
        "hessian(lambda x: np.sum(x ** 3))(np.array([1.0, 2.0]))"
      ) { array(try hessian($0, $1, $2), like: $1, $2) },
      entry(
        "hessian_vector_product",
        "A function that takes fun's arguments and a vector last, and gives the Hessian times it.",
        "hessian_vector_product(lambda x: np.sum(x ** 3))(np.array([1.0, 2.0]), np.ones(2))"
      ) { scalar(try Differentiation.hessianVectorProduct($0, $1, $2), like: $1) },
    ]
  }

  /// The Jacobian of the Jacobian: fun may give an array.
  private static func hessian(
    _ call: Differentiation.Call, _ given: Value, _ session: Session
  ) throws -> Value {
    let inner = BuiltinFunction("hessian", Signature("*args, **kwargs")) { bound, session in
      var inner = call
      inner.arguments = Arguments(bound.rest, keywords: bound.keywords)
      return try Differentiation.jacobian(inner, bound.rest[call.number], session)
    }
    var outer = call
    outer.function = inner
    return try Differentiation.jacobian(outer, given, session)
  }

  // MARK: Types

  /// What fun is called with: floats become NumPy's, as within the package; ints are refused there.
  private static func input(_ given: Value, _ name: String, _ session: Session) throws -> Value {
    func wrong(_ type: String) -> PythonError {
      .type(
        "Can't differentiate w.r.t. type <class '\(type)'>",
        hint: "derivatives need floats: 2.0 instead of 2, `.astype(float)` of an array")
    }
    switch given {
    case .float(let x, let node): return .scalar(NumPyScalar(x, node: node))
    case .scalar(let x) where x.dtype.isFloat: return given
    case .object(let object):
      if let array = object as? ArrayObject {
        if !array.array.dtype.isFloat { throw wrong("numpy.\(array.array.dtype.name)") }
        if array.array.dimensions > 0 { return given }
        let tensor = session.engine.read(array.handle)
        return .scalar(NumPyScalar(tensor.array.scalar, tensor.array.dtype, node: tensor.node))
      }
      if object is VariableObject { return given }
      if object is SequenceObject || object is DictionaryObject {
        throw PythonError.refused(
          "\(name) with respect to a \(object.typeName)",
          hint: "give each part as an argument of its own, and say which by `argnum`")
      }
      throw wrong(object.typeName)
    default: throw wrong(session.typeName(given))
    }
  }

  /// A number as NumPy's, of the argument's type.
  private static func scalar(_ value: Value, like given: Value) -> Value {
    guard case .float(let x, let node) = value else { return value }
    return .scalar(NumPyScalar(.float(x), type(of: given), node: node))
  }

  private static func type(of given: Value) -> DType {
    if case .scalar(let scalar) = given { scalar.dtype } else { .float64 }
  }

  /// A number as an array without dimensions.
  private static func array(_ value: Value, like given: Value, _ session: Session) -> Value {
    guard case .float(let x, let node) = value else { return value }
    let tensor = Tensor(NDArray(scalar: .float(x), type(of: given)), node: node)
    return .object(ArrayObject(session.engine.adopt(tensor)))
  }
}
