import CKernels
import Testing

/// Blocks of memory that are handed out again.
struct MemoryTests {
  /// Sizes around those that blocks really have: aligned, writable to the end, none in use twice.
  @Test func blocksOfAllSizes() throws {
    let sizes = [
      0, 1, 64, 511, 512, 513, 640, 641, 1023, 1024, 1025, 40_960, 40_961, 65_535, 65_536, 65_537,
      300_000,
    ]
    for _ in 0..<3 {
      var blocks: [(UnsafeMutableRawPointer, Int)] = []
      for size in sizes {
        for _ in 0..<3 {
          let block = try #require(ck_allocate(size))
          #expect(UInt(bitPattern: block) % 64 == 0)
          block.initializeMemory(
            as: UInt8.self, repeating: UInt8(truncatingIfNeeded: blocks.count), count: size)
          blocks.append((block, size))
        }
      }
      for (number, (block, size)) in blocks.enumerated() {
        let bytes = UnsafeRawBufferPointer(start: block, count: size)
        #expect(bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: number) })
        ck_release(block, size)
      }
    }
  }

  /// More blocks than are kept come and go.
  @Test func manyBlocks() throws {
    let blocks = try (0..<200).map { _ in try #require(ck_allocate(5_000)) }
    #expect(Set(blocks).count == 200)
    for block in blocks { ck_release(block, 5_000) }
    let again = try (0..<200).map { _ in try #require(ck_allocate(5_000)) }
    #expect(Set(again).count == 200)
    for block in again { ck_release(block, 5_000) }
  }
}
