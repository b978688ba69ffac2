import Arrays
import Autodiff
import NeuralNetworks

extension DataModule {
  static var digitSets: [Builtin] {
    [
      Builtin(
        "digits", "split=\"random\", dtype=None",
        "The 1,797 handwritten digits as X_train (1437, 1, 8, 8), y_train, X_test (360, 1, 8, 8), "
          + "y_test; split=\"writers\" tests on other people's hands, split=None gives X, y in the file's "
          + "order. Floats are ink from 0 to 1, whole-number types counts from 0 to 16 (Alpaydin, Kaynak "
          + "1998, doi 10.24432/C50P49, CC BY 4.0).",
        example(
          "X_train, y_train, X_test, y_test = data.digits()\n"
            + "X_train.shape, X_test.shape, y_train[:5]")
      ) { try digits($0, $1) }
    ]
  }

  private static func digits(_ bound: Bound, _ session: Session) throws -> Value {
    let type = try type(bound.given(1), else: session.defaultType, session)
    if type == .bool {
      throw PythonError.value(
        "digits: dtype= is bool", hint: "`X > 0.5` of the floats tells ink from paper")
    }
    let bytes = Digits.side * Digits.side * type.size + 8
    try session.chargeMemory(bytes, times: Digits.count)
    func pair(_ places: some Collection<Int>) -> [Value] {
      [array(Digits.images(places, type)), array(Digits.labels(places))]
    }
    if let given = bound[0], given.isNone { return .tuple(pair(0..<Digits.count)) }
    guard let split = Digits.Split(rawValue: bound[0]?.text ?? (bound[0] == nil ? "random" : ""))
    else {
      throw PythonError.value(
        "digits: split= is \(try session.representation(bound[0] ?? .none))",
        hint: "it is \"random\", \"writers\" or None")
    }
    let order = split.order
    return .tuple(
      pair(order.prefix(Digits.trainingCount)) + pair(order.dropFirst(Digits.trainingCount)))
  }
}
