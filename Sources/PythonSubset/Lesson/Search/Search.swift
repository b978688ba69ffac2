import Arrays
import Autodiff
import NeuralNetworks

/// A search under way: calls f for what a strategy proposes.
struct Search {
  let space: ParameterSpace
  private let name: String
  private let function: Value
  private let isMaximized: Bool

  /// - Parameter maximize: where the argument of that name stands; f and the space come first.
  init(_ bound: Bound, _ session: Session, maximize: Int) throws {
    name = bound.function
    function = bound[0] ?? .none
    guard case .object = function else {
      throw PythonError.type(
        "\(name)() takes a function first", hint: "`search.\(name)(f, space)`, not `f(…)`")
    }
    space = try ParameterSpace(bound[1], name, session)
    isMaximized = try bound[maximize].map { try session.isTrue($0) } ?? false
  }

  /// - Parameter work: multiplications the strategy does after so many trials.
  func run(
    _ strategy: some SearchStrategy, isGrid: Bool = false, work: (Int) -> Int = { _ in 0 },
    _ session: Session
  ) throws -> Value {
    var strategy = strategy
    var known: [SearchTrial] = []
    var trials: [TrialObject] = []
    var firstFailure: (any Error)?
    while var trial = strategy.next(after: known) {
      try session.step()
      try session.charge(elements: work(known.count))
      let values = trial.values.enumerated().map { space.value($0.offset, $0.element) }
      let record = TrialObject(number: known.count + 1, names: space.names, values: values)
      do {
        let result = try call(values, session)
        record.value = result
        if result.isFinite {
          trial.loss = isMaximized ? -result : result
        } else {
          record.failure = "gave \(PythonText.repr(result))"
        }
      } catch {
        guard let exception = session.exception(from: error), !(error is NotANumber) else {
          throw (error as? NotANumber)?.error ?? error
        }
        firstFailure = firstFailure ?? error
        record.failure = "\(exception.type.name): \(try session.string(.object(exception)))"
      }
      known.append(trial)
      trials.append(record)
    }
    guard let best = known.best else {
      if let firstFailure { throw firstFailure }
      throw PythonError.value(
        "\(name): all \(trials.count) trials gave nan or inf",
        hint: "call f once by hand with values you trust")
    }
    let remarks =
      strategy.remarks + SearchRemark.atEdges(of: space.axes, known, isGrid: isGrid)
    return .object(
      SearchResult(
        trials, best: best, isMaximized: isMaximized,
        notes: remarks.map { note($0, session) }))
  }

  /// What f gave is no number: a slip in f, not a trial that failed.
  private struct NotANumber: Error {
    var error: PythonError
  }

  private func call(_ values: [Value], _ session: Session) throws -> Double {
    let calls = session.callCount
    let keywords = zip(space.names, values).map { (name: $0, value: $1) }
    let result: Value
    do {
      // What f computes is no part of the trace of a block that searches.
      result = try session.untracked {
        try session.call(function, Arguments([], keywords: keywords))
      }
    } catch {
      if session.exception(from: error) != nil { session.forgetCalls(beyond: calls) }
      throw error
    }
    if let number = result.number { return number }
    if let array = result.asObject(ArrayObject.self), array.array.count == 1 {
      return array.array.scalar.double
    }
    if let variable = result.asObject(VariableObject.self) {
      let array = try session.tensor(.object(variable)).array
      if array.count == 1 { return array.scalar.double }
    }
    throw NotANumber(
      error: .type(
        "\(name): f gave \(session.typeName(result)), not a number",
        hint: result.isNone ? "does f end with `return`?" : "f gives one number, such as a loss"))
  }

  private func note(_ remark: SearchRemark, _ session: Session) -> String {
    func text(_ number: Double) -> String { shortNumber(number, digits: 3) }
    let value = space.value(remark.axis, remark.best)
    let shown = value.number.map(text) ?? (try? session.representation(value)) ?? ""
    let range = "\(text(remark.range.lowerBound)) … \(text(remark.range.upperBound))"
    let end = remark.isUpper ? "upper" : "lower"
    let found = "the best \(space.names[remark.axis]), \(shown), lies at the \(end) end of \(range)"
    guard let widened = remark.widened else { return "\(found): look beyond it" }
    return "round \(remark.round): \(found); the next round looks at "
      + "\(text(widened.lowerBound)) … \(text(widened.upperBound))"
  }
}

/// A number as `%.5g` writes it.
func shortNumber(_ x: Double, digits: Int = 5) -> String {
  let argument = FormatArgument(
    .float(x), typeName: "float", str: { PythonText.repr(x) }, repr: { PythonText.repr(x) })
  return (try? PythonFormat.format(".\(digits)g", argument)) ?? PythonText.repr(x)
}
