import Glibc
import LessonOutput
import Testing

@testable import LessonApp

/// The program on a terminal of its own: keys are sent to it, and its screen is read back.
final class TerminalHarness {
  /// Longest wait for what is expected on the screen, in milliseconds; met at once where it holds.
  private static let patience = 60_000

  let master: Int32
  private let process: pid_t
  private(set) var screen: TerminalEmulator
  /// As waitpid gives it, once the program has ended.
  private(set) var status: Int32?
  /// The terminal's settings before the program started.
  let settingsBefore: termios

  struct Unseen: Error, CustomStringConvertible {
    var description: String
  }

  init(
    _ program: String, _ arguments: [String], environment: [String: String], columns: Int,
    rows: Int
  ) throws {
    // The C functions for this are not in the module; these calls are what they make.
    let master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var isLocked: Int32 = 0
    var number: Int32 = 0
    guard master >= 0, ioctl(master, 0x4004_5431, &isLocked) == 0,
      ioctl(master, 0x8004_5430, &number) == 0
    else { throw Unseen(description: "no pseudo-terminal: \(errorText(errno))") }
    let slave = "/dev/pts/\(number)"
    self.master = master
    // Held open, so that the settings outlive the program.
    slaveEnd = Glibc.open(slave, O_RDWR | O_NOCTTY | O_CLOEXEC)
    screen = TerminalEmulator(columns: columns, rows: rows)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var settings = termios()
    tcgetattr(slaveEnd, &settings)
    settingsBefore = settings

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // A session of its own: the terminal it opens first then is the one that controls it.
    posix_spawnattr_setflags(&attributes, 0x80)
    posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process = pid_t()
    let failure = posix_spawn(&process, program, &actions, &attributes, &argv, &envp)
    self.process = process
    if failure != 0 { throw Unseen(description: errorText(failure)) }
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  private let slaveEnd: Int32

  deinit {
    // A process that never started has no number: 0 would be this one and its whole group.
    if status == nil, process > 0 {
      kill(process, SIGKILL)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    // Closed once: a number that is closed again may by then be the terminal of another session,
    // which would never see another key.
    if !isHungUp {
      close(slaveEnd)
      close(master)
    }
  }

  // MARK: Talking to it

  func send(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    var bytes = Array(text.utf8)
    while !bytes.isEmpty {
      let count = write(master, bytes, bytes.count)
      if count > 0 {
        bytes.removeFirst(count)
      } else if errno == EAGAIN || errno == EINTR {
        drain()
        usleep(1000)
      } else {
        Issue.record("keys are not taken: \(errorText(errno))", sourceLocation: sourceLocation)
        return
      }
    }
  }

  func resize(columns: Int, rows: Int) {
    screen = TerminalEmulator(columns: columns, rows: rows, like: screen)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func signal(_ number: Int32) { kill(process, number) }

  private var isHungUp = false

  /// Closes the terminal, as closing its window does.
  func hangUp() {
    isHungUp = true
    close(slaveEnd)
    close(master)
  }

  /// Reads what the program writes until the screen shows something.
  @discardableResult
  func wait(
    _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try wait(expected, sourceLocation: sourceLocation) { $0.contains(expected) }
  }

  @discardableResult
  func wait(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    until holds: (String) -> Bool
  ) throws -> String {
    for _ in 0..<Self.patience / 5 {
      drain()
      // Half a frame holds lines of the one before.
      if !screen.isInUpdate, holds(screen.text) { return screen.text }
      if hasEnded() { break }
      usleep(5000)
    }
    drain()
    if holds(screen.text) { return screen.text }
    let end = status.map { "the program ended with status \($0)" } ?? "the program still runs"
    Issue.record(
      "not seen: \(what); \(end)\n\(screen.text)", sourceLocation: sourceLocation)
    throw Unseen(description: "not seen: \(what)")
  }

  /// Sends keys and waits for what they lead to.
  @discardableResult
  func press(
    _ keys: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    send(keys)
    return try wait(expected, sourceLocation: sourceLocation)
  }

  /// Waits for the program to end: the status as shells give it.
  func end() throws -> Int32 {
    for _ in 0..<Self.patience / 5 {
      if !isHungUp { drain() }
      if hasEnded(), let status {
        if !isHungUp { drain() }
        return status
      }
      usleep(5000)
    }
    throw Unseen(description: "the program does not end\n\(screen.text)")
  }

  private func hasEnded() -> Bool {
    if status != nil { return true }
    var raw: Int32 = 0
    guard waitpid(process, &raw, WNOHANG) == process else { return false }
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    return true
  }

  /// Whether the program is stopped, as by Ctrl-Z.
  func waitUntilStopped() -> Bool {
    for _ in 0..<Self.patience / 5 {
      drain()
      var raw: Int32 = 0
      if waitpid(process, &raw, WNOHANG | WUNTRACED) == process, raw & 0xFF == 0x7F {
        // What it wrote between the last look and the stop.
        drain()
        return true
      }
      usleep(5000)
    }
    return false
  }

  private func drain() {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(master, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      screen.feed(bytes[..<count])
    }
  }

  /// Whether the terminal's settings are what they were before the program started.
  var hasSettingsOfBefore: Bool {
    var now = termios()
    tcgetattr(slaveEnd, &now)
    let before = settingsBefore
    return now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag
      && now.c_lflag == before.c_lflag && now.c_cflag == before.c_cflag
      && withUnsafeBytes(of: now.c_cc) { now in
        withUnsafeBytes(of: before.c_cc) { now.elementsEqual($0) }
      }
  }
}

/// As much of a terminal as the program uses.
struct TerminalEmulator {
  let columns: Int
  let rows: Int
  private var cells: [[Character]]
  private var first: [[Character]]?
  private var column = 0
  private var row = 0
  private(set) var isSecondScreen = false
  private(set) var isCursorShown = true
  private(set) var wraps = true
  /// Between the marks that the program sets around a frame.
  private(set) var isInUpdate = false
  /// Something was written beyond the right edge while lines don't wrap.
  private(set) var overflows = 0
  private var pending: [UInt8] = []

  init(columns: Int, rows: Int, like other: TerminalEmulator? = nil) {
    self.columns = columns
    self.rows = rows
    cells = Self.blank(columns, rows)
    if let other {
      isSecondScreen = other.isSecondScreen
      isCursorShown = other.isCursorShown
      wraps = other.wraps
      first = Self.blank(columns, rows)
    }
  }

  private static func blank(_ columns: Int, _ rows: Int) -> [[Character]] {
    Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  var lines: [String] {
    cells.map { row in
      var text = String(row.filter { $0 != "\u{0}" })
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  var text: String { lines.joined(separator: "\n") }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var index = 0
    while index < pending.count {
      guard let length = take(at: index) else { break }
      index += length
    }
    pending.removeFirst(index)
  }

  /// Bytes of the next sequence or character; nil where more must come.
  private mutating func take(at index: Int) -> Int? {
    let byte = pending[index]
    switch byte {
    case 0x1B:
      guard index + 1 < pending.count else { return nil }
      guard pending[index + 1] == UInt8(ascii: "[") else { return 2 }
      var end = index + 2
      while end < pending.count, !(0x40...0x7E).contains(pending[end]) { end += 1 }
      guard end < pending.count else { return nil }
      control(String(decoding: pending[(index + 2)..<end], as: UTF8.self), pending[end])
      return end + 1 - index
    case 0x0A:
      lineFeed()
      return 1
    case 0x0D:
      column = 0
      return 1
    case 0..<0x20: return 1
    default:
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      guard index + length <= pending.count else { return nil }
      let text = String(decoding: pending[index..<index + length], as: UTF8.self)
      for character in text { put(character) }
      return length
    }
  }

  private mutating func lineFeed() {
    row += 1
    if row >= rows {
      cells.removeFirst()
      cells.append(Array(repeating: " ", count: columns))
      row = rows - 1
    }
  }

  private mutating func put(_ character: Character) {
    let width = DisplayWidth.of(character)
    if width == 0 {
      if column > 0, row < rows, column - 1 < columns {
        cells[row][column - 1] = Character(String(cells[row][column - 1]) + String(character))
      }
      return
    }
    if column + width > columns {
      if wraps {
        column = 0
        lineFeed()
      } else {
        overflows += 1
        return
      }
    }
    guard row < rows else { return }
    cells[row][column] = character
    if width == 2 { cells[row][column + 1] = "\u{0}" }
    column += width
  }

  private mutating func control(_ parameters: String, _ final: UInt8) {
    let numbers = parameters.split(separator: ";").map { Int($0) ?? 0 }
    switch final {
    case UInt8(ascii: "H"):
      row = min(rows, max(1, numbers.first ?? 1)) - 1
      column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case UInt8(ascii: "K"):
      for place in min(column, columns - 1)..<columns { cells[row][place] = " " }
    case UInt8(ascii: "J"):
      let start = parameters == "2" ? 0 : row
      for line in start..<rows {
        for place in (line == row && parameters != "2" ? column : 0)..<columns {
          cells[line][place] = " "
        }
      }
    case UInt8(ascii: "h"), UInt8(ascii: "l"):
      let isOn = final == UInt8(ascii: "h")
      switch parameters {
      case "?1049":
        if isOn, first == nil { first = cells }
        cells = isOn ? Self.blank(columns, rows) : first ?? cells
        if !isOn { first = nil }
        isSecondScreen = isOn
      case "?25": isCursorShown = isOn
      case "?2026": isInUpdate = isOn
      case "?7": wraps = isOn
      default: break
      }
    default: break
    }
  }
}

extension TerminalEmulator: CustomTestStringConvertible {
  /// What is seen: not every cell.
  var testDescription: String { "\n" + text + "\n" }
}
