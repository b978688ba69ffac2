/// Gives headings their anchors: unique, readable, letters of every script kept.
struct Slugs {
  private var taken: Set<String>
  private var counts: [String: Int] = [:]

  /// - Parameter labels: anchors that blocks have already.
  init(labels: Set<String>) { taken = labels }

  /// Lower case, spaces to `-`, punctuation dropped; `-1`, `-2`, … make it unique.
  mutating func slug(for title: String) -> String {
    var base = ""
    for scalar in title.unicodeScalars {
      if scalar.isASCII {
        switch scalar {
        case "a"..."z", "0"..."9", "_", "-": base.unicodeScalars.append(scalar)
        case "A"..."Z": base += scalar.properties.lowercaseMapping
        case " ", "\n": base += "-"
        default: break
        }
        continue
      }
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil
        || properties.canonicalCombiningClass != .notReordered
      {
        base += properties.lowercaseMapping
      }
    }
    if base.isEmpty { base = "section" }
    var slug = base
    while !taken.insert(slug).inserted {
      counts[base, default: 0] += 1
      slug = "\(base)-\(counts[base, default: 0])"
    }
    return slug
  }
}
