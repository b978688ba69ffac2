/// A formula: its source, and whether it stands on a line of its own.
struct Formula: Hashable {
  var tex: String
  var display: Bool
}

/// What came of typesetting a formula.
enum TypesetFormula: Hashable {
  case markup(String)
  /// KaTeX's reason.
  case failed(String)
  /// It wanted more work or memory than a formula may.
  case exhausted
}

/// A result, and the allocations that it took: a page's work is counted whether a formula is set
/// or comes from the cache, so that it looks the same each time.
struct FormulaResult: Hashable {
  var formula: TypesetFormula
  var work: Int
}

/// The formulas of this run and, from a file, of earlier ones.
struct FormulaCache {
  /// Room in the file: some thousand formulas. When it is full, it starts anew with this run's.
  static let maximumBytes = 4 << 20

  private var current: [Formula: FormulaResult] = [:]
  private let earlier: [Formula: FormulaResult]
  private var isChanged = false
  private let file: CacheFile?
  private let key: ContentHash

  init(_ file: CacheFile?, key: ContentHash) {
    self.file = file
    self.key = key
    earlier = file?.read(key: key).map(Self.decoded) ?? [:]
  }

  mutating func result(_ formula: Formula) -> FormulaResult? {
    if let result = current[formula] { return result }
    guard let result = earlier[formula] else { return nil }
    current[formula] = result
    return result
  }

  mutating func add(_ formula: Formula, _ result: FormulaResult) {
    isChanged = true
    current[formula] = result
  }

  /// Writes the file if a formula came to it.
  mutating func save() {
    guard isChanged, let file else { return }
    isChanged = false
    var bytes: [UInt8] = []
    for (formula, result) in current { Self.encode(formula, result, into: &bytes) }
    var others: [UInt8] = []
    for (formula, result) in earlier where current[formula] == nil {
      Self.encode(formula, result, into: &others)
    }
    if bytes.count + others.count <= Self.maximumBytes { bytes += others }
    file.write(bytes, key: key)
  }

  // An entry: display, kind, then as 4 bytes each the lengths of source and result and
  // the work; source, result.
  private static func encode(
    _ formula: Formula, _ result: FormulaResult, into bytes: inout [UInt8]
  ) {
    let (kind, text): (UInt8, String) =
      switch result.formula {
      case .markup(let markup): (0, markup)
      case .failed(let reason): (1, reason)
      case .exhausted: (2, "")
      }
    let numbers = [
      formula.tex.utf8.count, text.utf8.count, max(0, min(result.work, Int(Int32.max))),
    ]
    guard bytes.count + numbers[0] + numbers[1] + 14 <= maximumBytes else { return }
    bytes += [formula.display ? 1 : 0, kind]
    for number in numbers {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    bytes += formula.tex.utf8
    bytes += text.utf8
  }

  private static func decoded(_ bytes: [UInt8]) -> [Formula: FormulaResult] {
    var formulas: [Formula: FormulaResult] = [:]
    var index = 0
    func size(_ start: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    while index + 14 <= bytes.count {
      let (display, kind) = (bytes[index] == 1, bytes[index + 1])
      let middle = index + 14 + size(index + 2)
      let end = middle + size(index + 6)
      guard end <= bytes.count else { break }
      let tex = String(decoding: bytes[(index + 14)..<middle], as: UTF8.self)
      let text = String(decoding: bytes[middle..<end], as: UTF8.self)
      formulas[Formula(tex: tex, display: display)] = FormulaResult(
        formula: kind == 0 ? .markup(text) : kind == 1 ? .failed(text) : .exhausted,
        work: size(index + 10))
      index = end
    }
    return formulas
  }
}
