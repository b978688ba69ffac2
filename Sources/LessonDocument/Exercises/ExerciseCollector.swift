import Diagnostics
import LessonOutput

/// Gathers the parts of exercises from the finished prose, in its order.
struct ExerciseCollector {
  private let blocks: [SourceBlock]
  private(set) var exercises: [Exercise] = []
  private var places: [String: Int] = [:]
  private var heading: String?

  init(prose: [Prose], blocks: [SourceBlock]) {
    self.blocks = blocks
    var promptStart = 0
    for (index, block) in prose.enumerated() {
      if case .heading(_, _, let content) = block {
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

  /// Reports starters that share an id, exercises without a starter and unknown `needs`.
  func check(_ builder: ProseBuilder, _ diagnostics: inout DiagnosticList) {
    var starters: [String: Int] = [:]
    for block in blocks {
      guard let part = block.part, part.kind == .starter, let id = part.exercise else { continue }
      if let first = starters[id] {
        diagnostics.add(
          .error, "The exercise `\(id)` has two starters.",
          hint: "Choose another name; the first is in line \(first).",
          at: builder.keySpan(block, "exercise"))
      } else {
        starters[id] = block.fenceLine
      }
      for needed in block.options.needs where places[needed] == nil {
        diagnostics.add(
          .error, "There is no exercise `\(needed)`.",
          hint: suggestion(for: needed, among: places.keys.sorted()),
          at: builder.keySpan(block, "needs"))
      }
    }
    for exercise in exercises where exercise.starter == nil {
      guard let index = (exercise.solutions + exercise.checks + exercise.wrongAnswers).min()
      else { continue }
      let block = blocks[index]
      diagnostics.add(
        .error, "The exercise `\(exercise.id)` has no starter.",
        hint: suggestion(for: exercise.id, among: starters.keys.sorted())
          ?? "Add a block that has only `#| exercise: \(exercise.id)`.",
        line: block.fenceLine)
    }
  }
}
