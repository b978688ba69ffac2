import Arrays
import Autodiff
import Diagnostics
import LessonOutput
import PythonSubset

/// `lesson.check`: checks that need the engine.
///
/// A check shows its report in the block that calls it. It raises `AssertionError` where something
/// is wrong, with what a learner should read as the message; else it gives a result that is true.
final class CheckModule {
  /// The blocks' code, to read the names that a function returns.
  var sources: [SourceText] = []
  /// Line in the file of a place in the code.
  var line: (UInt32) -> Int? = { _ in nil }
  private var reports: [Report] = []
  /// The answer that is looked at, in the checks of an exercise.
  var answer: CheckedAnswer?
  /// What the answer gave gradients of, so far.
  private(set) var claimed: [String] = []
  /// What the solution gives gradients of, in its order.
  var order: [String] = []
  /// The learner's function that returned nothing where a check needs a result.
  var nothing: String?
  /// What the check that failed last has to say.
  var feedback: Feedback?

  static let catalogue: [(entry: DocEntry, run: Check)] = gradientChecks + valueChecks

  private static let gradientChecks: [(entry: DocEntry, run: Check)] = [
    (
      DocEntry(
        name: "lesson.check.gradient", signature: "student_backward, forward, at",
        summary:
          "Compares what student_backward(*at) gives, one gradient for each argument, with the "
          + "engine and with central differences. Where forward gives an array, an upstream "
          + "gradient comes first: student_backward(upstream, *at).",
        example:
          "from lesson import check\ndef f(x, y):\n    return x * y\ndef f_backward(x, y):\n"
          + "    return y, x\ncheck.gradient(f_backward, f, at=(3.0, -4.0))"),
      { try $0.gradient($1, $2) }
    ),
    (
      DocEntry(
        name: "lesson.check.backward", signature: "student, forward, at",
        summary:
          "Compares names that student(*at) returns, or the keys of a dictionary, with the "
          + "gradients of forward's values: `dX` is that of `X`. Names the first gate that is wrong.",
        example:
          "from lesson import check\ndef f(x, y, z):\n    q = x + y\n    return q * z\n"
          + "def f_backward(x, y, z):\n    q = x + y\n    dq, dz = z, q\n"
          + "    return {'dq': dq, 'dz': dz, 'dx': dq, 'dy': dq}\n"
          + "check.backward(f_backward, f, at=(-2.0, 5.0, -4.0))"),
      { try $0.backward($1, $2) }
    ),
  ]

  typealias Check = @Sendable (CheckModule, Bound, Session) throws -> Value

  static var entries: [DocEntry] { catalogue.map(\.entry) }

  func register(in session: Session) {
    let module = ModuleObject("lesson.check", refused: [], known: { Self.names }) {
      [unowned self] name in
      function(name).map { .object($0) }
    }
    session.add(module, toLessonAs: "check")
  }

  /// Makes every check a name of the session: no import is needed in the checks of an exercise.
  func makeGlobal(in session: Session) {
    for name in Self.names {
      if let function = function(name) { session.setGlobal(name, .object(function)) }
    }
  }

  /// Without `lesson.check.`.
  static let names = catalogue.map { String($0.entry.name.dropFirst("lesson.check.".count)) }

  private func function(_ name: String) -> BuiltinFunction? {
    guard let place = Self.names.firstIndex(of: name) else { return nil }
    let (entry, run) = Self.catalogue[place]
    return BuiltinFunction(name, Signature(entry.signature)) { [unowned self] bound, session in
      feedback = nil
      nothing = nil
      for value in [bound[0], bound[1]].compactMap({ $0 }) where ValueComparison.isBoundless(value)
      {
        throw fail(
          Feedback(.values, "", details: ["found lists that hold one another millions of times"]))
      }
      return try run(self, bound, session)
    }
  }

  /// Reports since the last call, in order.
  func take() -> [Report] {
    defer { reports = [] }
    return reports
  }

  // MARK: Checks

  private func backward(_ bound: Bound, _ session: Session) throws -> Value {
    try compare(bound, session, name: "backward", byPosition: false)
  }

  private func gradient(_ bound: Bound, _ session: Session) throws -> Value {
    try compare(bound, session, name: "gradient", byPosition: true)
  }

  private func compare(_ bound: Bound, _ session: Session, name: String, byPosition: Bool) throws
    -> Value
  {
    guard case .object(let student)? = bound[0], case .object(let forward)? = bound[1],
      !Self.isData(student), !Self.isData(forward)
    else {
      throw PythonError.type(
        "\(name)() takes two functions: yours and the forward pass",
        hint: "`check.\(name)(my_backward, forward, at=(x, w))`, without calling them")
    }
    let inputs = try Self.inputs(bound[2] ?? .none)
    if let standIn = forward as? StandIn, standIn.home !== session, let answer {
      // The learner's own forward pass is traced where it lives.
      let home = standIn.home
      let mine = (student as? StandIn).map { $0.home === home ? $0.target : student } ?? student
      let copies = try inputs.map { try answer.exchange.copy($0, from: session, to: home) }
      return try answer.exchange.run(in: home) {
        try compare(mine, standIn.target, copies, home, byPosition: byPosition, name: name)
      }
    }
    return try compare(student, forward, inputs, session, byPosition: byPosition, name: name)
  }

  private func compare(
    _ student: Object, _ forward: Object, _ inputs: [Value], _ session: Session, byPosition: Bool,
    name: String
  ) throws -> Value {
    let site = session.engine.site
    let traced = try TracedCall(forward, inputs, session)
    let result = try session.untracked {
      try student.call(
        Arguments((traced.upstream.map { [$0] } ?? []) + inputs.map { try Self.copy($0, session) }),
        session)
    }
    session.engine.site = site
    if result.isNone { throw returnedNothing(student) }
    var reader = ClaimReader(index: traced.index, session: session)
    let readAs = try read(result, student, traced, byPosition: byPosition, &reader)
    guard !reader.claims.isEmpty else {
      throw PythonError(
        "AssertionError", "there is no gradient in what \(title(of: student)) returned",
        hint: byPosition
          ? "return one gradient for each argument: "
            + traced.parameters.map { "d" + $0 }.joined(separator: ", ")
          : "return names such as "
            + traced.index.inner.keys.sorted().prefix(6).map { "d" + $0 }.joined(separator: ", ")
            + ", or a dictionary with such keys")
    }
    for claim in reader.claims where !claimed.contains(claim.node) { claimed.append(claim.node) }
    var report = try traced.comparison(
      session,
      line: line
    ).report(reader.claims)
    if byPosition {
      try addDifferences(&report, forward, inputs, traced, session)
    }
    session.engine.site = site
    reports.append(Report(report))
    if let first = report.first {
      var message = report.explanation.prefix { !$0.hasPrefix("Next: ") }
        .filter { !$0.hasPrefix("Farthest off") }.joined(separator: " ")
      message.replace("`", with: "")
      feedback = Self.feedback(report, first)
      if let readAs { feedback?.details.append("your result was read as \(readAs)") }
      throw PythonError(
        "AssertionError", message,
        hint: report.rows[first].next.isEmpty ? nil : report.rows[first].next)
    }
    let verdicts = report.rows.map { "\($0.name) \($0.verdict.rawValue)" }
    return .object(
      CheckResult("\(report.rows.count) right: " + verdicts.joined(separator: ", ")))
  }

  /// A value that nobody calls: the function was called, or the arguments are in another order.
  static func isData(_ object: Object) -> Bool {
    object is DictionaryObject || object is SequenceObject || object is ArrayObject
      || object is StringObject
  }

  /// `at=`: a tuple of arguments, or the only one.
  static func inputs(_ at: Value) throws -> [Value] {
    if let tuple = at.asObject(TupleObject.self) { return tuple.items }
    if at.isNone {
      throw PythonError.type(
        "at= is missing: the arguments to compute at", hint: "`at=(x, w)`, or `at=x` for one")
    }
    return [at]
  }

  static func copy(_ value: Value, _ session: Session) throws -> Value {
    if value.number != nil { return value.withNode(0) }
    if let array = value.asObject(ArrayObject.self) {
      return .object(ArrayObject(array.array.copy()))
    }
    if let list = value.asObject(ListObject.self) {
      return .list(try list.items.map { try copy($0, session) })
    }
    if let dictionary = value.asObject(DictionaryObject.self) {
      let result = DictionaryObject()
      for (key, item) in dictionary.pairs { try result.set(key, try copy(item, session), session) }
      return .object(result)
    }
    return value
  }

  /// What a learner reads of a wrong gradient: the mistake where it is known, expected and found.
  private static func feedback(_ report: BackwardReport, _ first: Int) -> Feedback {
    let row = report.rows[first]
    let explanation = report.explanation.filter { !$0.hasPrefix("Next: ") }
    var details: [String] = []
    if let yours = row.yours, let expected = row.expected {
      let place =
        row.place.isEmpty ? "" : "[\(row.place.map(String.init).joined(separator: ", "))]"
      details.append("expected \(row.name)\(place) = \(NumberText.short(expected, digits: 6))")
      details.append("found \(NumberText.short(yours, digits: 6))")
    } else if row.shape != row.expectedShape {
      details.append("expected \(row.name) of shape \(pythonShape(row.expectedShape))")
      details.append("found shape \(pythonShape(row.shape))")
    }
    var feedback = Feedback(
      .mistake, explanation.joined(separator: " "), details: details,
      hint: row.next.isEmpty ? nil : row.next)
    if report.rows.count > 1 {
      feedback.details.append(
        report.rows.map { "\($0.name) \($0.verdict.rawValue)" }.joined(separator: ", "))
    }
    return feedback
  }
}
