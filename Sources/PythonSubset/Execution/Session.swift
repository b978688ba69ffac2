import Arrays
import Autodiff
import Diagnostics

/// Everything one lesson's blocks share: names, random streams, limits, what was printed.
///
/// Confined to one thread; values never leave it except as summaries. Stored properties are read
/// and written by every operation, none of them across a call into the program: the run-time check
/// of exclusive access, which took half the time of a loop, is off for them.
package final class Session {
  package let engine = Engine()
  /// Figures that are open, and those the block has shown.
  package let plotting = PlotState()
  @exclusivity(unchecked)
  package var limits = Limits()
  @exclusivity(unchecked)
  package var steps = 0
  /// Steps at which the current block stops.
  @exclusivity(unchecked)
  var stepLimit = Limits().steps
  /// Steps at which the limits are looked at again.
  @exclusivity(unchecked)
  var nextCheck = 0
  /// Bytes that were in memory when the current block started.
  @exclusivity(unchecked)
  var residentBefore = 0
  /// Stops the run from outside.
  @exclusivity(unchecked)
  package var cancellation: Cancellation?
  /// Loops that a limit stopped, the innermost first, and the turn they were in.
  @exclusivity(unchecked)
  package internal(set) var stoppedLoops: [(site: UInt32, turn: Int)] = []
  @exclusivity(unchecked)
  package private(set) var depth = 0
  @exclusivity(unchecked)
  package var output = OutputBuffer()
  /// Warnings and remarks of the current block, in order, each once.
  @exclusivity(unchecked)
  package internal(set) var notes: [String] = []

  // Names
  @exclusivity(unchecked)
  package private(set) var globalIndex: [String: Int] = [:]
  @exclusivity(unchecked)
  package private(set) var globalNames: [String] = []
  @exclusivity(unchecked)
  package private(set) var globals: UnsafeMutablePointer<Value>
  @exclusivity(unchecked)
  private var globalCapacity = 256
  @exclusivity(unchecked)
  package private(set) var builtins: [String: Value] = [:]
  @exclusivity(unchecked)
  package private(set) var modules: [String: ModuleObject] = [:]

  /// Signatures of built-in functions that have been called.
  @exclusivity(unchecked)
  private var signatures: [String: BuiltinParameters] = [:]

  // Frames
  private let stack: UnsafeMutablePointer<Value>
  private let stackSize: Int
  @exclusivity(unchecked)
  package var stackTop = 0

  /// Where operations stand: index into `sites`.
  @exclusivity(unchecked)
  package var sites: [Site] = [Site(block: -1, span: .zero)]
  @exclusivity(unchecked)
  package var tracer: Tracer?
  /// Set while a block is stepped statement by statement.
  @exclusivity(unchecked)
  package var recorder: StatementRecorder?
  @exclusivity(unchecked)
  package var random = RandomStreams()
  /// Files that blocks may read.
  @exclusivity(unchecked)
  package var data = LessonData()
  /// Set while a block's trace makes its backward pass: what backward sets on a gate's object stays.
  @exclusivity(unchecked)
  package var keepsGateState = false
  /// Types that have no constructor, made when `type(x)` first meets one.
  @exclusivity(unchecked)
  var otherTypes: [String: BuiltinType] = [:]
  /// Depth of `with np.errstate(…)`.
  @exclusivity(unchecked)
  var quietWarnings = 0
  @exclusivity(unchecked)
  var printOptions = ArrayTextOptions()
  /// Objects whose `repr` is under way, against endless nesting.
  @exclusivity(unchecked)
  private var visiting: Set<ObjectIdentifier> = []
  @exclusivity(unchecked)
  package var types: BuiltinTypes
  /// User calls in progress, the innermost last, for tracebacks: `callCount` of them count.
  private let calls: UnsafeMutablePointer<CallRecord>
  @exclusivity(unchecked)
  package internal(set) var callCount = 0
  /// The code of every function, by its index.
  @exclusivity(unchecked)
  private var codes: [FunctionCode] = []
  /// Calls in progress that were handed the bare values of variables.
  @exclusivity(unchecked)
  var bareValues = 0
  /// Exceptions whose handlers are running, innermost last: what a bare `raise` raises.
  @exclusivity(unchecked)
  package var handled: [InstanceObject] = []
  /// The block being run, by index.
  @exclusivity(unchecked)
  package var block = 0
  /// A block's own statements are running, not what is asked of them afterwards.
  @exclusivity(unchecked)
  package var isRunning = false

  /// The type of parameters and data sets that are not given one.
  @exclusivity(unchecked)
  package var defaultType = DType.float64
  /// A variable was made: the first use of one in a block opens a tape.
  @exclusivity(unchecked)
  var hasVariables = false
  /// Derivatives that are being taken on the open tape: its gates keep their places meanwhile.
  @exclusivity(unchecked)
  var heldTapes = 0
  /// Told how far a loop with `progress` is.
  @exclusivity(unchecked)
  package var onProgress: ((ProgressState) -> Void)?
  /// Told what each layer of a network gave, where something watches.
  @exclusivity(unchecked)
  var layerObserver: ((LayerObject, Value) -> Void)?

  /// What the last backward pass started from, where that was not finite.
  @exclusivity(unchecked)
  var badLoss: NonFiniteLoss.Finding?
  /// The text of the blocks that ran.
  @exclusivity(unchecked)
  var sources: [Int: SourceText] = [:]
  package var ranSources: [Int: SourceText] { sources }

  private struct CallRecord {
    var code: UInt32
    var site: UInt32
  }

  package struct Site: Sendable {
    package var block: Int
    package var span: Span
  }

  package init() {
    stackSize = Limits.stackSlots
    stack = .allocate(capacity: stackSize)
    calls = .allocate(capacity: Limits.mostCalls)
    globals = .allocate(capacity: globalCapacity)
    globals.initialize(repeating: .unbound, count: globalCapacity)
    types = BuiltinTypes()
    builtins = makeBuiltins(types)
    modules = makeModules(types)
    modules["lesson"] = makeLessonModule()
    for module in LessonSubmodule.all { add(module.module(), toLessonAs: module.name) }
    addBuiltinModules(builtins, &modules)
  }

  /// Lets go of what the names of the blocks hold: functions hold their session, so it would stay with all its
  /// arrays. Nothing runs in it after this.
  package func end() {
    for slot in globalNames.indices { globals[slot] = .unbound }
    codes = []
    handled = []
  }

  deinit {
    globals.deinitialize(count: globalCapacity)
    globals.deallocate()
    stack.deallocate()
    calls.deallocate()
  }

  /// A module of the host's, reached as `import lesson.NAME`, `from lesson import NAME` and `lesson.NAME`.
  package func add(_ module: ModuleObject, toLessonAs name: String) {
    modules["lesson.\(name)"] = module
    modules["lesson"]?.members[name] = .object(module)
  }

  /// The program's text at a place of the tape, where it is on one line and short.
  func sourceText(of site: UInt32) -> String? {
    guard Int(site) < sites.count, let source = sources[sites[Int(site)].block] else { return nil }
    let text = source.slice(sites[Int(site)].span)
    return text.isEmpty || text.contains("\n") || text.count > 60 ? nil : text
  }

  // MARK: Names

  package func globalSlot(_ name: String) -> Int {
    if let slot = globalIndex[name] { return slot }
    let slot = globalNames.count
    if slot == globalCapacity {
      let larger = UnsafeMutablePointer<Value>.allocate(capacity: globalCapacity * 2)
      larger.moveInitialize(from: globals, count: globalCapacity)
      (larger + globalCapacity).initialize(repeating: .unbound, count: globalCapacity)
      globals.deallocate()
      globals = larger
      globalCapacity *= 2
    }
    globalIndex[name] = slot
    globalNames.append(name)
    return slot
  }

  package func global(_ name: String) -> Value? {
    guard let slot = globalIndex[name], !globals[slot].isUnbound else { return nil }
    return globals[slot]
  }

  package func setGlobal(_ name: String, _ value: Value) { globals[globalSlot(name)] = value }

  /// A built-in function's signature, read once.
  func parameters(_ source: String) -> BuiltinParameters {
    if let known = signatures[source] { return known }
    let read = BuiltinParameters(source)
    signatures[source] = read
    return read
  }

  package func undefined(_ name: String) -> PythonError {
    let known = globalNames.filter { global($0) != nil } + Array(builtins.keys)
    count(items: 1024 * known.count)
    return PythonError(
      "NameError", "name '\(name)' is not defined",
      hint: didYouMean(name, among: known)
        ?? "assign it in this block or in an earlier one")
  }

  package func nearest(_ name: String, _ names: [String]) -> String? {
    count(items: 1024 * names.count)
    return didYouMean(name, among: names)
  }

  // MARK: Frames

  @inline(__always)
  package func pushFrame(_ count: Int) throws -> Frame {
    if depth >= limits.callDepth || stackTop + count > stackSize || callCount >= Limits.mostCalls {
      throw PythonError(
        "RecursionError", "maximum recursion depth exceeded",
        hint: "a function called itself \(depth) times: it needs a case that returns without a call"
      )
    }
    depth &+= 1
    let frame = stack + stackTop
    for slot in 0..<count { (frame + slot).initialize(to: .unbound) }
    stackTop &+= count
    return frame
  }

  @inline(__always)
  func pushCall(_ code: UInt32, _ site: UInt32) {
    calls[callCount] = CallRecord(code: code, site: site)
    callCount &+= 1
  }

  @inline(__always)
  func popCall() { callCount &-= 1 }

  /// User calls in progress, the innermost last.
  var callsInProgress: [(function: String, site: UInt32)] {
    (0..<callCount).map { (codes[Int(calls[$0].code)].name, calls[$0].site) }
  }

  func code(_ index: UInt32) -> FunctionCode { codes[Int(index)] }

  func register(_ code: FunctionCode) {
    code.index = UInt32(codes.count)
    codes.append(code)
  }

  @inline(__always)
  package func popFrame(_ frame: Frame, _ count: Int) {
    for slot in 0..<count {
      // Numbers need no care.
      if case .object = frame[slot] { (frame + slot).deinitialize(count: 1) }
    }
    stackTop &-= count
    depth &-= 1
  }

  /// Counts a nested native call, such as the comparison of nested lists.
  package func enter() throws {
    if depth >= limits.callDepth {
      throw PythonError(
        "RecursionError", "maximum recursion depth exceeded",
        hint:
          "values, or calls for them, are nested \(depth) deep: keep values flatter; where a function "
          + "calls itself, it needs a case that returns without a call")
    }
    depth += 1
  }

  package func leave() { depth -= 1 }

  /// Puts the stack back after a block that stopped with an error.
  package func unwind(to top: Int, depth: Int) {
    if stackTop > top { (stack + top).deinitialize(count: stackTop - top) }
    stackTop = top
    self.depth = depth
    callCount = 0
  }

  /// Where the program stands, to come back to after a call from outside that failed.
  struct Suspended {
    fileprivate let stackTop: Int
    fileprivate let depth: Int
    fileprivate let callCount: Int
    fileprivate let isRunning: Bool
  }

  var suspended: Suspended {
    Suspended(stackTop: stackTop, depth: depth, callCount: callCount, isRunning: isRunning)
  }

  func resume(_ state: Suspended) {
    unwind(to: state.stackTop, depth: state.depth)
    callCount = state.callCount
    isRunning = state.isRunning
  }

  /// How deep calls are, to come back to when an exception is caught.
  package var nativeState: Int { depth }

  package func forgetCalls(beyond calls: Int) {
    callCount = min(callCount, calls)
  }

  package func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }
  package func clearNotes() { notes = [] }

  package func nested(_ object: Object, _ placeholder: String, _ body: () throws -> String) throws
    -> String
  {
    let id = ObjectIdentifier(object)
    guard visiting.insert(id).inserted else { return placeholder }
    defer { visiting.remove(id) }
    let text = try body()
    try charge(items: text.utf8.count)
    return text
  }

  /// A site for a span of the current block.
  package func site(_ span: Span) -> UInt32 {
    sites.append(Site(block: block, span: span))
    return UInt32(sites.count - 1)
  }
}

/// What a block printed.
package struct OutputBuffer {
  package private(set) var bytes: [UInt8] = []
  package init() {}

  package mutating func write(_ text: String) throws {
    if bytes.count + text.utf8.count > Limits.outputBytes {
      throw PythonError(
        "Limit", "the block printed more than \(grouped(Limits.outputBytes)) bytes",
        hint: "print less often, for example every hundredth step")
    }
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func take() -> String {
    defer { bytes = [] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
