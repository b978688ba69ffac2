import Arrays
import Autodiff
import NeuralNetworks

/// Starting values of parameters, drawn from np.random's stream.
enum InitialWeights {
  /// Normal numbers, scaled as an initialiser says, for weights of a shape.
  static func normal(_ shape: [Int], _ deviation: Double, _ dtype: DType, _ session: Session)
    throws -> NDArray
  {
    try filled(shape, dtype, session) { $0.gaussian() * deviation }
  }

  static func uniform(_ shape: [Int], _ bound: Double, _ dtype: DType, _ session: Session) throws
    -> NDArray
  {
    try filled(shape, dtype, session) { ($0.unit() * 2 - 1) * bound }
  }

  private static func filled(
    _ shape: [Int], _ dtype: DType, _ session: Session,
    _ draw: (inout RandomState) -> Double
  ) throws -> NDArray {
    let count = try NDArray.checkedCount(shape)
    try session.chargeMemory(16, times: count)
    try session.charge(elements: count * 8)
    let result = NDArray(uninitialized: shape, dtype)
    try session.drawing { state in
      if dtype == .float32 {
        let out = result.pointer(Float.self)
        for index in 0..<count { out[index] = Float(draw(&state)) }
      } else {
        let out = result.pointer(Double.self)
        for index in 0..<count { out[index] = draw(&state) }
      }
    }
    return result
  }

  /// What `init=` of a layer asks for: a name, None for Kaiming, an array, or a function of the shape.
  static func weights(
    _ shape: [Int], _ choice: Value?, _ dtype: DType, _ name: String, _ session: Session
  ) throws -> NDArray {
    guard let choice else {
      let fans = Initialization.fans(of: shape)
      return try normal(
        shape, Initialization.kaiming.deviation(fanIn: fans.fanIn, fanOut: fans.fanOut), dtype,
        session)
    }
    if let text = choice.text {
      if text == "zeros" { return NDArray(zeros: shape, dtype) }
      guard let known = Initialization(rawValue: text) else {
        let names = Initialization.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        throw PythonError.value(
          "\(name): init= is \(try session.representation(choice))",
          hint: "\(names), \"zeros\", an array, or a function that takes the shape")
      }
      let fans = Initialization.fans(of: shape)
      return try normal(
        shape, known.deviation(fanIn: fans.fanIn, fanOut: fans.fanOut), dtype, session)
    }
    var given = choice
    if case .object(let object) = choice, !(object is ArrayObject), !(object is SequenceObject),
      !(object is VariableObject)
    {
      given = try session.call(
        choice, Arguments([.tuple(shape.map { .int($0) })]))
    }
    let array = try session.untracked { try session.tensor(given) }.array
    guard array.shape == shape else {
      throw PythonError.value(
        "\(name): init= gives shape \(pythonShape(array.shape)), the weights have "
          + pythonShape(shape), hint: "give one number for each weight")
    }
    return array.cast(to: dtype)
  }

  /// What `dtype=` asks for, or the lesson's own: float64, unless its front matter says otherwise.
  static func dtype(_ value: Value?, _ name: String, _ session: Session) throws -> DType {
    guard let value else { return session.defaultType }
    let type = try session.dtype(value)
    guard type.isFloat else {
      throw PythonError.type(
        "\(name): dtype= is \(type)", hint: "parameters are real numbers: np.float32 or np.float64")
    }
    return type
  }
}
