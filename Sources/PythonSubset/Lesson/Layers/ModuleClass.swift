import Arrays
import Autodiff

extension NeuralNetworkModule {
  static var moduleEntry: Builtin {
    var entry = Builtin(
      "Module", "",
      "What a network written as a class inherits from: its `forward(self, x)` is called as net(x); layers, "
        + "variables and lists of them that are set on self belong to it.",
      example(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.hidden = nn.Linear(2, 3)
            def forward(self, x):
                return nn.relu(self.hidden(x))
        len(Net().parameters())
        """)
    ) { _, _ in .none }
    entry.member = { .object(ModuleClass.make()) }
    return entry
  }

  static var parameterEntry: Builtin {
    var entry = Builtin(
      "Parameter", "value",
      "A variable of a network of your own: the same as lesson.variable(value).",
      example("nn.Parameter(np.zeros(2))")
    ) { _, _ in .none }
    entry.member = {
      .object(
        BuiltinFunction("Parameter", Signature("value")) { bound, session in
          .object(try VariableObject.make(bound[0] ?? .none, session))
        })
    }
    return entry
  }
}

/// `nn.Module`: what networks written as classes inherit from. Layers, variables and lists of them that
/// are set on `self` belong to the network.
enum ModuleClass {
  static func make() -> ClassObject {
    var namespace: [String: Value] = [:]
    func add(
      _ name: String, _ signature: String, _ body: @escaping (Value, Bound, Session) throws -> Value
    ) {
      namespace[name] = .object(
        BuiltinFunction(
          name, Signature(signature.isEmpty ? "self" : "self, " + signature)
        ) { bound, session in
          try body(bound[0] ?? .none, bound, session)
        })
    }
    add("__init__", "") { network, _, _ in
      try network.asObject(InstanceObject.self)?.setField("training", .bool(true))
      return .none
    }
    add("__call__", "*args, **kwargs") { network, bound, session in
      guard let forward = network.asObject(InstanceObject.self)?.special("forward") else {
        throw PythonError(
          "NotImplementedError", "\(session.typeName(network)) has no `forward`",
          hint: "def forward(self, x): says what the network does to its input")
      }
      return try session.call(
        .object(forward), Arguments(bound.rest, keywords: bound.keywords))
    }
    for name in NetworkMembers.names {
      guard let (signature, body) = NetworkMembers.member(name) else { continue }
      add(name, signature) { network, bound, session in
        try body(network, bound.dropFirst(), session)
      }
    }
    return ClassObject("Module", base: nil, namespace: namespace, isBuiltin: true)
  }
}
