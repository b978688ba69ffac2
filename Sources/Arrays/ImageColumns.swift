import CKernels

/// The two types that convolutions are computed in.
protocol ConvolutionElement: BinaryFloatingPoint {
  /// The product of matrices with any steps between elements, into row-major memory; 0 without memory.
  static func product(
    _ out: UnsafeMutablePointer<Self>, _ a: UnsafePointer<Self>, _ aRow: Int, _ aDepth: Int,
    _ b: UnsafePointer<Self>, _ bDepth: Int, _ bColumn: Int, _ rows: Int, _ depth: Int,
    _ columns: Int
  ) -> Int32
}

extension Double: ConvolutionElement {
  static func product(
    _ out: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ aRow: Int, _ aDepth: Int,
    _ b: UnsafePointer<Double>, _ bDepth: Int, _ bColumn: Int, _ rows: Int, _ depth: Int,
    _ columns: Int
  ) -> Int32 {
    ck_product_f64(out, a, aRow, aDepth, b, bDepth, bColumn, rows, depth, columns)
  }
}

extension Float: ConvolutionElement {
  static func product(
    _ out: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ aRow: Int, _ aDepth: Int,
    _ b: UnsafePointer<Float>, _ bDepth: Int, _ bColumn: Int, _ rows: Int, _ depth: Int,
    _ columns: Int
  ) -> Int32 {
    ck_product_f32(out, a, aRow, aDepth, b, bDepth, bColumn, rows, depth, columns)
  }
}

/// The general way: image by image, windows are written out as the columns of a matrix (a row for each number of a
/// window), a block of places at a time, and multiplied with the filters.
struct ImageColumns {
  /// Numbers that the matrix of a block holds at most, unless one window has more.
  static let mostNumbers = 1 << 20

  let windows: Windows
  let images: Int
  let channels: Int
  let filters: Int
  /// Numbers in a window over all channels, places of a window, places of a block.
  let depth: Int
  let places: Int
  let block: Int
  let imageSize: Int

  init(_ windows: Windows, _ images: Int, _ channels: Int, _ filters: Int) {
    self.windows = windows.planar
    self.images = images
    self.channels = channels
    self.filters = filters
    depth = channels * windows.count
    places = windows.output.reduce(1, *)
    block = max(1, min(places, Self.mostNumbers / max(1, depth)))
    imageSize = channels * windows.input.reduce(1, *)
  }

  private func forEachBlock(_ body: (Range<Int>) throws -> Void) rethrows {
    var start = 0
    while start < places {
      let end = min(places, start + block)
      try body(start..<end)
      start = end
    }
  }

  private func withMemory<T>(_ count: Int, _ body: (UnsafeMutablePointer<T>) throws -> Void) throws
  {
    let bytes = max(1, count) * MemoryLayout<T>.size
    guard let memory = ck_allocate(bytes) else {
      throw PythonError(
        "MemoryError", "no memory for the windows of a convolution",
        hint: "smaller arrays, or fewer examples at a time, need less")
    }
    defer { ck_release(memory, bytes) }
    try body(memory.bindMemory(to: T.self, capacity: max(1, count)))
  }

  static func check(_ isDone: Int32) throws {
    if isDone == 0 { throw PythonError("MemoryError", "no memory for a convolution") }
  }

  // MARK: The three products

  func forward<T: ConvolutionElement>(
    _ x: UnsafeMutablePointer<T>, _ w: UnsafeMutablePointer<T>, _ bias: UnsafeMutablePointer<T>?,
    _ out: UnsafeMutablePointer<T>
  ) throws {
    let isWhole = block == places
    try withMemory(depth * block + (isWhole ? 0 : filters * block)) {
      (columns: UnsafeMutablePointer<T>) in
      let part = columns + depth * block
      for image in 0..<images {
        let target = out + image * filters * places
        if depth > 0 {
          try forEachBlock { range in
            gather(x + image * imageSize, columns, range)
            let to = isWhole ? target : part
            try Self.check(
              T.product(
                to, w, depth, 1, columns, range.count, 1, filters, depth, range.count))
            if isWhole { return }
            for filter in 0..<filters {
              (target + filter * places + range.lowerBound).update(
                from: part + filter * range.count, count: range.count)
            }
          }
        }
        guard let bias else { continue }
        for filter in 0..<filters {
          let row = target + filter * places
          for place in 0..<places { row[place] += bias[filter] }
        }
      }
    }
  }

  func toInput<T: ConvolutionElement>(
    _ u: UnsafeMutablePointer<T>, _ w: UnsafeMutablePointer<T>, _ out: UnsafeMutablePointer<T>
  ) throws {
    guard depth > 0, filters > 0 else { return }
    try withMemory(depth * block) { (columns: UnsafeMutablePointer<T>) in
      for image in 0..<images {
        try forEachBlock { range in
          try Self.check(
            T.product(
              columns, w, 1, depth, u + image * filters * places + range.lowerBound, places, 1,
              depth, filters, range.count))
          scatter(columns, out + image * imageSize, range)
        }
      }
    }
  }

  func toFilter<T: ConvolutionElement>(
    _ x: UnsafeMutablePointer<T>, _ u: UnsafeMutablePointer<T>, _ out: UnsafeMutablePointer<T>
  ) throws {
    guard depth > 0, filters > 0 else { return }
    try withMemory(depth * block + filters * depth) { (columns: UnsafeMutablePointer<T>) in
      let part = columns + depth * block
      for image in 0..<images {
        try forEachBlock { range in
          gather(x + image * imageSize, columns, range)
          try Self.check(
            T.product(
              part, u + image * filters * places + range.lowerBound, places, 1, columns, 1,
              range.count, filters, range.count, depth))
          for index in 0..<filters * depth { out[index] += part[index] }
        }
      }
    }
  }

  // MARK: Windows and columns

  /// Calls `body` for each row of the matrix and each run of places in one output row: where the row's
  /// part starts, the places along the columns that lie in the image, and the image row they see
  /// (the position of place 0); nil where that is padding.
  @inline(__always)
  private func forEachRun(
    _ range: Range<Int>,
    _ body: (_ row: Int, _ run: Range<Int>, _ inside: Range<Int>, _ image: Int?) -> Void
  ) {
    let (height, width) = (windows.input[0], windows.input[1])
    let across = windows.output[1]
    let (stepY, stepX) = (windows.stride[0], windows.stride[1])
    var row = 0
    for channel in 0..<channels {
      for i in 0..<windows.size[0] {
        for j in 0..<windows.size[1] {
          let base = j * windows.dilation[1] - windows.padding[1]
          let first = base >= 0 ? 0 : (-base + stepX - 1) / stepX
          let end = base >= width ? 0 : min(across, (width - 1 - base) / stepX + 1)
          var place = range.lowerBound
          while place < range.upperBound {
            let x = place % across
            let last = min(across, x + range.upperBound - place)
            let y = place / across * stepY - windows.padding[0] + i * windows.dilation[0]
            let start = row * range.count + place - range.lowerBound - x
            let low = min(max(x, first), last)
            let inside = low..<max(low, min(last, end))
            let isImage = y >= 0 && y < height
            body(
              start, x..<last, isImage ? inside : x..<x,
              isImage ? (channel * height + y) * width + base : nil)
            place += last - x
          }
          row += 1
        }
      }
    }
  }

  private func gather<T: ConvolutionElement>(
    _ image: UnsafeMutablePointer<T>, _ columns: UnsafeMutablePointer<T>, _ range: Range<Int>
  ) {
    let step = windows.stride[1]
    forEachRun(range) { row, run, inside, source in
      let to = columns + row
      guard let source else {
        for x in run { to[x] = 0 }
        return
      }
      for x in run.lowerBound..<inside.lowerBound { to[x] = 0 }
      for x in inside { to[x] = image[source + x * step] }
      for x in inside.upperBound..<run.upperBound { to[x] = 0 }
    }
  }

  private func scatter<T: ConvolutionElement>(
    _ columns: UnsafeMutablePointer<T>, _ image: UnsafeMutablePointer<T>, _ range: Range<Int>
  ) {
    let step = windows.stride[1]
    forEachRun(range) { row, _, inside, target in
      guard let target else { return }
      let from = columns + row
      for x in inside { image[target + x * step] += from[x] }
    }
  }
}
