import Arrays
import Autodiff

/// `hash(x)`: CPython's own for numbers and tuples of them. Those of texts and objects change from
/// run to run there, and are any number here.
enum PythonHash {
  private static let modulus: UInt64 = (1 << 61) - 1

  static func value(_ value: Value, _ session: Session) throws -> Int {
    switch value {
    case .bool(let x): return x ? 1 : 0
    case .int(let x, _): return integer(x)
    case .float(let x, _): return float(x)
    case .scalar(let scalar):
      if case .int(let x) = scalar.value { return integer(x) }
      return float(scalar.value.double)
    case .object(let object):
      if let tuple = object as? TupleObject {
        return try hash(tuple.items, session)
      }
      if let instance = object as? InstanceObject,
        case .custom(let hash, _) = try instance.key(session)
      {
        return hash == -1 ? -2 : hash
      }
      return try object.key(session).hashValue >> 8
    default: return try session.key(value).hashValue >> 8
    }
  }

  private static func integer(_ x: Int) -> Int {
    let rest = Int(x.magnitude.quotientAndRemainder(dividingBy: UInt(modulus)).remainder)
    let result = x < 0 ? -rest : rest
    return result == -1 ? -2 : result
  }

  private static func float(_ x: Double) -> Int {
    if x.isInfinite { return x < 0 ? -314_159 : 314_159 }
    if x.isNaN { return x.bitPattern.hashValue >> 8 }
    guard x != 0 else { return 0 }
    var exponent = Int(x.exponent) + 1
    var mantissa = x.magnitude.significand / 2
    if x.isSubnormal { (mantissa, exponent) = (x.magnitude.significand / 2, Int(x.exponent) + 1) }
    var result: UInt64 = 0
    while mantissa != 0 {
      result = (result << 28 & modulus) | result >> 33
      mantissa *= 268_435_456
      exponent -= 28
      let digit = UInt64(mantissa)
      mantissa -= Double(digit)
      result += digit
      if result >= modulus { result -= modulus }
    }
    var turn = exponent % 61
    if turn < 0 { turn += 61 }
    result = (result << UInt64(turn) & modulus) | result >> UInt64(61 - turn)
    let signed = x < 0 ? -Int(result) : Int(result)
    return signed == -1 ? -2 : signed
  }

  private static func hash(_ items: [Value], _ session: Session) throws -> Int {
    try session.step()
    try session.charge(items: items.count)
    try session.enter()
    defer { session.leave() }
    var sum: UInt64 = 2_870_177_450_012_600_261
    for item in items {
      sum &+= UInt64(bitPattern: Int64(try value(item, session))) &* 14_029_467_366_897_019_727
      sum = sum << 31 | sum >> 33
      sum &*= 11_400_714_785_074_694_791
    }
    sum &+= UInt64(items.count) ^ (2_870_177_450_012_600_261 ^ 3_527_539)
    return sum == .max ? 1_546_275_796 : Int(Int64(bitPattern: sum))
  }
}
