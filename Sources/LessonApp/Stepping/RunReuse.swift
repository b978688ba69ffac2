import LessonDocument
import LessonOutput

/// A lesson whose exercises alone were edited gives what it gave before: it need not run again.
enum RunReuse {
  /// The run of a lesson as that of its edited file; nil where something that runs has changed.
  static func run(_ run: LessonRun, of old: LessonSource, as fresh: LessonSource) -> LessonRun? {
    guard old.frontMatter == fresh.frontMatter, old.diagnostics.isEmpty, fresh.diagnostics.isEmpty,
      old.blocks.count == fresh.blocks.count, run.blocks.count == fresh.blocks.count,
      run.numbers.count == fresh.numbers.count,
      old.numbers.map(\.expression) == fresh.numbers.map(\.expression),
      old.numbers.map(\.label) == fresh.numbers.map(\.label)
    else { return nil }
    for (before, now) in zip(old.blocks, fresh.blocks) {
      let isAnswer = before.part?.kind == .starter
      guard before.part == now.part, before.label == now.label, before.options == now.options,
        isAnswer || before.code == now.code
      else { return nil }
    }
    /// Where a line of the old file stands now: it moved with its block.
    func moved(_ line: Int) -> Int {
      guard let block = old.blocks.lastIndex(where: { $0.fenceLine <= line }) else { return line }
      return line + fresh.blocks[block].fenceLine - old.blocks[block].fenceLine
    }
    var result = run
    result.prose = fresh.prose.map(\.withoutKeys)
    for index in result.numbers.indices {
      result.numbers[index].line = fresh.numbers[index].number.line
    }
    for index in result.blocks.indices { move(&result.blocks[index], moved) }
    for (index, block) in fresh.blocks.enumerated() where block.part?.kind == .starter {
      // As a run has it: the options say nothing.
      result.blocks[index].source = block.code
        .split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.hasPrefix("#|") ? "#|" : $0 }.joined(separator: "\n")
    }
    return result
  }

  private static func move(_ block: inout BlockRun, _ moved: (Int) -> Int) {
    block.line = moved(block.line)
    for index in block.statements.indices {
      block.statements[index].line = moved(block.statements[index].line)
      block.statements[index].lastLine = moved(block.statements[index].lastLine)
    }
    for trace in block.traces.indices {
      for node in block.traces[trace].nodes.indices {
        block.traces[trace].nodes[node].line = block.traces[trace].nodes[node].line.map(moved)
      }
    }
    if let error = block.error {
      block.error?.line = moved(error.line)
      for call in error.calls.indices {
        block.error?.calls[call].line = moved(error.calls[call].line)
      }
    }
  }
}
