/// Decides which addresses a page may link to, and writes them as the rendered course needs them.
enum PageAddress {
  /// The schemes that a link may name.
  static let schemes: Set<String> = ["http", "https", "mailto"]

  /// The address for a link, or nil where it may not be followed (`javascript:` and the like).
  ///
  /// Browsers drop tabs and line ends inside an address, so they are dropped before looking.
  static func link(_ destination: String) -> String? {
    let address = cleaned(destination)
    if let scheme = scheme(of: address) {
      return schemes.contains(scheme) ? percentEncoded(address) : nil
    }
    return percentEncoded(lessonPage(address))
  }

  /// The address with what may not stand in one as `%XX`; what is encoded already stays.
  static func percentEncoded(_ address: String) -> String {
    if address.utf8.allSatisfy(mayStand) { return address }
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(address.utf8.count + 16)
    for byte in address.utf8 {
      if mayStand(byte) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a byte means something, or itself, in an address.
  private static func mayStand(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_.+!*'(),%#@?=;:/&$~".utf8.contains(byte)
    }
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

  /// The TeX in the address of a picture that a server draws from it, as `…/equation?tex=%5Csigma`;
  /// pages load nothing, but the formula can be shown.
  static func formula(_ address: String) -> String? {
    let marks = ["/equation?tex=", "/svg.latex?", "/png.latex?", "/gif.latex?"]
    guard let scheme = scheme(of: cleaned(address)), scheme == "https" || scheme == "http",
      let mark = marks.compactMap({ firstRange(of: $0, in: address) }).first
    else { return nil }
    let query = address[mark...].prefix { $0 != "&" && $0 != "#" }
    let tex = percentDecoded(query)
    return tex.utf8.allSatisfy { $0 == 0x20 || $0 == 0x0A } ? nil : tex
  }

  /// Where the text after `mark` starts.
  private static func firstRange(of mark: String, in text: String) -> String.Index? {
    var index = text.startIndex
    while let slash = text[index...].firstIndex(of: "/") {
      if text[slash...].hasPrefix(mark) { return text.index(slash, offsetBy: mark.count) }
      index = text.index(after: slash)
    }
    return nil
  }

  /// `%5Cfrac+x` → `\frac x`.
  private static func percentDecoded(_ text: Substring) -> String {
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
      default: nil
      }
    }
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
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

  /// A letter, then letters, digits, `+`, `-` and `.` up to the first `:`; lower case. As browsers
  /// see it: without such a start an address is relative.
  private static func scheme(of address: String) -> String? {
    for (index, byte) in zip(address.utf8.indices, address.utf8) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        if index == address.startIndex { return nil }
      case UInt8(ascii: ":"):
        return index == address.startIndex ? nil : address[..<index].lowercased()
      default: return nil
      }
    }
    return nil
  }
}
