/// The known name nearest to a mistyped one, or nil if none is near enough to be meant.
///
/// Distance is Damerau–Levenshtein (adjacent transpositions count one); at most a third of the
/// longer name may differ. Complexity: O(n·m) for each candidate.
package func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().utf8.prefix(64))
  guard !wanted.isEmpty else { return nil }
  var best: (distance: Int, name: String)?
  for candidate in names where candidate != name {
    let other = Array(candidate.lowercased().utf8.prefix(64))
    let limit = max(1, max(wanted.count, other.count) / 3)
    if abs(other.count - wanted.count) > limit { continue }
    let distance = editDistance(wanted, other)
    if distance > limit || distance >= max(wanted.count, other.count) { continue }
    if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
    best = (distance, candidate)
  }
  return best?.name
}

/// `did you mean `name`?`, or nil.
package func didYouMean(_ name: String, among names: some Sequence<String>) -> String? {
  nearestName(to: name, among: names).map { "did you mean `\($0)`?" }
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var current = last
  for i in 0..<a.count {
    current[0] = i + 1
    for j in 0..<b.count {
      let cost = a[i] == b[j] ? 0 : 1
      current[j + 1] = min(last[j + 1] + 1, current[j] + 1, last[j] + cost)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        current[j + 1] = min(current[j + 1], beforeLast[j - 1] + 1)
      }
    }
    (beforeLast, last, current) = (last, current, beforeLast)
  }
  return last[b.count]
}
