import FoundationEssentials
import Glibc
import LessonOutput

/// What a process that judges one submission writes: one line of JSON for each.
struct JudgeLine: Codable {
  /// What the file says of itself; the first line.
  struct Header: Codable {
    var lesson: String?
    var version: String?
    var learner: String?
    var problems: [String]
    /// What was predicted, by the prediction's id.
    var typed: [String: String]
    /// A remark on whose numbers it was judged with.
    var note: String?
  }

  var header: Header?
  var result: ExerciseResult?
  /// All was judged.
  var isEnd = false

  var text: String? {
    guard let value = try? JSONEncoding.value(self) else { return nil }
    return JSONText.compact(value)
  }
}

/// A process of our own program that judges one submission, so that nothing in it can stop the rest.
final class JudgeProcess {
  /// What came back of one file.
  struct Outcome {
    var lines: [JudgeLine] = []
    /// Why an exercise was not judged to its end, by its id.
    var stops: [String: String] = [:]
    /// Why the file was not judged to its end; nil where it was.
    var stopped: String?

    /// The exercise that was under way, of those that are judged in this order.
    func underWay(_ tasks: [String]) -> String? {
      guard lines.contains(where: { $0.header != nil }) else { return nil }
      let known = Set(lines.compactMap(\.result?.id)).union(stops.keys)
      return tasks.first { !known.contains($0) }
    }

    /// Why an exercise was not judged.
    func reason(_ exercise: String) -> String? {
      if stops.isEmpty { return stopped }
      return stops[exercise] ?? "the time for this file was used up"
    }
  }

  private static let mostOutput = 16 << 20
  /// Address space of a process, whatever the language's own limits are.
  static let addressSpace = 8 << 30

  private var pid: pid_t = -1
  private var descriptor: Int32 = -1
  private var bytes: [UInt8] = []
  /// When the time for the file is over.
  let end: ContinuousClock.Instant
  /// When the time for what is under way is over: half of what was left when it began, so that
  /// something is left for what follows.
  private var deadline = ContinuousClock.now
  private var seconds = 0
  private var problem: String?

  var isDone: Bool { descriptor < 0 }
  var readDescriptor: Int32 { descriptor }

  /// - Parameter program: our own executable.
  init(program: String, arguments: [String], end: ContinuousClock.Instant) {
    self.end = end
    share()
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      problem = "no pipe: \(errorText(errno))"
      return
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, program, &actions, nil, words, environ)
    close(ends[1])
    if failure == 0 {
      pid = child
      descriptor = ends[0]
    } else {
      close(ends[0])
      problem = "the process could not be started: \(errorText(failure))"
    }
  }

  static func milliseconds(until instant: ContinuousClock.Instant) -> Int {
    let left = ContinuousClock.now.duration(to: instant).components
    return max(0, Int(left.seconds) * 1000 + Int(left.attoseconds / 1_000_000_000_000_000))
  }

  /// Begins the time of the next exercise.
  private func share() {
    let left = Self.milliseconds(until: end)
    let mine = left > 2000 ? left / 2 : left
    deadline = .now + .milliseconds(mine)
    seconds = max(1, (mine + 500) / 1000)
  }

  /// Milliseconds until the deadline.
  var timeLeft: Int { Self.milliseconds(until: deadline) }

  /// Reads what is there; ends the process where it is too late or writes too much.
  func read() {
    guard descriptor >= 0 else { return }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    if count > 0 {
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > Self.mostOutput { return stop("it wrote too much") }
      if chunk[..<count].contains(UInt8(ascii: "\n")) { share() }
    } else if count == 0 || errno != EINTR && errno != EAGAIN {
      finish()
    }
  }

  func stopIfLate() {
    if descriptor >= 0, timeLeft == 0 {
      stop("stopped after \(seconds) \(seconds == 1 ? "second" : "seconds")")
    }
  }

  func cancel() {
    if descriptor >= 0 { stop("not wanted any more") }
  }

  private func stop(_ reason: String) {
    problem = reason
    kill(pid, SIGKILL)
    finish()
  }

  private func finish() {
    close(descriptor)
    descriptor = -1
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    if problem == nil, status & 0x7F != 0 {
      problem = "the program that judges it was ended by signal \(status & 0x7F)"
    }
  }

  /// Adds what this process wrote to what is known of its file.
  func add(to outcome: inout Outcome) {
    let decoder = JSONDecoder()
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if let known = try? decoder.decode(JudgeLine.self, from: Data(line)) {
        outcome.lines.append(known)
      }
    }
    outcome.stopped = problem
    if problem == nil, !(outcome.lines.last?.isEnd ?? false) {
      outcome.stopped = "the program that judges it did not come to its end"
    }
  }
}
