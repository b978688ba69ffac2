import LessonOutput

/// One element of a matrix product, and of what it sends back, written out as the sum it is.
enum ProductElement {
  /// Longer sums say less than the shapes do.
  static let mostTerms = 6

  /// `[0, 1]: −0.3 = 1 × (−0.4) + 2 × 0.3 + …` for a gate that multiplies matrices; else nil.
  static func forward(_ index: Int, in view: TraceView) -> String? {
    guard let (left, right) = factors(index, in: view) else { return nil }
    let picture = view.nodes[index].node.value
    guard let product = Matrix(picture, rows: left.rows, columns: right.columns) else { return nil }
    return text(picture, product, isWhole: left.isWhole && right.isWhole) { row, column in
      (0..<left.columns).map { (left.number(row, $0), right.number($0, column)) }
    }
  }

  /// The same for what a wire of such a gate sends back: upstream times the other factor, transposed.
  static func backward(_ wire: TraceView.Wire, in view: TraceView) -> String? {
    guard let (left, right) = factors(wire.to, in: view),
      let upstream = Matrix(
        wire.edge.upstream, rows: left.rows, columns: right.columns, isGradient: true)
    else { return nil }
    let isLeft = wire.edge.operand == 0
    let mine = isLeft ? left : right
    let sent = wire.edge.downstream
    guard let result = Matrix(sent, rows: mine.rows, columns: mine.columns, isGradient: true)
    else { return nil }
    return text(sent, result, isWhole: nil) { row, column in
      isLeft
        ? (0..<right.columns).map { (upstream.number(row, $0), right.number(column, $0)) }
        : (0..<left.rows).map { (left.number($0, row), upstream.number($0, column)) }
    }
  }

  private static func factors(_ index: Int, in view: TraceView) -> (Matrix, Matrix)? {
    guard view.nodes.indices.contains(index) else { return nil }
    let node = view.nodes[index]
    guard node.node.gate == "matmul", node.group == nil, !node.node.value.isScalar,
      node.inputs.count == 2
    else { return nil }
    let wires = node.inputs.map { view.wires[$0] }.sorted { $0.edge.operand < $1.edge.operand }
    guard wires[0].edge.operand == 0, wires[1].edge.operand == 1,
      let left = Matrix(view.nodes[wires[0].from].node.value, vectorIsRow: true),
      let right = Matrix(view.nodes[wires[1].from].node.value, vectorIsRow: false),
      left.columns == right.rows
    else { return nil }
    return (left, right)
  }

  /// The first element that is not zero, as the sum of the products that `terms` gives for it.
  private static func text(
    _ picture: Picture, _ matrix: Matrix, isWhole: Bool?,
    terms: (Int, Int) -> [(Arithmetic, Arithmetic)]
  ) -> String? {
    let position = picture.elements.firstIndex { $0 != 0 } ?? 0
    let products = terms(position / matrix.columns, position % matrix.columns)
    guard (1...mostTerms).contains(products.count) else { return nil }
    var rest = position
    var place: [Int] = []
    for size in picture.shape.reversed() {
      place.insert(rest % size, at: 0)
      rest /= size
    }
    let result = picture.elements[position]
    let factors = products.map { Arithmetic.product([$0.0, $0.1]) }
    return "[" + place.map(String.init).joined(separator: ", ") + "]: "
      + Equation.text(
        result: result, integer: isWhole ?? Matrix.isWhole(result),
        of: factors.count == 1 ? factors[0] : .sum(factors))
  }

  /// A picture whose elements are all there, as rows and columns.
  private struct Matrix {
    let rows: Int
    let columns: Int
    let isWhole: Bool
    private let elements: [Double]
    private let isGradient: Bool

    /// A matrix, or a vector as a row or a column.
    init?(_ picture: Picture, vectorIsRow: Bool) {
      switch picture.shape.count {
      case 1:
        let length = picture.shape[0]
        self.init(picture, rows: vectorIsRow ? 1 : length, columns: vectorIsRow ? length : 1)
      case 2: self.init(picture, rows: picture.shape[0], columns: picture.shape[1])
      default: return nil
      }
    }

    /// So many rows and columns, whatever the axes of the picture are.
    init?(_ picture: Picture, rows: Int, columns: Int, isGradient: Bool = false) {
      let count = picture.elements.count
      guard rows > 0, columns > 0, count > 0, count % rows == 0, count / rows == columns,
        picture.shape.allSatisfy({ $0 > 0 })
      else { return nil }
      self.rows = rows
      self.columns = columns
      self.isGradient = isGradient
      elements = picture.elements
      isWhole = picture.isInteger
    }

    func number(_ row: Int, _ column: Int) -> Arithmetic {
      let value = elements[row * columns + column]
      return .number(value, integer: isGradient ? Self.isWhole(value) : isWhole)
    }

    static func isWhole(_ value: Double) -> Bool { value.rounded() == value && abs(value) < 1e15 }
  }
}
