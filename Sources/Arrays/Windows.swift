/// Where the windows of a convolution or a pooling lie: one entry for each spatial axis.
package struct Windows: Hashable, Sendable {
  package let size: [Int]
  package let stride: [Int]
  package let padding: [Int]
  package let dilation: [Int]
  /// Sizes of what the windows slide over, and how many places they have along each axis.
  package let input: [Int]
  package private(set) var output: [Int] = []

  /// No axis, step or padding is larger: nothing that is computed from them overflows.
  package static let largest = 1 << 31

  /// What the errors say.
  package struct Names {
    /// `conv2d`.
    package var function: String
    /// `filter` or `window`.
    package var window: String

    package init(function: String, window: String) {
      self.function = function
      self.window = window
    }
  }

  /// - Parameter floor: whether windows that do not end at the edge leave the rest out, as in PyTorch.
  package init(
    input: [Int], size: [Int], stride: [Int], padding: [Int], dilation: [Int], floor: Bool,
    _ names: Names
  ) throws {
    self.input = input
    self.size = size
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    for (word, list, least) in [
      ("the \(names.window)'s size", size, 1), ("stride", stride, 1), ("padding", padding, 0),
      ("dilation", dilation, 1),
    ] {
      guard let wrong = list.first(where: { $0 < least || $0 > Self.largest }) else { continue }
      throw PythonError.value(
        "\(names.function): \(word) is \(wrong)",
        hint: wrong < least ? "it is at least \(least)" : "no array is that large")
    }
    for axis in input.indices {
      let span = dilation[axis] * (size[axis] - 1) + 1
      let room = input[axis] + 2 * padding[axis] - span
      guard room >= 0 else {
        throw PythonError.value(
          "\(names.function): a \(names.window) that spans \(span) does not fit into "
            + "\(input[axis]) \(Self.axisWord(axis, of: input.count))"
            + (padding[axis] > 0 ? " padded by \(padding[axis]) on both sides" : ""),
          hint: "a smaller \(names.window), a larger input, or `padding=` of "
            + "\((span - input[axis] + 1) / 2) or more")
      }
      if room % stride[axis] != 0, !floor { throw Self.misfit(self, axis, room, names) }
      output.append(room / stride[axis] + 1)
    }
  }

  private init(_ other: Windows, _ extra: Int) {
    func filled(_ list: [Int], _ value: Int) -> [Int] {
      [Int](repeating: value, count: extra) + list
    }
    size = filled(other.size, 1)
    stride = filled(other.stride, 1)
    padding = filled(other.padding, 0)
    dilation = filled(other.dilation, 1)
    input = filled(other.input, 1)
    output = filled(other.output, 1)
  }

  /// The same windows over an image: what has one axis becomes one row.
  package var planar: Windows { input.count < 2 ? Windows(self, 2 - input.count) : self }

  /// How many numbers a window holds in one channel.
  package var count: Int { size.reduce(1, *) }

  /// The input's place along an axis that a window at `place` sees with its element `element`; outside
  /// of the input it lies in the padding.
  package func position(_ axis: Int, place: Int, element: Int) -> Int {
    place * stride[axis] - padding[axis] + element * dilation[axis]
  }

  /// `rows`, `columns`, or `places` where there is one axis.
  package static func axisWord(_ axis: Int, of count: Int) -> String {
    count == 2 ? (axis == 0 ? "rows" : "columns") : "places"
  }

  // MARK: Sizes that fit

  private static func misfit(_ w: Windows, _ axis: Int, _ room: Int, _ names: Names) -> PythonError
  {
    let (step, input, padding) = (w.stride[axis], w.input[axis], w.padding[axis])
    let span = input + 2 * padding - room
    let word = axisWord(axis, of: w.input.count)
    let rest = room % step
    var fits: [String] = []
    let smaller = (1..<step).reversed().prefix(1 << 16).first { room % $0 == 0 }
    let larger = room > step ? ((step + 1)...room).prefix(1 << 16).first { room % $0 == 0 } : nil
    fits.append("`stride=` \(alternatives([smaller, larger]))")
    let paddings = (0..<(padding + step)).prefix(1 << 16).filter {
      $0 != padding && (input + 2 * $0 - span) % step == 0 && input + 2 * $0 >= span
    }
    let nearest = paddings.min { abs($0 - padding) < abs($1 - padding) }
    if let nearest { fits.append("`padding=` \(nearest)") }
    let shorter = room - rest >= 0 && input > rest ? input - rest : nil
    fits.append("an input of \(alternatives([shorter, input + step - rest])) \(word)")
    return .value(
      "\(names.function): along the \(word) the \(names.window) has no whole number of places: "
        + "(\(input) − \(span) + 2·\(padding))/\(step) + 1 = "
        + decimal(Double(room) / Double(step) + 1),
      hint: "these fit: \(fits.joined(separator: ", or ")); `floor=True` leaves the last "
        + "\(rest) \(rest == 1 ? String(word.dropLast()) : word) out, as PyTorch does")
  }

  private static func alternatives(_ list: [Int?]) -> String {
    list.compactMap { $0.map(String.init) }.joined(separator: " or ")
  }

  private static func decimal(_ value: Double) -> String {
    (try? PythonFormat.format(".4g", .float(value))) ?? "\(value)"
  }
}

/// What each place of a pooling sees: along each spatial axis a range of the input.
package struct PoolRegions: Hashable, Sendable {
  package var spans: [[Range<Int>]]
  package var input: [Int]
  /// `2×2`, or nothing where regions differ in size.
  package var title: String

  package init(spans: [[Range<Int>]], input: [Int], title: String) {
    self.spans = spans
    self.input = input
    self.title = title
  }

  /// Regular windows, without the padding that they see.
  package init(_ windows: Windows) {
    input = windows.input
    title = windows.title
    spans = windows.input.indices.map { axis in
      (0..<windows.output[axis]).map { place in
        let start = windows.position(axis, place: place, element: 0)
        let end = min(windows.input[axis], start + windows.size[axis])
        return min(max(0, start), end)..<end
      }
    }
  }

  package var output: [Int] { spans.map(\.count) }
}

extension Windows {
  /// `3×3`.
  package var title: String { size.map(String.init).joined(separator: "×") }
}
