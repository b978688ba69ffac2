/// The modules inside `lesson`: a line for each, from which imports, suggestions and `lesson docs` follow.
struct LessonSubmodule: Sendable {
  /// What follows `lesson.`.
  let name: String
  let catalogue: @Sendable () -> [Builtin]
  /// Names of other libraries, refused with a hint rather than unknown. What the catalogue has is not refused.
  var refused: Set<String> = []
  /// What to use in place of a refused name, where spelling would not find it.
  var hints: [String: String] = [:]
  /// Whether its functions get the values of variables, not the variables.
  var computes = true

  static let all: [LessonSubmodule] = [
    LessonSubmodule(
      name: "nn", catalogue: { NeuralNetworkModule.catalogue },
      refused: NeuralNetworkModule.notYet, hints: NeuralNetworkModule.insteadOf),
    LessonSubmodule(
      name: "optim", catalogue: { OptimModule.catalogue }, refused: OptimModule.refused,
      hints: OptimModule.hints, computes: false),
    LessonSubmodule(
      name: "init", catalogue: { InitModule.catalogue }, refused: InitModule.refused,
      hints: InitModule.hints, computes: false),
    LessonSubmodule(
      name: "data", catalogue: { DataModule.catalogue }, refused: DataModule.refused,
      hints: DataModule.insteadOf),
    LessonSubmodule(
      name: "preprocess", catalogue: { PreprocessModule.catalogue },
      refused: PreprocessModule.refused, hints: PreprocessModule.insteadOf),
    LessonSubmodule(
      name: "augment", catalogue: { AugmentModule.catalogue }, refused: AugmentModule.refused,
      hints: AugmentModule.insteadOf),
    LessonSubmodule(
      name: "search", catalogue: { SearchModule.catalogue }, refused: SearchModule.refused,
      hints: SearchModule.insteadOf),
  ]

  /// What stands in the place of a parameter that other libraries have, by `function.parameter`.
  static let insteadOfParameter = [
    NeuralNetworkModule.insteadOfParameter, DataModule.insteadOfParameter,
    PreprocessModule.insteadOfParameter, SearchModule.insteadOfParameter,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  func module() -> ModuleObject {
    let module = ModuleObject.functions(
      "lesson.\(name)", refused: refused, computes: computes, catalogue)
    module.hints = hints
    return module
  }
}

extension ModuleObject {
  /// A module whose members are made from a catalogue when they are first asked for.
  static func functions(
    _ name: String, members: [String: Value] = [:], refused: Set<String> = [],
    computes: Bool = false, _ catalogue: @escaping () -> [Builtin]
  ) -> ModuleObject {
    var table: [String: Builtin]?
    func entries() -> [String: Builtin] {
      if let table { return table }
      let made = Dictionary(
        catalogue().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      table = made
      return made
    }
    return ModuleObject(
      name, members: members, refused: refused, known: { Array(entries().keys) }
    ) { name in
      guard var builtin = entries()[name] else { return nil }
      builtin.computes = (builtin.computes || computes) && !builtin.keepsVariables
      return builtin.make()
    }
  }
}
