import LessonOutput

/// Where each layer's boxes, labels and turning wires lie along the drawing.
struct CircuitTracks {
  /// First cell of each layer's boxes, of its labels, of its tracks, and of the next layer.
  private(set) var boxes: [Int] = []
  private(set) var labels: [Int] = []
  private(set) var channels: [Int] = []
  private(set) var ends: [Int] = []
  private(set) var routes: [CircuitChannel] = []
  private(set) var nets: [[CircuitChannel.Net]] = []
  private(set) var isBlocked = false
  private(set) var length = 0

  init(_ plan: CircuitPlan) {
    let order = plan.layers.order
    for index in order.indices {
      let nets = Self.nets(plan, index)
      let route = CircuitChannel(nets)
      isBlocked = isBlocked || route.isBlocked
      boxes.append(length)
      if plan.style.isUpright {
        length += 1
        labels.append(length)
        length += 1
      } else {
        let lengths = plan.lengths(of: index)
        length += lengths.boxes
        labels.append(length)
        length += lengths.labels
      }
      channels.append(length)
      length += plan.style.isUpright ? route.trackCount : 2 * route.trackCount
      ends.append(length)
      routes.append(route)
      self.nets.append(nets)
    }
  }

  private static func nets(_ plan: CircuitPlan, _ layer: Int) -> [CircuitChannel.Net] {
    var targets: [Int: Set<Int>] = [:]
    for port in plan.ports {
      let source = plan.layers.chains[port.wire].dropLast().last ?? 0
      if plan.layers.layer[source] == layer {
        targets[source, default: []].insert(plan.position[port.slot])
      }
    }
    for chain in plan.layers.chains {
      for (a, b) in zip(chain.dropLast(), chain.dropLast().dropFirst())
      where plan.layers.layer[a] == layer {
        targets[a, default: []].insert(plan.position[b])
      }
    }
    return plan.layers.order[layer].compactMap { item in
      targets[item].map {
        CircuitChannel.Net(item: item, source: plan.position[item], targets: $0.sorted())
      }
    }
  }
}
