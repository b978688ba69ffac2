import LessonDocument
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
    /// The id of the exercise that is offered here.
    var exercise: String?
    /// Hints of the exercise and what is said between its parts.
    var after: [Prose] = []
  }

  let run: LessonRun
  private(set) var sections: [Section] = []

  /// - Parameter exercises: those that are offered; their indices are of the run's blocks.
  init(_ run: LessonRun, exercises: [Exercise] = []) {
    self.run = run
    let parts = ExerciseParts(run.prose, exercises)
    var prose: [Prose] = []
    var heading = run.title ?? run.file
    /// Sections of exercises, and the one whose parts are being gathered.
    var places: [String: Int] = [:]
    var open: String?
    for (index, item) in run.prose.enumerated() {
      if case .heading(_, _, let content) = item { heading = Self.plain(content) }
      if case .block(let block) = item, run.blocks.indices.contains(block),
        Self.steps(run.blocks[block])
      {
        sections.append(Section(prose: prose, block: block, heading: heading))
        prose = []
        open = nil
      } else if let id = parts.owner(item) {
        if let place = places[id] {
          if parts.isHint(item) { sections[place].after.append(item) }
        } else if parts.opens(item) {
          places[id] = sections.count
          sections.append(Section(prose: prose, heading: heading, exercise: id))
          prose = []
        } else {
          prose.append(item)
        }
        open = places[id] == nil ? nil : id
      } else if let id = open, let place = places[id], parts.stillOpen(id, at: index) {
        sections[place].after.append(item)
      } else {
        open = nil
        prose.append(item)
      }
    }
    if !prose.isEmpty || sections.isEmpty {
      sections.append(Section(prose: prose, heading: heading))
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
    if sections.indices.contains(section), let id = sections[section].exercise {
      return "exercise \(id)"
    }
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

/// Which parts of the prose belong to which exercise.
private struct ExerciseParts {
  private var blocks: [Int: String] = [:]
  private var starters: Set<Int> = []
  private let ids: Set<String>
  /// The last place in the prose that belongs to an exercise, unless a heading stands before it.
  private var ends: [String: Int] = [:]

  init(_ prose: [Prose], _ exercises: [Exercise]) {
    ids = Set(exercises.map(\.id))
    for exercise in exercises {
      let parts =
        [exercise.starter].compactMap { $0 } + exercise.solutions + exercise.checks
        + exercise.wrongAnswers
      for block in parts { blocks[block] = exercise.id }
      if let starter = exercise.starter { starters.insert(starter) }
    }
    var under: Set<String> = []
    for (index, item) in prose.enumerated() {
      if case .heading = item { under = [] }
      guard let id = owner(item) else { continue }
      if ends[id] == nil { under.insert(id) }
      if under.contains(id) { ends[id] = index }
    }
  }

  func owner(_ item: Prose) -> String? {
    switch item {
    case .block(let index): blocks[index]
    case .part(let part): part.exercise.flatMap { ids.contains($0) ? $0 : nil }
    default: nil
    }
  }

  /// What an exercise is begun by: its starter, a choice, a free answer.
  func opens(_ item: Prose) -> Bool {
    switch item {
    case .block(let index): starters.contains(index)
    case .part(let part): part.kind != .hint
    default: false
    }
  }

  func isHint(_ item: Prose) -> Bool {
    if case .part(let part) = item { return part.kind == .hint }
    return false
  }

  func stillOpen(_ id: String, at index: Int) -> Bool { index < ends[id] ?? 0 }
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
