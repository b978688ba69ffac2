import Arrays
import Diagnostics
import LessonOutput
import PythonSubset

/// What checks of an exercise know of the answer they look at.
struct CheckedAnswer {
  let exchange: Exchange
  let code: AnswerCode
  /// What the learner's block printed.
  let stdout: String
  /// Steps that the learner's block took.
  let steps: Int
}

/// Checks of values, of what was printed, and of how the answer is written.
extension CheckModule {
  static let valueChecks: [(entry: DocEntry, run: Check)] = [
    equalCheck, closeCheck, sameShapeCheck, printsCheck, unchangedCheck, atMostCheck, usesCheck,
    avoidsCheck,
  ]

  private static let equalCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.equal", signature: "found, expected",
      summary:
        "Fails unless both are equal: numbers, strings, arrays of one shape, and lists, tuples and "
        + "dictionaries of such, nan equal to nan. A list and a tuple of the same are equal.",
      example: "from lesson import check\ncheck.equal([1, 2] + [3], [1, 2, 3])"),
    { try $0.values($1, $2, tolerance: nil) }
  )

  private static let closeCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.close", signature: "found, expected, rtol=1e-6, atol=1e-9",
      summary: "As equal, with |found − expected| ≤ atol + rtol · |expected| for every number.",
      example: "from lesson import check\ncheck.close(0.1 + 0.2, 0.3)"),
    { try $0.close($1, $2) }
  )

  private static let sameShapeCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.same_shape", signature: "found, expected",
      summary: "Fails unless found has the shape of expected, an array or a tuple of sizes.",
      example:
        "from lesson import check\nimport numpy as np\ncheck.same_shape(np.zeros((2, 3)), (2, 3))"
    ),
    { try $0.shapes($1, $2) }
  )

  private static let printsCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.prints", signature: "text, f=None, at=()",
      summary:
        "Fails unless f(*at) prints the text; without f, what the answer printed. Spaces at the "
        + "ends of lines and of the text do not count.",
      example: "from lesson import check\ndef greet():\n    print('hi')\ncheck.prints('hi', greet)"),
    { try $0.prints($1, $2) }
  )

  private static let unchangedCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.unchanged", signature: "f, at",
      summary: "Fails if f(*at) changes one of its arguments.",
      example: "from lesson import check\nimport numpy as np\n"
        + "check.unchanged(lambda x: x * 2, at=np.ones(3))"),
    { try $0.unchanged($1, $2) }
  )

  private static let atMostCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.at_most", signature: "f=None, at=(), *, steps",
      summary:
        "Fails if f(*at) takes more than so many steps of the program; without f, the answer "
        + "itself. Array operations take one step for every 256 elements.",
      example: "from lesson import check\ncheck.at_most(lambda x: x * 2, at=3, steps=100)"),
    { try $0.atMost($1, $2) }
  )

  private static let usesCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.uses", signature: "*names",
      summary:
        "In a check of an exercise: fails unless the answer uses every name, attribute path, "
        + "keyword or operator, such as 'np.dot', 'for', '@'.",
      example: "from lesson import check\ncallable(check.uses)"),
    { module, bound, _ in try module.uses(bound, expected: true) }
  )

  private static let avoidsCheck: (entry: DocEntry, run: Check) = (
    DocEntry(
      name: "lesson.check.avoids", signature: "*names",
      summary:
        "In a check of an exercise: fails if the answer uses one of the names, attribute paths, "
        + "keywords or operators.",
      example: "from lesson import check\ncallable(check.avoids)"),
    { module, bound, _ in try module.uses(bound, expected: false) }
  )

  // MARK: Values

  private func number(_ value: Value?, _ standard: Double) throws -> Double {
    guard let value else { return standard }
    guard let number = value.number, number >= 0 else {
      throw PythonError.type("a tolerance is a number, 0 or more")
    }
    return number
  }

  private func close(_ bound: Bound, _ session: Session) throws -> Value {
    try values(
      bound, session, tolerance: (try number(bound[2], 1e-6), try number(bound[3], 1e-9)))
  }

  private func values(
    _ bound: Bound, _ session: Session, tolerance: (relative: Double, absolute: Double)?
  ) throws -> Value {
    let comparison = ValueComparison(tolerance: tolerance, session: session)
    guard
      let difference = comparison.difference(bound[0] ?? .none, bound[1] ?? .none)
    else { return .object(CheckResult(tolerance == nil ? "equal" : "close")) }
    noteNothing(bound[0], bound[1])
    throw fail(
      difference.mistake.map { Feedback(.mistake, $0, details: difference.details) }
        ?? Feedback(.values, "", details: difference.details))
  }

  /// None where something is expected is most often a forgotten `return`.
  private func noteNothing(_ found: Value?, _ expected: Value?) {
    if found?.isNone ?? true, !(expected?.isNone ?? true), let name = answer?.exchange.nothing {
      nothing = "\(name)()"
    }
  }

  private func shapes(_ bound: Bound, _ session: Session) throws -> Value {
    let found = bound[0] ?? .none
    let expected = bound[1] ?? .none
    var wanted: [Int]
    if let sizes = expected.asObject(TupleObject.self)?.items {
      wanted = sizes.compactMap { if case .int(let size, _) = $0 { size } else { nil } }
    } else if case .int(let size, _) = expected {
      wanted = [size]
    } else {
      wanted = try session.untracked { try session.tensor(expected).array.shape }
    }
    noteNothing(bound[0], bound[1])
    guard let shape = try? session.untracked({ try session.tensor(found).array.shape }) else {
      throw fail(
        Feedback(
          .values, "",
          details: [
            "expected an array of shape \(pythonShape(wanted))",
            "found \(ValueComparison(session: session).text(found))",
          ]))
    }
    if shape == wanted { return .object(CheckResult("shape \(pythonShape(shape))")) }
    let details = ["expected shape \(pythonShape(wanted))", "found shape \(pythonShape(shape))"]
    throw fail(
      wanted.count > 1 && shape == wanted.reversed()
        ? Feedback(.mistake, "The axes are in reverse order.", details: details)
        : Feedback(.values, "", details: details))
  }

  // MARK: Calls

  private func function(_ value: Value?, _ name: String) throws -> Object? {
    guard let value, !value.isNone else { return nil }
    guard case .object(let object) = value, !Self.isData(object) else {
      throw PythonError.type(
        "\(name)() takes a function, not its result",
        hint: "`\(name)(f, at=(x,))`, without calling f")
    }
    return object
  }

  /// `at=`: a tuple of arguments, the only one, or none.
  private func arguments(_ at: Value?) throws -> [Value] {
    guard let at, !at.isNone else { return [] }
    return try Self.inputs(at)
  }

  private func prints(_ bound: Bound, _ session: Session) throws -> Value {
    guard let wanted = bound[0]?.text else {
      throw PythonError.type("prints() takes the text that is printed, and then the function")
    }
    var printed: String
    if let function = try function(bound[1], "prints") {
      let home = (function as? StandIn)?.home ?? session
      let before = home.output
      home.output = OutputBuffer()
      defer { home.output = before }
      _ = try session.untracked { try function.call(Arguments(try arguments(bound[2])), session) }
      printed = home.output.take()
    } else if let answer {
      printed = answer.stdout
    } else {
      throw PythonError.type(
        "prints() needs a function here", hint: "`prints('text', f, at=(x,))`")
    }
    answer?.exchange.note(printed: printed)
    let (mine, theirs) = (Self.lines(printed), Self.lines(wanted))
    if mine == theirs { return .object(CheckResult("printed as expected")) }
    var details = ["expected to print \(Self.quoted(theirs))"]
    if mine.isEmpty {
      details.append("nothing was printed")
    } else if let line = zip(mine, theirs).enumerated().first(where: {
      $0.element.0 != $0.element.1
    }),
      mine.count > 1 || theirs.count > 1
    {
      details = [
        "expected line \(line.offset + 1): \(line.element.1)", "found \(line.element.0)",
      ]
    } else {
      details.append("found \(Self.quoted(mine))")
    }
    throw fail(Feedback(.values, "", details: details))
  }

  private static func lines(_ text: String) -> [String] {
    var lines = text.textLines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return String(line)
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func quoted(_ lines: [String]) -> String {
    let text = lines.joined(separator: "⏎")
    return "“\(text.count > 200 ? text.prefix(197) + "…" : text)”"
  }

  private func unchanged(_ bound: Bound, _ session: Session) throws -> Value {
    guard let function = try function(bound[0], "unchanged") else {
      throw PythonError.type("unchanged() takes a function and its arguments")
    }
    let arguments = try arguments(bound[1])
    let copies = try arguments.map { try Self.copy($0, session) }
    let known = answer?.exchange.changes.count ?? 0
    _ = try session.untracked { try function.call(Arguments(copies), session) }
    let comparison = ValueComparison(session: session)
    for (place, pair) in zip(copies, arguments).enumerated() {
      if let difference = comparison.difference(pair.0, pair.1) {
        throw fail(
          Feedback(.values, "Argument \(place + 1) was changed.", details: difference.details))
      }
    }
    if let change = answer?.exchange.changes.dropFirst(known).first
      ?? answer?.exchange.changes.first(where: {
        $0.function == (function as? StandIn)?.function?.code.name
      })
    {
      throw fail(
        Feedback(
          .values, "\(change.function)() changed its argument \(change.parameter).",
          details: ["work on a copy, or put back what you changed"]))
    }
    return .object(CheckResult("no argument was changed"))
  }

  private func atMost(_ bound: Bound, _ session: Session) throws -> Value {
    guard case .int(let limit, _)? = bound[2], limit > 0 else {
      throw PythonError.type("at_most() takes steps=, a number of steps")
    }
    var taken: Int
    if let function = try function(bound[0], "at_most") {
      let home = (function as? StandIn)?.home ?? session
      let before = home.steps
      _ = try session.untracked { try function.call(Arguments(try arguments(bound[1])), session) }
      taken = home.steps - before
    } else if let answer {
      taken = answer.steps
    } else {
      throw PythonError.type("at_most() needs a function here")
    }
    if taken <= limit { return .object(CheckResult("\(grouped(taken)) steps")) }
    throw fail(
      Feedback(
        .values, "",
        details: ["expected at most \(grouped(limit)) steps", "found \(grouped(taken))"]))
  }

  // MARK: Code

  private func uses(_ bound: Bound, expected: Bool) throws -> Value {
    let name = expected ? "uses" : "avoids"
    guard let answer else {
      throw PythonError.type(
        "\(name)() looks at the code of an answer: it works in the checks of an exercise")
    }
    for value in bound.rest {
      guard let word = value.text else {
        throw PythonError.type("\(name)() takes names as strings, such as 'np.dot', 'for', '@'")
      }
      if answer.code.used.contains(word) != expected {
        answer.exchange.note(finding: "\(name) \(word)")
        throw fail(
          Feedback(
            .values,
            expected
              ? "Your answer does not use `\(word)`."
              : "Your answer uses `\(word)`; find a way without."
          ))
      }
    }
    return .object(CheckResult(expected ? "used" : "not used"))
  }

  /// Keeps what a learner should read and gives the error to raise.
  func fail(_ feedback: Feedback) -> PythonError {
    self.feedback = feedback
    let text = ([feedback.text] + feedback.details).filter { !$0.isEmpty }.joined(separator: "; ")
    return PythonError("AssertionError", text)
  }
}
