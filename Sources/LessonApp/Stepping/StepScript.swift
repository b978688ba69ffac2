import LessonOutput
import Rendering

/// A lesson as what is walked through: sections, each some prose and at most one block that steps.
struct StepScript {
  struct Section {
    var prose: [Prose]
    /// Index into the run's blocks.
    var block: Int?
    /// The heading that the section stands under.
    var heading: String
  }

  let run: LessonRun
  private(set) var sections: [Section] = []

  init(_ run: LessonRun) {
    self.run = run
    var prose: [Prose] = []
    var heading = run.title ?? run.file
    for item in run.prose {
      if case .heading(_, _, let content) = item { heading = Self.plain(content) }
      if case .block(let index) = item, run.blocks.indices.contains(index),
        Self.steps(run.blocks[index])
      {
        sections.append(Section(prose: prose, block: index, heading: heading))
        prose = []
      } else {
        prose.append(item)
      }
    }
    if !prose.isEmpty || sections.isEmpty {
      sections.append(Section(prose: prose, block: nil, heading: heading))
    }
  }

  /// Whether a block is walked through; others stand in the prose.
  private static func steps(_ block: BlockRun) -> Bool {
    block.status != .skipped && block.show.include && (block.show.echo || block.show.output)
  }

  func block(_ section: Int) -> BlockRun? {
    guard sections.indices.contains(section), let index = sections[section].block else {
      return nil
    }
    return run.blocks[index]
  }

  /// What the learner is asked in a section before its numbers are shown.
  func prediction(_ section: Int) -> Prediction? {
    guard let block = block(section) else { return nil }
    return block.predictions.first { $0.problem == nil }
  }

  /// What answers and places are kept under: the block's label, else its number.
  func key(_ section: Int) -> String {
    guard sections.indices.contains(section), let index = sections[section].block else {
      return "end"
    }
    return run.blocks[index].label ?? "block \(index + 1)"
  }

  static func plain(_ content: [Inline]) -> String {
    content.map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .math(let tex), .displayMath(let tex): tex
      case .softBreak, .lineBreak: " "
      case .emphasis(let inner), .strong(let inner), .link(_, _, let inner): plain(inner)
      case .image(_, _, let alternative): alternative
      case .number, .html, .footnote: ""
      }
    }.joined()
  }
}

/// Which steps make which numbers of a view known, so that a step costs what it shows.
struct StepKnowledge {
  let view: TraceView
  /// The step after which a node's value is known; 0 for inputs.
  private let valueStep: [Int]
  /// The step after which a node's gradient is known; none if it never is.
  private let gradientStep: [Int]

  init(_ view: TraceView) {
    self.view = view
    valueStep = view.nodes.map { $0.step ?? 0 }
    var last = [Int](repeating: .max, count: view.nodes.count)
    for step in view.steps.dropFirst(view.forwardCount) {
      for wire in step.wires { last[view.wires[wire].from] = step.number }
    }
    if last.indices.contains(view.outputIndex) { last[view.outputIndex] = view.forwardCount }
    gradientStep = last
  }

  func knowsValue(_ node: Int, after step: Int) -> Bool { valueStep[node] <= step }
  func knowsGradient(_ node: Int, after step: Int) -> Bool {
    step > 0 && gradientStep[node] <= step
  }

  /// What is known of some nodes after a step.
  func progress(_ nodes: Range<Int>, after step: Int, focus: Int?) -> CircuitProgress {
    let nodes = nodes.clamped(to: view.nodes.indices)
    return CircuitProgress(
      values: Set(nodes.filter { knowsValue($0, after: step) }),
      gradients: Set(nodes.filter { knowsGradient($0, after: step) }), focus: focus)
  }
}
