import Arrays

/// Parts of examples for cross-validation: each part is for testing once.
package enum Folds {
  /// The test examples of each of k parts, in rising order, as scikit-learn's KFold; sizes differ by
  /// one at most.
  package static func plain(_ count: Int, k: Int, _ state: inout RandomState?) -> [[Int]] {
    var order = Array(0..<count)
    state?.shuffle(&order)
    var start = 0
    return (0..<k).map { fold in
      let size = count / k + (fold < count % k ? 1 : 0)
      defer { start += size }
      return order[start..<start + size].sorted()
    }
  }

  /// Parts with the classes' shares of the whole, as scikit-learn's StratifiedKFold.
  ///
  /// - Parameter labels: classes as whole numbers.
  package static func stratified(_ labels: [Int], k: Int, _ state: inout RandomState?) -> [[Int]] {
    var classes: [Int: Int] = [:]
    let encoded = labels.map { label in
      if let known = classes[label] { return known }
      classes[label] = classes.count
      return classes.count - 1
    }
    let sorted = encoded.sorted()
    var shares = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: k)
    for (place, label) in sorted.enumerated() { shares[place % k][label] += 1 }
    var folds = [[Int]](repeating: [], count: k)
    for label in 0..<classes.count {
      var parts = (0..<k).flatMap { [Int](repeating: $0, count: shares[$0][label]) }
      state?.shuffle(&parts)
      var next = 0
      for (place, own) in encoded.enumerated() where own == label {
        folds[parts[next]].append(place)
        next += 1
      }
    }
    return folds.map { $0.sorted() }
  }
}
