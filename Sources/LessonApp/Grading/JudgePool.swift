import Glibc

/// Processes that judge the files of a class, as many at once as there are processors.
///
/// Where one is stopped or ends early, the exercise that was under way is given up, and a new
/// process goes on with the next.
struct JudgePool {
  private let program: String
  /// The arguments for each file.
  private let jobs: [[String]]
  /// For each file.
  private let seconds: Int
  private var next = 0
  private var running: [(job: Int, process: JudgeProcess)] = []

  /// With fewer milliseconds left no further process is started for a file.
  private static let leastTime = 100

  /// Starts the first ones.
  init(_ program: String, _ jobs: [[String]], seconds: Int) {
    self.program = program
    self.jobs = jobs
    self.seconds = seconds
    startNext()
  }

  private mutating func startNext() {
    let width = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    while running.count < width, next < jobs.count {
      start(next, end: .now + .seconds(seconds))
      next += 1
    }
  }

  private mutating func start(_ job: Int, from task: String? = nil, end: ContinuousClock.Instant) {
    let arguments = ["judge-submission"] + (task.map { ["--from=\($0)"] } ?? []) + jobs[job]
    running.append((job, JudgeProcess(program: program, arguments: arguments, end: end)))
  }

  /// Waits for all of them, one after the other.
  ///
  /// - Parameter tasks: the ids of the exercises in the order in which they are judged.
  mutating func finish(tasks: [String], each: (Int, JudgeProcess.Outcome) -> Void) {
    var outcomes: [Int: JudgeProcess.Outcome] = [:]
    while !running.isEmpty {
      wait()
      for (place, item) in running.enumerated().reversed() where item.process.isDone {
        var outcome = outcomes.removeValue(forKey: item.job) ?? JudgeProcess.Outcome()
        item.process.add(to: &outcome)
        running.remove(at: place)
        if let reason = outcome.stopped, let task = outcome.underWay(tasks) {
          outcome.stops[task] = reason
          if let following = outcome.underWay(tasks),
            JudgeProcess.milliseconds(until: item.process.end) >= Self.leastTime
          {
            start(item.job, from: following, end: item.process.end)
            outcomes[item.job] = outcome
            continue
          }
        }
        each(item.job, outcome)
      }
      startNext()
    }
  }

  /// Until one of them has written something, has ended, or is late.
  private func wait() {
    var polled = running.map {
      pollfd(fd: $0.process.readDescriptor, events: Int16(POLLIN), revents: 0)
    }
    let time = running.map(\.process.timeLeft).min() ?? 0
    if !running.contains(where: \.process.isDone) {
      _ = poll(&polled, nfds_t(polled.count), Int32(min(time, 1000)))
    }
    for (place, item) in running.enumerated() {
      if polled[place].revents != 0 { item.process.read() }
      item.process.stopIfLate()
    }
  }

  /// Ends those that still run.
  mutating func cancel() {
    for item in running { item.process.cancel() }
    running = []
    next = jobs.count
  }
}
