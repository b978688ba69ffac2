import Arrays

/// Batches of images, (N, C, H, W), with their pixels moved: new memory, the same type.
package struct ImageMoves {
  private let images: NDArray
  private let fill: Scalar

  /// - Parameters:
  ///   - images: four axes.
  ///   - fill: what stands where no pixel came from.
  package init(_ images: NDArray, fill: Double = 0) {
    self.images = images.contiguous
    self.fill = images.dtype.isFloat ? .float(fill) : .int(Scalar.float(fill).int)
  }

  package var count: Int { images.shape[0] }
  package var rows: Int { images.shape[2] }
  package var columns: Int { images.shape[3] }

  /// Each pixel of the result from a pixel of the same image and channel, or `fill`.
  ///
  /// - Parameter source: image, row and column of the result to row and column of the image.
  private func moved(
    rows: Int, columns: Int, _ source: (Int, Int, Int) -> (row: Int, column: Int)
  ) -> NDArray {
    // Pixels are moved, not looked at: their size is all that counts.
    switch images.dtype.size {
    case 1: moved(UInt8.self, rows, columns, source)
    case 2: moved(UInt16.self, rows, columns, source)
    case 4: moved(UInt32.self, rows, columns, source)
    default: moved(UInt64.self, rows, columns, source)
    }
  }

  private func moved<Pixel>(
    _ type: Pixel.Type, _ rows: Int, _ columns: Int,
    _ source: (Int, Int, Int) -> (row: Int, column: Int)
  ) -> NDArray {
    let channels = images.shape[1]
    let result = NDArray(uninitialized: [count, channels, rows, columns], images.dtype)
    let empty = withExtendedLifetime(NDArray(scalar: fill, images.dtype)) {
      $0.pointer(Pixel.self)[0]
    }
    var (from, to) = (images.pointer(Pixel.self), result.pointer(Pixel.self))
    var places = [Int](repeating: -1, count: rows * columns)
    for image in 0..<count {
      for row in 0..<rows {
        for column in 0..<columns {
          let (y, x) = source(image, row, column)
          let isInside = y >= 0 && y < self.rows && x >= 0 && x < self.columns
          places[row * columns + column] = isInside ? y * self.columns + x : -1
        }
      }
      for _ in 0..<channels {
        for (place, origin) in places.enumerated() { to[place] = origin < 0 ? empty : from[origin] }
        from += self.rows * self.columns
        to += rows * columns
      }
    }
    return result
  }

  /// - Parameter flipped: for each image, whether it is mirrored.
  package func flip(_ flipped: [Bool], isVertical: Bool) -> NDArray {
    moved(rows: rows, columns: columns) { image, row, column in
      guard flipped[image] else { return (row, column) }
      return isVertical ? (rows - 1 - row, column) : (row, columns - 1 - column)
    }
  }

  /// Down by `offsets.0` and to the right by `offsets.1`.
  package func translate(_ offsets: [(Int, Int)]) -> NDArray {
    moved(rows: rows, columns: columns) { image, row, column in
      (row - offsets[image].0, column - offsets[image].1)
    }
  }

  /// The part of `rows` × `columns` whose upper left corner lies at `corners` of the padded image.
  package func crop(_ corners: [(Int, Int)], rows: Int, columns: Int, padding: Int) -> NDArray {
    moved(rows: rows, columns: columns) { image, row, column in
      (corners[image].0 + row - padding, corners[image].1 + column - padding)
    }
  }

  /// A square of this side around each center filled, as far as it lies in the image.
  package func cutout(_ centers: [(Int, Int)], side: Int) -> NDArray {
    moved(rows: rows, columns: columns) { image, row, column in
      let (top, left) = (centers[image].0 - side / 2, centers[image].1 - side / 2)
      let isCut = row >= top && row < top + side && column >= left && column < left + side
      return isCut ? (-1, -1) : (row, column)
    }
  }

  /// Turned about the middle, counterclockwise, with bilinear interpolation; images of floats.
  package func rotate(degrees: [Double]) -> NDArray {
    let channels = images.shape[1]
    let result = NDArray(uninitialized: images.shape, images.dtype)
    let middle = (Double(rows - 1) / 2, Double(columns - 1) / 2)
    for image in 0..<count {
      let angle = degrees[image] * .pi / 180
      let (cosine, sine) = (FloatFunction.cos(angle), FloatFunction.sin(angle))
      for row in 0..<rows {
        for column in 0..<columns {
          let (dy, dx) = (Double(row) - middle.0, Double(column) - middle.1)
          let y = middle.0 + sine * dx + cosine * dy
          let x = middle.1 + cosine * dx - sine * dy
          for channel in 0..<channels {
            let plane = image * channels + channel
            result.set(
              (plane * rows + row) * columns + column, .float(interpolated(plane, y, x)))
          }
        }
      }
    }
    return result
  }

  private func interpolated(_ plane: Int, _ y: Double, _ x: Double) -> Double {
    let (top, left) = (y.rounded(.down), x.rounded(.down))
    let (down, right) = (y - top, x - left)
    // Images are far smaller than what a Double holds exactly.
    let (row, column) = (Int(top), Int(left))
    func pixel(_ row: Int, _ column: Int) -> Double {
      guard row >= 0, row < rows, column >= 0, column < columns else { return fill.double }
      return images.load(at: (plane * rows + row) * columns + column).double
    }
    let upper = pixel(row, column) * (1 - right) + pixel(row, column + 1) * right
    let lower = pixel(row + 1, column) * (1 - right) + pixel(row + 1, column + 1) * right
    return upper * (1 - down) + lower * down
  }
}
