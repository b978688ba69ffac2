/// FNV-1a in 64 bits: the same on every run and machine, unlike the standard library's hashes. No
/// defence against collisions that are made on purpose.
package struct StableHash {
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  package init(_ text: String) { add(text.utf8) }

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(word: UInt64(byte)) }
  }

  package mutating func add(word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }
}
