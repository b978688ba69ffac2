import Arrays
import Autodiff
import NeuralNetworks

/// `search.uniform(0, 1)` and its kin: what values a parameter can take.
final class ParameterRange: Object {
  let axis: SearchAxis
  /// What a choice chooses from.
  let options: [Value]
  private let text: String

  init(_ axis: SearchAxis, _ text: String, options: [Value] = []) {
    self.axis = axis
    self.text = text
    self.options = options
  }

  override var typeName: String { "lesson.search.range" }
  override func representation(_ session: Session) -> String { text }
}

extension SearchModule {
  static var ranges: [Builtin] {
    [
      Builtin(
        "uniform", "low, high, hard=False",
        "A range of real numbers for a search; hard=True: `coarse_to_fine` never passes its ends.",
        example("search.uniform(0.5, 1.0, hard=True)")
      ) { bound, session in
        let (low, high) = try ends(bound, session)
        let isHard = try bound[2].map { try session.isTrue($0) } ?? false
        return range(.uniform(low: low, high: high, isHard: isHard), bound, [low, high])
      },
      Builtin(
        "log_uniform", "low, high",
        "A range of positive numbers, each factor of ten as likely as the next: for learning rates and "
          + "strengths of regularisation.", example("search.log_uniform(1e-5, 0.1)")
      ) { bound, session in
        let (low, high) = try ends(bound, session)
        guard low > 0 else {
          throw PythonError.value(
            "log_uniform: low is \(low)", hint: "logarithms need numbers above 0")
        }
        return range(.logUniform(low: low, high: high), bound, [low, high])
      },
      Builtin(
        "integers", "low, high",
        "A range of whole numbers from low up to, not with, high, as in NumPy.",
        example("search.integers(1, 5)")
      ) { bound, session in
        let (low, high) = (
          try session.size(bound[0] ?? .none), try session.size(bound[1] ?? .none)
        )
        guard low < high else {
          throw PythonError.value(
            "integers: low is \(low), high \(high)", hint: "high is above low and is not drawn")
        }
        return .object(
          ParameterRange(.integers(low: low, high: high), "integers(\(low), \(high))"))
      },
      Builtin(
        "choice", "options",
        "One of a list's items; a list in a space means the same.",
        example("search.choice(['relu', 'tanh'])")
      ) { bound, session in
        let options = try session.items(of: bound[0] ?? .none)
        guard !options.isEmpty else {
          throw PythonError.value(
            "choice: there is nothing to choose", hint: "give a list of options")
        }
        let text = try session.representation(.list(options))
        return .object(
          ParameterRange(.choice(count: options.count), "choice(\(text))", options: options))
      },
    ]
  }

  private static func ends(_ bound: Bound, _ session: Session) throws -> (Double, Double) {
    let (low, high) = (
      try session.double(bound[0] ?? .none), try session.double(bound[1] ?? .none)
    )
    guard low < high, (high - low).isFinite, abs(low) <= 1e300, abs(high) <= 1e300 else {
      throw PythonError.value(
        "\(bound.function): low is \(low), high \(high)", hint: "low is less than high")
    }
    return (low, high)
  }

  private static func range(_ axis: SearchAxis, _ bound: Bound, _ ends: [Double]) -> Value {
    let text = ends.map { PythonText.repr($0) }.joined(separator: ", ")
    return .object(ParameterRange(axis, "\(bound.function)(\(text))"))
  }
}

/// The parameters of a search, by name, in order.
struct ParameterSpace {
  /// More parameters than this no search covers.
  static let mostParameters = 50

  var names: [String] = []
  var axes: [SearchAxis] = []
  var options: [[Value]] = []

  init(_ value: Value?, _ function: String, _ session: Session) throws {
    guard let dictionary = value?.asObject(DictionaryObject.self), dictionary.count > 0 else {
      throw PythonError.type(
        "\(function)() takes a dictionary of parameters",
        hint: "{'lr': search.log_uniform(1e-5, 0.1), 'hidden': [16, 32]}")
    }
    guard dictionary.count <= Self.mostParameters else {
      throw PythonError(
        "Limit", "\(function): the space has \(dictionary.count) parameters",
        hint: "up to \(Self.mostParameters)")
    }
    for (key, value) in dictionary.pairs {
      guard let name = key.text else {
        throw PythonError.type(
          "\(function): the space has the key \(try session.representation(key))",
          hint: "keys are names of f's parameters")
      }
      names.append(name)
      if let range = value.asObject(ParameterRange.self) {
        axes.append(range.axis)
        options.append(range.options)
        continue
      }
      var items = [value]
      if value.asObject(SequenceObject.self) != nil || value.asObject(ArrayObject.self) != nil
        || value.asObject(RangeObject.self) != nil
      {
        items = try session.items(of: value)
      }
      guard !items.isEmpty else {
        throw PythonError.value(
          "\(function): `\(name)` has no values", hint: "a list needs at least one")
      }
      axes.append(.choice(count: items.count))
      options.append(items)
    }
  }

  /// What f gets.
  func value(_ axis: Int, _ value: SearchValue) -> Value {
    switch value {
    case .number(let number): .float(number)
    case .integer(let number): .int(number)
    case .option(let place):
      options[axis].indices.contains(place) ? options[axis][place] : .none
    }
  }
}
