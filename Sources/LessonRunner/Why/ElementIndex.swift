import Arrays
import Autodiff

/// Places of elements: row-major positions, coordinates, and what stands behind a broadcast.
enum ElementIndex {
  static func coordinates(_ position: Int, _ shape: [Int]) -> [Int] {
    var rest = position
    var result = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() where shape[axis] > 0 {
      result[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return result
  }

  static func position(_ coordinates: [Int], _ shape: [Int]) -> Int {
    zip(coordinates, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The element of an operand that stands behind an element of what it was broadcast to.
  static func source(of position: Int, in shape: [Int], operand: [Int]) -> Int {
    if shape == operand { return position }
    let whole = coordinates(position, shape)
    let shift = shape.count - operand.count
    return Self.position(
      operand.indices.map { operand[$0] == 1 ? 0 : whole[$0 + shift] }, operand)
  }

  /// The elements of a broadcast that repeat one element of the operand, in row-major order.
  static func forEachCopy(
    of position: Int, operand: [Int], in shape: [Int], _ body: (Int) -> Void
  ) {
    if shape == operand { return body(position) }
    let shift = shape.count - operand.count
    let mine = coordinates(position, operand)
    let fixed = shape.indices.map { axis -> Int? in
      axis < shift || operand[axis - shift] != shape[axis] ? nil : mine[axis - shift]
    }
    forEach(fixed, in: shape, body)
  }

  /// The elements whose coordinates are those that are given; nil stands for all of an axis.
  static func forEach(_ fixed: [Int?], in shape: [Int], _ body: (Int) -> Void) {
    if shape.contains(0) { return }
    var coordinates = fixed.map { $0 ?? 0 }
    while true {
      body(position(coordinates, shape))
      var axis = shape.count - 1
      while axis >= 0 {
        if fixed[axis] == nil {
          coordinates[axis] += 1
          if coordinates[axis] < shape[axis] { break }
          coordinates[axis] = 0
        }
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The elements along an axis from the first to this one, or from this one to the last.
  static func line(through position: Int, _ shape: [Int], axis: Int, upTo: Bool) -> [Int] {
    guard shape.indices.contains(axis), shape[axis] > 0 else { return [] }
    let here = coordinates(position, shape)[axis]
    let step = shape[(axis + 1)...].reduce(1, *)
    let range = upTo ? 0...here : here...(shape[axis] - 1)
    return range.map { position + ($0 - here) * step }
  }

  /// `[0, 1]`, or nothing for a number.
  static func text(_ position: Int, _ shape: [Int]) -> String {
    shape.isEmpty
      ? "" : "[" + coordinates(position, shape).map(String.init).joined(separator: ", ") + "]"
  }
}

extension NDArray {
  /// The element at a row-major position.
  func element(_ position: Int) -> Double {
    if isContiguous { return load(at: position).double }
    let coordinates = ElementIndex.coordinates(position, shape)
    return load(at: zip(coordinates, strides).reduce(0) { $0 + $1.0 * $1.1 }).double
  }
}

extension Region {
  var count: Int { shape.reduce(1, *) }

  /// The place in the base of an element of the region, both row-major.
  func place(_ element: Int) -> Int {
    if let positions { return positions.indices.contains(element) ? positions[element] : -1 }
    let coordinates = ElementIndex.coordinates(element, shape)
    return offset + zip(coordinates, strides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The elements of the region that lie at a place of the base, in row-major order.
  func elements(at place: Int) -> [Int] {
    if let positions { return positions.indices.filter { positions[$0] == place } }
    if shape.contains(0) { return [] }
    var (low, high) = (offset, offset)
    for (size, stride) in zip(shape, strides) {
      if stride < 0 { low += (size - 1) * stride } else { high += (size - 1) * stride }
    }
    guard place >= low, place <= high else { return [] }
    return (0..<count).filter { self.place($0) == place }
  }
}
