import Diagnostics
import Glibc
import LessonDocument
import LessonOutput
import PythonSubset
import Rendering
import Synchronization

/// What `lesson watch` was asked for.
package struct WatchRequest: Sendable {
  package var file: String
  package var display = DisplayRequest()

  package init(file: String) { self.file = file }
}

extension Application {
  /// Checks a learner's file whenever it is saved, one open exercise after the other.
  package func watch(_ request: WatchRequest) -> ExitStatus {
    let learner: LearnerFile
    let cancellation = Cancellation()
    do throws(FileProblem) {
      let path = try finder.path(request.file)
      if FileSystem.kind(request.file) != .file { throw bundled(request.file, path) }
      learner = try LearnerFile(
        path: path, store: progress, data: data(for: path), library: library,
        cancellation: cancellation)
    } catch { return report(error) }
    for diagnostic in learner.lesson.diagnostics where diagnostic.severity == .error {
      console.diagnose(diagnostic, file: learner.path)
    }
    if learner.lesson.hasErrors { return .brokenLesson }
    guard !learner.exercises.isEmpty else {
      console.complain(
        "\(request.file) has no exercises",
        hint: "to step through it: lesson run \(request.file.shellWord)")
      return .usage
    }
    console.flush()
    let display = device.options(request.display)
    if hasScreen, let screen = TerminalScreen(color: display.color) {
      return watch(learner, request, screen)
    }
    return watchPlainly(learner, request)
  }

  /// A bundled lesson is nobody's to edit.
  private func bundled(_ file: String, _ path: String) -> FileProblem {
    let copy = FilePath.name(path)
    let name = FilePath.withoutExtension(file)
    return FileProblem(
      path: file, message: "this is a bundled lesson, and there is nothing of yours to watch in it",
      hint: FileSystem.kind(copy) == .file
        ? "your copy of it: lesson watch \(copy.shellWord)"
        : "`lesson start \(name)` gives you a copy; then: lesson watch \(copy.shellWord)")
  }

  /// Keys and a second screen are there.
  var hasScreen: Bool {
    device.isTerminal && device.readsKeys
      && device.environment["TERM"].map { $0 != "dumb" && !$0.isEmpty } ?? false
  }

  // MARK: On a terminal

  private func watch(_ learner: LearnerFile, _ request: WatchRequest, _ screen: TerminalScreen)
    -> ExitStatus
  {
    func renderer() -> (TerminalRenderer, Int) {
      var display = request.display
      let size = screen.size
      display.width = min(request.display.width ?? size.columns, size.columns)
      return (TerminalRenderer(options: device.options(display)), size.rows)
    }
    let cancellation = learner.cancellation ?? Cancellation()
    let (first, rows) = renderer()
    var files = FileWatch(learner.path)
    var model = WatchModel(learner, name: request.file, renderer: first, rows: rows)
    model.willCheck = { screen.note(" Checking \($0.id) …   Ctrl-C stops it") }
    screen.draw(model.frame())
    screen.busy(cancellation) { model.start() }
    var looked = ProgressBar.seconds()
    var signal: Int32?
    events: while true {
      screen.draw(model.frame())
      switch screen.next(within: FileWatch.pause) {
      case .keys(let keys):
        for key in keys {
          if key == .control("l") { screen.forget() }
          if case .quit = screen.busy(cancellation, { model.handle(key) }) { break events }
        }
      case .resized, .resumed:
        screen.forget()
        let (renderer, rows) = renderer()
        model.resize(renderer, rows: rows)
      case .idle: break
      case .ended(let number):
        signal = number
        break events
      }
      let now = ProgressBar.seconds()
      guard now - looked >= Double(FileWatch.pause) / 1000 else { continue }
      looked = now
      let wasMissing = files.isMissing
      if files.look() { screen.busy(cancellation) { model.fileChanged() } }
      if files.isMissing != wasMissing { model.missing(files.isMissing) }
    }
    screen.close()
    let status = leave(learner, &files)
    if status == .success, signal == nil {
      console.writeLine("\(request.file): \(model.progress).")
      if !model.isAllDone {
        console.writeLine("To go on: lesson watch \(request.file.shellWord)")
      }
    }
    if let signal {
      _ = console.finish(status)
      TerminalScreen.end(by: signal)
      return .failure
    }
    return status
  }

  /// Keeps tries and hints. A file that is being written now is waited for.
  private func leave(_ learner: LearnerFile, _ files: inout FileWatch) -> ExitStatus {
    for _ in 0..<10 where files.isChanging {
      usleep(100_000)
      _ = files.look()
    }
    do throws(FileProblem) { try learner.save() } catch { return report(error) }
    return .success
  }

  // MARK: Without one

  private func watchPlainly(_ learner: LearnerFile, _ request: WatchRequest) -> ExitStatus {
    let renderer = TerminalRenderer(options: device.options(request.display))
    var files = FileWatch(learner.path)
    // Rows only measure how much of a prompt is shown.
    var model = WatchModel(learner, name: request.file, renderer: renderer, rows: 24)
    WatchSignals.install(learner.cancellation)
    func show() {
      for line in model.report() { console.writeLine(line) }
      console.writeLine()
      console.flush()
    }
    WatchSignals.busy { model.start() }
    show()
    while !WatchSignals.isEnded, !console.isClosed {
      // Nobody is there who could end it.
      if StandardInput.isClosed {
        console.remark(
          "checked once: watching goes on only in a terminal",
          hint: "for one check: lesson check \(request.file.shellWord)")
        break
      }
      usleep(UInt32(FileWatch.pause) * 1000)
      guard files.look() else { continue }
      WatchSignals.busy { model.fileChanged() }
      show()
    }
    return leave(learner, &files)
  }
}

/// Where keys would come from.
private enum StandardInput {
  /// Not a terminal, and at its end: `/dev/null`, a pipe that was closed, or nothing at all. What
  /// stands in it is dropped.
  static var isClosed: Bool {
    if isatty(0) == 1 { return false }
    var state = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    for _ in 0..<64 {
      state.revents = 0
      let count = poll(&state, 1, 0)
      if count < 0 { return errno != EINTR }
      if count == 0 { return false }
      if state.revents & Int16(POLLNVAL | POLLERR) != 0 { return true }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let read = read(0, &bytes, bytes.count)
      if read == 0 { return true }
      if read < 0 { return errno != EINTR && errno != EAGAIN }
    }
    return false
  }
}

/// Ctrl-C where there is no screen: it stops a check that is under way, else it ends the watching.
private enum WatchSignals {
  nonisolated(unsafe) private static var work: Cancellation?
  private static let isBusy = Atomic<Bool>(false)
  private static let hasEnded = Atomic<Bool>(false)

  static var isEnded: Bool { hasEnded.load(ordering: .relaxed) }

  static func install(_ cancellation: Cancellation?) {
    work = cancellation
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { number in
        if number == SIGINT, WatchSignals.isBusy.load(ordering: .relaxed),
          let work = WatchSignals.work, !work.isCancelled
        {
          work.cancel()
        } else if WatchSignals.hasEnded.exchange(true, ordering: .relaxed)
          || WatchSignals.isBusy.load(ordering: .relaxed)
        {
          _exit(128 + number)
        }
      }
    }
  }

  static func busy(_ body: () -> Void) {
    isBusy.store(true, ordering: .relaxed)
    body()
    isBusy.store(false, ordering: .relaxed)
  }
}

extension String {
  /// As a word of a command line: in quotes where a shell would take it apart.
  var shellWord: String {
    let isPlain = allSatisfy {
      $0.isLetter || $0.isNumber || "-_./+,:@%".contains($0)
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
