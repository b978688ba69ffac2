import Diagnostics
import LessonOutput

/// Gathers the parts of exercises from the finished prose, in its order.
struct ExerciseCollector {
  private let blocks: [SourceBlock]
  private(set) var exercises: [Exercise] = []
  private var places: [String: Int] = [:]
  private var heading: String?
  /// Levels of the headings so far.
  private var levels: [Int] = []
  /// Where each exercise starts: its first line, and how many headings stand above.
  private var starts: [String: (line: Int, headings: Int)] = [:]
  private var last: String?
  /// Parts that take an id which belongs to an exercise elsewhere.
  private var clashes: [(id: String, line: Int)] = []

  init(prose: [Prose], blocks: [SourceBlock]) {
    self.blocks = blocks
    var promptStart = 0
    for (index, block) in prose.enumerated() {
      if case .heading(let level, _, let content) = block {
        levels.append(level)
        heading = InlineText.plain(content, marksMath: true)
        promptStart = index + 1
      }
      let known = exercises.count
      if visit(block) {
        for new in known..<exercises.count {
          exercises[new].prompt = Array(prose[promptStart..<index])
          exercises[new].heading = heading
        }
        promptStart = index + 1
      }
    }
  }

  /// Adds the parts in a block; whether there were any. The prose's depth bounds the recursion.
  private mutating func visit(_ prose: Prose) -> Bool {
    switch prose {
    case .block(let index):
      guard let part = blocks[index].part, let id = part.exercise else { return false }
      note(id, line: blocks[index].fenceLine, opens: part.kind == .starter)
      change(id) { exercise in
        switch part.kind {
        case .starter: exercise.starter = exercise.starter ?? index
        case .solution: exercise.solutions.append(index)
        case .check: exercise.checks.append(index)
        case .wrong: exercise.wrongAnswers.append(index)
        case .setup: exercise.setups.append(index)
        }
      }
      return true
    case .part(let part):
      if let id = part.exercise {
        note(id, line: part.line, opens: part.kind != .hint)
        change(id) { exercise in
          switch part.kind {
          case .hint: exercise.hints.append(part)
          case .choice: exercise.choices.append(part)
          case .answer: exercise.answers.append(part)
          }
        }
      }
      visit(part.content)
      return part.exercise != nil
    case .quote(let content), .details(_, _, let content): return visit(content)
    case .list(let list):
      var found = false
      for item in list.items where visit(item) { found = true }
      return found
    default: return false
    }
  }

  @discardableResult
  private mutating func visit(_ content: [Prose]) -> Bool {
    var found = false
    for block in content where visit(block) { found = true }
    return found
  }

  private mutating func change(_ id: String, _ body: (inout Exercise) -> Void) {
    let index: Int
    if let known = places[id] {
      index = known
    } else {
      index = exercises.count
      places[id] = index
      exercises.append(Exercise(id: id))
    }
    body(&exercises[index])
  }

  /// Parts of one exercise follow each other below one heading: what is asked elsewhere under the
  /// same id is another exercise. Hints, solutions and checks may stand anywhere.
  private mutating func note(_ id: String, line: Int, opens: Bool) {
    defer { last = id }
    guard let start = starts[id] else {
      starts[id] = (line, levels.count)
      return
    }
    let level = start.headings > 0 ? levels[start.headings - 1] : Int.max
    let isElsewhere = levels[start.headings...].contains { $0 <= level }
    if opens, last != id || isElsewhere { clashes.append((id, line)) }
  }

  /// Reports ids that clash, exercises without a starter and unknown `needs`.
  func check(_ builder: ProseBuilder, _ diagnostics: inout DiagnosticList) {
    var starters: [String: Int] = [:]
    for block in blocks {
      guard let part = block.part, part.kind == .starter, let id = part.exercise else { continue }
      if let first = starters[id] {
        diagnostics.add(
          .error, "The exercise `\(id)` has two starters.",
          hint: builder.isCopy
            ? "Keep one; the first is in line \(first)."
            : "Choose another name; the first is in line \(first).",
          at: builder.keySpan(block, "exercise"))
      } else {
        starters[id] = block.fenceLine
      }
      for needed in block.options.needs where places[needed] == nil {
        diagnostics.add(
          .error, "There is no exercise `\(needed)`.",
          hint: suggestion(for: needed, among: places.keys.sorted())
            ?? (builder.isCopy ? CopyAdvice.restore : nil),
          at: builder.keySpan(block, "needs"))
      }
    }
    // A learner may have moved what is there: that costs nothing.
    for clash in clashes where !builder.isCopy && !isSecondStarter(clash.line) {
      guard let first = starts[clash.id]?.line else { continue }
      diagnostics.add(
        .error, "The id `\(clash.id)` is taken: the exercise in line \(first) has it.",
        hint: "Choose another id; parts of one exercise follow each other below one heading.",
        line: clash.line)
    }
    for exercise in exercises where exercise.starter == nil {
      guard let index = (exercise.solutions + exercise.checks + exercise.wrongAnswers).min()
      else { continue }
      let block = blocks[index]
      if builder.isCopy, block.options.exercise == nil, block.part?.kind == .check {
        // Whose it was is not told: it only stands below this exercise.
        diagnostics.add(
          .error, "The block that belongs to this check is missing.", hint: CopyAdvice.restore,
          line: block.fenceLine)
        continue
      }
      if builder.isCopy {
        let near = suggestion(for: exercise.id, among: starters.keys.sorted())
        diagnostics.add(
          .error, "The block with `#| exercise: \(exercise.id)` is missing.",
          hint: near ?? CopyAdvice.restore, line: block.fenceLine)
        continue
      }
      diagnostics.add(
        .error, "The exercise `\(exercise.id)` has no starter.",
        hint: suggestion(for: exercise.id, among: starters.keys.sorted())
          ?? "Add a block that has only `#| exercise: \(exercise.id)`.",
        line: block.fenceLine)
    }
  }

  /// Two starters of an exercise are told as such.
  private func isSecondStarter(_ line: Int) -> Bool {
    guard let block = blocks.first(where: { $0.fenceLine == line }), block.part?.kind == .starter,
      let id = block.part?.exercise
    else { return false }
    return blocks.contains {
      $0.part?.kind == .starter && $0.part?.exercise == id && $0.fenceLine < line
    }
  }
}
