import Glibc
import Rendering

/// When output has colour.
package enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never
}

/// What the user asked of the display, before looking at where the output goes.
package struct DisplayRequest: Sendable {
  package var width: Int?
  package var color = ColorChoice.auto
  package var ascii = false
  package var full = false

  package init() {}

  package static let widths = TerminalOptions.minimumWidth...1000
}

/// Where output goes, as far as the display depends on it.
package struct OutputDevice: Sendable {
  package var isTerminal: Bool
  /// Keys can be read: standard input is a terminal too.
  package var readsKeys = false
  /// As the terminal itself says.
  package var columns: Int?
  package var environment: [String: String]

  package init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.environment = environment
  }

  /// The process's standard output.
  package static var standardOutput: OutputDevice {
    let isTerminal = isatty(1) == 1
    var size = winsize()
    let known = isTerminal && ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    var environment: [String: String] = [:]
    for name in ["COLUMNS", "NO_COLOR", "TERM", "COLORTERM", "LC_ALL", "LC_CTYPE", "LANG"] {
      environment[name] = getenv(name).map { String(cString: $0) }
    }
    var device = OutputDevice(
      isTerminal: isTerminal, columns: known ? Int(size.ws_col) : nil, environment: environment)
    device.readsKeys = isatty(0) == 1
    return device
  }

  /// Piped output has 80 columns and no colour, whatever the environment says.
  package func options(_ request: DisplayRequest) -> TerminalOptions {
    var options = TerminalOptions(
      width: request.width ?? width, color: hasColor(request.color),
      unicode: !request.ascii && readsUnicode, full: request.full)
    options.trueColor = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    return options
  }

  private var width: Int {
    guard isTerminal else { return 80 }
    return columns ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80
  }

  private func hasColor(_ choice: ColorChoice) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
  }

  /// False only where the locale names another character set; none named is not a refusal.
  private var readsUnicode: Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    guard let locale = names.lazy.compactMap({ environment[$0] }).first(where: { !$0.isEmpty }),
      let point = locale.firstIndex(of: ".")
    else { return true }
    let charset = locale[locale.index(after: point)...].prefix { $0 != "@" }.lowercased()
    return charset == "utf-8" || charset == "utf8"
  }
}
