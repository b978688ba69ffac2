/// Takes bends out of a placement. The sum of lengths can't tell one bend of three from three bends of
/// one; the eye can.
struct WireStraightening {
  /// Slots looked at in all attempts together, each of which looks at every slot: some milliseconds.
  static let effort = 200_000

  private let placement: LayerPlacement
  private var linksOf: [[Int]]
  private var before: [Int]
  private var after: [Int]
  /// What one bend costs, in units of length.
  private let bendCost: Double

  init(_ placement: LayerPlacement, layer: [Int]) {
    self.placement = placement
    let count = placement.distance.count
    linksOf = Array(repeating: [], count: count)
    before = Array(repeating: -1, count: count)
    after = before
    for (index, link) in placement.links.enumerated() where layer[link.a] != layer[link.b] {
      linksOf[link.a].append(index)
      linksOf[link.b].append(index)
    }
    for slots in placement.layers {
      for (a, b) in zip(slots, slots.dropFirst()) {
        after[a] = b
        before[b] = a
      }
    }
    let distances = placement.distance.filter { $0 > 0 }
    bendCost = 6 * distances.reduce(0, +) / Double(max(1, distances.count))
  }

  /// The placement with fewer bends; never one that costs more.
  func improve(_ start: [Double]) -> [Double] {
    var attempts = Self.effort / max(1, start.count)
    var best = start
    var least = cost(best)
    for _ in 0..<4 {
      var improved = false
      for link in placement.links where link.isWire {
        let gap = offset(link, best)
        if abs(gap) < 1e-9 { continue }
        for (slot, delta) in [(link.a, -gap), (link.b, gap)] {
          for moved in [component(slot, best), [slot]] {
            attempts -= 1
            if attempts < 0 { return best }
            guard let candidate = shift(moved, by: delta, best) else { continue }
            let cost = cost(candidate)
            if cost < least - 1e-9 {
              (best, least, improved) = (candidate, cost, true)
            }
          }
          if abs(offset(link, best)) < 1e-9 { break }
        }
      }
      if !improved { break }
    }
    return best
  }

  /// How far `a` stands past `b`.
  private func offset(_ link: LayerPlacement.Link, _ position: [Double]) -> Double {
    position[link.a] + link.offsetA - position[link.b] - link.offsetB
  }

  private func cost(_ position: [Double]) -> Double {
    var cost = (position.max() ?? 0) - (position.min() ?? 0)
    for link in placement.links {
      let gap = abs(offset(link, position))
      cost += gap * (link.isWire ? 1 : 0.25)
      if link.isWire, gap > 1e-9 { cost += bendCost }
    }
    return cost
  }

  /// The slots that straight wires connect with one.
  private func component(_ slot: Int, _ position: [Double]) -> [Int] {
    var found: Set<Int> = [slot]
    var list = [slot]
    var next = 0
    while next < list.count {
      let current = list[next]
      next += 1
      for index in linksOf[current] {
        let link = placement.links[index]
        guard link.isWire, abs(offset(link, position)) < 1e-9 else { continue }
        let other = link.a == current ? link.b : link.a
        if found.insert(other).inserted { list.append(other) }
      }
    }
    return list
  }

  /// Moves slots and whatever stands in their way, with the straight wires of that; nil if it goes on
  /// for too long.
  private func shift(_ slots: [Int], by delta: Double, _ start: [Double]) -> [Double]? {
    var position = start
    for slot in slots { position[slot] += delta }
    var queue = slots
    var next = 0
    while next < queue.count {
      let slot = queue[next]
      next += 1
      if queue.count > 4 * start.count { return nil }
      let neighbour = delta > 0 ? after[slot] : before[slot]
      guard neighbour >= 0 else { continue }
      let distance = placement.distance[delta > 0 ? neighbour : slot]
      let lack =
        delta > 0
        ? position[slot] + distance - position[neighbour]
        : position[slot] - distance - position[neighbour]
      guard delta > 0 ? lack > 1e-9 : lack < -1e-9 else { continue }
      for pushed in component(neighbour, start) where !slots.contains(pushed) {
        position[pushed] += lack
        queue.append(pushed)
      }
      if slots.contains(neighbour) {
        position[neighbour] += lack
        queue.append(neighbour)
      }
    }
    return isValid(position) ? position : nil
  }

  private func isValid(_ position: [Double]) -> Bool {
    for slot in position.indices where before[slot] >= 0 {
      if position[slot] - position[before[slot]] < placement.distance[slot] - 1e-9 { return false }
    }
    return true
  }
}
