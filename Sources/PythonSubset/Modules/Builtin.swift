import Arrays
import Autodiff

/// One function of a module or of the language: what calls bind, what `lesson docs` shows, what it does.
struct Builtin {
  let name: String
  let signature: String
  let summary: String
  let example: String
  let body: (Bound, Session) throws -> Value

  init(
    _ name: String, _ signature: String, _ summary: String, _ example: String,
    _ body: @escaping (Bound, Session) throws -> Value
  ) {
    self.name = name
    self.signature = signature
    self.summary = summary
    self.example = example
    self.body = body
  }

  func make() -> Value {
    let function = BuiltinFunction(name, Signature(signature), body)
    function.members = members
    function.quick = quick
    function.computes = computes && !makesType
    for member in members.values {
      member.asObject(BuiltinFunction.self)?.computes = computes
    }
    if let member { return member() }
    return .object(makesType ? ConstructorType(function) : function)
  }

  /// What the name stands for, where that is no function.
  var member: (() -> Value)?

  /// Whether it is a class: calls make objects of it, and `isinstance` knows them.
  var makesType = false

  /// Whether it works on numbers and arrays, so that it gets a variable's value, not the variable.
  var computes = false

  /// Whether it gets variables themselves, though the module's other functions get their values.
  var keepsVariables = false

  /// The signature without the parameters that are refused.
  var offered: String {
    guard signature.contains("!") else { return signature }
    var parts = signature.split(separator: ",").map(\.trimmingSpaces).filter { !$0.contains("!") }
    // A star that nothing follows says nothing.
    if parts.last == "*" { parts.removeLast() }
    return parts.joined(separator: ", ")
  }

  /// A short way for two positional arguments while nothing is traced; nil where it gives up.
  var quick: ((Value, Value) -> Value?)?

  func quickly(_ short: @escaping (Value, Value) -> Value?) -> Builtin {
    var copy = self
    copy.quick = short
    return copy
  }

  /// Functions of the function, such as `np.add.at`.
  var members: [String: Value] = [:]
}

/// What `lesson docs` prints of a function.
package struct DocEntry: Sendable {
  package var name: String
  package var signature: String
  package var summary: String
  package var example: String

  package init(name: String, signature: String, summary: String, example: String) {
    self.name = name
    self.signature = signature
    self.summary = summary
    self.example = example
  }
}

/// Every function that blocks can call.
package enum BuiltinCatalogue {
  package static var entries: [DocEntry] {
    func entries(_ prefix: String, _ list: [Builtin]) -> [DocEntry] {
      list.map {
        DocEntry(
          name: prefix + $0.name, signature: $0.offered,
          summary: $0.summary, example: $0.example)
      }
    }
    return entries("", Builtins.catalogue) + entries("math.", MathModule.catalogue)
      + entries("np.", NumPy.catalogue) + entries("np.random.", NumPyRandom.catalogue)
      + entries(
        "np.linalg.",
        NumPyLinearAlgebra.catalogue + NumPyLinearAlgebra.solvers
          + NumPyLinearAlgebra.compositions)
      + entries("np.lib.stride_tricks.", StrideTricks.catalogue)
      + entries("np.testing.", NumPyTesting.catalogue)
      + entries("np.random.", NumPyRandom.distributions)
      + entries("random.", RandomModule.catalogue)
      + entries("collections.", CollectionsModule.catalogue)
      + entries("itertools.", ItertoolsModule.catalogue)
      + entries("functools.", FunctoolsModule.catalogue)
      + entries("dataclasses.", DataclassesModule.catalogue)
      + entries("autograd.", AutogradModule.catalogue) + PlotDocumentation.entries
      + entries("copy.", CopyModule.catalogue) + entries("os.path.", SystemModules.osPath)
      + LessonFunctions.catalogue.map {
        DocEntry(
          name: "lesson." + $0.name, signature: $0.signature, summary: $0.summary,
          example: "from lesson import \($0.name)\n" + $0.example)
      } + LessonSubmodule.all.flatMap { entries("lesson.\($0.name).", $0.catalogue()) }
  }
}

/// Modules by the names that `import` knows.
func makeModules(_ types: BuiltinTypes) -> [String: ModuleObject] {
  func module(
    _ name: String, _ catalogue: @escaping @autoclosure () -> [Builtin],
    _ extra: [String: Value] = [:], refused: Set<String> = [], computes: Bool = false
  )
    -> ModuleObject
  {
    ModuleObject.functions(
      name, members: extra, refused: refused, computes: computes, catalogue)
  }
  var modules: [String: ModuleObject] = [:]
  modules["math"] = module(
    "math", MathModule.catalogue, MathModule.constants, refused: ["lgamma", "sumprod"],
    computes: true)
  modules["random"] = module(
    "random", RandomModule.catalogue,
    refused: [
      "getstate", "setstate", "randbytes", "SystemRandom", "binomialvariate",
    ])
  let numpyRandom = module(
    "numpy.random", NumPyRandom.catalogue + NumPyRandom.distributions,
    refused: [
      "Generator", "PCG64", "SeedSequence", "multivariate_normal", "f", "hypergeometric",
      "logseries", "negative_binomial", "noncentral_chisquare", "noncentral_f", "vonmises", "wald",
      "zipf", "standard_gamma", "standard_exponential", "bytes", "random_integers",
    ], computes: true)
  let linearAlgebra = module(
    "numpy.linalg",
    NumPyLinearAlgebra.catalogue + NumPyLinearAlgebra.solvers + NumPyLinearAlgebra.compositions,
    ["LinAlgError": .object(types.exception("LinAlgError"))],
    refused: ["tensorinv", "tensorsolve", "vander"], computes: true)
  let testing = module("numpy.testing", NumPyTesting.catalogue, computes: true)
  var constants = NumPy.constants(types)
  constants["random"] = .object(numpyRandom)
  constants["linalg"] = .object(linearAlgebra)
  constants["testing"] = .object(testing)
  constants["r_"] = .object(IndexJoiner(isColumns: false))
  constants["c_"] = .object(IndexJoiner(isColumns: true))
  constants["mgrid"] = .object(GridMaker(isOpen: false))
  constants["ogrid"] = .object(GridMaker(isOpen: true))
  modules["numpy"] = module(
    "numpy", NumPy.catalogue, constants, refused: NumPy.refused, computes: true)
  modules["numpy.random"] = numpyRandom
  modules["numpy.linalg"] = linearAlgebra
  modules["numpy.testing"] = testing
  addNumPyParts(&modules)
  modules["__future__"] = ModuleObject(
    "__future__",
    members: [
      "division": .none, "print_function": .none, "annotations": .none, "absolute_import": .none,
    ])
  Pyplot.addModules(&modules)
  modules["time"] = module("time", TimeModule.catalogue)
  modules["collections"] = module(
    "collections", CollectionsModule.catalogue, CollectionsModule.types,
    refused: CollectionsModule.refused)
  modules["itertools"] = module("itertools", ItertoolsModule.catalogue, refused: ["batched"])
  modules["functools"] = module(
    "functools", FunctoolsModule.catalogue, refused: FunctoolsModule.refused)
  modules["dataclasses"] = module(
    "dataclasses", DataclassesModule.catalogue,
    ["FrozenInstanceError": .object(types.exception("FrozenInstanceError"))],
    refused: DataclassesModule.refused)
  modules["copy"] = module("copy", CopyModule.catalogue, refused: ["replace", "Error", "copyreg"])
  addSystemModules(&modules)
  AutogradModule.add(to: &modules)
  return modules
}

enum TimeModule {
  static var catalogue: [Builtin] {
    func clock(_ name: String) -> Builtin {
      Builtin(
        name, "", "Seconds on the lesson's own clock: 1 µs for every 100 counted steps.",
        "import time\ntime.\(name)() >= 0"
      ) { _, session in
        session.note("`time` counts steps here, not seconds: 1 µs for every 100 steps")
        return .float(Double(session.steps) * 1e-8)
      }
    }
    return ["time", "perf_counter", "process_time", "monotonic"].map(clock) + [
      Builtin("sleep", "seconds", "Does nothing.", "import time\ntime.sleep(1)") { _, _ in .none }
    ]
  }
}

/// The modules of the system, as far as they have no effect outside.
private func addSystemModules(_ modules: inout [String: ModuleObject]) {
  let path = ModuleObject(
    "os.path", refused: SystemModules.refusedOfPath, known: { SystemModules.osPath.map(\.name) }
  ) { name in SystemModules.osPath.first { $0.name == name }?.make() }
  modules["os.path"] = path
  modules["os"] = ModuleObject(
    "os",
    members: [
      "path": .object(path), "pardir": .string(".."), "curdir": .string("."), "sep": .string("/"),
    ], refused: SystemModules.refusedOfOS)
  modules["sys"] = ModuleObject(
    "sys", members: SystemModules.sys, refused: SystemModules.refusedOfSys)
  modules["typing"] = ModuleObject(
    "typing", members: SystemModules.typing, refused: SystemModules.refusedOfTyping)
}

/// `np.lib.stride_tricks` and `np.typing`.
private func addNumPyParts(_ modules: inout [String: ModuleObject]) {
  let tricks = ModuleObject(
    "numpy.lib.stride_tricks", refused: ["broadcast_to"],
    known: { StrideTricks.catalogue.map(\.name) }
  ) { name in StrideTricks.catalogue.first { $0.name == name }?.make() }
  let typing = ModuleObject(
    "numpy.typing",
    members: [
      "NDArray": .object(TypeHint("numpy.typing.NDArray")),
      "ArrayLike": .object(TypeHint("numpy.typing.ArrayLike")),
      "DTypeLike": .object(TypeHint("numpy.typing.DTypeLike")),
    ])
  let library = ModuleObject("numpy.lib", members: ["stride_tricks": .object(tricks)])
  modules["numpy.lib"] = library
  modules["numpy.lib.stride_tricks"] = tricks
  modules["numpy.typing"] = typing
  modules["numpy"]?.members["lib"] = .object(library)
  modules["numpy"]?.members["typing"] = .object(typing)
}
