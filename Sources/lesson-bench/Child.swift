import Glibc

/// A process that is run to its end, with what the kernel counted for it.
struct Child {
  var output: String
  var seconds: Double
  /// Bytes in memory at most.
  var peak: Int
  var isSuccess: Bool

  /// Nil where it cannot be started.
  ///
  /// - Parameter input: a file that it reads as its standard input.
  static func run(_ arguments: [String], input: String? = nil) -> Child? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let start = ContinuousClock.now
    let status = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
    close(ends[1])
    guard status == 0 else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    var exit: Int32 = 0
    var usage = rusage()
    guard wait4(process, &exit, 0, &usage) == process else { return nil }
    let elapsed = ContinuousClock.now - start
    return Child(
      output: String(decoding: bytes, as: UTF8.self), seconds: elapsed.seconds,
      peak: usage.ru_maxrss * 1024, isSuccess: exit == 0)
  }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
