import Glibc
import LessonOutput
import PythonSubset

/// The bar of a loop with `progress`, on standard error while a lesson runs: how far it is, how fast it
/// goes, how long the rest takes. Drawn on a terminal only, and gone when the loop is over.
final class ProgressBar {
  /// Drawn ten times a second at most.
  private static let pause = 0.1

  private let descriptor: Int32
  private let isUnicode: Bool
  private let width: () -> Int
  private let clock: () -> Double
  private var label: String?
  private var began = 0.0
  private var drawn = -Double.infinity
  private var isShown = false

  init(
    descriptor: Int32 = 2, isUnicode: Bool, width: @escaping () -> Int,
    clock: @escaping () -> Double = ProgressBar.seconds
  ) {
    self.descriptor = descriptor
    self.isUnicode = isUnicode
    self.width = width
    self.clock = clock
  }

  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  func update(_ state: ProgressState) {
    let now = clock()
    if state.done == 0 || label != state.label {
      (label, began) = (state.label, now)
    }
    if state.isOver { return clear() }
    guard now - drawn >= Self.pause else { return }
    drawn = now
    isShown = true
    write("\r\u{1B}[2K" + Self.line(state, seconds: now - began, width: width(), isUnicode))
  }

  /// Takes the bar away, before anything else is written.
  func clear() {
    if isShown { write("\r\u{1B}[2K") }
    (isShown, drawn) = (false, -Double.infinity)
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// One line of at most `width` columns.
  static func line(_ state: ProgressState, seconds: Double, width: Int, _ isUnicode: Bool) -> String
  {
    let rate = seconds > 0 ? Double(state.done) / seconds : 0
    var parts: [String] = []
    if let total = state.total, total > 0 {
      let share = min(1, Double(state.done) / Double(total))
      parts.append("\(Int(share * 100))%".leftPadded(4))
      parts.append("\(state.done)/\(total)")
      parts.append(speed(rate))
      if rate > 0 { parts.append(span(Double(max(0, total - state.done)) / rate) + " left") }
    } else {
      parts += ["\(state.done)", speed(rate), span(seconds)]
    }
    let note = String(
      state.note.unicodeScalars.filter { $0.properties.generalCategory != .control })
    if !note.isEmpty { parts.append(note) }
    let name = String(
      state.label.unicodeScalars.filter { $0.properties.generalCategory != .control })
    let text = (name.isEmpty ? "" : name + "  ") + "\u{0}" + parts.joined(separator: "  ")
    let room = width - 1 - DisplayWidth.of(text)
    let bar =
      state.total == nil || room < 8 ? "" : drawing(state, cells: min(30, room - 2), isUnicode)
    let line = text.replacing("\u{0}", with: bar.isEmpty ? "" : bar + "  ")
    return DisplayWidth.of(line) < width ? line : String(line.prefix(max(0, width - 1)))
  }

  private static func drawing(_ state: ProgressState, cells: Int, _ isUnicode: Bool) -> String {
    let share = min(1, Double(state.done) / Double(max(1, state.total ?? 1)))
    let full = Int(share * Double(cells))
    return String(repeating: isUnicode ? "━" : "#", count: full)
      + String(repeating: isUnicode ? "─" : ".", count: cells - full)
  }

  private static func speed(_ rate: Double) -> String {
    rate >= 10 ? "\(Int(rate.rounded()))/s" : "\((rate * 10).rounded() / 10)/s"
  }

  /// `0:07`, `1:02:03`.
  private static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 3.6e6 else { return "a long time" }
    let whole = Int(seconds.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return whole >= 3600
      ? "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
      : "\(whole / 60):\(two(whole % 60))"
  }
}

extension Application {
  /// Shows how far loops are where standard error is a terminal; nil where nobody would see it.
  func progressBar() -> (@Sendable (ProgressState) -> Void)? {
    guard isatty(2) == 1 else { return nil }
    // Runs call it from one thread, one call at a time.
    nonisolated(unsafe) let bar = ProgressBar(
      isUnicode: device.options(DisplayRequest()).unicode,
      width: {
        var size = winsize()
        return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
      })
    return { bar.update($0) }
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
