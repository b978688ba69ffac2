/// Arrays as NumPy 2.4 prints them.
///
/// `shape` and `elements` must agree, in row-major order; where they do not, or where there are
/// no elements, the text is `[]`.
package enum ArrayText {
  /// `str(a)`: `[1.  2.5 3. ]`.
  package static func str(
    shape: [Int], elements: ArrayElements, dtype: String,
    options: ArrayTextOptions = ArrayTextOptions()
  ) -> String {
    if shape.isEmpty, elements.count == 1 {
      switch elements {
      case .float64(let values): return PythonText.str(values[0])
      case .float32(let values): return PythonText.str(values[0])
      default: break
      }
    }
    return body(shape, elements, separator: " ", prefix: "", suffix: "", options)
  }

  /// `repr(a)`: `array([1. , 2.5, 3. ])`, with `shape=` where summarised and `dtype=` where needed.
  package static func repr(
    shape: [Int], elements: ArrayElements, dtype: String,
    options: ArrayTextOptions = ArrayTextOptions()
  ) -> String {
    let prefix = "array("
    let text = body(shape, elements, separator: ", ", prefix: prefix, suffix: ")", options)
    var extras: [String] = []
    let size = elements.count
    if (size == 0 && shape != [0]) || size > options.threshold {
      extras.append("shape=" + tuple(shape))
    }
    if size == 0 || !["float64", "int64", "bool", "complex128"].contains(dtype) {
      extras.append("dtype=" + quoted(dtype))
    }
    if extras.isEmpty { return prefix + text + ")" }
    let start = prefix + text + ","
    let end = extras.joined(separator: ", ") + ")"
    let lastLine = start.utf8.split(separator: UInt8(ascii: "\n")).last.map { String($0) } ?? ""
    let width = (lastLine ?? "").unicodeScalars.count + end.unicodeScalars.count + 1
    return start + (width > options.lineWidth ? "\n" + spaces(prefix.utf8.count) : " ") + end
  }

  /// `(2, 3)` and `(5,)`.
  package static func tuple(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  private static func quoted(_ dtype: String) -> String {
    let plain = dtype.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
    return plain ? dtype : "'" + dtype + "'"
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }

  private static func body(
    _ shape: [Int], _ elements: ArrayElements, separator: String, prefix: String, suffix: String,
    _ options: ArrayTextOptions
  ) -> String {
    guard elements.count > 0, size(shape) == elements.count else { return "[]" }
    let summarised = elements.count > options.threshold
    let edge = max(0, options.edgeItems)
    let shown = summarised ? shownIndices(shape, edge) : Array(0..<elements.count)
    let writer = ArrayWriter(
      shape: shape, elements: elements,
      format: ArrayNumberFormat(
        elements, shown: shown, scalar: shape.isEmpty, options: options),
      separator: separator, edge: summarised ? edge : nil)
    return writer.write(
      axis: 0, offset: 0, indent: " " + spaces(prefix.utf8.count),
      width: options.lineWidth - suffix.utf8.count)
  }

  /// The product of the sizes, or nil where it is negative or too large.
  private static func size(_ shape: [Int]) -> Int? {
    var total = 1
    for length in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: length)
      if overflow || length < 0 { return nil }
      total = product
    }
    return total
  }

  /// Positions of the elements at the corners that a summary shows.
  private static func shownIndices(_ shape: [Int], _ edge: Int) -> [Int] {
    var indices = [0]
    for length in shape {
      let shown =
        edge > 0 && length / 2 >= edge && length > 2 * edge
        ? Array(0..<edge) + Array((length - edge)..<length) : Array(0..<length)
      indices = indices.flatMap { start in shown.map { start * length + $0 } }
    }
    return indices
  }
}

/// Lays the elements out in lines and brackets.
struct ArrayWriter {
  let shape: [Int]
  let elements: ArrayElements
  let format: ArrayNumberFormat
  let separator: String
  /// Elements to show at each end of a long axis; nil for all.
  let edge: Int?

  private var separatorWidth: Int { separator == ", " ? 1 : 0 }
  private var bareSeparator: String { separator == ", " ? "," : "" }

  /// The part below `offset`; recursion is as deep as the array has axes.
  func write(axis: Int, offset: Int, indent: String, width: Int) -> String {
    guard axis < shape.count else { return format.text(elements, offset) }
    let length = shape[axis]
    let stride = shape[(axis + 1)...].reduce(1, *)
    var first = 0..<0
    var last = 0..<length
    if let edge, length / 2 >= edge, length > 2 * edge {
      first = 0..<edge
      // With no edge items NumPy still shows the last element.
      last = max(0, min(length - edge, length - 1))..<length
    }
    let isSummary = first.count + last.count < length
    var text: String
    if axis == shape.count - 1 {
      text = row(offset, first, last, isSummary, indent, width)
    } else {
      text = ""
      let lineEnd = bareSeparator + String(repeating: "\n", count: shape.count - axis - 1)
      for index in first {
        text +=
          indent
          + write(
            axis: axis + 1, offset: offset + index * stride, indent: indent + " ", width: width - 1)
        text += lineEnd
      }
      if isSummary { text += indent + "..." + lineEnd }
      for index in last {
        text +=
          indent
          + write(
            axis: axis + 1, offset: offset + index * stride, indent: indent + " ", width: width - 1)
        if index < length - 1 { text += lineEnd }
      }
    }
    return "[" + text.dropFirst(indent.utf8.count) + "]"
  }

  private func row(
    _ offset: Int, _ first: Range<Int>, _ last: Range<Int>, _ isSummary: Bool, _ indent: String,
    _ width: Int
  ) -> String {
    let limit = width - 1
    let start = indent.utf8.count
    var text = ""
    var line = indent
    var lineWidth = start
    func extend(_ word: String) {
      let wordWidth = word.unicodeScalars.count
      if lineWidth + wordWidth > limit && lineWidth > start {
        text += Self.withoutTrailingSpaces(line) + "\n"
        line = indent
        lineWidth = start
      }
      line += word
      lineWidth += wordWidth
    }
    func separate() {
      line += separator
      lineWidth += separator.utf8.count
    }
    for index in first {
      extend(format.text(elements, offset + index))
      separate()
    }
    if isSummary {
      extend("...")
      separate()
    }
    for index in last {
      extend(format.text(elements, offset + index))
      if index < last.upperBound - 1 { separate() }
    }
    return text + line
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    var bytes = Array(line.utf8)
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
