import Diagnostics
import Glibc
import LessonOutput
import Rendering

/// Standard output and standard error: output is gathered and written in large pieces,
/// diagnostics go out at once, after the output that precedes them.
package final class Console {
  /// Output is written when this much has gathered.
  private static let bufferSize = 1 << 16

  private let output: Int32
  private let errors: Int32
  private var buffer: [UInt8] = []
  /// Nobody reads the output any more (`lesson run … | head`): the rest is dropped.
  private(set) var isClosed = false
  /// The error number of a failed write, for example of a full disk.
  private var failure: Int32?

  package init(output: Int32 = 1, errors: Int32 = 2) {
    self.output = output
    self.errors = errors
    // A closed pipe is reported by `write` instead of ending the process.
    signal(SIGPIPE, SIG_IGN)
  }

  package func write(_ text: String) {
    if isClosed || failure != nil { return }
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { flush() }
  }

  package func writeLine(_ text: String = "") { write(text + "\n") }

  package func flush() {
    if let problem = writeAll(buffer, to: output) {
      if problem == EPIPE { isClosed = true } else { failure = problem }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes at once. Control characters, which a lesson or a file name may hold, are made visible:
  /// they could steer a terminal.
  package func writeError(_ text: String) {
    flush()
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = VisibleText.isControl(scalar)
      shown.append(isControl && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
    }
    _ = writeAll(Array(String(shown).utf8), to: errors)
  }

  /// Prints `file.md:3:1: error: …` to standard error.
  package func diagnose(_ diagnostic: Diagnostic, file: String) {
    writeError(diagnostic.formatted(file: file, width: DisplayWidth.of) + "\n")
  }

  /// Prints `lesson: error: …` and a next move to standard error.
  package func complain(_ message: String, hint: String? = nil) {
    writeError("lesson: error: \(message)\n" + (hint.map { "  help: \($0)\n" } ?? ""))
  }

  /// Prints what its reader may want to know to standard error.
  package func remark(_ message: String, isWarning: Bool = false, hint: String? = nil) {
    writeError(
      "lesson: \(isWarning ? "warning" : "note"): \(message)\n"
        + (hint.map { "  help: \($0)\n" } ?? ""))
  }

  /// Writes what is left. A closed pipe is no failure; output that could not be written is.
  package func finish(_ status: ExitStatus) -> ExitStatus {
    flush()
    guard let failure else { return status }
    complain("standard output could not be written: \(errorText(failure))")
    return max(status, .usage)
  }

  private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Glibc.write(descriptor, raw.baseAddress.map { $0 + start }, raw.count - start)
      }
      if count > 0 {
        start += count
      } else if errno == EAGAIN {
        // The other side made the pipe non-blocking: wait until it takes more.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}

/// The system's words for an error number: `No such file or directory`.
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
