import Glibc
import Testing

@testable import LessonApp

/// Pages with formulas: fonts, the cache, what stands in for KaTeX, `--math`.
@Suite struct KaTeXPageTests {
  var harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  static let lesson =
    "# On $x$\n\n| a | $\\sum_i x_i$ |\n|---|---|\n| 1 | 2 |\n\n$$\n\\frac{1}{2}\n$$\n"

  func page(_ text: String = lesson, math: MathMode? = nil, fragment: Bool = false) throws
    -> (page: String, errors: String)
  {
    try harness.scratch.write("a.md", text)
    var request = RenderRequest(
      paths: [harness.scratch("a.md")], folder: fragment ? nil : harness.scratch("site"))
    request.math = math
    request.isFragment = fragment
    let outcome = try harness.perform { $0.render(request) }
    #expect(outcome.status == .success)
    return (fragment ? outcome.output : try harness.scratch.text("site/a.html"), outcome.errors)
  }

  @Test func withoutKaTeXTheFormulasAreText() throws {
    let (page, errors) = try page()
    #expect(page.contains(#"title="\frac{1}{2}">1/2</span>"#))
    let isTypeset = page.contains("katex")
    #expect(!isTypeset)
    #expect(
      errors == """
        lesson: note: formulas are shown as plain text: KaTeX was not found
          help: to have them typeset: apt-get install libjs-katex libduktape207

        """)
    #expect(try self.page(math: .katex).errors.hasPrefix("lesson: warning: formulas are shown"))
    #expect(try self.page(math: .unicode).errors == "")
    #expect(try self.page("# No formula, just $5 and $6\n").errors == "")
  }

  @Test func theNoteIsWrittenOnceACommand() throws {
    try harness.scratch.write("course/a.md", "$x$\n")
    try harness.scratch.write("course/b.md", "$y$ and $z$\n")
    let request = RenderRequest(
      paths: [harness.scratch("course")], folder: harness.scratch("site"))
    let outcome = try harness.perform { $0.render(request) }
    #expect(outcome.errors.split(separator: "\n").count == 2)
  }

  @Test func theSourceCanBeShown() throws {
    let (page, errors) = try page(math: .source)
    #expect(page.contains(#"<code class="math lines">\frac{1}{2}</code>"#))
    #expect(page.contains(#"<code class="math">\sum_i x_i</code>"#))
    #expect(errors == "")
  }

  @Test func anEmptyFolderHasNoKaTeX() throws {
    try FileSystem.createFolder(harness.scratch("empty"))
    #expect(KaTeXPackage(folder: harness.scratch("empty")) == nil)
    var other = self
    other.harness.katex = KaTeXPlaces(folders: [harness.scratch("empty")], cache: nil)
    #expect(try other.page().errors.contains("KaTeX was not found"))
  }

  @Test func aBrokenScriptIsNoFailure() throws {
    for name in ["katex.js", "katex.css"] { try harness.scratch.write("k/\(name)", "((") }
    var other = self
    other.harness.katex = KaTeXPlaces(folders: [harness.scratch("k")], cache: nil)
    let (page, errors) = try other.page()
    #expect(page.contains(">1/2</span>"))
    #expect(errors.hasPrefix("lesson: note: formulas are shown as plain text: "))
    #expect(errors.split(separator: "\n").count == 2)
    if InstalledKaTeX.isThere {
      #expect(errors.contains("KaTeX does not run here: SyntaxError"))
    }
    other.harness.katex.libraries = ["libduktape-that-is-not-there.so"]
    #expect(try other.page().errors.contains("Duktape was not found"))
  }

  @Suite(.enabled(if: InstalledKaTeX.isThere, InstalledKaTeX.wanted))
  struct Typeset {
    var tests: KaTeXPageTests
    var cache: String { tests.harness.scratch("cache/lesson") }

    init() throws {
      tests = try KaTeXPageTests()
      tests.harness.katex = InstalledKaTeX.places(cache: tests.harness.scratch("cache/lesson"))
    }

    @Test func formulasStandEverywhere() throws {
      let (page, errors) = try tests.page()
      #expect(errors == "")
      #expect(page.split(separator: #"<span class="katex">"#).count == 4)
      #expect(page.contains("<title>On x</title>"))
      #expect(page.contains(#"<th scope="col"><span class="typeset">"#))
      #expect(page.contains("style-src-attr 'unsafe-inline'"))
      #expect(!page.contains("script"))
      #expect(!page.contains("url(fonts"))
      #expect(page.utf8.count < 185_000)
      #expect(try tests.page().page == page)
    }

    @Test func aPageWithoutFormulasHasNoneOfIt() throws {
      let (page, _) = try tests.page("# Nothing\n")
      #expect(!page.contains("KaTeX"))
      #expect(!page.contains("unsafe-inline"))
      #expect(FileSystem.kind(cache) == .missing)
    }

    @Test func aFragmentHasTextUnlessAskedOtherwise() throws {
      #expect(!(try tests.page(fragment: true).page.contains("katex")))
      #expect(try tests.page(math: .katex, fragment: true).page.contains("katex-html"))
    }

    @Test func whatKaTeXCannotSetReadsWell() throws {
      let (page, errors) = try tests.page("A $\\unknown + \\frac{a}{b}$ and $x$.\n")
      #expect(page.contains(#"title="\unknown + \frac{a}{b}">unknown + a/b</span>"#))
      #expect(page.contains("katex-html"))
      #expect(errors.contains(#"is not typeset: Undefined control sequence: \unknown"#))
    }

    @Test(arguments: [
      ("x", ["Main-Regular", "Math-Italic"]),
      (#"\mathbb{R}"#, ["AMS-Regular", "Main-Regular"]),
      (#"\mathcal{L}"#, ["Caligraphic-Regular", "Main-Regular"]),
      (#"\mathbf{1}"#, ["Main-Bold", "Main-Regular"]),
      (#"\boldsymbol{x}"#, ["Main-Regular", "Math-BoldItalic"]),
      (#"\mathfrak{g}"#, ["Fraktur-Regular", "Main-Regular"]),
      (#"\mathsf{1}\mathtt{1}"#, ["Main-Regular", "SansSerif-Regular", "Typewriter-Regular"]),
      (#"\mathscr{F}"#, ["Main-Regular", "Script-Regular"]),
      (#"\sum"#, ["Main-Regular", "Size1-Regular"]),
      (#"1_2"#, ["Main-Regular"]),
      (#"\bigg("#, ["Main-Regular", "Size3-Regular"]),
      (#"\textit{a}"#, ["Main-Italic", "Main-Regular"]),
      (#"\textbf{\textit{a}}"#, ["Main-Bold", "Main-BoldItalic", "Main-Italic", "Main-Regular"]),
    ])
    func onlyFontsThatAreUsed(tex: String, expected: [String]) throws {
      let typesetter = InstalledKaTeX.shared
      let markup = try #require(typesetter.markup(tex, display: false))
      let style = typesetter.style([markup])
      let names = try expected.map { name in
        let folder = try #require(
          InstalledKaTeX.places.folders.first { KaTeXPackage(folder: $0) != nil })
        let bytes = try FileSystem.read(
          "\(folder)/fonts/KaTeX_\(name).woff2", limit: 1 << 20)
        return LessonImages.base64(bytes)
      }
      for (name, data) in zip(expected, names) {
        let isIn = style.contains(data)
        #expect(isIn, "\(name)")
      }
      #expect(
        style.split(separator: "@font-face").count == expected.count + 1
          || style.hasPrefix("@font-face")
            && style.split(separator: "@font-face").count == expected.count
      )
    }

    @Test func rulesThatCannotMatchAreLeftOut() throws {
      let typesetter = InstalledKaTeX.shared
      let style = typesetter.style([try #require(typesetter.markup("x^2", display: false))])
      #expect(style.contains(".katex .mathnormal{"))
      #expect(style.contains(".sizing.reset-size6.size3{font-size:.7em}"))
      for absent in [".mfrac", ".sqrt", "reset-size1.size1", ".mathbb", ".delimsizing"] {
        #expect(!style.contains(absent))
      }
    }

    @Test func theCacheIsMadeUsedAndMended() throws {
      let first = try tests.page().page
      let files = ["katex-compiled", "formulas"].map { cache + "/" + $0 }
      #expect(FileSystem.names(in: cache) == ["formulas", "katex-compiled"])
      let good = try files.map { try FileSystem.read($0, limit: 1 << 24) }
      for (file, bytes) in zip(files, good) {
        for damaged in [
          [], Array(bytes.prefix(30)), Array(bytes.dropLast()), bytes + [0],
          Array(bytes.dropLast(9)) + [0xFF] + Array(bytes.suffix(8)),
          Array(bytes.prefix(12)) + [0xFF] + Array(bytes.dropFirst(13)),
        ] where damaged != bytes {
          for other in files { unlink(other) }
          try FileSystem.write(damaged, to: file, mode: 0o600)
          #expect(try tests.page().page == first)
          #expect(try FileSystem.read(file, limit: 1 << 24).count == bytes.count)
        }
      }
      // Used: KaTeX itself is not needed for formulas that were set before.
      var later = tests
      later.harness.katex.libraries = []
      #expect(try later.page().page == first)
    }

    @Test func aCacheThatOthersMayWriteIsNotTrusted() throws {
      let file = CacheFile(path: tests.harness.scratch("c/file"))
      let key = ContentHash(Array("key".utf8))
      file.write([1, 2, 3], key: key)
      #expect(file.read(key: key) == [1, 2, 3])
      #expect(file.read(key: ContentHash(Array("other".utf8))) == nil)
      chmod(file.path, 0o620)
      #expect(file.read(key: key) == nil)
      file.write([4], key: key)
      #expect(file.read(key: key) == [4])
      rename(file.path, file.path + "2")
      symlink(file.path + "2", file.path)
      #expect(file.read(key: key) == nil)
      file.write([5], key: key)
      #expect(file.read(key: key) == [5])
      #expect(CacheFile(path: file.path + "2").read(key: key) == [4])
    }

    @Test func withoutACacheFolderItWorksToo() throws {
      let page = try tests.page().page
      try tests.harness.scratch.write("blocked", "a file")
      var other = tests
      other.harness.katex.cache = tests.harness.scratch("blocked/lesson")
      #expect(try other.page().page == page)
      other.harness.katex.cache = nil
      #expect(try other.page().page == page)
    }
  }

  @Test func theCacheFolderIsTheUsers() throws {
    let scratch = harness.scratch
    func folder(_ variables: [String: String]) -> String? { CacheFile.folder { variables[$0] } }
    #expect(folder(["HOME": scratch.path]) == scratch(".cache/lesson"))
    #expect(folder(["HOME": "/h", "XDG_CACHE_HOME": scratch("new")]) == scratch("new/lesson"))
    #expect(
      folder(["HOME": scratch.path, "XDG_CACHE_HOME": "relative"]) == scratch(".cache/lesson"))
    #expect(folder([:]) == nil)
    #expect(folder(["HOME": scratch("missing")]) == nil)
  }
}
