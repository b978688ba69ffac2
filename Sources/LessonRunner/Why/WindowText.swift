import Arrays

/// Windows in words.
enum WindowText {
  /// `rows −1 to 1, columns 2 to 4`: what a window at a place spans.
  static func span(_ windows: Windows, at place: [Int]) -> String {
    windows.size.indices.map { axis in
      let first = windows.position(axis, place: place[axis], element: 0)
      let last = windows.position(axis, place: place[axis], element: windows.size[axis] - 1)
      return range(first, last, axis, of: windows.size.count, step: windows.dilation[axis])
    }.joined(separator: ", ")
  }

  static func span(_ ranges: [Range<Int>]) -> String {
    ranges.enumerated().map { axis, range in
      Self.range(range.lowerBound, range.upperBound - 1, axis, of: ranges.count, step: 1)
    }.joined(separator: ", ")
  }

  static func range(_ first: Int, _ last: Int, _ axis: Int, of count: Int, step: Int) -> String {
    let word = Windows.axisWord(axis, of: count)
    if first == last { return "\(word.dropLast()) \(number(first))" }
    let text = "\(word) \(number(first)) to \(number(last))"
    return step == 1 ? text : "\(text) in steps of \(step)"
  }

  private static func number(_ value: Int) -> String { value < 0 ? "−\(-value)" : "\(value)" }

  /// `2·i − 1`: the input's index that an element of the filter meets at output index `letter`.
  static func index(_ windows: Windows, _ axis: Int, element: Int) -> String {
    let letter = windows.size.count == 2 ? ["i", "j"][axis] : "i"
    let start = element * windows.dilation[axis] - windows.padding[axis]
    let scaled = windows.stride[axis] == 1 ? letter : "\(windows.stride[axis])·\(letter)"
    if start == 0 { return scaled }
    return "\(scaled) \(start < 0 ? "−" : "+") \(abs(start))"
  }

  static func letters(_ windows: Windows) -> String { windows.size.count == 2 ? "i, j" : "i" }

  static func padding(_ hidden: Int, of count: Int) -> String {
    hidden == 0 ? "" : "; \(hidden) of its \(count) numbers lie in the padding and count 0"
  }
}
