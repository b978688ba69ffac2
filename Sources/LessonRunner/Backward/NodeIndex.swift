import Arrays
import Autodiff
import PythonSubset

/// The nodes of a traced forward pass by the names that the code gave them.
struct NodeIndex {
  let tape: Tape
  let output: Int
  let gradients: TapeGradients
  /// Top-level names; each with its nodes in tape order.
  private(set) var names: [String: [Int]] = [:]
  /// Names inside calls, where no top-level name is meant.
  private(set) var inner: [String: [Int]] = [:]
  private let outputNames: Set<String>
  /// Names that a node was first given: others, as `dq` of `dq = z`, are only names of its value.
  private var forward: Set<String> = []

  /// - Parameter outputName: what the output is called.
  init(tape: Tape, tracer: Tracer, output: Int, outputName: String, gradients: TapeGradients) {
    self.tape = tape
    self.output = output
    self.gradients = gradients
    outputNames = [outputName]
    for (node, name) in tracer.names { add(Self.base(name), node, \.names) }
    forward = Set(names.keys)
    for (name, node) in tracer.lastBound { add(name, node, \.names) }
    for (node, local) in tracer.localNames { add(local.name, node, \.inner) }
    for (place, name) in tracer.parameterNames { add(name, place.node, \.inner) }
    for binding in tracer.localBindings { add(binding.name, binding.node, \.inner) }
    names = names.mapValues { Array(Set($0)).sorted() }
    inner = inner.mapValues { Array(Set($0)).sorted() }
  }

  private mutating func add(
    _ name: String, _ node: UInt32, _ place: WritableKeyPath<NodeIndex, [String: [Int]]>
  ) {
    guard tape.owns(node) else { return }
    let index = tape.index(node)
    guard index <= output, gradients.reaches(index) else { return }
    self[keyPath: place][name, default: []].append(index)
  }

  /// `x` of `x`, `x′`, `x″`, `x@4`.
  static func base(_ name: String) -> String {
    var text = Substring(name)
    while text.last == "′" || text.last == "″" { text.removeLast() }
    if let mark = text.lastIndex(of: "@"), mark > text.startIndex,
      text[text.index(after: mark)...].allSatisfy(\.isNumber)
    {
      text = text[..<mark]
    }
    return String(text)
  }

  func nodes(_ name: String) -> [Int] { names[name] ?? inner[name] ?? [] }

  /// Whether the name is part of the forward pass, so that it is no gradient.
  func isForward(_ name: String) -> Bool { forward.contains(name) }

  /// What a name is the gradient of: `dW`, `d_W`, `grad_W`, `W_grad`, `dfdW` and `df_dW` are all of
  /// `W`.
  func subject(of name: String) -> String? {
    candidates(name).first { !nodes($0).isEmpty || holdsElements($0) }
  }

  private func candidates(_ name: String) -> [String] {
    var result: [String] = []
    func cut(_ prefix: String) {
      if name.hasPrefix(prefix), name.count > prefix.count {
        result.append(String(name.dropFirst(prefix.count)))
      }
    }
    cut("d")
    cut("d_")
    cut("grad_")
    if name.hasSuffix("_grad"), name.count > 5 { result.append(String(name.dropLast(5))) }
    for output in outputNames {
      cut("d\(output)d")
      cut("d\(output)_d")
    }
    return result
  }

  /// Whether elements of a list or a dictionary of this name are nodes: `w[0]`.
  func holdsElements(_ name: String) -> Bool {
    names["\(name)[0]"] != nil || names["\(name)[0][0]"] != nil
  }

  /// The node of a dictionary's key: `W1` itself, or `params['W1']` where only one such is there.
  func keyed(_ key: String) -> (name: String, nodes: [Int])? {
    for candidate in [key] + candidates(key) {
      let own = nodes(candidate)
      if !own.isEmpty { return (candidate, own) }
      let ending = "['\(candidate)']"
      let held = names.keys.filter { $0.hasSuffix(ending) }
      if held.count == 1, let name = held.first { return (name, names[name] ?? []) }
    }
    return nil
  }

  /// Names that a backward pass could have, for suggestions.
  var wanted: [String] {
    forward.filter { !$0.contains("[") }.map { "d" + $0 }.sorted()
  }

  /// Whether a loop of the forward pass bound the name again and again.
  func isOfLoop(_ nodes: [Int]) -> Bool {
    nodes.count > 1 && Set(nodes.map { tape.sites[$0] }).count < nodes.count
  }
}
