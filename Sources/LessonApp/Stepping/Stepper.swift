import LessonOutput
import Rendering

/// A lesson being walked through: where one is, what is open, what a key does.
///
/// It touches nothing but its host: keys go in, `frame()` comes out.
struct Stepper {
  /// What the keys go to.
  enum Mode {
    case lesson
    case prompt(Prompt)
    case overlay(Overlay)
  }

  /// A page over the lesson, closed by Escape or q.
  struct Overlay {
    var title: String
    var lines: [StyledLine]
    var top = 0
    /// Sections to choose from, in a list.
    var choice: Int?
    /// What was being typed when it was opened.
    var prompt: Prompt?
  }

  enum Request: Equatable {
    case next, quit
    /// The learner's editor is to be opened on a line of the lesson's file.
    case editor(line: Int)
  }

  let host: any StepperHost
  var script: StepScript
  var renderer: TerminalRenderer
  var rows: Int
  var progress: LessonProgress
  var mode = Mode.lesson

  var section = 0
  /// Steps of the section's block that are done.
  var step = 0
  /// The gate that Tab chose; nil: the gate of the step.
  var focus: Int?
  var showsTable = false
  /// Lines hidden below the screen.
  var below = 0
  var message: [StyledLine] = []
  /// What changed by the last edit, by block and trace; nil before any.
  var changes: StepChanges?
  var lastSearch = ""
  /// Hints that were asked for, by section.
  var shownHints: [Int: Int] = [:]
  /// What checks gave in this session, by exercise.
  var results: [String: ExerciseResult] = [:]
  /// Options that were ticked and are still to be confirmed.
  var ticks = ExerciseTicks()
  /// Groups opened or closed by hand, by block and trace.
  var openGroups: [TracePlace: Set<Int>] = [:]
  /// Lines made since the last key: what a key costs.
  var work = 0

  var views: [TracePlace: StepKnowledge] = [:]
  var sectionLines: [Int: [StyledLine]] = [:]
  var headLines: [Int: [StyledLine]] = [:]

  struct TracePlace: Hashable {
    var block: Int
    var trace: Int
  }

  init(
    _ run: LessonRun, host: any StepperHost, renderer: TerminalRenderer, rows: Int,
    progress: LessonProgress
  ) {
    self.host = host
    script = StepScript(run, exercises: host.exercises)
    self.renderer = renderer
    self.rows = rows
    self.progress = progress
    resume()
    enterSection()
  }

  // MARK: Places

  var block: BlockRun? { script.block(section) }

  /// The steps of a section's block: those of its traces, else its statements.
  mutating func stepCount(_ section: Int) -> Int {
    guard let block = script.block(section), let index = script.sections[section].block else {
      return 0
    }
    if !block.traces.isEmpty, block.show.output {
      return block.traces.indices.reduce(0) {
        $0 + knowledge(TracePlace(block: index, trace: $1)).view.steps.count
      }
    }
    return max(1, block.statements.count)
  }

  /// The trace that a step belongs to, and its number there.
  mutating func tracePlace() -> (place: TracePlace, step: Int)? {
    guard let block, block.show.output, !block.traces.isEmpty,
      let index = script.sections[section].block
    else { return nil }
    var rest = step
    for trace in block.traces.indices {
      let place = TracePlace(block: index, trace: trace)
      let count = knowledge(place).view.steps.count
      if rest <= count || trace == block.traces.count - 1 { return (place, min(rest, count)) }
      rest -= count
    }
    return nil
  }

  mutating func knowledge(_ place: TracePlace) -> StepKnowledge {
    if let known = views[place] { return known }
    let trace = script.run.blocks[place.block].traces[place.trace]
    var view = TraceView(trace, open: openGroups[place])
    changes?.mark(&view, place, of: trace)
    let knowledge = StepKnowledge(view)
    views[place] = knowledge
    return knowledge
  }

  /// The gate of the step that was just made, by index in the view.
  func currentNode(_ view: TraceView, _ step: Int) -> Int? {
    view.steps.indices.contains(step - 1) ? view.steps[step - 1].node : nil
  }

  private mutating func resume() {
    guard progress.sectionNumber > 0 || progress.step > 0 else { return }
    var place = min(max(0, progress.sectionNumber), script.sections.count - 1)
    // The lesson may have changed since: labels are better than numbers.
    if script.key(place) != progress.section,
      let found = script.sections.indices.first(where: { script.key($0) == progress.section })
    {
      place = found
    }
    section = firstUnanswered(upTo: place) ?? place
    step = section == place ? min(max(0, progress.step), stepCount(place)) : 0
    if progress.isFinished {
      (section, step) = (0, 0)
      return
    }
    message = renderer.wrapped(
      "Here is where you were. l lists the parts; g 0 starts this block again.", .dim)
  }

  /// The first section before another whose prediction is still to be answered.
  func firstUnanswered(upTo end: Int) -> Int? {
    script.sections.indices.prefix { $0 < end }.first { isUnanswered($0) }
  }

  func isUnanswered(_ section: Int) -> Bool {
    guard let prediction = script.prediction(section) else { return false }
    return !(answer(to: prediction, section)?.isDone ?? false)
  }

  func answer(to prediction: Prediction, _ section: Int) -> LessonProgress.Answer? {
    progress.answers.first {
      $0.block == script.key(section) && $0.question == prediction.question
    }
  }

  // MARK: Keys

  mutating func handle(_ key: Key) -> Request {
    work = 0
    switch mode {
    case .lesson: return lessonKey(key)
    case .prompt(let prompt): return promptKey(key, prompt)
    case .overlay(let overlay): return overlayKey(key, overlay)
    }
  }

  private mutating func lessonKey(_ key: Key) -> Request {
    message = []
    switch key {
    case .enter where confirmsTicks && below == 0: checkExercise()
    case .right, .enter: return next()
    case .left, .backspace: back()
    case .tab: moveFocus(by: 1, gatesOnly: true)
    case .backTab: moveFocus(by: -1, gatesOnly: true)
    case .down: moveFocus(by: 1, gatesOnly: false)
    case .up: moveFocus(by: -1, gatesOnly: false)
    case .pageUp: scroll(by: max(1, bodyRows - 2))
    case .pageDown: scroll(by: -max(1, bodyRows - 2))
    case .home: go(to: 0, step: 0)
    case .end: end()
    case .escape: focus = nil
    case .help: showHelp()
    case .control("l"): break
    case .character(let character): return command(character)
    default: break
    }
    return .next
  }

  private mutating func command(_ character: Character) -> Request {
    // The case counts: G is not g.
    let command = String(character).foldedWidth
    if tick(command) { return .next }
    let isExercise = exercise(section) != nil
    switch command {
    case "n": return next()
    case "p": back()
    case " ": return wholeBlock()
    case "g": prompt(.goTo)
    case "G": end()
    case "o": toggleGroup()
    case "z": prompt(.zoom)
    case "w": prompt(.why)
    case "e" where isExercise: return openEditor()
    case "c" where isExercise: checkExercise()
    case "s" where isExercise: showSolution()
    case "e": prompt(.edit)
    case "t": toggleTable()
    case "j": showJacobian()
    case "r": reset()
    case "l": showList()
    case "/": prompt(.find)
    case "?": showHelp()
    case "q": return .quit
    case "h": showHint()
    case "c", "s":
      message = renderer.wrapped(
        "No exercise is open here: c and s are for exercises.", .warning)
    case let other:
      message = [renderer.line("`\(other)` does nothing here; ? lists the keys.", .warning)]
    }
    return .next
  }

  mutating func scroll(by lines: Int) {
    below = max(0, below + lines)
    if lines > 0 { below = min(below, scrollableLines(atLeast: below + bodyRows) - bodyRows) }
    below = max(0, below)
  }

  private mutating func moveFocus(by direction: Int, gatesOnly: Bool) {
    guard let (place, step) = tracePlace() else {
      // Without a trace the arrows scroll.
      if !gatesOnly { scroll(by: -direction) }
      return
    }
    let view = knowledge(place).view
    guard !view.nodes.isEmpty else { return }
    below = 0
    var index = focus ?? currentNode(view, step) ?? (direction > 0 ? -1 : view.nodes.count)
    for _ in view.nodes {
      index += direction
      if index < 0 { index = view.nodes.count - 1 }
      if index >= view.nodes.count { index = 0 }
      if !gatesOnly || view.nodes[index].isGate { break }
    }
    focus = index
  }

  private mutating func toggleTable() {
    guard tracePlace() != nil else {
      message = [renderer.line("This block is not traced: it has no graph and no table.", .warning)]
      return
    }
    showsTable.toggle()
    below = 0
  }

  private mutating func toggleGroup() {
    guard let (place, current) = tracePlace() else {
      message = [renderer.line("There is no call to open here.", .warning)]
      return
    }
    let view = knowledge(place).view
    let trace = script.run.blocks[place.block].traces[place.trace]
    guard
      let index = focus ?? currentNode(view, current)
        ?? view.nodes.firstIndex(where: { $0.group != nil })
    else { return }
    let node = view.nodes[index]
    var open = view.openGroups
    if let group = node.group {
      open.insert(group)
    } else if let group = node.node.group.flatMap({ Self.innermostOpen($0, open, trace) }) {
      open.remove(group)
    } else if trace.groups.count == 1, let group = trace.groups.first?.id {
      // There is one call only: no need to be at it.
      if open.contains(group) { open.remove(group) } else { open.insert(group) }
    } else {
      message = renderer.wrapped(
        trace.groups.isEmpty
          ? "No function of the lesson is called here: there is nothing to open."
          : "\(view.name(of: index)) is not in a call; Tab moves to another gate.", .warning)
      return
    }
    openGroups[place] = open
    views[place] = nil
    sectionLines[section] = nil
    let changed = knowledge(place).view
    // The same gate, or the call that now stands for it, keeps the place.
    func counterpart(_ index: Int) -> Int {
      let id = view.nodes[index].id
      return changed.nodes.firstIndex { $0.id >= id } ?? changed.nodes.count - 1
    }
    if focus != nil { focus = counterpart(index) }
    if let node = currentNode(view, current) {
      moveStep(
        to: counterpart(node), wasForward: current <= view.forwardCount, changed, place)
    }
    below = 0
  }

  private mutating func moveStep(
    to node: Int, wasForward: Bool, _ view: TraceView, _ place: TracePlace
  ) {
    let found =
      view.steps.first { $0.node == node && ($0.direction == .forward) == wasForward }
      ?? view.steps.first { $0.node >= node && $0.direction == .forward }
    guard let found else { return }
    var before = 0
    for trace in 0..<place.trace {
      before += knowledge(TracePlace(block: place.block, trace: trace)).view.steps.count
    }
    step = before + found.number
  }

  private static func innermostOpen(_ group: Int, _ open: Set<Int>, _ trace: Trace) -> Int? {
    var current: Int? = group
    var guardCount = 0
    while let id = current, guardCount <= trace.groups.count {
      if open.contains(id) { return id }
      current = trace.groups.first { $0.id == id }?.parent
      guardCount += 1
    }
    return nil
  }

  // MARK: Edits

  mutating func replace(_ run: LessonRun, changed: StepChanges?) {
    script = StepScript(run, exercises: host.exercises)
    changes = changed
    views = [:]
    sectionLines = [:]
    headLines = [:]
    section = min(section, script.sections.count - 1)
    step = min(step, stepCount(section))
    focus = nil
    below = 0
  }

  private mutating func reset() {
    guard changes != nil else {
      message = [renderer.line("Nothing was edited.", .dim)]
      return
    }
    replace(host.reset(), changed: nil)
    message = [renderer.line("The inputs are as the lesson has them.", .dim)]
  }

  // MARK: Size and state

  mutating func resize(_ renderer: TerminalRenderer, rows: Int) {
    let isSameWidth = renderer.options.width == self.renderer.options.width
    if isSameWidth, rows == self.rows { return }
    self.renderer = renderer
    self.rows = rows
    if !isSameWidth {
      sectionLines = [:]
      headLines = [:]
    }
    message = []
    below = 0
    if step == 0 { enterSection() }
    if exercise(section).map({ results[$0.id] != nil }) ?? false { showResult() }
  }

  mutating func save() {
    progress.section = script.key(section)
    progress.sectionNumber = section
    progress.step = step
    progress.blocks = script.sections.count { $0.block != nil }
    let count = stepCount(section)
    let here = script.sections[...section].count { $0.block != nil }
    let isDone = step >= count || script.sections[section].block == nil
    progress.seen = max(progress.seen, here - (isDone ? 0 : 1))
    if section == script.sections.count - 1, isDone, below == 0, !isUnanswered(section) {
      progress.isFinished = true
      progress.seen = progress.blocks
    }
    host.save(progress)
  }
}
