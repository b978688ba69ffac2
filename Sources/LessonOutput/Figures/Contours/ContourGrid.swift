/// Numbers on a grid of places, whose contours are traced by marching squares.
package struct ContourGrid: Sendable {
  package let rows: Int
  package let columns: Int
  /// Row by row.
  package let x: [Double]
  package let y: [Double]
  package let z: [Double]

  /// Nil where the sizes don't agree or there are fewer than two rows or columns.
  package init?(rows: Int, columns: Int, x: [Double], y: [Double], z: [Double]) {
    guard rows >= 2, columns >= 2, rows <= FigureLimits.mostContourCells / columns,
      x.count == rows * columns, y.count == x.count, z.count == x.count
    else { return nil }
    self.rows = rows
    self.columns = columns
    self.x = x
    self.y = y
    self.z = z
  }

  /// The same grid with a rim of what lies below everything, in the places of its edge: outlines of
  /// regions in it are closed.
  package var rimmed: ContourGrid {
    let (height, width) = (rows + 2, columns + 2)
    var (rimX, rimY) = ([Double](), [Double]())
    var rimZ = [Double](repeating: -.infinity, count: height * width)
    rimX.reserveCapacity(height * width)
    rimY.reserveCapacity(height * width)
    for row in 0..<height {
      for column in 0..<width {
        let inner =
          min(max(row - 1, 0), rows - 1) * columns + min(max(column - 1, 0), columns - 1)
        rimX.append(x[inner])
        rimY.append(y[inner])
        if row > 0, row <= rows, column > 0, column <= columns {
          rimZ[row * width + column] = z[inner].isNaN ? -.infinity : z[inner]
        }
      }
    }
    return ContourGrid(height, width, rimX, rimY, rimZ)
  }

  private init(_ rows: Int, _ columns: Int, _ x: [Double], _ y: [Double], _ z: [Double]) {
    self.rows = rows
    self.columns = columns
    self.x = x
    self.y = y
    self.z = z
  }

  /// Lines along which the numbers are `level`, what is above on their left; closed ones end where
  /// they began.
  package func lines(at level: Double) -> [FigureArea.Ring] {
    var next = [Int32](repeating: -1, count: 2 * rows * columns)
    var isReached = [Bool](repeating: false, count: next.count)
    var starts: [Int32] = []
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let a = row * columns + column
        let (b, c, d) = (a + 1, a + columns + 1, a + columns)
        var mask = 0
        if z[a] > level { mask |= 1 }
        if z[b] > level { mask |= 2 }
        if z[c] > level { mask |= 4 }
        if z[d] > level { mask |= 8 }
        if mask == 0 || mask == 15 { continue }
        if z[a].isNaN || z[b].isNaN || z[c].isNaN || z[d].isNaN { continue }
        // Edges: below, right, above, left. Even numbers lie along rows, odd ones across.
        let edges = (2 * a, 2 * b + 1, 2 * d, 2 * a + 1)
        func join(_ from: Int, _ to: Int) {
          next[from] = Int32(to)
          isReached[to] = true
          starts.append(Int32(from))
        }
        switch mask {
        case 1: join(edges.0, edges.3)
        case 2: join(edges.1, edges.0)
        case 3: join(edges.1, edges.3)
        case 4: join(edges.2, edges.1)
        case 6: join(edges.2, edges.0)
        case 7: join(edges.2, edges.3)
        case 8: join(edges.3, edges.2)
        case 9: join(edges.0, edges.2)
        case 11: join(edges.1, edges.2)
        case 12: join(edges.3, edges.1)
        case 13: join(edges.0, edges.1)
        case 14: join(edges.3, edges.0)
        default:
          // A saddle: the mean says which corners are joined.
          let isAbove = 0.25 * (z[a] + z[b] + z[c] + z[d]) > level
          switch (mask == 5, isAbove) {
          case (true, true):
            join(edges.0, edges.1)
            join(edges.2, edges.3)
          case (true, false):
            join(edges.0, edges.3)
            join(edges.2, edges.1)
          case (false, true):
            join(edges.3, edges.0)
            join(edges.1, edges.2)
          case (false, false):
            join(edges.1, edges.0)
            join(edges.3, edges.2)
          }
        }
      }
    }
    return chains(starts, &next, isReached, level)
  }

  private func chains(
    _ starts: [Int32], _ next: inout [Int32], _ isReached: [Bool], _ level: Double
  ) -> [FigureArea.Ring] {
    var lines: [FigureArea.Ring] = []
    func trace(from start: Int32) {
      var line = FigureArea.Ring(x: [], y: [])
      var edge = start
      while true {
        let (px, py) = crossing(Int(edge), level)
        if line.x.last != px || line.y.last != py {
          line.x.append(px)
          line.y.append(py)
        }
        let following = next[Int(edge)]
        if following < 0 { break }
        next[Int(edge)] = -1
        edge = following
      }
      if line.x.count > 1 { lines.append(line) }
    }
    // Lines that begin at an edge of the grid first; what is left are rings.
    for start in starts where !isReached[Int(start)] { trace(from: start) }
    for start in starts where next[Int(start)] >= 0 { trace(from: start) }
    return lines
  }

  /// Where a level crosses the edge between two neighbours.
  private func crossing(_ edge: Int, _ level: Double) -> (Double, Double) {
    let from = edge / 2
    let to = edge % 2 == 0 ? from + 1 : from + columns
    let (low, high) = (z[from], z[to])
    var weight = (level - low) / (high - low)
    if !low.isFinite { weight = 1 } else if !high.isFinite { weight = 0 }
    weight = min(1, max(0, weight))
    return (x[from] + weight * (x[to] - x[from]), y[from] + weight * (y[to] - y[from]))
  }

  /// What lies above `low` and up to `high`, as rings of which every second one is a hole.
  ///
  /// - Parameter grid: a rimmed one.
  package static func band(_ grid: ContourGrid, _ low: Double, _ high: Double) -> [FigureArea.Ring]
  {
    let lower =
      low == -.infinity ? grid.lines(at: -Double.greatestFiniteMagnitude) : grid.lines(at: low)
    return lower + (high == .infinity ? [] : grid.lines(at: high))
  }
}
