import Glibc
import Testing

@testable import LessonApp

/// The program that `scripts/test` builds and names in `LESSON_PROGRAM`; nil without it.
enum LessonProgram {
  static let path = getenv("LESSON_PROGRAM").map { String(cString: $0) }
    .flatMap { access($0, X_OK) == 0 ? FileSystem.realPath($0) : nil }
}

/// The program as people run it.
@Suite(
  .enabled(
    if: LessonProgram.path != nil, "LESSON_PROGRAM names no program; scripts/test builds one"))
struct CommandLineTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Starts the program and waits for it.
  ///
  /// - Parameter output: a file for standard output, instead of one that is read back.
  /// - Parameter descriptor: an open file for standard output, likewise.
  /// - Parameter folder: where it is started, if not here.
  func lesson(
    _ arguments: [String], output: String? = nil, descriptor: Int32? = nil,
    environment: [String: String] = [:], folder: String? = nil
  ) throws -> (status: Int32, output: String, errors: String) {
    let program = try #require(LessonProgram.path)
    var variables = ["PATH": "/usr/bin:/bin", "LESSON_HOME": packageFolder + "/lessons"]
    variables.merge(environment) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let descriptor {
      posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, output ?? scratch("out"), flags, 0o600)
    }
    posix_spawn_file_actions_addopen(&actions, 2, scratch("err"), flags, 0o600)
    let start = folder.map { ["/usr/bin/env", "-C", $0, program] } ?? [program]
    var argv = (start + arguments).map { strdup($0) } + [nil]
    var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process = pid_t()
    let failure = posix_spawn(&process, start[0], &actions, nil, &argv, &envp)
    try #require(failure == 0)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // 128 and the signal, as shells say it.
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    let isFile = output == nil && descriptor == nil
    return (code, isFile ? try scratch.text("out") : "", try scratch.text("err"))
  }

  static let trace = ["trace", "f = (x + y) * z", "x=-2", "y=5", "z=-4"]

  @Test func aStartedLessonComesWithItsData() throws {
    try scratch.write("lessons/index.md", "# C\n\n1. [b](b.md)\n")
    try scratch.write(
      "lessons/b.md",
      "---\ntitle: B\ndata: h.csv\n---\n\n```python\nfrom lesson import data\ndata.csv('h.csv')['a']\n```\n"
    )
    try scratch.write("lessons/h.csv", "a\n7\n")
    try FileSystem.createFolder(scratch("work"))
    let started = try lesson(
      ["start", "b"], environment: ["LESSON_HOME": scratch("lessons")], folder: scratch("work"))
    #expect(started.status == 0, "\(started.errors)")
    #expect(started.output.hasPrefix("b.md\nh.csv\n"))
    let run = try lesson(["run", "b.md"], folder: scratch("work"))
    #expect(run.output.contains("array([7])"), "\(run.errors)")
  }

  @Test func aMissingFolderOfDataIsWrongUsage() throws {
    for command in [["run", "backprop"], ["test", "backprop"], ["trace", "f = x * x", "x=2"]] {
      let run = try lesson(command + ["--data", scratch("nowhere")])
      #expect(run.status == 2)
      #expect(run.errors.contains("there is no such folder"))
    }
  }

  @Test func tracesAnExpression() throws {
    let run = try lesson(Self.trace)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    for line in ["−12 = 3 × (−4)", "−4 = 1 × (−4)", "3 = 1 × 3", "−4 = −4 × 1"] {
      #expect(run.output.contains(line))
    }
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func theREADMEShowsWhatTheProgramPrints() throws {
    let readme = String(
      decoding: try FileSystem.read(packageFolder + "/README.md", limit: 1 << 20), as: UTF8.self)
    let shown = try lesson(Self.trace).output.split(separator: "\n")
      .map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    let page = readme.split(separator: "\n").joined(separator: "\n")
    let isShown = page.contains(shown)
    #expect(isShown, "copy the output of `lesson trace` into README.md")
  }

  @Test func formulasHaveThreeForms() throws {
    let file = try scratch.write("a.md", "$\\frac{1}{2}$\n")
    let text = try lesson(["render", file, "--fragment", "--math", "unicode"])
    #expect(text.output.contains(">1/2</span>"))
    let source = try lesson(["render", file, "--fragment", "--math=source"])
    #expect(source.output.contains("<code class=\"math\">\\frac{1}{2}</code>"))
    let none = try lesson(
      ["render", file, "--fragment", "--math", "katex"], environment: ["LESSON_KATEX": scratch.path]
    )
    #expect(none.status == 0)
    #expect(none.output == text.output)
    #expect(none.errors.hasPrefix("lesson: warning: formulas are shown as plain text: KaTeX was"))
    let wrong = try lesson(["render", file, "--fragment", "--math", "tex"])
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("katex, unicode, source") || wrong.errors.contains("'katex'"))
  }

  @Test func asciiHasNoOtherSigns() throws {
    let run = try lesson(Self.trace + ["--ascii"])
    #expect(run.status == 0)
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
    let latin = try lesson(Self.trace, environment: ["LANG": "de_DE.ISO-8859-1"])
    #expect(latin.output == run.output)
  }

  @Test func sameBytesTwice() throws {
    for arguments in [["run", "backprop"], ["run", "backprop", "--format", "json"]] {
      let first = try lesson(arguments)
      #expect(first.status == 0)
      #expect(try lesson(arguments).output == first.output)
    }
  }

  @Test func theBundledLessonsHold() throws {
    let run = try lesson(["test", packageFolder + "/lessons"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasSuffix("all hold\n"))
  }

  @Test func printsItsSchema() throws {
    #expect(try lesson(["docs", "--schema"]).output == LessonRunSchema.text)
    #expect(try lesson(["docs", "--schema", "grades"]).output == GradeBookSchema.text)
    #expect(try lesson(["docs", "--schema", "grade"]).status == 2)
  }

  @Test func saysItsVersion() throws {
    let run = try lesson(["--version"])
    #expect(run.status == 0)
    #expect(run.output == Application.version + "\n")
  }

  @Test(arguments: [[], ["run"], ["trace"], ["why"], ["render"], ["test"], ["docs"]])
  func helpHasExamples(command: [String]) throws {
    let run = try lesson(command + ["--help"])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("EXAMPLES:\n  lesson "))
    let help = try lesson(["help"] + command)
    #expect(help.output == run.output)
  }

  @Test(arguments: [
    (["rnu"], "did you mean `lesson run`?"),
    (["why"], "lesson why backprop x.grad"),
    (["why", "backprop"], "lesson why backprop x.grad"),
    (["why", "backprop", "x.grad["], "bracket without its partner"),
    (["serve"], "`lesson serve` is not in this version"),
    (["watch"], "lesson watch backprop.md"),
    (["new"], "lesson new mine"),
    (["watch", "backprop"], "lesson start backprop"),
    (["check", "no-such.md"], "no such file"),
    (["mine.md"], "lesson run mine.md"),
    (["backprop"], "lesson run backprop"),
    (["run"], "lesson run backprop"),
    (["run", "bakprop"], "did you mean `backprop`?"),
    (["run", "backprop", "--formt", "json"], "--format"),
    (["run", "backprop", "--format", "xml"], "xml"),
    (["run", "backprop", "--width", "5"], "20 to 1000"),
    (["run", "backprop", "--width", "wide"], "wide"),
    (["run", "backprop", "extra"], "extra"),
    (["render", "backprop"], "-o DIR"),
    (
      ["grade", "backprop", "in", "--fail-under", "101"],
      "--fail-under 101 is out of range: 0 to 100 percent are possible"
    ),
    (["grade", "backprop", "in", "--fail-under", "nan"], "--fail-under nan is out of range"),
    (["grade", "backprop", "in", "--fail-under=-0.5"], "--fail-under -0.5 is out of range"),
    (["grade", "backprop", "in", "--timeout", "0"], "--timeout 0 is out of range"),
    (["trace", "-x * y", "x=1"], "lesson trace -- "),
    (["--verison"], "--version"),
    (["\u{1B}[2J"], "is not a command"),
  ])
  func wrongUsageIsTwoAndTeaches(arguments: [String], hint: String) throws {
    let run = try lesson(arguments)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("lesson: error: ") || run.errors.contains(": error: "))
    #expect(run.errors.contains(hint))
    #expect(!run.errors.contains("\u{1B}"))
  }

  /// Without a terminal nobody could end it.
  @Test func watchingEndsWhereStandardInputDoes() throws {
    try scratch.write("mine.md", "```python\n#| exercise: a\nf = ____\n```\n")
    let run = try lesson(["watch", scratch("mine.md")])
    #expect(run.status == 0)
    #expect(run.output.contains("0/1 done"), "\(run.output)")
    #expect(
      run.errors == """
        lesson: note: checked once: watching goes on only in a terminal
          help: for one check: lesson check \(scratch("mine.md"))

        """)
  }

  @Test func traceKnowsTheNamesOfFunctions() throws {
    let named = try lesson(["trace", "f=tanh(x)", "x=1"])
    #expect(named.status == 0)
    #expect(named.output == (try lesson(["trace", "f=np.tanh(x)", "x=1"])).output)
    #expect(try lesson(["trace", "sigmoid(w*x) + log(sqrt(x))", "w=1", "x=2"]).status == 0)
    // An input of that name is the input.
    let input = try lesson(["trace", "f = exp * 2", "exp=3"])
    #expect(input.output.contains("6 = 3 × 2"))
    // Places are those of what was typed.
    let unknown = try lesson(["trace", "f = sin(x) + foo", "x=1"])
    #expect(unknown.status != 0)
    #expect(unknown.errors.contains("expression:1:14"), "\(unknown.errors)")
  }

  @Test func deepNestingIsNoCrash() throws {
    let quotes = String(repeating: "> ", count: 20_000) + "q\n"
    let sums = String(repeating: "(", count: 2_000) + "x" + String(repeating: ")", count: 2_000)
    let deep = try scratch.write("deep.md", quotes + "\n```python\nx = 1\ny = \(sums)\n```\n")
    let run = try lesson(["run", deep])
    #expect(run.status <= 3)
    let endless = try scratch.write(
      "endless.md", "```python\ndef f(n):\n    return f(n + 1)\nf(0)\n```\n")
    #expect(try lesson(["run", endless]).status == 1)
  }

  @Test func aFullDiskIsReported() throws {
    let run = try lesson(["run", "backprop"], output: "/dev/full")
    #expect(run.status == 2)
    #expect(run.errors.contains("standard output could not be written"))
  }

  @Test func aClosedPipeIsQuiet() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    let run = try lesson(["run", "backprop"], descriptor: ends[1])
    close(ends[1])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
  }
}
