/// The pictures of one page: each address is looked up once, and all of them together are bounded.
///
/// A page holds its pictures in itself, so that one file shown a thousand times is there a thousand
/// times.
final class PagePictures {
  /// Pictures beyond so many bytes of data are left out: their text stands in their place.
  static let maximumBytes = 64 << 20
  /// More addresses are not remembered.
  private static let mostRemembered = 10_000

  private let find: (String) -> String?
  private var known: [String: String?] = [:]
  private var used = 0

  init(_ find: @escaping (String) -> String?) { self.find = find }

  /// A picture's data as an address, or nil.
  func data(_ source: String) -> String? {
    let data: String?
    if let remembered = known[source] {
      data = remembered
    } else {
      data = find(source)
      // `updateValue`, for the subscript would take nil for a removal.
      if known.count < Self.mostRemembered { known.updateValue(data, forKey: source) }
    }
    guard let data, used <= Self.maximumBytes - data.utf8.count else { return nil }
    used += data.utf8.count
    return data
  }
}
