import Arrays

/// Forgetting gates that nothing leads to any more, as in a loop that makes a new graph with every
/// turn.
extension Tape {
  /// Keeps the roots and what they depend on; all other gates are gone, and the rest move together.
  ///
  /// Calls of functions are forgotten too: this is for tapes that nobody is shown.
  ///
  /// - Parameter roots: indices on this tape.
  /// - Returns: the new id of every old index, 0 for a gate that is gone; the ids follow all old ones,
  ///   so that an id which nobody exchanged is known as untracked. Nil where ids are used up.
  /// Complexity: O(gates).
  package func compact(keeping roots: [Int]) -> [UInt32]? {
    let newBase = base &+ UInt32(truncatingIfNeeded: count)
    guard newBase < Self.lastBase else { return nil }
    var moved = [UInt32](repeating: 0, count: count)
    for root in roots where root < count { moved[root] = 1 }
    for index in stride(from: count - 1, through: 0, by: -1) where moved[index] != 0 {
      switch flags[index] & 3 {
      case 0: break
      case 1: moved[Int(a[index])] = 1
      case 2:
        moved[Int(a[index])] = 1
        moved[Int(b[index])] = 1
      default:
        for operand in extraOperands[Int(a[index])..<Int(a[index]) + Int(b[index])] {
          moved[Int(operand)] = 1
        }
      }
    }
    var records: [TensorRecord] = []
    var lists: [UInt32] = []
    var next = 0
    for index in 0..<count where moved[index] != 0 {
      let (flag, x, y) = (flags[index], a[index], b[index])
      codes[next] = codes[index]
      kinds[next] = kinds[index]
      flags[next] = flag
      sites[next] = sites[index]
      groups[next] = 0
      switch flag & 3 {
      case 0: (a[next], b[next]) = (0, 0)
      case 3:
        a[next] = UInt32(truncatingIfNeeded: lists.count)
        b[next] = y
        for operand in extraOperands[Int(x)..<Int(x) + Int(y)] {
          lists.append(moved[Int(operand)] &- newBase)
        }
      default:
        a[next] = moved[Int(x)] &- newBase
        b[next] = flag & 3 == 2 ? moved[Int(y)] &- newBase : a[next]
      }
      if flag & 4 == 0 {
        values[next] = values[index]
      } else {
        records.append(tensors[Int(values[index])])
        values[next] = Double(records.count - 1)
      }
      moved[index] = newBase &+ UInt32(truncatingIfNeeded: next)
      next += 1
    }
    keep(next, newBase, records, lists)
    return moved
  }
}
