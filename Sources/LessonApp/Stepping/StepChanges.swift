import LessonOutput

/// The numbers that differ between two runs of a lesson: what an edited input changed.
struct StepChanges {
  /// Node ids whose value or gradient changed, by block and trace.
  private var values: [Stepper.TracePlace: Set<Int>] = [:]
  private var gradients: [Stepper.TracePlace: Set<Int>] = [:]
  /// `q 3 → 8`, by block and trace, in tape order.
  private var texts: [Stepper.TracePlace: [String]] = [:]

  /// What was typed: `x = 3`.
  let edit: String

  init(_ edit: String, from old: LessonRun, to new: LessonRun) {
    self.edit = edit
    for (index, block) in new.blocks.enumerated() where old.blocks.indices.contains(index) {
      for (number, trace) in block.traces.enumerated()
      where old.blocks[index].traces.indices.contains(number) {
        let place = Stepper.TracePlace(block: index, trace: number)
        compare(old.blocks[index].traces[number], trace, place)
      }
    }
  }

  private mutating func compare(_ old: Trace, _ new: Trace, _ place: Stepper.TracePlace) {
    // Another path through an `if` is another graph: then nodes have no counterpart.
    let isSameGraph = old.nodes.map(\.name) == new.nodes.map(\.name)
    var named: [String: TraceNode] = [:]
    for node in old.nodes { if let name = node.name { named[name] = node } }
    for (index, node) in new.nodes.enumerated() {
      let before = isSameGraph ? old.nodes[index] : node.name.flatMap { named[$0] }
      if before?.value != node.value {
        values[place, default: []].insert(node.id)
        if let before, let name = node.name, let text = Self.text(before.value, node.value) {
          texts[place, default: []].append(name + text)
        }
      }
      if before?.gradient != node.gradient {
        gradients[place, default: []].insert(node.id)
        if let name = node.name, let a = before?.gradient, let b = node.gradient,
          let text = Self.text(a, b)
        {
          texts[place, default: []].append("\(name).grad" + text)
        }
      }
    }
  }

  /// Nil where the difference is in digits that are not shown.
  private static func text(_ old: Picture, _ new: Picture) -> String? {
    guard let a = old.number, let b = new.number else { return " changed" }
    let before = NumberText.short(a, integer: old.isInteger)
    let after = NumberText.short(b, integer: new.isInteger)
    return before == after ? nil : " \(before) → \(after)"
  }

  /// Marks the nodes of a view.
  func mark(_ view: inout TraceView, _ place: Stepper.TracePlace, of trace: Trace) {
    let changedValues = values[place] ?? []
    let changedGradients = gradients[place] ?? []
    for index in view.nodes.indices {
      view.nodes[index].isValueChanged = changedValues.contains(view.nodes[index].id)
      view.nodes[index].isGradientChanged = changedGradients.contains(view.nodes[index].id)
    }
  }

  /// One line on what the edit did to a trace; `*` marks the same numbers in the picture.
  func summary(_ place: Stepper.TracePlace) -> String {
    guard let items = texts[place], !items.isEmpty else {
      let count = (values[place]?.count ?? 0) + (gradients[place]?.count ?? 0)
      return count == 0
        ? "\(edit): no number of this trace changed."
        : "\(edit): \(count) numbers changed, marked *."
    }
    let shown = items.prefix(8).joined(separator: ", ")
    return "\(edit) changed (marked *): \(shown)"
      + (items.count > 8 ? " and \(items.count - 8) more" : "") + "."
  }
}
