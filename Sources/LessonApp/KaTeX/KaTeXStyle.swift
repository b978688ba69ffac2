/// KaTeX's style sheet, cut down to what a page uses: rules that can match, and the fonts that
/// these name, as data.
struct KaTeXStyle {
  private let rules: [StyleRule]
  private let faces: [FontFace]

  /// Style sheets and fonts larger than this are not read.
  private static let maximumBytes = 1 << 20

  /// How formulas stand in a page of ours. The hidden MathML is placed within its formula, so that
  /// it does not make boxes scroll; a tag keeps its last pixels in the box; a formula does not take
  /// over marks of emphasis, and keeps off Chinese characters as Latin words do there.
  private static let within = """
    .typeset{position:relative;text-emphasis:none}.display .katex-display{margin:0}\
    .display .katex-display>.katex>.katex-html>.tag{right:3px}.typeset .tag{font-weight:400}\
    .typeset .cjk_fallback{font-size:.83em}\
    .after-han{margin-left:.16em}.before-han{margin-right:.16em}
    """

  init(_ package: KaTeXPackage) {
    let bytes = (try? FileSystem.read(package.style, limit: Self.maximumBytes)) ?? []
    let all = StyleRule.rules(String(decoding: bytes, as: UTF8.self))
    rules = all.filter { !$0.selectors.contains { $0.hasPrefix("@") } }
    faces = all.filter { $0.selectors == ["@font-face"] }
      .compactMap { FontFace($0, folder: package.folder) }
  }

  /// The style for these formulas.
  func text(_ formulas: [String]) -> String {
    let classes = UsedClasses(formulas)
    let kept = rules.compactMap { rule -> StyleRule? in
      var rule = rule
      rule.selectors.removeAll { !classes.canMatch($0) }
      return rule.selectors.isEmpty ? nil : rule
    }
    let fonts = usedFaces(kept).compactMap { face -> String? in
      guard let bytes = try? FileSystem.read(face.path, limit: Self.maximumBytes) else {
        return nil
      }
      return "@font-face{font-family:\(face.family);font-weight:\(face.weight);"
        + "font-style:\(face.style);src:url(data:font/woff2;base64,"
        + LessonImages.base64(bytes) + ") format('woff2')}"
    }
    return (fonts + kept.map(\.text)).joined() + Self.within
  }

  /// The faces that some rule asks for, or that a rule which sets weight or style alone may ask
  /// for within any family.
  func usedFaces(_ kept: [StyleRule]) -> [FontFace] {
    let wanted = kept.map(FontWish.init)
    return faces.filter { face in
      let own = wanted.filter { $0.family == face.family }
      guard !own.isEmpty else { return false }
      let open = wanted.filter { $0.family == nil }
      return
        (own.contains { ($0.weight ?? "400") == face.weight }
        || open.contains { $0.weight == face.weight })
        && (own.contains { ($0.style ?? "normal") == face.style }
          || open.contains { $0.style == face.style })
    }
  }
}

/// A font file of the package.
struct FontFace: Hashable {
  var family: String
  var weight: String
  var style: String
  var path: String

  /// - Parameter rule: an `@font-face` rule; nil where it names no WOFF2 file.
  init?(_ rule: StyleRule, folder: String) {
    guard let family = rule["font-family"], let sources = rule["src"],
      let address = sources.split(separator: "(").dropFirst()
        .map({ $0.prefix { $0 != ")" } }).first(where: { $0.hasSuffix(".woff2") }),
      !address.contains(".."), !address.contains(":"), !address.hasPrefix("/")
    else { return nil }
    self.family = family
    weight = FontWish.weight(rule["font-weight"] ?? "400")
    style = rule["font-style"] ?? "normal"
    path = FilePath.joined(folder, String(address))
  }
}

/// What a rule says about the font; nil where it says nothing.
struct FontWish {
  var family: String?
  var weight: String?
  var style: String?

  init(_ rule: StyleRule) {
    let list = rule["font-family"] ?? rule["font"] ?? ""
    family = list.split { $0 == " " || $0 == "," }.first { $0.hasPrefix("KaTeX_") }
      .map(String.init)
    weight = rule["font-weight"].map(Self.weight)
    style = rule["font-style"]
  }

  static func weight(_ text: String) -> String {
    text == "normal" ? "400" : text == "bold" ? "700" : text
  }
}
