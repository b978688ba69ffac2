import Glibc
import LessonOutput
import PythonSubset
import Rendering
import Synchronization

/// The terminal while a lesson is stepped through: keys come one by one, a second screen is drawn on,
/// and whatever ends the program, the first screen and its settings come back.
final class TerminalScreen {
  enum Event {
    case keys([Key])
    case resized
    /// Stopped and continued: everything is to be drawn anew.
    case resumed
    /// Nothing happened for as long as one wanted to wait.
    case idle
    /// The program is asked to end: the number of the signal, or 0 where the terminal went away.
    case ended(Int32)
  }

  /// How long a lone Escape waits for the rest of a sequence, in milliseconds.
  private static let escapeWait: Int32 = 40

  private let color: Bool
  private var decoder = KeyDecoder()
  private var shown: [String] = []
  private var isCursorShown = false

  /// Nil where standard input is no terminal that can be set.
  init?(color: Bool) {
    self.color = color
    var settings = termios()
    guard isatty(0) == 1, isatty(1) == 1, tcgetattr(0, &settings) == 0 else { return nil }
    guard TerminalState.install(settings) else { return nil }
    enter()
  }

  // MARK: On and off

  private func enter() {
    TerminalState.makeRaw()
    // Second screen, no wrapping at the edge, no cursor.
    Self.put("\u{1B}[?1049h\u{1B}[?7l\u{1B}[?25l\u{1B}[2J")
    shown = []
    isCursorShown = false
  }

  /// The terminal as it was.
  func close() { TerminalState.restore() }

  /// Gives the terminal away while `body` runs, as for an editor.
  private func suspend() {
    TerminalState.restore()
    raise(SIGSTOP)
    enter()
  }

  /// Gives the terminal to another program while `body` runs, with the keys that send signals.
  func lend<Result>(_ body: () -> Result) -> Result {
    TerminalState.restore()
    // Ctrl-C is for that program; Ctrl-Z stops both, as the shell expects.
    let kept = [SIGINT, SIGQUIT, SIGTSTP].map { number in
      var old = sigaction()
      sigaction(number, nil, &old)
      signal(number, number == SIGTSTP ? SIG_DFL : SIG_IGN)
      return (number, old)
    }
    defer {
      for (number, action) in kept {
        var action = action
        sigaction(number, &action, nil)
      }
      decoder = KeyDecoder()
      enter()
    }
    return body()
  }

  /// Ends the program as the signal does by itself; 0 is a terminal that went away.
  static func end(by number: Int32) {
    if number == 0 { return }
    signal(number, SIG_DFL)
    kill(getpid(), number)
  }

  // MARK: Size

  /// Columns and rows; at least 20 × 5, whatever the terminal says.
  var size: (columns: Int, rows: Int) {
    var window = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return (80, 24)
    }
    return (max(TerminalOptions.minimumWidth, Int(window.ws_col)), max(5, Int(window.ws_row)))
  }

  // MARK: Drawing

  /// Shows the lines, writing only those that differ from what is shown.
  ///
  /// - Parameter cursor: where the cursor stands, from 0; hidden if nil.
  func draw(_ lines: [StyledLine], cursor: (column: Int, row: Int)? = nil) {
    var output = ""
    if isCursorShown { output += "\u{1B}[?25l" }
    let printed = lines.map { $0.printed(color: color) }
    for (row, line) in printed.enumerated() where row >= shown.count || shown[row] != line {
      // Cleared first: after a line as wide as the screen the cursor stands on its last cell.
      output += "\u{1B}[\(row + 1);1H\u{1B}[0m\u{1B}[K\(line)\u{1B}[0m"
    }
    if shown.count > printed.count {
      output += "\u{1B}[\(printed.count + 1);1H\u{1B}[J"
    }
    shown = printed
    if let cursor {
      output += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
    }
    isCursorShown = cursor != nil
    // Terminals that know these marks show the frame at once; others pass over them.
    if !output.isEmpty { Self.put("\u{1B}[?2026h\(output)\u{1B}[?2026l") }
  }

  /// Writes over the last line until the next drawing: what is under way.
  func note(_ text: String) {
    guard !shown.isEmpty else { return }
    Self.put("\u{1B}[\(shown.count);1H\u{1B}[0m\u{1B}[K\(text)")
    shown[shown.count - 1] = "\u{0}"
  }

  /// Draws everything at the next call.
  func forget() {
    shown = []
    Self.put("\u{1B}[2J")
  }

  private static func put(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(1, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      if count > 0 {
        start += count
      } else if errno == EAGAIN {
        var ready = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }

  // MARK: Events

  /// Waits for keys, a new size, or the end; in vain for `limit` milliseconds at most.
  func next(within limit: Int32 = -1) -> Event {
    while true {
      var waits = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: TerminalState.pipeEnd, events: Int16(POLLIN), revents: 0),
      ]
      let timeout = decoder.waitsForMore ? Self.escapeWait : limit
      let ready = poll(&waits, 2, timeout)
      if ready < 0, errno != EINTR { return .ended(0) }
      if waits[1].revents != 0, let event = signalled() { return event }
      if ready == 0 {
        let keys = decoder.flush()
        if !keys.isEmpty { return .keys(keys) }
        if limit >= 0 { return .idle }
        continue
      }
      guard waits[0].revents != 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 1024)
      let count = read(0, &bytes, bytes.count)
      if count == 0 { return .ended(0) }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return .ended(0)
      }
      let keys = decoder.feed(bytes[..<count])
      if !keys.isEmpty { return .keys(keys) }
    }
  }

  private func signalled() -> Event? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(TerminalState.pipeEnd, &bytes, bytes.count)
    guard count > 0 else { return nil }
    var event: Event?
    for byte in bytes[..<count] {
      switch Int32(byte) {
      case SIGWINCH: event = event ?? .resized
      case SIGTSTP:
        suspend()
        event = .resumed
      case SIGCONT:
        TerminalState.makeRaw()
        event = .resumed
      default: return .ended(Int32(byte))
      }
    }
    return event
  }
}

/// The settings to come back to and the pipe that signals write into, where handlers reach them.
private enum TerminalState {
  /// Written once, before any handler is set.
  nonisolated(unsafe) private static var saved: UnsafeMutablePointer<termios>?
  nonisolated(unsafe) private static var pipeInput: Int32 = -1
  nonisolated(unsafe) private(set) static var pipeEnd: Int32 = -1
  /// What stops the work that is under way; set while no work is.
  nonisolated(unsafe) static var work: Cancellation?
  private static let isActive = Atomic<Bool>(false)
  /// Work is under way that does not look at the pipe.
  private static let isBusy = Atomic<Bool>(false)

  static func install(_ settings: termios) -> Bool {
    if saved == nil {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return false }
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
      pipeEnd = ends[0]
      pipeInput = ends[1]
      let place = UnsafeMutablePointer<termios>.allocate(capacity: 1)
      place.initialize(to: settings)
      saved = place
      let watched = [SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT]
      // Whoever started the program may have blocked them.
      var unblocked = sigset_t()
      sigemptyset(&unblocked)
      for number in watched { sigaddset(&unblocked, number) }
      pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
      for number in watched {
        handle(number) { number in
          let isFinal = number != SIGWINCH && number != SIGTSTP && number != SIGCONT
          if isFinal, TerminalState.isBusy.load(ordering: .relaxed) {
            // The first Ctrl-C stops the work; should that not help, the next one ends the program.
            if number == SIGINT, let work = TerminalState.work, !work.isCancelled {
              work.cancel()
              return
            }
            TerminalState.restore()
            _exit(128 + number)
          }
          let error = errno
          var byte = UInt8(truncatingIfNeeded: number)
          _ = write(TerminalState.pipeInput, &byte, 1)
          errno = error
        }
      }
      // A trap must not leave a terminal that does not echo.
      for number in [SIGILL, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGTRAP] {
        handle(number) { number in
          TerminalState.restore()
          signal(number, SIG_DFL)
          raise(number)
        }
      }
    }
    return true
  }

  private static func handle(_ number: Int32, _ body: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = body
    sigemptyset(&action.sa_mask)
    sigaction(number, &action, nil)
  }

  /// Marks work during which the pipe is not looked at.
  static func setBusy(_ value: Bool) { isBusy.store(value, ordering: .relaxed) }

  static func makeRaw() {
    guard let saved else { return }
    var raw = saved.pointee
    cfmakeraw(&raw)
    raw.c_oflag |= tcflag_t(OPOST)
    raw.c_lflag |= tcflag_t(ISIG)
    tcsetattr(0, TCSADRAIN, &raw)
    isActive.store(true, ordering: .relaxed)
  }

  /// Safe in a signal handler.
  static func restore() {
    guard let saved, isActive.exchange(false, ordering: .relaxed) else { return }
    // No half frame, colours, wrapping and cursor back, first screen.
    let text: StaticString = "\u{1B}[?2026l\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
    _ = write(1, text.utf8Start, text.utf8CodeUnitCount)
    tcsetattr(0, TCSADRAIN, saved)
  }
}

extension TerminalScreen {
  /// Runs work that takes its time. Ctrl-C meanwhile cancels `work`; a second one ends the program.
  func busy<Result>(_ work: Cancellation, _ body: () -> Result) -> Result {
    work.reset()
    TerminalState.work = work
    TerminalState.setBusy(true)
    defer { TerminalState.setBusy(false) }
    return body()
  }
}
