/// Wires that change their position between two layers: each gets a track, in an order with as few
/// crossings as possible and never two wires on one another.
struct CircuitChannel {
  struct Net: Hashable {
    /// The item in the earlier layer from which the wire comes.
    var item: Int
    var source: Int
    var targets: [Int]
    var low: Int { min(source, targets.min() ?? source) }
    var high: Int { max(source, targets.max() ?? source) }
    var turns: Bool { targets.contains { $0 != source } }
  }

  /// The track of each net that turns, by item.
  private(set) var track: [Int: Int] = [:]
  private(set) var trackCount = 0
  /// Two wires would lie on one another whatever the order.
  private(set) var isBlocked = false

  private static let overlap = 1000

  init(_ nets: [Net]) {
    let turning = nets.filter(\.turns).sorted { ($0.source, $0.item) < ($1.source, $1.item) }
    let straight = nets.filter { !$0.turns }
    var order: [Net] = []
    for net in turning {
      var best = (cost: Int.max, place: 0)
      for place in 0...order.count {
        var cost = 0
        for (index, other) in order.enumerated() {
          cost += index < place ? Self.cost(other, net) : Self.cost(net, other)
        }
        if cost < best.cost { best = (cost, place) }
      }
      if best.cost >= Self.overlap { isBlocked = true }
      order.insert(net, at: best.place)
    }
    var placed: [(net: Net, track: Int)] = []
    for net in order {
      var column = 0
      for (other, track) in placed where other.low <= net.high && net.low <= other.high {
        column = max(column, track + 1)
      }
      // A track further on must not be before one that must come first.
      for (other, track) in placed where Self.cost(net, other) > Self.cost(other, net) {
        column = max(column, track)
      }
      placed.append((net, column))
      track[net.item] = column
      trackCount = max(trackCount, column + 1)
    }
    // A straight wire crosses; it can't overlap, its position being no one else's target.
    for net in straight {
      for other in turning where other.targets.contains(net.source) && other.item != net.item {
        isBlocked = true
      }
    }
  }

  /// Crossings of two nets when the track of `a` comes before that of `b`; overlaps count many.
  private static func cost(_ a: Net, _ b: Net) -> Int {
    var cost = 0
    // b runs at its source position as far as its own track, past that of a.
    if b.source >= a.low, b.source <= a.high {
      cost += a.targets.contains(b.source) ? overlap : 1
    }
    // a runs at its targets from its track on, past that of b.
    for target in a.targets where target >= b.low && target <= b.high {
      cost += target == b.source ? overlap : 1
    }
    return cost
  }
}
