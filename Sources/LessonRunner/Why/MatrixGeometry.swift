import Arrays

/// Which elements meet in a matrix product: out[b, i, j] = Σₖ x[b, i, k] · y[b, k, j].
///
/// A vector counts as a row on the left and a column on the right; axes before the last two
/// broadcast.
struct MatrixGeometry {
  let rows: Int
  let depth: Int
  let columns: Int
  private let batch: [Int]
  private let left: [Int]
  private let right: [Int]

  init?(_ x: [Int], _ y: [Int]) {
    let x2 = x.count == 1 ? [1] + x : x
    let y2 = y.count == 1 ? y + [1] : y
    guard x2.count >= 2, y2.count >= 2 else { return nil }
    left = Array(x2.dropLast(2))
    right = Array(y2.dropLast(2))
    guard let batch = try? broadcastShape([left, right]) else { return nil }
    self.batch = batch
    rows = x2[x2.count - 2]
    depth = x2[x2.count - 1]
    columns = y2[y2.count - 1]
  }

  /// The pairs of elements whose products add up to an element of the output.
  func forEachPair(of out: Int, _ body: (_ x: Int, _ y: Int) -> Void) {
    let (b, i, j) = (out / (rows * columns), out / columns % rows, out % columns)
    let x = ElementIndex.source(of: b, in: batch, operand: left)
    let y = ElementIndex.source(of: b, in: batch, operand: right)
    for k in 0..<depth {
      body((x * rows + i) * depth + k, (y * depth + k) * columns + j)
    }
  }

  /// For an element of an operand: the elements of the output it goes into, and its partner there.
  func forEachUse(
    of element: Int, operand: Int, _ body: (_ out: Int, _ partner: Int) -> Void
  ) {
    if operand == 0 {
      let (b, i, k) = (element / (rows * depth), element / depth % rows, element % depth)
      ElementIndex.forEachCopy(of: b, operand: left, in: batch) { whole in
        let y = ElementIndex.source(of: whole, in: batch, operand: right)
        for j in 0..<columns {
          body((whole * rows + i) * columns + j, (y * depth + k) * columns + j)
        }
      }
    } else {
      let (b, k, j) = (element / (depth * columns), element / columns % depth, element % columns)
      ElementIndex.forEachCopy(of: b, operand: right, in: batch) { whole in
        let x = ElementIndex.source(of: whole, in: batch, operand: left)
        for i in 0..<rows {
          body((whole * rows + i) * columns + j, (x * rows + i) * depth + k)
        }
      }
    }
  }
}
