/// Cells of an image from numbers or colours; finer ones than can be seen are averaged.
package enum ImageCells {
  /// - Parameter values: row by row.
  package static func image(
    _ values: [Double], rows: Int, columns: Int, _ map: ColorMap, _ scale: ColorScale,
    opacity: Double = 1
  ) -> FigureImage {
    let small = averaged(values, rows: rows, columns: columns, channels: 1)
    // Colours of the map, and those beyond its ends.
    var palette = map.colors
    palette += [map.under ?? map.colors[0], map.over ?? map.colors[map.colors.count - 1], map.bad]
    let count = map.colors.count
    let cells = small.values.map { value -> Int in
      let place = scale.fraction(value, of: map)
      if place.isNaN { return count + 2 }
      if place < 0 { return count }
      if place > 1 { return count + 1 }
      return min(count - 1, Int(place * Double(count)))
    }
    var image = compact(cells, palette.map { $0.fading(opacity) }, small.rows, small.columns)
    image.shape = [rows, columns]
    let finite = values.lazy.filter(\.isFinite)
    if let low = finite.min(), let high = finite.max() { image.range = [low, high] }
    return image
  }

  /// - Parameter parts: red, green, blue and perhaps opacity of each cell, from 0 to 1.
  package static func image(
    parts: [Double], rows: Int, columns: Int, channels: Int, opacity: Double = 1
  ) -> FigureImage {
    let small = averaged(parts, rows: rows, columns: columns, channels: channels)
    var palette: [FigureColor] = []
    var known: [FigureColor: Int] = [:]
    var cells: [Int] = []
    cells.reserveCapacity(small.rows * small.columns)
    for start in stride(from: 0, to: small.values.count, by: channels) {
      let color = FigureColor(
        red: small.values[start], green: small.values[start + 1], blue: small.values[start + 2],
        alpha: (channels == 4 ? small.values[start + 3] : 1) * opacity)
      if let index = known[color] {
        cells.append(index)
      } else {
        known[color] = palette.count
        cells.append(palette.count)
        palette.append(color)
      }
    }
    return FigureImage(
      rows: small.rows, columns: small.columns, cells: cells, palette: palette,
      extent: [0, 1, 0, 1], shape: [rows, columns, channels])
  }

  /// Only colours that occur stay in the palette.
  private static func compact(
    _ cells: [Int], _ palette: [FigureColor], _ rows: Int, _ columns: Int
  ) -> FigureImage {
    var places = [Int](repeating: -1, count: palette.count)
    var kept: [FigureColor] = []
    let compact = cells.map { cell -> Int in
      if places[cell] < 0 {
        places[cell] = kept.count
        kept.append(palette[cell])
      }
      return places[cell]
    }
    return FigureImage(
      rows: rows, columns: columns, cells: compact, palette: kept, extent: [0, 1, 0, 1],
      shape: [rows, columns])
  }

  private static func averaged(_ values: [Double], rows: Int, columns: Int, channels: Int)
    -> (values: [Double], rows: Int, columns: Int)
  {
    let most = FigureLimits.mostCells
    guard rows > most || columns > most else { return (values, rows, columns) }
    let (height, width) = (min(rows, most), min(columns, most))
    var result: [Double] = []
    result.reserveCapacity(height * width * channels)
    for row in 0..<height {
      let (top, bottom) = (
        row * rows / height, max(row * rows / height + 1, (row + 1) * rows / height)
      )
      for column in 0..<width {
        let left = column * columns / width
        let right = max(left + 1, (column + 1) * columns / width)
        for channel in 0..<channels {
          var (sum, count) = (0.0, 0.0)
          for y in top..<bottom {
            for x in left..<right {
              let value = values[(y * columns + x) * channels + channel]
              if value.isFinite { (sum, count) = (sum + value, count + 1) }
            }
          }
          result.append(count > 0 ? sum / count : .nan)
        }
      }
    }
    return (result, height, width)
  }
}
