import Arrays

/// Steps and memory: what a block may use, and where it is counted.
///
/// Interpreted operations call `step`. Whatever loops natively over a number of things that the
/// program chose charges for them: before it begins, where the number is known, else on the way.
extension Session {
  /// Steps between two looks at memory and at who wants to stop the run.
  private static let checkInterval = 1 << 16

  /// Where a process is larger than this, what an earlier block freed is given back first.
  private static let trimmedBeyond = 1 << 28

  /// A block begins: what it may use is counted from here.
  package func startCounting() {
    stepLimit = steps &+ limits.steps
    residentBefore = MemoryUse.resident
    if residentBefore > Self.trimmedBeyond {
      MemoryUse.trim()
      residentBefore = MemoryUse.resident
    }
    stoppedLoops = []
    nextCheck = min(stepLimit, steps &+ Self.checkInterval)
  }

  @inline(__always)
  package func step() throws {
    steps &+= 1
    if steps > nextCheck { try checkLimits() }
  }

  /// Counts an array operation: one step for every 256 elements.
  package func charge(elements: Int) throws {
    steps &+= elements >> 8
    if steps > nextCheck { try checkLimits() }
  }

  /// The same for as many elements so often: products of matrices, nested loops.
  package func charge(elements: Int, times: Int) throws {
    let (total, overflow) = max(0, elements).multipliedReportingOverflow(by: max(0, times))
    try charge(elements: overflow ? 1 << 56 : min(total, 1 << 56))
  }

  /// Counts what a native loop does with values, characters or entries: one step for every 16.
  package func charge(items: Int) throws {
    steps &+= items >> 4
    if steps > nextCheck { try checkLimits() }
  }

  /// Counts a sort: so many items, each compared as often as the number has bits.
  package func charge(sorted count: Int) throws {
    try charge(elements: count, times: 64 * (Int.bitWidth - count.leadingZeroBitCount))
  }

  /// Counts the elements of those values that are arrays.
  @inline(__always)
  func charge(arguments values: [Value]) throws {
    var product = 1
    for value in values {
      guard case .object(let object) = value, type(of: object) == ArrayObject.self else { continue }
      let count = unsafeDowncast(object, to: ArrayObject.self).array.count
      try charge(elements: count)
      product = product.multipliedReportingOverflow(by: max(1, min(count, 1 << 31))).partialValue
      if product > limits.memory >> 3 { try chargeTogether(values) }
    }
  }

  @inline(never)
  private func chargeTogether(_ values: [Value]) throws {
    try charge(together: values.compactMap { $0.asObject(ArrayObject.self)?.array.shape })
  }

  /// Most functions make an array of the shape that all their arguments have together; elements may
  /// stand in memory once and in a shape many times.
  func charge(together shapes: [[Int]]) throws {
    guard let shape = try? broadcastShape(shapes) else { return }
    let count = shape.reduce(1) { min($0, 1 << 31) * min($1, 1 << 31) }
    if count > limits.memory >> 3 { try chargeMemory(8, times: count) }
  }

  /// Counts the elements of an array that are written out: all, or those near the ends of each axis.
  func charge(shown array: NDArray) throws {
    let isWhole = array.count <= max(0, printOptions.threshold)
    // No ends at all mean all elements.
    let ends = printOptions.edgeItems > 0 ? 2 * min(printOptions.edgeItems, 1 << 31) : Int.max
    let shown = isWhole ? array.count : array.shape.reduce(1) { min($0 * min($1, ends), 1 << 32) }
    try charge(items: shown * 64)
    try charge(elements: array.count)
  }

  /// Counts elements, and items, where no error can be thrown: the next step is the one that stops.
  package func count(items: Int) { steps &+= items >> 4 }
  package func count(elements: Int) { steps &+= elements >> 8 }

  /// Calls what an object stands for. Functions have frames, which count; of other objects each may
  /// stand for the next, a hundred thousand deep.
  func forward(_ arguments: Arguments, to object: Object) throws -> Value {
    if object is FunctionObject { return try object.call(arguments, self) }
    return try forwarding { try object.call(arguments, self) }
  }

  func forwarding<Result>(_ body: () throws -> Result) throws -> Result {
    try enter()
    defer { leave() }
    return try body()
  }

  @inline(never)
  private func checkLimits() throws {
    if let cancellation, cancellation.isCancelled {
      throw PythonError(
        "Interrupted", "the block was stopped by Ctrl-C",
        hint: "with fewer turns of its loops it ends by itself")
    }
    if steps > stepLimit {
      throw PythonError(
        "Limit", "the block took more than \(grouped(limits.steps)) steps",
        hint: "a loop may never end; `#| steps:` raises the limit")
    }
    nextCheck = min(stepLimit, steps &+ Self.checkInterval)
    if MemoryUse.resident - residentBefore > limits.memory {
      throw PythonError(
        "Limit", "the block took more than \(grouped(limits.memory)) bytes of memory",
        hint: "something grows with every turn of a loop; `#| memory:` raises the limit")
    }
  }

  /// An error leaves a loop: where a limit is its cause, it is told how often the loop ran.
  @inline(never)
  package func leaving(_ error: any Error, loop site: UInt32, turn: Int) -> any Error {
    if let error = error as? PythonError, error.isStop, stoppedLoops.count < 4 {
      stoppedLoops.append((site, turn))
    }
    return error
  }

  /// Runs code of the program beside the program, with steps and notes of its own.
  func uncounted<T>(most: Int, _ body: () throws -> T) rethrows -> T {
    let saved = (steps, stepLimit, nextCheck, stoppedLoops, notes, callCount)
    stepLimit = steps &+ most
    nextCheck = min(stepLimit, steps &+ Self.checkInterval)
    defer { (steps, stepLimit, nextCheck, stoppedLoops, notes, callCount) = saved }
    return try body()
  }

  package func chargeMemory(_ bytes: Int, times count: Int) throws {
    let (total, overflow) = bytes.multipliedReportingOverflow(by: max(0, count))
    if overflow || total > limits.memory {
      throw PythonError(
        "Limit", "the result would take more than \(grouped(limits.memory)) bytes",
        hint: "`#| memory:` raises the limit")
    }
    try charge(elements: total / 16)
  }
}

/// What a block may use up; every number is counted, never timed.
package struct Limits: Sendable {
  /// Interpreted operations, plus one for every 256 elements of array work.
  package var steps = 1_000_000_000
  /// Bytes of one value.
  package var memory = 2 << 30
  /// Nested calls: CPython's own default.
  package var callDepth = 1000
  /// Classes that a class inherits from, one after another: each look-up walks along them.
  package static let ancestors = 200
  package static let stackSlots = 1 << 18
  /// Calls of the program's own functions at once, whatever `callDepth` says.
  package static let mostCalls = 1 << 14
  /// Bytes of printed output a block keeps.
  package static let outputBytes = 4 << 20

  package init() {}
}

/// `1,000,000`.
package func grouped(_ number: Int) -> String {
  let digits = Array(String(number.magnitude))
  var result = ""
  for (i, digit) in digits.enumerated() {
    if i > 0, (digits.count - i) % 3 == 0 { result.append(",") }
    result.append(digit)
  }
  return number < 0 ? "-" + result : result
}
