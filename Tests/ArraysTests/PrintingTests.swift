import Foundation
import Testing

@testable import Arrays

/// Compares with what NumPy and CPython printed: `scripts/oracles/record_printing.py`.
@Suite struct PrintingTests {
  private static func lines(_ kinds: Set<String>) throws -> [[String]] {
    let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/printing.txt")
    let path = ProcessInfo.processInfo.environment["RECORDED_PRINTING"] ?? sample.path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { unescape(String(decoding: $0, as: UTF8.self)) }
    }.filter { kinds.contains($0[0]) }
  }

  private static func unescape(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    var result = ""
    var escaped = false
    for scalar in text.unicodeScalars {
      if escaped {
        result.unicodeScalars.append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func elements(_ dtype: String, _ text: String) -> ArrayElements {
    if text.hasPrefix("@") {
      let parts = text.dropFirst().split(separator: "/").map { Int($0) ?? 0 }
      let values = (0..<parts[0]).map { Double($0) / Double(parts[1]) }
      switch dtype {
      case "float64": return .float64(values)
      case "float32": return .float32(values.map { Float($0) })
      case "bool": return .bool(values.map { $0 != 0 })
      case "uint8": return .integer(values.map { Int($0) & 255 })
      default: return .integer(values.map { Int($0) })
      }
    }
    let words = text.split(separator: " ").map(String.init)
    switch dtype {
    case "float64": return .float64(words.map { Double($0)! })
    case "float32": return .float32(words.map { Float($0)! })
    case "bool": return .bool(words.map { $0 == "True" })
    default: return .integer(words.map { Int($0)! })
    }
  }

  private static func options(_ text: String) throws -> ArrayTextOptions {
    var options = ArrayTextOptions()
    for item in text.split(separator: ";") {
      let parts = item.split(separator: "=").map(String.init)
      let number = Int(parts[1]) ?? 0
      switch parts[0] {
      case "precision": options.precision = number
      case "suppress": options.suppress = number == 1
      case "linewidth": options.lineWidth = number
      case "threshold": options.threshold = number
      case "edgeitems": options.edgeItems = number
      default: options.floatMode = try #require(.init(rawValue: parts[1]))
      }
    }
    return options
  }

  @Test func arrays() throws {
    var wrong: [String] = []
    let cases = try Self.lines(["array"])
    for fields in cases {
      let shape = fields[2].split(separator: ",").map { Int($0)! }
      let elements = Self.elements(fields[1], fields[4])
      let options = try Self.options(fields[3])
      let str = ArrayText.str(
        shape: shape, elements: elements, dtype: fields[1], options: options)
      let repr = ArrayText.repr(
        shape: shape, elements: elements, dtype: fields[1], options: options)
      if str != fields[5] { wrong.append("\(fields[1...3])\n\(str)\ninstead of\n\(fields[5])") }
      if repr != fields[6] { wrong.append("\(fields[1...3])\n\(repr)\ninstead of\n\(fields[6])") }
    }
    #expect(cases.count > 300)
    #expect(wrong.count == 0, "\(wrong.prefix(4).joined(separator: "\n\n"))")
  }

  @Test func numbers() throws {
    var wrong: [String] = []
    let cases = try Self.lines(["number"])
    for fields in cases {
      let text =
        fields[1] == "float32"
        ? PythonText.str(Float(fields[2])!) : PythonText.repr(Double(fields[2])!)
      if text != fields[3] { wrong.append("\(text) instead of \(fields[3])") }
    }
    #expect(cases.count > 300)
    #expect(wrong.count == 0, "\(wrong.prefix(10))")
  }

  /// Python's quotes are the caller's; the recorded strings hold none.
  private static func argument(_ type: String, _ value: String) -> FormatArgument {
    switch type {
    case "int": return .int(Int(value)!)
    case "float": return .float(Double(value)!)
    case "bool": return .bool(value == "1")
    default: return .string(value, repr: { "'" + value + "'" })
    }
  }

  private static func attempt(_ compute: () throws -> String) -> [String] {
    do {
      return ["ok", try compute()]
    } catch let failure as PythonFormat.Failure {
      return [failure.type, failure.message]
    } catch {
      return ["other", "\(error)"]
    }
  }

  @Test func formats() throws {
    var wrong: [String] = []
    let cases = try Self.lines(["format"])
    for fields in cases {
      let argument = Self.argument(fields[1], fields[2])
      let result = Self.attempt { try PythonFormat.format(fields[3], argument) }
      if result != Array(fields[4...]) {
        wrong.append("\(fields[1...3]) \(result) \(fields[4...])")
      }
    }
    #expect(cases.count > 800)
    #expect(wrong.count == 0, "\(wrong.prefix(15).joined(separator: "\n"))")
  }

  @Test func percents() throws {
    var wrong: [String] = []
    let cases = try Self.lines(["percent", "percents"])
    for fields in cases {
      let result = Self.attempt {
        if fields[0] == "percent" {
          return try PythonFormat.percent(
            fields[3], .single(Self.argument(fields[1], fields[2])))
        }
        let types = fields[1].split(separator: "|").map(String.init)
        let values = fields[2].split(separator: "|", omittingEmptySubsequences: false)
        return try PythonFormat.percent(
          fields[3], .tuple(zip(types, values).map { Self.argument($0, String($1)) }))
      }
      if result != Array(fields[4...]) {
        wrong.append("\(fields[1...3]) \(result) \(fields[4...])")
      }
    }
    #expect(cases.count > 800)
    #expect(wrong.count == 0, "\(wrong.prefix(15).joined(separator: "\n"))")
  }

  @Test func keysOfPercentFormats() throws {
    let dictionary = FormatArgument(.other, typeName: "dict", str: { "{…}" }, repr: { "{…}" })
    let mapping = PythonFormat.PercentArguments.mapping(dictionary) { key in
      guard key == "loss" || key == "a(b)" else {
        throw PythonFormat.Failure(key, type: "KeyError")
      }
      return .float(0.25)
    }
    #expect(try PythonFormat.percent("%(loss).3f %(a(b))g", mapping) == "0.250 0.25")
    #expect(try PythonFormat.percent("nothing", mapping) == "nothing")
    #expect(try PythonFormat.percent("%s", mapping) == "{…}")
    #expect(Self.attempt { try PythonFormat.percent("%(x)d", mapping) } == ["KeyError", "x"])
    #expect(
      Self.attempt { try PythonFormat.percent("%(x)d", .single(.int(1))) }
        == ["TypeError", "format requires a mapping"])
    #expect(
      Self.attempt { try PythonFormat.percent("%(x", mapping) }
        == ["ValueError", "incomplete format key"])
  }

  @Test func otherValues() throws {
    let list = FormatArgument(.other, typeName: "list", str: { "[1]" }, repr: { "[1]" })
    #expect(try PythonFormat.format("", list) == "[1]")
    #expect(
      Self.attempt { try PythonFormat.format("5", list) }
        == ["TypeError", "unsupported format string passed to list.__format__"])
    #expect(
      Self.attempt { try PythonFormat.percent("%d", .single(list)) }
        == ["TypeError", "%d format: a real number is required, not list"])
    let half = FormatArgument(
      .float(0.5), typeName: "float64", str: { "0.5" }, repr: { "np.float64(0.5)" })
    #expect(
      try PythonFormat.percent("%r %s %g", .tuple([half, half, half])) == "np.float64(0.5) 0.5 0.5")
  }

  @Test func limits() {
    let digits = "99999999999999999999"
    for (spec, type) in [
      (digits + "d", "ValueError"), ("100001d", "Limit"), (".100001f", "Limit"),
      ("2000000000", "Limit"),
    ] {
      #expect(Self.attempt { try PythonFormat.format(spec, .float(1)) }[0] == type, "\(spec)")
    }
    for (text, type) in [
      ("%" + digits + "d", "ValueError"), ("%100001d", "Limit"), ("%.100001f", "Limit"),
    ] {
      #expect(
        Self.attempt { try PythonFormat.percent(text, .single(.float(1))) }[0] == type, "\(text)")
    }
    let widest = Self.attempt { try PythonFormat.format("100000", .int(1)) }
    #expect(widest[1].utf8.count == PythonFormat.maximumWidth)
    let shape = [Int.max, 4]
    #expect(ArrayText.str(shape: shape, elements: .bool([true]), dtype: "bool") == "[]")
    #expect(
      ArrayText.repr(shape: [2], elements: .words(["'a'", "'bb'"]), dtype: "<U2")
        == "array(['a', 'bb'], dtype='<U2')")
    #expect(ArrayText.repr(shape: [], elements: .float64([3.5]), dtype: "float64") == "array(3.5)")
  }
}
