import LessonOutput

/// The circuit of a trace in characters: forward values over the wires and gradients under them, or,
/// upright, left and right of them.
struct CircuitDrawing {
  /// Taller drawings are not a picture any more.
  static let maximumRows = 100

  /// Circuits with more nodes are tried in two styles each way.
  private static let largest = 40

  private(set) var lines: [StyledLine]
  let style: CircuitPlan.Style
  /// Labels that would have fallen on a wire or on one another; none, or the plan is wrong.
  private(set) var collisions: Int
  var width: Int { lines.map(\.width).max() ?? 0 }

  /// The clearest drawing that fits, or nil: lying if it can, upright if not, with fewer digits
  /// rather than turned.
  static func fitting(
    _ view: TraceView, width: Int, isASCII: Bool, progress: CircuitProgress? = nil
  ) -> CircuitDrawing? {
    let all: [(digits: Int, hasNames: Bool, padding: Int)] = [
      (5, true, 2), (4, true, 2), (4, true, 1), (4, false, 1), (3, true, 1), (3, false, 1),
      (4, false, 0), (3, false, 0),
    ]
    // A large circuit is rarely saved by a narrower style, and each costs its placement.
    let styles = view.nodes.count > largest ? [all[3], all[7]] : all
    let wires = view.wires.map { GraphLayout.Wire(from: $0.from, to: $0.to) }
    guard view.isDrawable, !view.nodes.isEmpty,
      let layers = GraphLayers(nodeCount: view.nodes.count, wires: wires, sharesBends: true)
    else { return nil }
    let hasShortVectors = view.nodes.contains { CircuitNumber.isShort($0.node.value) }
    // Where most gates have names, a lesson speaks of them: worth more than lying.
    let gates = view.nodes.indices.filter { view.nodes[$0].isGate && $0 != view.outputIndex }
    let isNamed = 2 * gates.count { view.nodes[$0].node.name != nil } >= max(1, gates.count)
    let rounds = isNamed ? [styles.filter(\.hasNames), styles.filter { !$0.hasNames }] : [styles]
    for round in rounds {
      for isUpright in [false, true] {
        for showsElements in hasShortVectors ? [true, false] : [false] {
          for candidate in round where !(showsElements && candidate.padding == 0) {
            let style = CircuitPlan.Style(
              isUpright: isUpright, digits: candidate.digits, hasNames: candidate.hasNames,
              padding: candidate.padding, showsElements: showsElements)
            guard
              let drawing = CircuitDrawing(
                view, layers, style, width: width, isASCII: isASCII, progress: progress)
            else { continue }
            return drawing
          }
        }
      }
    }
    return nil
  }

  /// The drawing in one style, or nil where it is too large or wires would lie on one another.
  init?(
    _ view: TraceView, _ layers: GraphLayers, _ style: CircuitPlan.Style, width: Int,
    isASCII: Bool, progress: CircuitProgress? = nil
  ) {
    var plan = CircuitPlan(view, layers, style, isASCII: isASCII)
    // Most styles that are too wide are so before anything is placed.
    guard plan.leastWidth <= width else { return nil }
    plan.place()
    let tracks = CircuitTracks(plan)
    guard !tracks.isBlocked else { return nil }
    var size = (width: 0, height: 0)
    if style.isUpright {
      size = (plan.breadth, tracks.length + 1)
    } else {
      size = (tracks.length + 1 + DisplayWidth.of(plan.output), plan.breadth)
    }
    guard size.width <= width, size.height <= Self.maximumRows else { return nil }
    self.style = style
    var pen = CircuitPen(
      plan: plan, tracks: tracks, progress: progress, width: size.width, height: size.height)
    pen.draw()
    collisions = pen.canvas.collisions
    lines = pen.canvas.lines()
    while let first = lines.first, first.text.allSatisfy({ $0 == " " }) { lines.removeFirst() }
    while let last = lines.last, last.text.allSatisfy({ $0 == " " }) { lines.removeLast() }
    if isASCII {
      lines = lines.map { line in
        var plain = StyledLine()
        for piece in line.pieces { plain.append(ASCIIText.of(piece.text), piece.style) }
        return plain
      }
    }
  }
}
