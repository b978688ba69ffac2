/// Writes JSON for people and programs: keys sorted, two spaces of indentation, an array of plain
/// values on one line.
package enum JSONText {
  /// Arrays that would be longer on one line are broken.
  private static let lineLength = 88

  package static func pretty(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    write(value, indent: 0, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ value: JSONValue, indent: Int, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .double(let value): writeNumber(value, to: &bytes)
    case .string(let value): writeString(value, to: &bytes)
    case .array(let items):
      if writeOnOneLine(items, indent: indent, to: &bytes) { return }
      bytes.append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        newLine(indent + 2, after: position > 0, to: &bytes)
        write(item, indent: indent + 2, to: &bytes)
      }
      newLine(indent, after: false, to: &bytes)
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      if fields.isEmpty {
        bytes += "{}".utf8
        return
      }
      bytes.append(UInt8(ascii: "{"))
      for (position, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
        newLine(indent + 2, after: position > 0, to: &bytes)
        writeString(field.key, to: &bytes)
        bytes += ": ".utf8
        write(field.value, indent: indent + 2, to: &bytes)
      }
      newLine(indent, after: false, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func writeOnOneLine(
    _ items: [JSONValue], indent: Int, to bytes: inout [UInt8]
  ) -> Bool {
    let start = bytes.count
    bytes.append(UInt8(ascii: "["))
    for (position, item) in items.enumerated() {
      if position > 0 { bytes += ", ".utf8 }
      switch item {
      case .array(let inner) where inner.isEmpty: bytes += "[]".utf8
      case .array, .object:
        bytes.removeSubrange(start...)
        return false
      default: write(item, indent: 0, to: &bytes)
      }
      if bytes.count - start + indent > lineLength {
        bytes.removeSubrange(start...)
        return false
      }
    }
    bytes.append(UInt8(ascii: "]"))
    return true
  }

  private static func newLine(_ indent: Int, after comma: Bool, to bytes: inout [UInt8]) {
    if comma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
  }

  private static func writeNumber(_ value: Double, to bytes: inout [UInt8]) {
    if value.isFinite {
      bytes += value.description.utf8
    } else {
      // Contract types write these as strings already; this keeps every other value valid JSON.
      write(JSONValue(number: value), indent: 0, to: &bytes)
    }
  }

  private static func writeString(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x00..<0x20, 0x7F:
        bytes += "\\u00".utf8
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSONText {
  /// On one line, without blanks.
  package static func compact(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    writeCompact(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func writeCompact(_ value: JSONValue, to bytes: inout [UInt8]) {
    switch value {
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        writeCompact(item, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (position, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        writeString(field.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        writeCompact(field.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    default: write(value, indent: 0, to: &bytes)
    }
  }
}
