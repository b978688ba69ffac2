import Arrays
import Autodiff

/// Which elements meet in a convolution: triples of an output, an input and a filter element, whose
/// products all three gates of the family add up, each over those that share one element.
struct ConvolutionGeometry {
  enum Role: Int { case output, input, filter }

  let windows: Windows
  let images: Int
  let channels: Int
  let filters: Int
  /// What the gate gives, and what its operands are.
  let result: Role
  let operands: [Role]
  private let plane: Windows

  init?(_ gate: String, _ attribute: Attribute, _ shapes: [[Int]], _ whole: [Int]) {
    guard case .windows(let windows) = attribute, shapes.count >= 2 else { return nil }
    let (input, filter): ([Int], [Int])
    switch gate {
    case "conv":
      (result, operands, input, filter) = (.output, [.input, .filter], shapes[0], shapes[1])
    case "conv_transpose":
      (result, operands, input, filter) = (.input, [.output, .filter], whole, shapes[1])
    case "conv_filter":
      (result, operands, input, filter) = (.filter, [.input, .output], shapes[0], whole)
    default: return nil
    }
    self.windows = windows
    plane = windows.planar
    images = input[0]
    channels = input[1]
    filters = filter[0]
  }

  /// The triples that have one element in common: positions of output, input and filter, in this order.
  func forEachTriple(of role: Role, _ element: Int, _ body: (_ triple: [Int]) -> Void) {
    let shapes = self.shapes
    let mine = ElementIndex.coordinates(element, shapes[role.rawValue])
    func add(_ n: Int, _ f: Int, _ c: Int, _ place: [Int], _ inside: [Int], _ seen: [Int]) {
      body([
        ElementIndex.position([n, f] + place, shapes[0]),
        ElementIndex.position([n, c] + seen, shapes[1]),
        ElementIndex.position([f, c] + inside, shapes[2]),
      ])
    }
    switch role {
    case .output:
      for c in 0..<channels {
        forEachPlace(plane.size) { inside in
          guard let seen = seen(Array(mine[2...]), inside) else { return }
          add(mine[0], mine[1], c, Array(mine[2...]), inside, seen)
        }
      }
    case .input:
      for f in 0..<filters {
        forEachPlace(plane.size) { inside in
          guard let place = place(Array(mine[2...]), inside) else { return }
          add(mine[0], f, mine[1], place, inside, Array(mine[2...]))
        }
      }
    case .filter:
      for n in 0..<images {
        forEachPlace(plane.output) { place in
          guard let seen = seen(place, Array(mine[2...])) else { return }
          add(n, mine[0], mine[1], place, Array(mine[2...]), seen)
        }
      }
    }
  }

  /// Shapes of output, input and filters with two spatial axes.
  private var shapes: [[Int]] {
    [
      [images, filters] + plane.output, [images, channels] + plane.input,
      [filters, channels] + plane.size,
    ]
  }

  private func forEachPlace(_ sizes: [Int], _ body: ([Int]) -> Void) {
    for i in 0..<sizes[0] { for j in 0..<sizes[1] { body([i, j]) } }
  }

  /// What a window sees with one of its elements; nil in the padding.
  private func seen(_ place: [Int], _ inside: [Int]) -> [Int]? {
    let position = (0..<2).map { plane.position($0, place: place[$0], element: inside[$0]) }
    return (0..<2).allSatisfy { position[$0] >= 0 && position[$0] < plane.input[$0] }
      ? position : nil
  }

  /// The place from which a window sees a position with one of its elements.
  private func place(_ position: [Int], _ inside: [Int]) -> [Int]? {
    var place: [Int] = []
    for axis in 0..<2 {
      let start = position[axis] + plane.padding[axis] - inside[axis] * plane.dilation[axis]
      guard start >= 0, start % plane.stride[axis] == 0,
        start / plane.stride[axis] < plane.output[axis]
      else { return nil }
      place.append(start / plane.stride[axis])
    }
    return place
  }

  /// How many numbers a window holds over all channels, with those in the padding.
  var windowCount: Int { channels * windows.count }
}
