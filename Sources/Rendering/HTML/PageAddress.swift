/// Decides which addresses a page may link to, and writes them as the rendered course needs them.
enum PageAddress {
  /// The schemes that a link may name.
  static let schemes: Set<String> = ["http", "https", "mailto"]

  /// The address for a link, or nil where it may not be followed (`javascript:` and the like).
  ///
  /// Browsers drop tabs and line ends inside an address, so they are dropped before looking.
  static func link(_ destination: String) -> String? {
    let address = cleaned(destination)
    if let scheme = scheme(of: address) { return schemes.contains(scheme) ? address : nil }
    return lessonPage(address)
  }

  /// A picture's data as an address, or nil where it is anything but an image in a `data:` URI.
  static func imageData(_ address: String) -> String? {
    let known = ["png", "jpeg", "gif", "webp", "avif", "svg+xml"]
    let head = address.prefix(24).lowercased()
    return known.contains {
      head.hasPrefix("data:image/\($0);") || head.hasPrefix("data:image/\($0),")
    }
      ? cleaned(address) : nil
  }

  /// `losses.md#softmax` → `losses.html#softmax`.
  private static func lessonPage(_ address: String) -> String {
    let path = address.prefix { $0 != "#" && $0 != "?" }
    guard path.hasSuffix(".md") else { return address }
    return path.dropLast(3) + ".html" + address[path.endIndex...]
  }

  private static func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !["\t", "\n", "\r"].contains(scalar) {
      scalars.append(scalar)
    }
    while let first = scalars.first, first.value <= 0x20 { scalars.removeFirst() }
    while let last = scalars.last, last.value <= 0x20 { scalars.removeLast() }
    return String(scalars)
  }

  /// What stands before the first `:`, if that comes before any `/`, `?` or `#`; lower case.
  private static func scheme(of address: String) -> String? {
    for index in address.unicodeScalars.indices {
      switch address.unicodeScalars[index] {
      case ":": return address[..<index].lowercased()
      case "/", "?", "#": return nil
      default: continue
      }
    }
    return nil
  }
}
