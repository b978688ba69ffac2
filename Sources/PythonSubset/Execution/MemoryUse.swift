import Glibc

/// How much memory the process has, as the kernel counts it.
enum MemoryUse {
  private static let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Bytes in memory; 0 where the system does not tell. Cheap enough for every few milliseconds.
  static var resident: Int {
    guard file >= 0 else { return 0 }
    var text: [UInt8] = Array(repeating: 0, count: 128)
    let count = pread(file, &text, text.count, 0)
    guard count > 0 else { return 0 }
    let words = text[..<count].split(separator: UInt8(ascii: " "))
    guard words.count > 1 else { return 0 }
    return (Int(String(decoding: words[1], as: UTF8.self)) ?? 0) * page
  }

  /// Gives freed memory back to the system, which the allocator may keep.
  static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}

/// Stops a block from outside: Ctrl-C, or a deadline. Any thread may call `cancel`.
package final class Cancellation: Sendable {
  /// Written by signal handlers and other threads, read between steps: one byte, no order needed.
  private nonisolated(unsafe) let flag = UnsafeMutablePointer<Bool>.allocate(capacity: 1)

  package init() { flag.initialize(to: false) }

  deinit { flag.deallocate() }

  package func cancel() { flag.pointee = true }
  package func reset() { flag.pointee = false }
  package var isCancelled: Bool { flag.pointee }
}
