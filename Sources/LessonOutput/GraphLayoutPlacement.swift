/// Positions across the layers that make wires straight: each layer in turn is moved to where the sum
/// of the weighted lengths |a − b| of its links is least, subject to the order and the distances in it.
///
/// One layer with the others fixed is an isotonic regression in L1, which pooling adjacent
/// violators solves exactly; medians, unlike means, keep wires straight.
package struct LayerPlacement: Sendable {
  /// A wish that `a` and `b` stand at the same position, up to their offsets.
  package struct Link: Sendable {
    package var a: Int
    package var b: Int
    /// Where on the slot the link is fixed, from its centre.
    package var offsetA: Double
    package var offsetB: Double
    package var weight: Double
    /// Whether the link is a wire, which bends if its ends differ; else only a wish.
    package var isWire: Bool

    package init(
      _ a: Int, _ b: Int, offsetA: Double = 0, offsetB: Double = 0, weight: Double = 1,
      isWire: Bool = true
    ) {
      self.a = a
      self.b = b
      self.offsetA = offsetA
      self.offsetB = offsetB
      self.weight = weight
      self.isWire = isWire
    }
  }

  /// Slots of each layer in order; a slot is any number below `slotCount`, in exactly one layer.
  package var layers: [[Int]]
  /// The least distance from the centre of each slot to the one before it in its layer.
  package var distance: [Double]
  package var links: [Link]

  package init(layers: [[Int]], distance: [Double], links: [Link]) {
    self.layers = layers
    self.distance = distance
    self.links = links
  }

  private struct Target {
    var position: Double
    var weight: Double
  }

  private struct Block {
    var slots: Range<Int>
    var targets: [Target]
    var position: Double
  }

  /// The centre of each slot; the smallest is 0.
  package func solve() -> [Double] {
    var position = [Double](repeating: 0, count: distance.count)
    var layer = [Int](repeating: 0, count: distance.count)
    for (index, slots) in layers.enumerated() {
      var at = 0.0
      for (order, slot) in slots.enumerated() {
        if order > 0 { at += distance[slot] }
        position[slot] = at
        layer[slot] = index
      }
    }
    var neighbours = [[(other: Int, shift: Double, weight: Double)]](
      repeating: [], count: distance.count)
    for link in links where layer[link.a] != layer[link.b] {
      let shift = link.offsetB - link.offsetA
      neighbours[link.a].append((link.b, shift, link.weight))
      neighbours[link.b].append((link.a, -shift, link.weight))
    }

    var best = position
    var least = Double.infinity
    func keepIfBetter() {
      var cost = 0.0
      for link in links {
        let length = (position[link.a] + link.offsetA) - (position[link.b] + link.offsetB)
        cost += link.weight * abs(length)
      }
      if cost < least - 1e-9 {
        least = cost
        best = position
      }
    }
    func settle(_ index: Int, _ counts: (Int) -> Bool) {
      let targets = layers[index].map { slot in
        neighbours[slot].filter { counts(layer[$0.other]) }
          .map { Target(position: position[$0.other] + $0.shift, weight: $0.weight) }
      }
      place(layers[index], targets, &position)
    }
    keepIfBetter()
    for _ in 0..<6 {
      for index in layers.indices.dropFirst() { settle(index) { $0 < index } }
      for index in layers.indices { settle(index) { _ in true } }
      keepIfBetter()
      for index in layers.indices.dropLast().reversed() { settle(index) { $0 > index } }
      for index in layers.indices.reversed() { settle(index) { _ in true } }
      keepIfBetter()
    }
    position = best
    for _ in 0..<4 {
      for index in layers.indices { settle(index) { _ in true } }
      for index in layers.indices.reversed() { settle(index) { _ in true } }
      keepIfBetter()
    }
    best = WireStraightening(self, layer: layer).improve(best)
    let origin = best.min() ?? 0
    return best.map { $0 - origin }
  }

  /// Pools adjacent violators: O(n · t log t) with t targets in all.
  private func place(_ slots: [Int], _ targets: [[Target]], _ position: inout [Double]) {
    var sum = 0.0
    var shift: [Double] = []
    for (order, slot) in slots.enumerated() {
      if order > 0 { sum += distance[slot] }
      shift.append(sum)
    }
    var blocks: [Block] = []
    for order in slots.indices {
      var own = targets[order].map {
        Target(position: $0.position - shift[order], weight: $0.weight)
      }
      // A slot that nothing pulls stays where it is unless pushed.
      if own.isEmpty {
        own = [Target(position: position[slots[order]] - shift[order], weight: 0.01)]
      }
      own.sort { $0.position < $1.position }
      var block = Block(slots: order..<order + 1, targets: own, position: median(own))
      while let last = blocks.last, last.position > block.position {
        blocks.removeLast()
        var merged = last.targets + block.targets
        merged.sort { $0.position < $1.position }
        block = Block(
          slots: last.slots.lowerBound..<block.slots.upperBound, targets: merged,
          position: median(merged))
      }
      blocks.append(block)
    }
    for block in blocks {
      for order in block.slots { position[slots[order]] = block.position + shift[order] }
    }
  }

  /// The weighted median; halfway where every point between two is as good.
  private func median(_ targets: [Target]) -> Double {
    let half = targets.reduce(0) { $0 + $1.weight } / 2
    var sum = 0.0
    for (index, target) in targets.enumerated() {
      sum += target.weight
      if abs(sum - half) < 1e-9, index + 1 < targets.count {
        return (target.position + targets[index + 1].position) / 2
      }
      if sum > half { return target.position }
    }
    return targets.last?.position ?? 0
  }
}
