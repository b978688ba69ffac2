import CKernels
import Testing

@testable import Arrays

/// Work that is shared among threads: each piece once, the same bits for any number of threads.
@Suite(.serialized) struct ThreadTests {
  private func withThreads<T>(_ count: Int, _ body: () throws -> T) rethrows -> T {
    let before = ck_threads()
    defer { ck_use_threads(before) }
    ck_use_threads(Int32(count))
    return try body()
  }

  /// How often each piece was done.
  private func counts(_ pieces: Int) -> [Int64] {
    let counters = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, pieces))
    counters.initialize(repeating: 0, count: max(1, pieces))
    defer { counters.deallocate() }
    ck_parallel(
      pieces,
      { context, index in
        context?.assumingMemoryBound(to: Int64.self)[index] += 1
      }, counters)
    return (0..<pieces).map { counters[$0] }
  }

  @Test func everyPieceOnce() {
    for threads in [1, 2, 3, 7] {
      withThreads(threads) {
        for pieces in [0, 1, 2, 5, 1000] {
          for _ in 0..<20 {
            #expect(counts(pieces) == [Int64](repeating: 1, count: pieces))
          }
        }
      }
    }
  }

  @Test func numbersOfThreads() {
    withThreads(2) {
      #expect(ck_threads() == 2)
      #expect(ck_use_threads(0) == 1 && ck_threads() == 1)
      #expect(ck_use_threads(1 << 20) == 64)
    }
  }

  /// Work inside of work, and several callers at once.
  @Test func callersBesideEachOther() async {
    ck_use_threads(3)
    let totals = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let x = NDArray((0..<200_000).map { Double($0 % 97 + task) })
          guard let sum = try? NDArray.binary(.add, Operand(x), Operand(x)) else { return false }
          return sum.doubles == x.doubles.map { $0 * 2 }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(totals == [Bool](repeating: true, count: 8))
    let nested = UnsafeMutablePointer<Int64>.allocate(capacity: 64)
    nested.initialize(repeating: 0, count: 64)
    defer { nested.deallocate() }
    ck_parallel(
      8,
      { context, outer in
        guard let context else { return }
        ck_parallel(
          8,
          { inner, index in inner?.assumingMemoryBound(to: Int64.self)[index] += 1 },
          context.assumingMemoryBound(to: Int64.self) + outer * 8)
      }, nested)
    #expect((0..<64).allSatisfy { nested[$0] == 1 })
    ck_use_threads(2)
  }

  /// What arithmetic on another thread noted is asked for on this one.
  @Test func notesOfWorkers() {
    withThreads(3) {
      for place in [0, 100_000, 299_999] {
        var x = [Double](repeating: 1, count: 300_000)
        let y = [Double](repeating: 1e308, count: 300_000)
        var out = y
        ck_clear_notes()
        ck_binary_f64(CK_MULTIPLY, &out, x, y, x.count, CK_BOTH_ARRAYS)
        #expect(ck_has_note() == 0)
        x[place] = 10
        ck_binary_f64(CK_MULTIPLY, &out, x, y, x.count, CK_BOTH_ARRAYS)
        #expect(ck_has_note() != 0, "at \(place)")
        ck_clear_notes()
      }
    }
  }

  private func numbers(_ count: Int, _ seed: Int) -> [Double] {
    (0..<count).map { Double(($0 &* 7919 &+ seed &* 104_729) % 2003 - 1001) / 997 }
  }

  /// Products of every form under each variant and with 1 to 3 threads, beside a plain loop.
  @Test func products() throws {
    let variant = ck_variant()
    defer { ck_use_variant(variant) }
    for (rows, depth, columns) in [
      (1, 5, 7), (3, 300, 2), (300, 100, 3), (64, 700, 10), (17, 33, 49), (150, 140, 130),
      (5, 2, 400), (200, 3, 100), (9, 513, 24),
    ] {
      for isTurned in [false, true] {
        let (a, b) = (numbers(rows * depth, 1), numbers(depth * columns, 2))
        // The first as it lies, or as the view of its transpose.
        let first = NDArray(a, shape: [rows, depth])
        let x = isTurned ? try first.permuted([1, 0]).copy().permuted([1, 0]) : first
        let second = NDArray(b, shape: [depth, columns])
        let y = isTurned ? try second.permuted([1, 0]).copy().permuted([1, 0]) : second
        for type in [DType.float64, .float32] {
          let (p, q) = (x.asType(type), y.asType(type))
          var known: [Double]?
          for (number, used) in [CK_BASELINE, CK_AVX2, CK_AVX512].enumerated() {
            ck_use_variant(used)
            let result = try withThreads(number + 1) {
              try NDArray.product(p, q, isDot: false).doubles
            }
            if let known { #expect(result == known, "\(rows) \(depth) \(columns) \(used)") }
            known = known ?? result
          }
          for row in [0, rows / 2, rows - 1] {
            for column in [0, columns / 2, columns - 1] {
              let exact = (0..<depth).reduce(0.0) {
                $0 + a[row * depth + $1] * b[$1 * columns + column]
              }
              let found = known?[row * columns + column] ?? .nan
              #expect(abs(found - exact) <= (type == .float32 ? 1e-4 : 1e-12))
            }
          }
        }
      }
    }
  }
}
