import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import PythonSubset

/// What an author wants to know of a lesson that has run.
enum LessonTest {
  /// Everything that does not hold, in the order of the file.
  static func findings(
    _ lesson: LessonSource, _ run: LessonRun, data: (any DataReader)? = nil
  ) -> [Diagnostic] {
    var findings = TestFindings(lesson)
    for diagnostic in run.diagnostics { findings.add(diagnostic) }
    addBlocks(lesson, run, &findings)
    findings = ExerciseTest(lesson, data: data, findings: findings).findings
    addNumbers(lesson, run, &findings)
    for diagnostic in linkFindings(lesson, run) + mathFindings(lesson) + dataFindings(lesson, run) {
      findings.add(diagnostic)
    }
    return findings.diagnostics
  }

  // MARK: Blocks

  private static func addBlocks(
    _ lesson: LessonSource, _ run: LessonRun, _ findings: inout TestFindings
  ) {
    for (index, block) in run.blocks.enumerated() {
      if index < lesson.blocks.count, block.status == .ok, block.predictions.isEmpty,
        lesson.blocks[index].options.predict != nil,
        let note = block.notes.first(where: { $0.hasPrefix("`#| predict:") })
      {
        let source = lesson.blocks[index]
        let line = source.firstLine + (source.options.given["predict"] ?? 1) - 1
        let text = lesson.source.lineText(line)
        findings.add(
          Diagnostic(
            .error, note, hint: "name a value or a gradient of the block's trace",
            location: Location(line: line, column: 1), length: max(1, text.unicodeScalars.count),
            sourceLine: text))
      }
      if let failure = block.unexpectedFailure {
        let name = block.error.flatMap { TestFindings.missingName($0.message) }
        if findings.follow(missing: name, "the block in line \(block.line)", block: index) {
          continue
        }
        findings.add(failure, cause: index)
      } else if block.status == .ok, index < lesson.blocks.count,
        lesson.blocks[index].options.error
      {
        findings.add(
          Diagnostic(
            .error, "the block ran to its end, but `error: true` says that it fails",
            hint: "take `#| error: true` out, or make the block fail",
            location: Location(line: block.line, column: 1),
            length: max(1, lesson.source.lineText(block.line).unicodeScalars.count),
            sourceLine: lesson.source.lineText(block.line)))
      }
    }
  }

  // MARK: Numbers

  private static func addNumbers(
    _ lesson: LessonSource, _ run: LessonRun, _ findings: inout TestFindings
  ) {
    for (site, number) in zip(lesson.numbers, run.numbers) {
      if let problem = number.problem {
        let line = lesson.source.line(at: site.span.start)
        let what = "the number `\(number.expression)` in line \(line)"
        if findings.follow(missing: TestFindings.missingName(problem), what) { continue }
        findings.add(
          Diagnostic(
            .error, "`\(number.expression)` has no value: \(problem)",
            hint: "the comment after the number names what a block above computes",
            at: site.span, in: lesson.source))
        continue
      }
      guard number.isStale else { continue }
      guard let computed = number.computed else {
        findings.add(
          Diagnostic(
            .error, "`\(number.expression)` was not computed",
            hint: "a block above it has to run first", at: site.span, in: lesson.source))
        continue
      }
      findings.add(
        Diagnostic(
          .error, "the lesson shows \(number.shown), but `\(number.expression)` is \(computed)",
          hint: NumberUpdate.fits(computed)
            ? "`lesson test --update` writes the computed number"
            : "this text cannot stand in a line of prose; give a format or another expression",
          at: site.span, in: lesson.source))
    }
  }

  // MARK: Data

  /// Data files that the front matter lists and that can't be read.
  private static func dataFindings(_ lesson: LessonSource, _ run: LessonRun) -> [Diagnostic] {
    var searchFrom = 0
    return run.data.compactMap { file in
      guard let problem = file.problem else { return nil }
      return Diagnostic(
        .error, "the data file `\(file.name)` can't be read: \(problem)",
        hint: "front matter's `data:` names files of the lesson's folder",
        at: find(file.name, in: lesson.source, from: &searchFrom), in: lesson.source)
    }
  }

  // MARK: Math

  private static func mathFindings(_ lesson: LessonSource) -> [Diagnostic] {
    var searchFrom = 0
    return LessonLinks.formulas(in: lesson.prose).compactMap { tex in
      let span = find(tex.trimmingSpaces, in: lesson.source, from: &searchFrom)
      guard let fault = MathFaults.find(tex) else { return nil }
      return Diagnostic(
        .error, "this math is malformed: \(fault)",
        hint: "readers would see the TeX, or half a formula", at: span, in: lesson.source)
    }
  }

  // MARK: Links

  /// Links to lessons that are not there, and to places that they do not have.
  private static func linkFindings(_ lesson: LessonSource, _ run: LessonRun) -> [Diagnostic] {
    let folder = FilePath.folder(lesson.source.name)
    var searchFrom = 0
    return LessonLinks.links(in: lesson.prose).compactMap { destination in
      let span = find(destination, in: lesson.source, from: &searchFrom)
      guard let file = LessonLinks.lessonFile(destination) else {
        guard destination.hasPrefix("#"), let anchor = LessonLinks.anchor(destination),
          !anchor.isEmpty
        else { return nil }
        return missing(anchor, among: LessonLinks.anchors(run), of: nil, span, lesson.source)
      }
      let path = FilePath.joined(folder, file)
      guard let bytes = try? FileSystem.read(path, limit: LessonReader.maximumBytes) else {
        let near = nearestName(
          to: FilePath.name(file), among: FileSystem.names(in: FilePath.folder(path)))
        return Diagnostic(
          .error, "the link leads to `\(file)`, which is not there",
          hint: near.map { "did you mean `\($0)`?" }, at: span, in: lesson.source)
      }
      guard let anchor = LessonLinks.anchor(destination), !anchor.isEmpty else { return nil }
      let target = LessonReader.read(bytes: bytes, name: path)
      let anchors = LessonLinks.anchors(in: target.prose).union(target.blocks.compactMap(\.label))
      return missing(anchor, among: anchors, of: file, span, lesson.source)
    }
  }

  private static func missing(
    _ anchor: String, among anchors: Set<String>, of file: String?, _ span: Span,
    _ source: SourceText
  ) -> Diagnostic? {
    if anchors.contains(anchor) { return nil }
    return Diagnostic(
      .error,
      "the link leads to `#\(anchor)`, but \(file.map { "`\($0)`" } ?? "this lesson") has no such "
        + "heading or block",
      hint: didYouMean(anchor, among: anchors.sorted()), at: span, in: source)
  }

  /// Where a link's destination stands, at or after the previous one's; the file's start where it
  /// is not found as written.
  private static func find(_ text: String, in source: SourceText, from start: inout Int) -> Span {
    let wanted = Array(text.utf8)
    guard !wanted.isEmpty, start + wanted.count <= source.bytes.count else { return .zero }
    for offset in start...(source.bytes.count - wanted.count)
    where source.bytes[offset] == wanted[0]
      && source.bytes[offset..<(offset + wanted.count)].elementsEqual(wanted)
    {
      start = offset + wanted.count
      return Span(offset, start)
    }
    return .zero
  }
}
