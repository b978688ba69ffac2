import Arrays
import Autodiff
import PythonSubset

/// Reads a learner's names and values as gradients of nodes.
struct ClaimReader {
  /// Names, elements and keys that are read.
  static let maximumClaims = 200

  let index: NodeIndex
  let session: Session
  /// Names that a loop of the backward pass binds.
  var loopNames: Set<String> = []
  private(set) var claims: [GradientClaim] = []

  init(index: NodeIndex, session: Session) {
    self.index = index
    self.session = session
  }

  /// A name with its value; does nothing where it is no gradient's.
  mutating func read(_ name: String, _ value: Value) {
    guard !index.isForward(name) else { return }
    if let dictionary = value.asObject(DictionaryObject.self) {
      guard Self.isOfGradients(name) else { return }
      for (key, item) in dictionary.pairs.prefix(Self.maximumClaims) {
        guard let text = key.text, let subject = index.keyed(text) else { continue }
        add("\(name)['\(text)']", subject.name, subject.nodes, item)
      }
      return
    }
    guard let subject = index.subject(of: name) else { return }
    read(name, of: subject, value)
  }

  /// A value that is said to be the gradient of a name.
  mutating func read(_ name: String, of subject: String, _ value: Value) {
    let nodes = index.nodes(subject)
    if nodes.isEmpty {
      readElements(name, subject, value, depth: 0)
    } else {
      add(name, subject, nodes, value)
    }
  }

  static func isOfGradients(_ name: String) -> Bool {
    name.hasPrefix("grad") || name.hasPrefix("d") || name.hasSuffix("grads")
  }

  /// A list's elements are nodes of their own: `dw[0]` for `w[0]`.
  private mutating func readElements(
    _ name: String, _ subject: String, _ value: Value, depth: Int
  ) {
    guard depth < 4 else { return }
    var items: [Value] = []
    if let sequence = value.asObject(SequenceObject.self) {
      items = sequence.items
    } else if let array = value.asObject(ArrayObject.self)?.array, let count = array.shape.first {
      let rest = Array(array.shape.dropFirst())
      let size = rest.reduce(1, *)
      let values = array.doubles
      items = (0..<count).map { row in
        rest.isEmpty
          ? .float(values[row])
          : .object(
            ArrayObject(NDArray(Array(values[row * size..<(row + 1) * size]), shape: rest)))
      }
    }
    for (place, item) in items.prefix(Self.maximumClaims).enumerated() {
      let inner = "\(subject)[\(place)]"
      let nodes = index.nodes(inner)
      if nodes.isEmpty {
        readElements("\(name)[\(place)]", inner, item, depth: depth + 1)
      } else {
        add("\(name)[\(place)]", inner, nodes, item)
      }
    }
  }

  private mutating func add(_ name: String, _ subject: String, _ nodes: [Int], _ value: Value) {
    guard claims.count < Self.maximumClaims, !nodes.isEmpty else { return }
    var value = value
    if let variable = value.asObject(VariableObject.self) { value = variable.content }
    guard let array = try? session.untracked({ try session.tensor(value).array }) else { return }
    let held = value.asObject(ArrayObject.self).map { ObjectIdentifier($0.array.cell) }
    let root = String(name.prefix { $0 != "[" })
    claims.append(
      GradientClaim(
        name: name, node: subject, versions: nodes, value: array.copy(), array: held,
        isOfLoop: loopNames.contains(root) || index.isOfLoop(nodes)))
  }
}
