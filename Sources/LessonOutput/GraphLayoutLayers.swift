/// A graph cut into layers: every wire runs from layer to layer through bends, and the order inside
/// the layers keeps crossings few. The first two stages of a layered drawing (Sugiyama, Tagawa and
/// Toda, 1981).
package struct GraphLayers: Hashable, Sendable {
  /// More items (nodes and bends) than this are not laid out.
  package static let maximumItems = 4000
  /// Sweeps of median ordering; more rarely help.
  static let sweeps = 24

  package enum Item: Hashable, Sendable {
    case node(Int)
    /// Where a wire of this source passes through a layer.
    case bend(source: Int)
  }

  /// Nodes first, in their order, then bends.
  package private(set) var items: [Item]
  /// The layer of each item.
  package private(set) var layer: [Int]
  /// Items of each layer, in order across.
  package private(set) var order: [[Int]] = []
  /// The items of each wire, from its source to its target.
  package private(set) var chains: [[Int]] = []
  package private(set) var crossings = 0

  /// Items of the previous and the next layer, one entry for each wire segment.
  private var before: [[Int]] = []
  private var after: [[Int]] = []

  /// Layers of a graph whose nodes are in topological order (`from < to` for every wire), or nil if
  /// they are not, or there are too many items.
  ///
  /// - Parameter sharesBends: wires that leave the same source run together as long as they can.
  package init?(nodeCount: Int, wires: [GraphLayout.Wire], sharesBends: Bool) {
    guard nodeCount <= Self.maximumItems else { return nil }
    for wire in wires where wire.from < 0 || wire.from >= wire.to || wire.to >= nodeCount {
      return nil
    }
    // As late as possible: everything stands beside its first consumer, leaves above all.
    var height = [Int](repeating: 0, count: nodeCount)
    for wire in wires.sorted(by: { $0.to > $1.to }) {
      height[wire.from] = max(height[wire.from], height[wire.to] + 1)
    }
    let last = height.max() ?? 0
    items = (0..<nodeCount).map { .node($0) }
    layer = height.map { last - $0 }

    var shared: [Int: [Int]] = [:]
    for wire in wires {
      var chain = [wire.from]
      let bends = max(0, layer[wire.to] - layer[wire.from] - 1)
      let known = sharesBends ? shared[wire.from] ?? [] : []
      chain += known.prefix(bends)
      while chain.count <= bends {
        guard items.count < Self.maximumItems else { return nil }
        layer.append(layer[wire.from] + chain.count)
        chain.append(items.count)
        items.append(.bend(source: wire.from))
      }
      if known.count < bends { shared[wire.from] = Array(chain.dropFirst()) }
      chains.append(chain + [wire.to])
    }
    before = Array(repeating: [], count: items.count)
    after = before
    var seen: Set<[Int]> = []
    for chain in chains {
      for (a, b) in zip(chain, chain.dropFirst()) {
        // A shared bend is reached once; a node is reached by each of its wires.
        if sharesBends, b >= nodeCount, !seen.insert([a, b]).inserted { continue }
        after[a].append(b)
        before[b].append(a)
      }
    }
    order = Array(repeating: [], count: nodeCount == 0 ? 0 : last + 1)
    placeInReadingOrder(sinks: (0..<nodeCount).filter { after[$0].isEmpty })
    improve()
  }

  /// First order: operands as they are written, depth first from the outputs.
  private mutating func placeInReadingOrder(sinks: [Int]) {
    var isPlaced = [Bool](repeating: false, count: items.count)
    var next = [Int](repeating: 0, count: items.count)
    for sink in sinks {
      var stack = [sink]
      while let item = stack.last {
        if next[item] < before[item].count {
          let input = before[item][next[item]]
          next[item] += 1
          if !isPlaced[input] { stack.append(input) }
        } else {
          stack.removeLast()
          if !isPlaced[item] {
            isPlaced[item] = true
            order[layer[item]].append(item)
          }
        }
      }
    }
  }

  private mutating func improve() {
    var best = order
    var fewest = countCrossings()
    var stale = 0
    for sweep in 0..<Self.sweeps where fewest > 0 && stale < 8 {
      if sweep.isMultiple(of: 2) {
        for index in order.indices.dropFirst() { sort(index, toward: before, in: index - 1) }
      } else {
        for index in order.indices.dropLast().reversed() {
          sort(index, toward: after, in: index + 1)
        }
      }
      exchangeNeighbours()
      let count = countCrossings()
      if count < fewest {
        (fewest, best, stale) = (count, order, 0)
      } else {
        stale += 1
      }
    }
    order = best
    crossings = fewest
  }

  /// Orders a layer by the medians of its neighbours' places; items without any keep theirs.
  private mutating func sort(_ index: Int, toward neighbours: [[Int]], in other: Int) {
    var place = [Int](repeating: 0, count: items.count)
    for (position, item) in order[other].enumerated() { place[item] = position }
    let keyed = order[index].enumerated().map { position, item in
      (item: item, position: position, key: median(neighbours[item].map { place[$0] }))
    }
    var movable = keyed.filter { $0.key != nil }
    movable.sort { ($0.key ?? 0, $0.position) < ($1.key ?? 0, $1.position) }
    var iterator = movable.makeIterator()
    order[index] = keyed.map { $0.key == nil ? $0.item : iterator.next()?.item ?? $0.item }
  }

  private func median(_ places: [Int]) -> Double? {
    guard !places.isEmpty else { return nil }
    let sorted = places.sorted()
    let middle = sorted.count / 2
    if sorted.count.isMultiple(of: 2) { return Double(sorted[middle - 1] + sorted[middle]) / 2 }
    return Double(sorted[middle])
  }

  /// Exchanges adjacent items of a layer wherever that removes crossings.
  private mutating func exchangeNeighbours() {
    var place = [Int](repeating: 0, count: items.count)
    for items in order { for (position, item) in items.enumerated() { place[item] = position } }
    for index in order.indices {
      var improved = true
      var rounds = 0
      while improved, rounds < 4 {
        improved = false
        rounds += 1
        for position in order[index].indices.dropLast() {
          let (a, b) = (order[index][position], order[index][position + 1])
          let gain =
            inversions(before[a], before[b], place) - inversions(before[b], before[a], place)
            + inversions(after[a], after[b], place) - inversions(after[b], after[a], place)
          guard gain > 0 else { continue }
          order[index].swapAt(position, position + 1)
          (place[a], place[b]) = (position + 1, position)
          improved = true
        }
      }
    }
  }

  /// Crossings between the segments of two items when `a` stands before `b`.
  private func inversions(_ a: [Int], _ b: [Int], _ place: [Int]) -> Int {
    var count = 0
    for x in a { for y in b where place[x] > place[y] { count += 1 } }
    return count
  }

  /// Crossings between all neighbouring layers, with a Fenwick tree: O(e log n).
  private func countCrossings() -> Int {
    var total = 0
    var place = [Int](repeating: 0, count: items.count)
    for index in order.indices.dropLast() {
      let next = order[index + 1]
      for (position, item) in next.enumerated() { place[item] = position }
      var tree = [Int](repeating: 0, count: next.count + 1)
      var inserted = 0
      for item in order[index] {
        let targets = after[item].map { place[$0] }
        for target in targets {
          var sum = 0
          var node = target + 1
          while node > 0 {
            sum += tree[node]
            node -= node & -node
          }
          total += inserted - sum
        }
        for target in targets {
          inserted += 1
          var node = target + 1
          while node < tree.count {
            tree[node] += 1
            node += node & -node
          }
        }
      }
    }
    return total
  }
}
