/// A formula that is shown as text though KaTeX is there, and why.
struct FormulaProblem: Hashable {
  var tex: String
  var reason: String
}

/// Why no formula can be typeset.
enum KaTeXObstacle: Hashable {
  /// Packages that have to be installed.
  case missing([String])
  /// KaTeX's script does not run; the reason.
  case script(String)
}

/// What a typesetter knows and has used up; behind its lock.
struct KaTeXState {
  /// Longer formulas are shown as text.
  static let maximumFormulaBytes = 2_000
  /// Formulas with braces in braces deeper than this are shown as text.
  static let maximumDepth = 60
  /// Allocations that the different formulas of a page may take: some hundred formulas, a second
  /// or two.
  static let maximumWork = 4_000_000
  /// Markup that the formulas of a page may take, in bytes: beyond it they are text.
  static let maximumPageBytes = 8 << 20
  /// What a formula counts that takes too much work, so that a page has few of them.
  private static let exhaustedWork = 3_000_000
  /// Longer markup is not worth its place.
  static let maximumMarkupBytes = 256 << 10

  let places: KaTeXPlaces
  private var isOpen = false
  /// Why nothing is typeset.
  private(set) var obstacle: KaTeXObstacle?
  private(set) var package: KaTeXPackage?
  private var source: [UInt8] = []
  private var program: KaTeXProgram?
  var formulas: FormulaCache?
  var style: KaTeXStyle?
  // The page's part.
  private var seen: Set<Formula> = []
  private var work = 0
  private var pageBytes = 0
  /// Formulas that came when all work was done.
  private var late: Set<Formula> = []
  private(set) var problems: [FormulaProblem] = []

  init(places: KaTeXPlaces) { self.places = places }

  mutating func startPage() {
    seen = []
    problems = []
    late = []
    work = 0
    pageBytes = 0
  }

  mutating func markup(_ formula: Formula) -> String? {
    if !isOpen { open() }
    guard obstacle == nil else { return nil }
    let isNew = seen.insert(formula).inserted
    func refused(_ reason: String, _ state: inout KaTeXState) -> String? {
      if isNew { state.problems.append(FormulaProblem(tex: formula.tex, reason: reason)) }
      return nil
    }
    let size = formula.tex.utf8.count
    if size > Self.maximumFormulaBytes {
      return refused(
        "it has \(size) bytes; \(Self.maximumFormulaBytes) are the most that is typeset", &self)
    }
    if Self.depth(formula.tex) > Self.maximumDepth {
      return refused("its braces are nested deeper than \(Self.maximumDepth)", &self)
    }
    // A formula that the page has already costs nothing more.
    if isNew, work >= Self.maximumWork {
      late.insert(formula)
    }
    if late.contains(formula) {
      return refused("the formulas before it take all the work that a page may take", &self)
    }
    guard let result = result(formula) else { return nil }
    if isNew { work += result.formula == .exhausted ? Self.exhaustedWork : result.work }
    switch result.formula {
    case .markup(let markup):
      pageBytes += markup.utf8.count
      if pageBytes > Self.maximumPageBytes {
        return refused("the formulas before it fill what a page may hold", &self)
      }
      return markup
    case .failed(let reason): return refused(reason, &self)
    case .exhausted: return refused("it takes too much work", &self)
    }
  }

  /// Nil where it turns out that Duktape is missing.
  private mutating func result(_ formula: Formula) -> FormulaResult? {
    if let known = formulas?.result(formula) { return known }
    guard let program = loadedProgram() else { return nil }
    do {
      try program.load()
    } catch {
      switch error {
      case .exhausted: obstacle = .script("it takes too much memory")
      case .error(let message): obstacle = .script(Self.reason(message))
      }
      return nil
    }
    let result: TypesetFormula
    do {
      let markup = try program.typeset(formula.tex, display: formula.display)
      result =
        markup.isEmpty || markup.utf8.count > Self.maximumMarkupBytes
        ? .exhausted : .markup(markup)
    } catch {
      switch error {
      case .exhausted: result = .exhausted
      case .error(let message): result = .failed(Self.reason(message))
      }
    }
    let counted = FormulaResult(formula: result, work: program.work)
    formulas?.add(formula, counted)
    return counted
  }

  private mutating func open() {
    isOpen = true
    package = places.folders.lazy.compactMap { KaTeXPackage(folder: $0) }.first
    guard let package,
      let script = try? FileSystem.read(package.script, limit: CacheFile.maximumBytes)
    else {
      let hasLibrary = DuktapeLibrary.find(places.libraries) != nil
      obstacle = .missing(["libjs-katex"] + (hasLibrary ? [] : ["libduktape207"]))
      return
    }
    source = KaTeXProgram.source(script: script)
    formulas = FormulaCache(cacheFile("formulas"), key: ContentHash(source))
  }

  private mutating func loadedProgram() -> KaTeXProgram? {
    if let program { return program }
    guard let library = DuktapeLibrary.find(places.libraries) else {
      obstacle = .missing(["libduktape207"])
      return nil
    }
    program = KaTeXProgram(library, source: source, cache: cacheFile("katex-compiled"))
    return program
  }

  private func cacheFile(_ name: String) -> CacheFile? {
    places.cache.map { CacheFile(path: FilePath.joined($0, name)) }
  }

  /// How deep braces stand in braces.
  private static func depth(_ tex: String) -> Int {
    var (depth, deepest) = (0, 0)
    for byte in tex.utf8 {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      deepest = max(deepest, depth)
    }
    return deepest
  }

  /// `ParseError: KaTeX parse error: Undefined control sequence: \x at position 1: …` without what
  /// repeats the formula.
  private static func reason(_ message: String) -> String {
    var words = message.prefix { $0 != "\n" }.split(separator: " ")[...]
    while let word = words.first, ["ParseError:", "KaTeX", "parse", "error:"].contains(word) {
      words.removeFirst()
    }
    if let place = words.indices.dropLast().first(where: {
      words[$0] == "at" && ["position", "end"].contains(words[$0 + 1])
    }) {
      words = words[..<place] + (words[place + 1] == "end" ? ["at", "its", "end"] : [])
    }
    let text = words.joined(separator: " ")
    return text.count <= 100 ? text : text.prefix(99) + "…"
  }
}
