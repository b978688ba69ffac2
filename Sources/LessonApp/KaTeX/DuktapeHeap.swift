import Glibc

/// A JavaScript heap with limits. Scripts run in protected calls only, and what a call uses is
/// counted by the heap's own allocator: one that wants too much gets an error.
///
/// Duktape has no time limit. Allocations stand in for one: they happen all the time, and their
/// number is the same on every machine.
final class DuktapeHeap {
  struct Limits {
    /// Most bytes in use at a time.
    var bytes: Int
    /// Most allocations of a call.
    var allocations: Int
  }

  /// Why a script gave no result.
  enum Failure: Error, Equatable {
    case exhausted
    case error(String)
  }

  /// What the allocator counts; it stands at a fixed address, which the library hands around.
  private struct Account {
    var bytes = 0
    var allocations = 0
    /// Outside protected calls nothing is refused: an error there would end the process.
    var isLimited = false
    var isExhausted = false
    var limits: Limits
  }

  private let library: DuktapeLibrary
  private let context: DuktapeLibrary.Context
  private let account: UnsafeMutablePointer<Account>

  private static let evaluation: UInt32 = 1 << 3
  private static let safe: UInt32 = 1 << 7 | 1 << 9 | 1 << 11
  /// Before each block its size, in the space that keeps blocks aligned.
  private static let prefix = 16

  init?(_ library: DuktapeLibrary, limits: Limits) {
    account = .allocate(capacity: 1)
    account.initialize(to: Account(limits: limits))
    guard
      let context = library.createHeap(
        { DuktapeHeap.allocate($0, nil, $1) }, { DuktapeHeap.allocate($0, $1, $2) },
        { DuktapeHeap.release($0, $1) }, account, nil)
    else {
      account.deallocate()
      return nil
    }
    self.library = library
    self.context = context
  }

  deinit {
    library.destroyHeap(context)
    account.deallocate()
  }

  /// How many allocations the last call made.
  var allocations: Int { account.pointee.allocations }

  /// Bytes in use.
  var bytes: Int { account.pointee.bytes }

  /// Evaluates an expression of ours to a string.
  func evaluate(_ script: String) throws(Failure) -> String {
    defer { library.setTop(context, 0) }
    let bytes = Array(script.utf8)
    try check(
      library.evaluate(context, bytes, bytes.count, Self.evaluation | Self.safe))
    return text()
  }

  /// Compiles and runs a program of ours, without limits.
  ///
  /// - Returns: its compiled form, for `run(compiled:)`.
  func run(source: [UInt8]) throws(Failure) -> [UInt8] {
    defer { library.setTop(context, 0) }
    try check(library.compile(context, source, source.count, Self.safe))
    library.duplicate(context, -1)
    library.dump(context)
    var size = 0
    guard let start = library.buffer(context, -1, &size) else { throw .error("nothing compiled") }
    let compiled = Array(UnsafeRawBufferPointer(start: start, count: size))
    library.setTop(context, 1)
    try check(library.call(context, 0))
    return compiled
  }

  /// Runs a compiled program. The library trusts its bytes: they must come from itself.
  func run(compiled: [UInt8]) throws(Failure) {
    defer { library.setTop(context, 0) }
    guard let buffer = library.pushBuffer(context, compiled.count, 0) else {
      throw .error("no room for the compiled program")
    }
    compiled.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { buffer.copyMemory(from: start, byteCount: bytes.count) }
    }
    var load = library.load
    try check(
      library.safeCall(
        context,
        { context, load in
          guard let context, let load else { return 0 }
          load.load(as: (@convention(c) (DuktapeLibrary.Context) -> Void).self)(context)
          return 1
        }, &load, 1, 1))
    try check(library.call(context, 0))
  }

  /// Calls a global function with a text and a truth value; its result is text.
  func call(_ function: String, _ text: String, _ flag: Bool) throws(Failure) -> String {
    defer { library.setTop(context, 0) }
    let name = Array(function.utf8)
    let bytes = DuktapeText.bytes(text)
    _ = library.global(context, name, name.count)
    _ = library.pushString(context, bytes, bytes.count)
    library.pushBoolean(context, flag ? 1 : 0)
    try check(limited { library.call(context, 2) })
    return self.text()
  }

  private func limited(_ body: () -> Int32) -> Int32 {
    account.pointee.allocations = 0
    account.pointee.isExhausted = false
    account.pointee.isLimited = true
    defer { account.pointee.isLimited = false }
    return body()
  }

  private func check(_ status: Int32) throws(Failure) {
    guard status != 0 else { return }
    if account.pointee.isExhausted { throw .exhausted }
    var size = 0
    guard let message = library.safeString(context, -1, &size) else { throw .error("unknown") }
    throw .error(DuktapeText.string(UnsafeBufferPointer(start: message, count: size)))
  }

  /// The string on top; empty where something else is there.
  private func text() -> String {
    var size = 0
    guard let start = library.string(context, -1, &size) else { return "" }
    return DuktapeText.string(UnsafeBufferPointer(start: start, count: size))
  }

  private static func allocate(
    _ account: UnsafeMutableRawPointer?, _ old: UnsafeMutableRawPointer?, _ size: Int
  ) -> UnsafeMutableRawPointer? {
    guard size > 0 else {
      release(account, old)
      return nil
    }
    guard let account = account?.assumingMemoryBound(to: Account.self), size < 1 << 40 else {
      return nil
    }
    let start = old.map { $0 - prefix }
    let oldSize = start?.load(as: Int.self) ?? 0
    account.pointee.allocations &+= 1
    if account.pointee.isLimited {
      let limits = account.pointee.limits
      if account.pointee.allocations > limits.allocations
        || account.pointee.bytes + size - oldSize > limits.bytes
      {
        account.pointee.isExhausted = true
        return nil
      }
    }
    guard let block = realloc(start, size + prefix) else { return nil }
    block.storeBytes(of: size, as: Int.self)
    account.pointee.bytes += size - oldSize
    return block + prefix
  }

  private static func release(
    _ account: UnsafeMutableRawPointer?, _ block: UnsafeMutableRawPointer?
  ) {
    guard let start = block.map({ $0 - prefix }) else { return }
    account?.assumingMemoryBound(to: Account.self).pointee.bytes -= start.load(as: Int.self)
    free(start)
  }
}
