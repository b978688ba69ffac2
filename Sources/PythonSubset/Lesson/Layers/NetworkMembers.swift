import Arrays
import Autodiff

/// What every layer and every object of an `nn.Module` can do.
enum NetworkMembers {
  static let names = [
    "parameters", "named_parameters", "weights", "biases", "train", "eval", "zero_grad", "freeze",
    "unfreeze", "requires_grad_", "state_dict", "load_state_dict", "summary", "children", "modules",
    "apply", "float", "double",
  ]

  static func attribute(_ name: String, of network: Value) -> Value? {
    guard let (signature, body) = member(name) else { return nil }
    return makeMethod(name, signature) { bound, session in try body(network, bound, session) }
  }

  typealias Body = (Value, Bound, Session) throws -> Value

  /// A member's parameters, without the network itself, and what it does.
  static func member(_ name: String) -> (signature: String, body: Body)? {
    switch name {
    case "parameters":
      return (
        "", { network, _, _ in .list(NetworkTree(network).parameters.map { .object($0.variable) }) }
      )
    case "named_parameters":
      return (
        "",
        { network, _, _ in
          .list(
            NetworkTree(network).parameters.map {
              .tuple([.string($0.path), .object($0.variable)])
            })
        }
      )
    case "weights": return ("", { network, _, _ in list(network) { $0.shape.count > 1 } })
    case "biases": return ("", { network, _, _ in list(network) { $0.shape.count < 2 } })
    case "train":
      return (
        "mode=True",
        { network, bound, session in
          try train(network, bound[0].map { try session.isTrue($0) } ?? true)
        }
      )
    case "eval": return ("", { network, _, _ in try train(network, false) })
    case "float": return ("", { network, _, session in cast(network, .float32, session) })
    case "double": return ("", { network, _, session in cast(network, .float64, session) })
    case "zero_grad":
      return (
        "",
        { network, _, _ in
          for (_, variable) in NetworkTree(network).parameters { variable.gradient = .none }
          return .none
        }
      )
    case "freeze": return ("", { network, _, _ in freeze(network, true) })
    case "unfreeze": return ("", { network, _, _ in freeze(network, false) })
    case "requires_grad_":
      return (
        "requires_grad=True",
        { network, bound, session in
          freeze(network, try !(bound[0].map { try session.isTrue($0) } ?? true))
        }
      )
    case "state_dict": return ("", { network, _, session in try state(network, session) })
    case "load_state_dict":
      return ("state", { try load($0, $1[0] ?? .none, $2) })
    case "summary": return ("x", { try NetworkSummary.make($0, $1[0] ?? .none, $2) })
    case "children":
      return (
        "",
        { network, _, _ in
          if let layer = network.asObject(LayerObject.self) { return .list(layer.children) }
          let parts = network.asObject(InstanceObject.self).map { instance in
            instance.order.compactMap { instance.fields[$0] }.filter(isNetwork)
          }
          return .list(parts ?? [])
        }
      )
    case "modules":
      return (
        "",
        { network, _, _ in
          let tree = NetworkTree(network)
          return .list(
            tree.modules.map { .object($0) } + tree.layers.map { .object($0.layer) })
        }
      )
    case "apply":
      return (
        "function",
        { network, bound, session in
          let tree = NetworkTree(network)
          for (_, layer) in tree.layers {
            _ = try session.call(bound[0] ?? .none, Arguments([.object(layer)]))
          }
          for module in tree.modules {
            _ = try session.call(bound[0] ?? .none, Arguments([.object(module)]))
          }
          return network
        }
      )
    default: return nil
    }
  }

  private static func isNetwork(_ value: Value) -> Bool {
    value.asObject(LayerObject.self) != nil
      || value.asObject(InstanceObject.self)?.type.isNamed("Module") == true
  }

  private static func list(_ network: Value, _ isIncluded: (VariableObject) -> Bool) -> Value {
    .list(
      NetworkTree(network).parameters.filter { isIncluded($0.variable) }.map {
        .object($0.variable)
      })
  }

  private static func train(_ network: Value, _ mode: Bool) throws -> Value {
    let tree = NetworkTree(network)
    for (_, layer) in tree.layers { layer.isTraining = mode }
    for module in tree.modules { try module.setField("training", .bool(mode)) }
    return network
  }

  /// Gives parameters and buffers another type.
  private static func cast(_ network: Value, _ type: DType, _ session: Session) -> Value {
    let tree = NetworkTree(network)
    for (_, variable) in tree.parameters {
      if let array = variable.content.asArray { variable.assign(array.cast(to: type), session) }
      variable.gradient = .none
    }
    for (_, layer) in tree.layers {
      layer.buffers = layer.buffers.map { ($0.name, ArrayObject($0.array.array.cast(to: type))) }
    }
    return network
  }

  private static func freeze(_ network: Value, _ isFrozen: Bool) -> Value {
    for (_, variable) in NetworkTree(network).parameters {
      variable.isFrozen = isFrozen
      if isFrozen { variable.gradient = .none }
    }
    return network
  }

  // MARK: Snapshots

  /// Copies of all parameters and buffers by path.
  static func state(_ network: Value, _ session: Session) throws -> Value {
    let tree = NetworkTree(network)
    let state = DictionaryObject()
    var bytes = 0
    for (path, variable) in tree.parameters {
      bytes += variable.count * 8
      try state.set(.string(path), variable.plain, session)
    }
    for (path, array) in tree.buffers {
      bytes += array.array.count * 8
      try state.set(.string(path), .object(ArrayObject(array.array.copy())), session)
    }
    try session.chargeMemory(bytes, times: 1)
    return .object(state)
  }

  /// Puts the values of a snapshot back.
  static func load(_ network: Value, _ state: Value, _ session: Session) throws -> Value {
    guard let given = state.asObject(DictionaryObject.self) else {
      throw PythonError.type(
        "load_state_dict takes what `state_dict()` gave, not \(session.typeName(state))")
    }
    let tree = NetworkTree(network)
    let paths = tree.parameters.map(\.path) + tree.buffers.map(\.path)
    let keys = given.pairs.compactMap(\.key.text)
    let missing = paths.filter { !keys.contains($0) }
    let unknown = keys.filter { !paths.contains($0) }
    guard missing.isEmpty, unknown.isEmpty else {
      var parts: [String] = []
      if !missing.isEmpty { parts.append("missing: " + named(missing)) }
      if !unknown.isEmpty { parts.append("unknown: " + named(unknown)) }
      throw PythonError.value(
        "the state does not fit this network; " + parts.joined(separator: "; "),
        hint: "it must come from a network of the same layers")
    }
    func value(_ path: String, _ shape: [Int]) throws -> NDArray {
      let array = try session.tensor(given.get(.string(path), session) ?? .none).array
      guard array.shape == shape else {
        throw PythonError.value(
          "\(path) has shape \(pythonShape(shape)), in the state \(pythonShape(array.shape))",
          hint: "it must come from a network of the same sizes")
      }
      return array
    }
    // All are looked at before any is changed.
    let values = try tree.parameters.map { try value($0.path, $0.variable.shape) }
    let arrays = try tree.buffers.map { try value($0.path, $0.array.array.shape) }
    for ((_, variable), value) in zip(tree.parameters, values) {
      try variable.setAttribute("data", session.value(Tensor(value.copy())), session)
    }
    for ((_, array), value) in zip(tree.buffers, arrays) {
      array.array.prepareWrite()
      try array.array.assign(value)
    }
    return .none
  }

  private static func named(_ paths: [String]) -> String {
    paths.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
  }
}
