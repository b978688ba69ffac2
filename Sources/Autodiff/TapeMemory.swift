import CKernels

/// The columns of a tape in one block. A long tape's block is room that becomes memory where it is
/// used, so that it grows without being copied.
struct TapeMemory {
  let capacity: Int
  private let block: UnsafeMutableRawPointer
  private let isReserved: Bool

  let values: UnsafeMutablePointer<Double>
  let a: UnsafeMutablePointer<UInt32>
  let b: UnsafeMutablePointer<UInt32>
  let sites: UnsafeMutablePointer<UInt32>
  let groups: UnsafeMutablePointer<UInt32>
  let codes: UnsafeMutablePointer<UInt8>
  let kinds: UnsafeMutablePointer<NumberKind>
  let flags: UnsafeMutablePointer<UInt8>

  static let bytesPerGate = 8 + 4 * 4 + 3
  static let initial = 64
  /// From here on a block is reserved for so many gates that few programs outgrow it.
  private static let long = 1 << 16
  private static let reserved = 1 << 26

  init() { self.init(Self.initial) }

  /// A larger block with the first gates of an old one, which is released.
  init(growing old: TapeMemory, count: Int) {
    self.init(old.capacity < Self.long ? old.capacity * 8 : old.capacity * 2)
    values.update(from: old.values, count: count)
    a.update(from: old.a, count: count)
    b.update(from: old.b, count: count)
    sites.update(from: old.sites, count: count)
    groups.update(from: old.groups, count: count)
    codes.update(from: old.codes, count: count)
    kinds.update(from: old.kinds, count: count)
    flags.update(from: old.flags, count: count)
    old.release(used: count)
  }

  private init(_ wanted: Int) {
    if wanted > Self.long, wanted <= Self.reserved,
      let room = ck_reserve(Self.reserved * Self.bytesPerGate)
    {
      (block, capacity, isReserved) = (room, Self.reserved, true)
    } else {
      block = .allocate(byteCount: wanted * Self.bytesPerGate, alignment: 64)
      (capacity, isReserved) = (wanted, false)
    }
    var next = block
    func column<T>(_ type: T.Type, _ capacity: Int) -> UnsafeMutablePointer<T> {
      defer { next += capacity * MemoryLayout<T>.size }
      return next.bindMemory(to: T.self, capacity: capacity)
    }
    values = column(Double.self, capacity)
    a = column(UInt32.self, capacity)
    b = column(UInt32.self, capacity)
    sites = column(UInt32.self, capacity)
    groups = column(UInt32.self, capacity)
    codes = column(UInt8.self, capacity)
    kinds = column(NumberKind.self, capacity)
    flags = column(UInt8.self, capacity)
  }

  /// - Parameter used: the most gates there were.
  func release(used: Int) {
    if isReserved {
      ck_unreserve(block, capacity * Self.bytesPerGate, used * Self.bytesPerGate)
    } else {
      block.deallocate()
    }
  }
}
