import Glibc
import LessonOutput

/// The learner's own editor, started on a line of a file.
struct TextEditor: Hashable {
  /// As the shell reads it: `vim`, `code --wait`.
  var command: String

  enum Outcome: Hashable {
    case closed
    /// It did not start, or ended in an error: what to say, and the next move.
    case failed(String, hint: String)
  }

  /// `$VISUAL`, `$EDITOR`, else the first that is installed; a problem where there is none.
  static func chosen(
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } },
    isInstalled: (String) -> Bool = Self.isInstalled
  ) -> Result<TextEditor, StepperProblem> {
    for name in ["VISUAL", "EDITOR"] {
      guard let command = environment(name)?.trimmingSpaces, !command.isEmpty else { continue }
      let program = Self.program(of: command)
      // What needs a shell to be understood is left to the shell.
      if program.contains(where: { "\"'$`\\~".contains($0) }) || isInstalled(program) {
        return .success(TextEditor(command: command))
      }
      return .failure(
        StepperProblem(
          message: "$\(name) names `\(program)`, which is not installed.",
          hint: "name another editor: export \(name)=nano"))
    }
    for program in ["vi", "nano", "vim", "emacs"] where isInstalled(program) {
      return .success(TextEditor(command: program))
    }
    return .failure(
      StepperProblem(
        message: "No editor was found: neither $VISUAL nor $EDITOR is set.",
        hint: "open the file in any editor and press c here, or: export EDITOR=nano"))
  }

  private static func program(of command: String) -> String {
    String(command.prefix { $0 != " " && $0 != "\t" })
  }

  static func isInstalled(_ program: String) -> Bool {
    func isProgram(_ path: String) -> Bool {
      FileSystem.kind(path) == .file && access(path, X_OK) == 0
    }
    if program.contains("/") { return isProgram(program) }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").contains { isProgram("\($0)/\(program)") }
  }

  // MARK: Arguments

  private static let plusLine: Set<String> = [
    "vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "mg", "micro", "ed", "joe",
    "jed", "ne", "kak", "gedit", "mcedit", "gvim", "mvim", "tilde",
  ]
  private static let colonLine: Set<String> = ["hx", "helix", "subl", "zed", "mate"]
  private static let gotoLine: Set<String> = ["code", "code-insiders", "codium", "cursor"]
  /// These return at once unless they are told to wait.
  private static let needsWait: Set<String> = [
    "code", "code-insiders", "codium", "cursor", "subl", "zed", "mate", "gedit",
  ]

  /// What follows the command: the line, in the editor's own way, and the file.
  func arguments(file: String, line: Int) -> [String] {
    let name = FilePath.name(Self.program(of: command))
    // A name that starts with a dash is no option.
    let file = file.hasPrefix("-") ? "./" + file : file
    let hasWait = command.contains(" --wait") || command.contains(" -w")
    let wait = Self.needsWait.contains(name) && !hasWait ? ["--wait"] : []
    if Self.plusLine.contains(name) { return wait + ["+\(line)", file] }
    if Self.gotoLine.contains(name) { return wait + ["--goto", "\(file):\(line)"] }
    if Self.colonLine.contains(name) { return wait + ["\(file):\(line)"] }
    return [file]
  }

  // MARK: Running

  /// Runs the editor until it is closed. The terminal is its own meanwhile; Ctrl-C and Ctrl-Z are
  /// the editor's business.
  func run(file: String, line: Int) -> Outcome {
    let words =
      ["sh", "-c", command + " \"$@\"", FilePath.name(Self.program(of: command))]
      + arguments(file: file, line: line)
    var arguments = words.map { strdup($0) } + [nil]
    defer { for pointer in arguments { free(pointer) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGQUIT, SIGPIPE, SIGTSTP, SIGHUP, SIGTERM] {
      sigaddset(&defaults, number)
    }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, 0x04)
    var process = pid_t()
    let failure = posix_spawn(&process, "/bin/sh", nil, &attributes, &arguments, environ)
    if failure != 0 {
      return .failed("The editor did not start: \(errorText(failure)).", hint: Self.otherWay)
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR {
        return .failed("The editor could not be waited for.", hint: Self.otherWay)
      }
    }
    return outcome(status)
  }

  private static let otherWay = "open the file in any editor and press c here"

  private func outcome(_ status: Int32) -> Outcome {
    let signal = status & 0x7f
    if signal != 0 {
      return .failed("`\(command)` was ended by signal \(signal).", hint: Self.otherWay)
    }
    switch (status >> 8) & 0xff {
    case 0: return .closed
    case 126, 127:
      return .failed(
        "`\(command)` could not be started.", hint: "name another editor: export EDITOR=nano")
    case let code:
      return .failed("`\(command)` ended with status \(code).", hint: Self.otherWay)
    }
  }
}
