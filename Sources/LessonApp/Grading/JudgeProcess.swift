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
  /// What came back.
  struct Outcome {
    var lines: [JudgeLine] = []
    /// Why the process did not come to its end; nil where it did.
    var stopped: String?
  }

  private static let mostOutput = 16 << 20
  /// Address space of a process, whatever the language's own limits are.
  static let addressSpace = 8 << 30

  private var pid: pid_t = -1
  private var descriptor: Int32 = -1
  private var bytes: [UInt8] = []
  private let deadline: ContinuousClock.Instant
  private let seconds: Int
  private var problem: String?

  var isDone: Bool { descriptor < 0 }
  var readDescriptor: Int32 { descriptor }

  /// - Parameter program: our own executable.
  init(program: String, arguments: [String], seconds: Int) {
    self.seconds = seconds
    deadline = .now + .seconds(seconds)
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

  /// Milliseconds until the deadline.
  var timeLeft: Int {
    let left = ContinuousClock.now.duration(to: deadline).components
    return max(0, Int(left.seconds) * 1000 + Int(left.attoseconds / 1_000_000_000_000_000))
  }

  /// Reads what is there; ends the process where it is too late or writes too much.
  func read() {
    guard descriptor >= 0 else { return }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    if count > 0 {
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > Self.mostOutput { stop("it wrote too much") }
    } else if count == 0 || errno != EINTR && errno != EAGAIN {
      finish()
    }
  }

  func stopIfLate() {
    if descriptor >= 0, timeLeft == 0 { stop("stopped after \(seconds) seconds") }
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

  var outcome: Outcome {
    var outcome = Outcome(stopped: problem)
    let decoder = JSONDecoder()
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if let known = try? decoder.decode(JudgeLine.self, from: Data(line)) {
        outcome.lines.append(known)
      }
    }
    if outcome.stopped == nil, !(outcome.lines.last?.isEnd ?? false) {
      outcome.stopped = "the program that judges it did not come to its end"
    }
    return outcome
  }

  /// Runs several, as many at once as there are processors.
  static func run(
    _ program: String, _ jobs: [[String]], seconds: Int, each: (Int, Outcome) -> Void
  ) {
    let width = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    var next = 0
    var running: [(job: Int, process: JudgeProcess)] = []
    while next < jobs.count || !running.isEmpty {
      while running.count < width, next < jobs.count {
        running.append(
          (next, JudgeProcess(program: program, arguments: jobs[next], seconds: seconds)))
        next += 1
      }
      var polled = running.map {
        pollfd(fd: $0.process.readDescriptor, events: Int16(POLLIN), revents: 0)
      }
      let wait = running.map(\.process.timeLeft).min() ?? 0
      if !running.contains(where: \.process.isDone) {
        _ = poll(&polled, nfds_t(polled.count), Int32(min(wait, 1000)))
      }
      for (place, item) in running.enumerated() {
        if polled[place].revents != 0 { item.process.read() }
        item.process.stopIfLate()
      }
      for item in running where item.process.isDone { each(item.job, item.process.outcome) }
      running.removeAll { $0.process.isDone }
    }
  }
}
