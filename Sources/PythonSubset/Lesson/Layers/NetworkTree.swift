import Arrays
import Autodiff

/// What a network is made of: parameters, buffers and layers, found by walking through a layer, an
/// object of a class of the program, a list or a dictionary.
struct NetworkTree {
  private(set) var parameters: [(path: String, variable: VariableObject)] = []
  private(set) var buffers: [(path: String, array: ArrayObject)] = []
  private(set) var layers: [(path: String, layer: LayerObject)] = []
  /// Objects of classes that inherit from `nn.Module`.
  private(set) var modules: [InstanceObject] = []

  /// Deeper than any network that is written by hand.
  private static let mostLevels = 200

  init(_ root: Value) {
    // An explicit stack: objects may be nested deeply, or hold each other.
    var seen: Set<ObjectIdentifier> = []
    var stack: [(path: String, value: Value, level: Int)] = [("", root, 0)]
    while let (path, value, level) = stack.popLast() {
      guard case .object(let object) = value, level <= Self.mostLevels else { continue }
      func child(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
      func push(_ parts: [(String, Value)]) {
        for (name, part) in parts.reversed() { stack.append((child(name), part, level + 1)) }
      }
      switch object {
      case let variable as VariableObject:
        if seen.insert(ObjectIdentifier(object)).inserted { parameters.append((path, variable)) }
      case let layer as LayerObject:
        guard seen.insert(ObjectIdentifier(object)).inserted else { continue }
        layers.append((path, layer))
        for (name, array) in layer.buffers { buffers.append((child(name), array)) }
        push(
          layer.parameters.map { ($0.name, .object($0.variable)) }
            + layer.children.enumerated().map { (String($0), $1) })
      case let instance as InstanceObject:
        guard seen.insert(ObjectIdentifier(object)).inserted else { continue }
        if instance.type.isNamed("Module") { modules.append(instance) }
        push(instance.order.compactMap { name in instance.fields[name].map { (name, $0) } })
      case let sequence as SequenceObject:
        guard seen.insert(ObjectIdentifier(object)).inserted,
          sequence.items.contains(where: { if case .object = $0 { true } else { false } })
        else { continue }
        push(sequence.items.enumerated().map { (String($0), $1) })
      case let dictionary as DictionaryObject:
        guard seen.insert(ObjectIdentifier(object)).inserted else { continue }
        push(
          dictionary.pairs.enumerated().map { ($1.key.text ?? String($0), $1.value) })
      default: continue
      }
    }
  }
}

extension VariableObject {
  /// The shape of the value; empty for a number.
  var shape: [Int] { content.asObject(ArrayObject.self)?.array.shape ?? [] }

  /// How many numbers it holds.
  var count: Int { content.asObject(ArrayObject.self)?.array.count ?? 1 }
}
