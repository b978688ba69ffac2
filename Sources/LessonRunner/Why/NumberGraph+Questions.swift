import Arrays
import Autodiff
import Diagnostics
import LessonOutput
import PythonSubset

/// From the words of a question to a number of the graph.
extension NumberGraph {
  /// The number that is asked for; nil where the graph knows none of the names.
  ///
  /// - Parameter newest: the node that an array's name stands for now, after writes.
  func find(_ question: Question, newest: (String) -> UInt32?) throws(QuestionProblem)
    -> NumberKey?
  {
    for reading in question.readings {
      if let label = listLabel(reading), let node = names.node(named: label) {
        return try key(node, [], isGradient: reading.isGradient)
      }
      if let number = Question.step(reading.name) {
        return try key(step(number, isGradient: reading.isGradient), reading)
      }
      if let node = node(reading, newest) { return try key(node, reading) }
    }
    if let reading = question.readings.last { try refuseList(reading) }
    return nil
  }

  private func node(_ reading: Question.Reading, _ newest: (String) -> UInt32?) -> Int? {
    let name = reading.name
    if name.hasSuffix("@1"), let node = names.node(named: String(name.dropLast(2))) { return node }
    if let last = builder.tracer.lastNode(name), tape.owns(last) {
      if !reading.isGradient, let node = newest(name), tape.owns(node),
        tape.shape(tape.index(node)) == tape.shape(tape.index(last))
      {
        return tape.index(node)
      }
      return tape.index(last)
    }
    if let node = names.node(named: name) { return node }
    // `sigmoid gate 2`
    let words = name.split(separator: " ")
    if words.count >= 3, words[words.count - 2] == "gate",
      let number = words.last.flatMap({ Int($0) })
    {
      let label = words.dropLast(2).joined(separator: " ")
      if let node = names.node(inGroup: label, gate: number) { return node }
      // `H gate 4`
      if let step = names.node(ofStep: number), names.base(step.node) == name { return step.node }
    }
    return nil
  }

  /// Steps backward have no number of their own: what they send starts from what arrived.
  private func step(_ number: Int, isGradient: Bool) throws(QuestionProblem) -> Int {
    if let found = names.node(ofStep: number) { return found.node }
    throw QuestionProblem(
      .unanswered, "there is no step \(number)",
      hint: "the trace of `\(builder.outputName)` has steps 1 to \(names.stepCount)")
  }

  private func key(_ node: Int, _ reading: Question.Reading)
    throws(QuestionProblem) -> NumberKey
  {
    var isGradient = reading.isGradient
    if let number = Question.step(reading.name), let step = names.node(ofStep: number),
      step.isBackward, !reading.name.hasPrefix("gate")
    {
      isGradient = true
    }
    return try key(node, reading.indices, isGradient: isGradient)
  }

  /// A number of a node.
  func key(_ node: Int, _ indices: [Int], isGradient: Bool) throws(QuestionProblem) -> NumberKey {
    if isGradient { try checkReached(node) }
    let element = try element(node, indices, isGradient)
    return NumberKey(node, element, isGradient: isGradient)
  }

  private func checkReached(_ node: Int) throws(QuestionProblem) {
    if gradient(node, 0) != nil || (node <= output && shape(node).contains(0)) { return }
    let origin = gradientKeyOfPick(node)
    if let origin, gradient(origin, 0) != nil { return }
    let name = names.base(node)
    throw QuestionProblem(
      .withoutGradient,
      "`\(name)` has no gradient: no path leads from it to `\(builder.outputName)`",
      hint: tape.codes[node] == GateCode.constant || !isTouched(node)
        ? "`\(name)` is made of no input; its value can be asked for: `\(name)`"
        : "changing `\(name)` leaves `\(builder.outputName)` as it is: its gradient would be 0")
  }

  private func gradientKeyOfPick(_ node: Int) -> Int? {
    builder.isPick(node) ? Int(tape.a[node]) : nil
  }

  private func isTouched(_ node: Int) -> Bool {
    node > output || (builder.paths.indices.contains(node) && builder.paths[node])
  }

  // MARK: Elements

  private func element(
    _ node: Int, _ indices: [Int], _ isGradient: Bool
  ) throws(QuestionProblem) -> Int {
    let shape = self.shape(node)
    let count = shape.reduce(1, *)
    let name = names.base(node) + (isGradient ? ".grad" : "")
    var indices = indices
    if indices.isEmpty, count == 1 { return 0 }
    if shape.isEmpty {
      throw QuestionProblem(
        .unanswered, "`\(name)` is a number: it has no index",
        hint: "ask for `\(name)`")
    }
    if count == 0 {
      throw QuestionProblem(
        .unanswered, "`\(name)` has shape \(pythonShape(shape)): it holds no numbers", hint: nil)
    }
    guard indices.count == shape.count else { throw wholeArray(node, isGradient, indices) }
    for axis in shape.indices {
      let size = shape[axis]
      guard indices[axis] >= -size, indices[axis] < size else {
        throw QuestionProblem(
          .unanswered,
          "index \(indices[axis]) is out of range: axis \(axis) of `\(name)`, shape "
            + "\(pythonShape(shape)), has size \(size)",
          hint: "that axis goes from 0 to \(size - 1)"
            + (size > 1 ? ", or from −\(size) to −1 from its end" : ""))
      }
      if indices[axis] < 0 { indices[axis] += size }
    }
    return ElementIndex.position(indices, shape)
  }

  /// All of an array is no answer: its picture, and how to ask for one number.
  private func wholeArray(_ node: Int, _ isGradient: Bool, _ indices: [Int]) -> QuestionProblem {
    let shape = self.shape(node)
    let name = names.base(node) + (isGradient ? ".grad" : "")
    let count = shape.reduce(1, *)
    let values = (0..<min(count, 100_000)).map {
      isGradient ? gradient(node, $0) ?? 0 : value(node, $0)
    }
    var largest = 0
    for index in values.indices where abs(values[index]) > abs(values[largest]) { largest = index }
    let whole =
      indices.isEmpty
      ? "`\(name)` holds \(count) numbers, shape \(pythonShape(shape))"
      : "`\(name)` has \(shape.count) ax\(shape.count == 1 ? "is" : "es"), shape "
        + "\(pythonShape(shape)): \(indices.count) "
        + "ind\(indices.count == 1 ? "ex does" : "ices do") not pick one number"
    let text = values.indices.contains(largest) ? NumberText.short(values[largest]) : ""
    return QuestionProblem(
      .unanswered, whole + "\n" + ArrayPicture.lines(values, shape).joined(separator: "\n"),
      hint: "add an index for each axis, for example `\(name)"
        + "\(ElementIndex.text(largest, shape))`, the largest: \(text)")
  }

  // MARK: Lists

  /// `w[0]` for `w[0].grad` and `w.grad[0]`: the elements of a list are inputs with such names.
  private func listLabel(_ reading: Question.Reading) -> String? {
    guard !reading.indices.isEmpty, builder.tracer.lastNode(reading.name) == nil else {
      return nil
    }
    var label = reading.name
    for index in reading.indices {
      guard index >= 0 || names.all.contains(where: { $0.hasPrefix(label + "[") }) else {
        return nil
      }
      label += "[\(index < 0 ? index + listCount(label) : index)]"
    }
    return label
  }

  private func listCount(_ label: String) -> Int {
    var places: Set<Substring> = []
    for name in names.all where name.hasPrefix(label + "[") {
      places.insert(name.dropFirst(label.count + 1).prefix { $0 != "]" })
    }
    return places.count
  }

  private func refuseList(_ reading: Question.Reading) throws(QuestionProblem) {
    let elements = names.all.filter { $0.hasPrefix(reading.name + "[") }
    guard let first = elements.first else { return }
    let suffix = reading.isGradient ? ".grad" : ""
    let list = builder.session.global(reading.name)?.asObject(SequenceObject.self)
    let count = list?.items.count ?? listCount(reading.name)
    throw QuestionProblem(
      .unanswered,
      reading.indices.isEmpty
        ? "`\(reading.name)` is a list of \(count): each of its elements is a number of its own"
        : "`\(reading.name)` is a list of \(count): it has no such element",
      hint: "ask for one of them, such as `\(first)\(suffix)`")
  }
}

/// A small array as text, a large one as what can be said of it.
enum ArrayPicture {
  static let mostRows = 8
  static let mostColumns = 8

  static func lines(_ values: [Double], _ shape: [Int]) -> [String] {
    let columns = shape.last ?? 1
    guard shape.count <= 2, columns <= mostColumns, values.count / max(1, columns) <= mostRows,
      values.count == shape.reduce(1, *)
    else {
      let statistics = Picture.Statistics(values)
      return [
        "  from \(NumberText.short(statistics.minimum)) to \(NumberText.short(statistics.maximum))"
          + ", mean \(NumberText.short(statistics.mean))"
      ]
    }
    let texts = values.map { NumberText.short($0) }
    let width = texts.map(\.count).max() ?? 0
    return stride(from: 0, to: texts.count, by: max(1, columns)).map { start in
      "  "
        + texts[start..<min(texts.count, start + columns)].map {
          String(repeating: " ", count: width - $0.count) + $0
        }.joined(separator: "  ")
    }
  }
}
