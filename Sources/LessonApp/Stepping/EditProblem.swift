import LessonOutput

/// What an edited input breaks. Such an edit is not kept: the next one starts from inputs that work.
enum EditProblem {
  /// The first block that ran before the edit and does not run with it.
  static func find(_ text: String, _ run: LessonRun, was before: LessonRun) -> StepperProblem? {
    for (index, block) in run.blocks.enumerated() where !isFine(block) {
      if before.blocks.indices.contains(index), !isFine(before.blocks[index]) { continue }
      guard let error = block.error else { continue }
      let line = error.sourceLine.trimmingSpaces
      let code = line.isEmpty ? "" : ", `\(line)`"
      return StepperProblem(
        message: "With \(text.foldedWidth.trimmingSpaces) line \(error.line) fails\(code): "
          + "\(error.message). The inputs are as they were before.",
        hint: error.hint)
    }
    return nil
  }

  /// Ctrl-C came while the lesson ran with the new value.
  static func stopped(_ text: String) -> StepperProblem {
    StepperProblem(
      message: "Stopped: the lesson was still running with \(text.foldedWidth.trimmingSpaces). The "
        + "inputs are as they were before.")
  }

  private static func isFine(_ block: BlockRun) -> Bool {
    block.error.map(\.expected) ?? (block.status == .ok || block.status == .skipped)
  }
}
