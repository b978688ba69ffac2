import Arrays

/// The record of every gate that was computed, in order: struct of arrays, 28 bytes a gate.
///
/// Ids grow over all tapes of a session, so that a value of an earlier tape is known as such.
package final class Tape {
  /// Ids from which no further tape is opened: those that are open have half of all ids to grow.
  package static let lastBase: UInt32 = 1 << 31

  /// Id of the first node.
  @exclusivity(unchecked)
  package private(set) var base: UInt32
  @exclusivity(unchecked)
  package private(set) var count = 0
  /// The most gates there were before some were forgotten.
  private var mostGates = 0
  @exclusivity(unchecked)
  private var memory = TapeMemory()
  package var codes: UnsafeMutablePointer<UInt8> { memory.codes }
  package var kinds: UnsafeMutablePointer<NumberKind> { memory.kinds }
  /// Low two bits: number of operands, 3 for a list in `extraOperands`; bit 2: the value is a record.
  package var flags: UnsafeMutablePointer<UInt8> { memory.flags }
  /// Operands as indices into this tape; of a list, `a` is its start and `b` its length.
  package var a: UnsafeMutablePointer<UInt32> { memory.a }
  package var b: UnsafeMutablePointer<UInt32> { memory.b }
  /// The number, or for a tensor the index of its record.
  package var values: UnsafeMutablePointer<Double> { memory.values }
  /// Where in the program: index into the session's sites.
  package var sites: UnsafeMutablePointer<UInt32> { memory.sites }
  package var groups: UnsafeMutablePointer<UInt32> { memory.groups }

  @exclusivity(unchecked)
  package var tensors: [TensorRecord] = []
  /// Bytes of the values that records were made with.
  @exclusivity(unchecked)
  package private(set) var recordedBytes = 0
  @exclusivity(unchecked)
  package var extraOperands: [UInt32] = []
  /// Calls of functions, innermost last; index 0 is the top level.
  @exclusivity(unchecked)
  package var groupTable = Tape.topLevel
  private static let topLevel = [GroupRecord(name: "", parent: 0, site: 0, depth: 0)]
  @exclusivity(unchecked)
  package var currentGroup: UInt32 = 0
  /// What the steps of a function that the program provides are called inside it.
  @exclusivity(unchecked)
  package var innerNames: [UInt32: String] = [:]
  /// Whether calls of functions are kept, for a trace that is shown.
  package let keepsGroups: Bool
  /// What the owner of the tape remembers with it.
  @exclusivity(unchecked)
  package var companion: AnyObject?
  /// What `backward()` calls did, in order.
  @exclusivity(unchecked)
  package var backwardCalls: [BackwardCall] = []
  @exclusivity(unchecked)
  private var constantCache = UnsafeMutablePointer<UInt32>.allocate(capacity: Tape.cacheSize)
  private static let cacheSize = 64

  /// A tensor on the tape, or a number with something to remember.
  package struct TensorRecord {
    package var shape: [Int]
    package var dtype: DType
    /// Nil for a write that nobody has read as a whole: it is replayed when shown.
    package var value: NDArray?
    package var attribute: Attribute
  }

  package struct GroupRecord: Sendable {
    package var name: String
    package var parent: UInt32
    package var site: UInt32
    package var depth: Int
    /// A function that the program provides: one gate until the reader opens it.
    package var isProvided = false
    /// What it does to a gradient as a whole.
    package var rule: GroupRule?
    /// The nodes it was called with, in the order of its parameters.
    package var inputs: [UInt32] = []

    package init(
      name: String, parent: UInt32, site: UInt32, depth: Int, isProvided: Bool = false,
      rule: GroupRule? = nil
    ) {
      self.name = name
      self.rule = rule
      self.isProvided = isProvided
      self.parent = parent
      self.site = site
      self.depth = depth
    }
  }

  package struct BackwardCall: Sendable {
    package var site: UInt32
    package var output: UInt32
    /// What each leaf received in this call.
    package var sent: [(node: UInt32, gradient: [Double], shape: [Int])]

    package init(
      site: UInt32, output: UInt32, sent: [(node: UInt32, gradient: [Double], shape: [Int])]
    ) {
      self.site = site
      self.output = output
      self.sent = sent
    }
  }

  package init(base: UInt32, keepsGroups: Bool = true) {
    self.base = base
    self.keepsGroups = keepsGroups
    constantCache.initialize(repeating: 0, count: Self.cacheSize)
  }

  deinit {
    memory.release(used: max(count, mostGates))
    constantCache.deallocate()
  }

  @inline(never)
  private func grow() { memory = TapeMemory(growing: memory, count: count) }

  /// Records a gate of numbers; operands are ids of this tape. Returns its id.
  @discardableResult
  package func push(
    _ code: UInt8, _ kind: NumberKind, _ operandA: UInt32, _ operandB: UInt32, value: Double,
    site: UInt32, flags flag: UInt8
  ) -> UInt32 {
    if count == memory.capacity { grow() }
    let (index, memory) = (count, memory)
    memory.codes[index] = code
    memory.kinds[index] = kind
    memory.flags[index] = flag
    memory.a[index] = operandA &- base
    memory.b[index] = operandB &- base
    memory.values[index] = value
    memory.sites[index] = site
    memory.groups[index] = currentGroup
    count = index + 1
    return base &+ UInt32(truncatingIfNeeded: index)
  }

  /// After a compaction: the first gates stay, with new ids, records and operands.
  func keep(_ gates: Int, _ newBase: UInt32, _ records: [TensorRecord], _ operands: [UInt32]) {
    mostGates = max(mostGates, count)
    count = gates
    base = newBase
    tensors = records
    extraOperands = operands
    recordedBytes = records.reduce(0) { $0 &+ ($1.value?.count ?? 0) &* $1.dtype.size }
    groupTable.removeLast(groupTable.count - 1)
    currentGroup = 0
    backwardCalls = []
    constantCache.update(repeating: 0, count: Self.cacheSize)
  }

  /// Forgets every gate and keeps the memory; ids go on, so that old ones are known as such.
  func removeAll() {
    let next = base &+ UInt32(truncatingIfNeeded: count)
    keep(0, next < Self.lastBase ? next : 1, [], [])
  }

  /// Whether the id is a node of this tape.
  package func owns(_ id: UInt32) -> Bool { id >= base && Int(id - base) < count }

  /// The node of a constant; equal constants share one where that is cheap to see.
  package func constant(_ value: Double, _ kind: NumberKind) -> UInt32 {
    let hash = (value.bitPattern ^ value.bitPattern >> 47 ^ value.bitPattern >> 29) & 63
    let slot = Int(hash)
    let known = constantCache[slot]
    if known >= base, owns(known) {
      let index = Int(known - base)
      if values[index].bitPattern == value.bitPattern, kinds[index] == kind { return known }
    }
    let id = push(GateCode.constant, kind, base, base, value: value, site: 0, flags: 0)
    constantCache[slot] = id
    return id
  }

  /// Records a gate whose output is a tensor, or which has an attribute.
  package func push(
    _ code: UInt8, _ kind: NumberKind, operands: [UInt32], record: TensorRecord, site: UInt32
  ) -> UInt32 {
    tensors.append(record)
    recordedBytes &+= (record.value?.count ?? 0) &* record.dtype.size
    let slot = Double(tensors.count - 1)
    if operands.count <= 2 {
      return push(
        code, kind, operands.first ?? base, operands.count > 1 ? operands[1] : base, value: slot,
        site: site, flags: UInt8(operands.count) | 4)
    }
    let start = extraOperands.count
    extraOperands.append(contentsOf: operands.map { $0 &- base })
    return push(
      code, kind, base &+ UInt32(start), base &+ UInt32(operands.count), value: slot, site: site,
      flags: 3 | 4)
  }

  // MARK: Reading

  package func index(_ id: UInt32) -> Int { Int(id &- base) }
  package func id(_ index: Int) -> UInt32 { base &+ UInt32(index) }

  package func record(_ index: Int) -> TensorRecord? {
    flags[index] & 4 != 0 ? tensors[Int(values[index])] : nil
  }

  package func setValue(_ index: Int, _ value: NDArray) {
    if flags[index] & 4 != 0 { tensors[Int(values[index])].value = value }
  }

  package func shape(_ index: Int) -> [Int] { record(index)?.shape ?? [] }

  /// Operands as indices, in order.
  package func operands(_ index: Int) -> [Int] {
    switch flags[index] & 3 {
    case 0: []
    case 1: [Int(a[index])]
    case 2: [Int(a[index]), Int(b[index])]
    default:
      extraOperands[Int(a[index])..<Int(a[index]) + Int(b[index])].map { Int($0) }
    }
  }

  /// Visits the operands as indices, in order.
  package func forEachOperand(_ index: Int, _ visit: (Int) -> Void) {
    switch flags[index] & 3 {
    case 0: break
    case 1: visit(Int(a[index]))
    case 2:
      visit(Int(a[index]))
      visit(Int(b[index]))
    default:
      for operand in extraOperands[Int(a[index])..<Int(a[index]) + Int(b[index])] {
        visit(Int(operand))
      }
    }
  }

  /// The node's value as an array, 0-d for a number; replayed where only writes are known.
  package func array(_ index: Int) -> NDArray {
    guard flags[index] & 4 != 0 else {
      return kinds[index] == .int || kinds[index] == .bool
        ? NDArray(scalar: .int(Int(exactly: values[index]) ?? 0), .int64)
        : NDArray(scalar: .float(values[index]), .float64)
    }
    var pending: [Int] = []
    var current = index
    while tensors[Int(values[current])].value == nil {
      pending.append(current)
      current = Int(a[current])
    }
    guard let known = tensors[Int(values[current])].value else {
      return NDArray(zeros: shape(index), .float64)
    }
    if pending.isEmpty { return known }
    let result = known.copy()
    for write in pending.reversed() {
      let value = array(Int(b[write]))
      if case .region(let region, _) = tensors[Int(values[write])].attribute {
        if let positions = region.positions {
          try? result.scatter(positions, shape: region.shape, value)
        } else {
          try? region.view(of: result).assign(value)
        }
      }
    }
    return result
  }
}
