import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import PythonSubset

extension Application {
  /// Prints the JSON schema of `lesson run --format json`, or of what `grades` names:
  /// `lesson grade --report json`.
  package func schema(_ name: String? = nil) -> ExitStatus {
    switch name {
    case nil, "run": console.write(LessonRunSchema.text)
    case "grades": console.write(GradeBookSchema.text)
    case let name?:
      console.complain(
        "there is no schema `\(name)`",
        hint: didYouMean(name, among: ["run", "grades"]) ?? "there are `run` and `grades`")
      return .usage
    }
    return .success
  }

  /// Lists what blocks can use, or explains one function, gate or block option.
  package func documentation(_ name: String?, _ request: DisplayRequest) -> ExitStatus {
    let functions = Documentation.functions
    let gates = Documentation.gates
    guard let name else {
      overview(functions, gates.compactMap { $0.first?.text })
      return .success
    }
    let wanted = name.hasPrefix("numpy.") ? "np." + name.dropFirst(6) : name
    var isFound = false
    let sameName = functions.filter { $0.name == wanted }
    for entry in sameName.isEmpty ? functions.filter({ $0.name.hasSuffix("." + wanted) }) : sameName
    {
      show(entry, separated: isFound)
      isFound = true
    }
    for gate in gates where gate.first?.text == wanted {
      if isFound { console.writeLine("") }
      for (label, text) in gate {
        console.writeLine(
          "  " + label + String(repeating: " ", count: max(1, 11 - label.count)) + text)
      }
      isFound = true
    }
    for option in BlockOptions.schema where option.name == wanted {
      if isFound { console.writeLine("") }
      console.writeLine("#| \(option.name): \(option.expected)")
      console.writeLine("  \(option.summary)")
      console.writeLine("  for \(option.place.rawValue)")
      isFound = true
    }
    if isFound || list(wanted, functions) { return .success }
    let known =
      functions.map(\.name)
      + functions.compactMap { $0.name.split(separator: ".").last.map(String.init) }
      + gates.compactMap { $0.first?.text } + BlockOptions.schema.map(\.name)
    console.complain(
      "there is no documentation on `\(name)`",
      hint: didYouMean(name, among: known) ?? "`lesson docs` lists what there is")
    return .usage
  }

  /// Lists what a module has, a line each; whether there is such a module.
  private func list(_ module: String, _ functions: [DocEntry]) -> Bool {
    for prefix in [module, "lesson." + module] {
      let members = functions.filter {
        $0.name.hasPrefix(prefix + ".") && !$0.name.dropFirst(prefix.count + 1).contains(".")
      }
      if members.isEmpty { continue }
      console.writeLine("\(prefix); `lesson docs NAME` explains one with an example.\n")
      for entry in members {
        let call = "\(entry.name.dropFirst(prefix.count + 1))(\(entry.signature))"
        console.writeLine(call)
        for line in LineBreaking.wrap(entry.summary, width: 74) { console.writeLine("    \(line)") }
      }
      return true
    }
    return false
  }

  private func show(_ entry: DocEntry, separated: Bool) {
    if separated { console.writeLine("") }
    console.writeLine("\(entry.name)(\(entry.signature))")
    console.writeLine("  \(entry.summary)")
    console.writeLine("")
    for line in entry.example.split(separator: "\n", omittingEmptySubsequences: false) {
      console.writeLine("    >>> \(line)")
    }
    let result = Documentation.run(example: entry.example)
    for line in result.split(separator: "\n", omittingEmptySubsequences: false) where !line.isEmpty
    {
      console.writeLine("    \(line)")
    }
  }

  private func overview(_ functions: [DocEntry], _ gates: [String]) {
    console.writeLine("What blocks can use; `lesson docs NAME` explains one with an example.")
    var groups: [(name: String, items: [String])] = []
    for entry in functions {
      let parts = entry.name.split(separator: ".")
      let group = parts.count > 1 ? parts.dropLast().joined(separator: ".") : "built in"
      if groups.last?.name != group { groups.append((group, [])) }
      groups[groups.count - 1].items.append(String(parts.last ?? ""))
    }
    groups.append(("gates", gates))
    groups.append(("block options, as `#| name: value`", BlockOptions.schema.map(\.name)))
    for group in groups {
      console.writeLine("\n\(group.name)")
      for line in LineBreaking.wrap(group.items.joined(separator: "  "), width: 74) {
        console.writeLine("  \(line)")
      }
    }
  }
}
