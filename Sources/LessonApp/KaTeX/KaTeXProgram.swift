/// KaTeX in a Duktape heap: TeX in, markup out. Its compiled form is kept for the next time.
final class KaTeXProgram {
  /// Formulas of a course make 2,000 to 20,000 allocations, about 3 a microsecond; KaTeX itself
  /// has 2 MB.
  static let limits = DuktapeHeap.Limits(bytes: 24 << 20, allocations: 600_000)

  private let library: DuktapeLibrary
  private let source: [UInt8]
  private let cache: CacheFile?
  private var heap: DuktapeHeap?

  /// What KaTeX needs that Duktape lacks.
  private static let preface = """
    if (!Array.prototype.fill) {
      Object.defineProperty(Array.prototype, "fill", {
        configurable: true, writable: true,
        value: function (value, from, to) {
          var end = to === undefined ? this.length : to;
          for (var index = from || 0; index < end; index++) { this[index] = value; }
          return this;
        }
      });
    }

    """

  /// `\mathbb{1}`, the indicator: KaTeX's blackboard letters have no digits, so it is bold, which is
  /// used for it as well. `\Bbb` is another name of `\mathbb`.
  private static let indicator = #"""

    ;this.lessonBlackboard = function (context) {
      var argument = context.consumeArg();
      if (argument.tokens.length === 1 && argument.tokens[0].text === "1") { return "\\mathbf{1}"; }
      var isBraced = argument.start.text === "{";
      if (isBraced) { context.pushToken(argument.end); }
      context.pushTokens(argument.tokens);
      if (isBraced) { context.pushToken(argument.start); }
      return "\\Bbb";
    };
    """#

  /// No links, pictures or classes from formulas; macros and sizes are bounded. `\edef` and `\xdef`
  /// are taken away, as KaTeX does not count what they expand.
  private static let driver = """

    ;this.lessonTypeset = function (tex, display) {
      return katex.renderToString(tex, {
        displayMode: display, output: "htmlAndMathml", throwOnError: true, strict: "ignore",
        trust: false, errorColor: "currentColor", maxExpand: 1000, maxSize: 50,
        macros: { "\\\\edef": "\\\\edefIsNotAvailable", "\\\\xdef": "\\\\xdefIsNotAvailable",
          "\\\\mathbb": lessonBlackboard }
      });
    };
    """

  init(_ library: DuktapeLibrary, source: [UInt8], cache: CacheFile?) {
    self.library = library
    self.source = source
    self.cache = cache
  }

  /// All that runs, for a script of KaTeX.
  static func source(script: [UInt8]) -> [UInt8] {
    Array(preface.utf8) + script + Array(indicator.utf8) + Array(driver.utf8)
  }

  /// The allocations of the last formula.
  private(set) var work = 0

  func typeset(_ tex: String, display: Bool) throws(DuktapeHeap.Failure) -> String {
    guard let heap else { throw .error("KaTeX is not loaded") }
    defer { work = heap.allocations }
    do {
      return try heap.call("lessonTypeset", tex, display)
    } catch {
      // What a formula left behind that went too far is not known.
      if error == .exhausted { self.heap = nil }
      throw error
    }
  }

  /// Loads KaTeX unless it is there.
  func load() throws(DuktapeHeap.Failure) {
    if heap != nil { return }
    guard let fresh = DuktapeHeap(library, limits: Self.limits) else {
      throw .error("Duktape did not start")
    }
    // Compiled code is bound to the version and the build that made it.
    let build = try fresh.evaluate("Duktape.version + ' ' + Duktape.env")
    let key = ContentHash(Array(build.utf8), source)
    if let compiled = cache?.read(key: key) {
      try fresh.run(compiled: compiled)
    } else {
      let compiled = try fresh.run(source: source)
      cache?.write(compiled, key: key)
    }
    heap = fresh
  }
}
