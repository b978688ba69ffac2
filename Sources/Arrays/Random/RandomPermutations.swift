extension RandomState {
  /// `shuffle(a)`: Fisher and Yates from the end; of a matrix, the rows.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, Int(below(orEqual: UInt64(i))))
    }
  }

  /// `permutation(count)`
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    shuffle(&order)
    return order
  }

  /// The positions that `choice(a, count, replace, p)` picks out of `population`.
  package mutating func choice(
    of population: Int, count: Int, replace: Bool = true, probabilities: [Double]? = nil
  ) throws(RandomFailure) -> [Int] {
    try Self.check(count >= 0, "negative dimensions are not allowed")
    try Self.check(
      population > 0 || (population == 0 && count == 0),
      "a must be greater than 0 unless no samples are taken")
    if let probabilities { try Self.check(probabilities, population) }
    if !replace {
      try Self.check(
        count <= population,
        "Cannot take a larger sample than population when 'replace=False'")
    }
    guard let probabilities else {
      if !replace { return Array(permutation(population).prefix(count)) }
      if count == 0 { return [] }
      return try integers(0, population, count: count)
    }
    if replace {
      let cumulative = Self.cumulative(probabilities)
      return (0..<count).map { _ in Self.position(twister.unit(), in: cumulative) }
    }
    let possible = probabilities.count { $0 > 0 }
    try Self.check(possible >= count, "Fewer non-zero entries in p than size")
    return distinct(count, probabilities)
  }

  /// Draws as many as are missing, keeps what is new, and again without those.
  private mutating func distinct(_ count: Int, _ probabilities: [Double]) -> [Int] {
    var weights = probabilities
    var found: [Int] = []
    var seen = Set<Int>()
    while found.count < count {
      let draws = (found.count..<count).map { _ in twister.unit() }
      for index in found { weights[index] = 0 }
      let cumulative = Self.cumulative(weights)
      for draw in draws {
        let index = Self.position(draw, in: cumulative)
        if seen.insert(index).inserted { found.append(index) }
      }
    }
    return found
  }

  private static func cumulative(_ weights: [Double]) -> [Double] {
    var total = 0.0
    let sums = weights.map { weight in
      total += weight
      return total
    }
    return sums.map { $0 / total }
  }

  /// The first position whose sum is above the draw.
  private static func position(_ draw: Double, in cumulative: [Double]) -> Int {
    var low = 0
    var high = cumulative.count
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] <= draw { low = middle + 1 } else { high = middle }
    }
    return min(low, max(0, cumulative.count - 1))
  }

  private static func check(_ probabilities: [Double], _ population: Int) throws(RandomFailure) {
    try check(probabilities.count == population, "'a' and 'p' must have same size")
    try check(!probabilities.contains(where: \.isNaN), "probabilities contain NaN")
    try check(!probabilities.contains { $0 < 0 }, "probabilities are not non-negative")
    // Compensated, so that many small probabilities still add up (Kahan 1965).
    var total = 0.0
    var lost = 0.0
    for value in probabilities {
      let corrected = value - lost
      let next = total + corrected
      lost = (next - total) - corrected
      total = next
    }
    // The square root of the spacing of Doubles at 1.
    try check(abs(total - 1) <= 0x1p-26, "probabilities do not sum to 1")
  }
}
