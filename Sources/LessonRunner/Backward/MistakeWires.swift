import Arrays
import Autodiff

/// Where in a region something can have gone wrong: wires that one place in the code made, and branches
/// of forks.
extension MistakeSearch {
  func groups(_ region: BackwardRegion) -> [WireGroup] {
    var places: [Key: Int] = [:]
    var result: [WireGroup] = []
    for wire in region.wires {
      let site = graph.tape.sites[wire.gate]
      let code = graph.tape.codes[wire.gate]
      let key = Key(site: site, code: code, operand: wire.operand)
      if let place = places[key] {
        result[place].wires.append(wire)
      } else {
        places[key] = result.count
        result.append(WireGroup(site: site, code: code, operand: wire.operand, wires: [wire]))
      }
    }
    return result
  }

  struct Key: Hashable {
    var site: UInt32
    var code: UInt8
    var operand: Int
    var node = 0
  }

  /// A gate's own mistakes; of a value used twice by one gate, as in x·x, also one use left out.
  func changes(_ group: WireGroup, _ region: BackwardRegion) -> [RuleChange] {
    let gate = Gate.catalogue[Int(group.code)]
    let wire = group.wires[0]
    let operands = graph.tape.operands(wire.gate)
    let isBroadcast =
      (gate.elementwise != nil || gate.name == "where")
      && graph.tape.shape(operands[wire.operand]) != graph.tape.shape(wire.gate)
    var result = gate.changes(operand: wire.operand, isBroadcast: isBroadcast)
    if operands.count == 2, operands[0] == operands[1], wire.operand == 0 { result.append(.drop) }
    if operands[wire.operand] == region.target, gate.elementwise != nil {
      result.append(.omitUpstream)
    }
    return result
  }

  /// What one consumer, or the consumers that one place in the code made, send to a node that has
  /// others as well.
  struct Branch {
    var node: Int
    var consumer: Int
    var wires: [Wire]
    /// Several turns of a loop of which only this one counts.
    var isTurn = false
  }

  func branches(_ region: BackwardRegion) -> [Branch] {
    var byNode: [Int: [Wire]] = [:]
    for wire in region.wires {
      byNode[graph.tape.operands(wire.gate)[wire.operand], default: []].append(wire)
    }
    var merged: [Key: Branch] = [:]
    var result: [Branch] = []
    for (node, wires) in byNode.sorted(by: { $0.key < $1.key }) {
      let parts = Dictionary(grouping: wires) {
        Key(site: graph.tape.sites[$0.gate], code: graph.tape.codes[$0.gate], operand: 0)
      }
      if Set(wires.map(\.gate)).count < 2 { continue }
      let kinds = parts.keys.sorted {
        (parts[$0]?.first?.gate ?? 0) < (parts[$1]?.first?.gate ?? 0)
      }
      for key in kinds {
        guard let own = parts[key] else { continue }
        if kinds.count > 1 {
          // The same fork in every turn of a loop is one mistake.
          var shared = key
          shared.operand = kinds.count
          if var known = merged[shared] {
            known.wires += own
            merged[shared] = known
          } else {
            merged[shared] = Branch(node: node, consumer: own[0].gate, wires: own)
          }
          result.append(Branch(node: node, consumer: own[0].gate, wires: own))
        }
        let turns = Set(own.map(\.gate)).sorted()
        guard turns.count > 1, let first = turns.first, let last = turns.last else { continue }
        for kept in [first, last] {
          result.append(
            Branch(
              node: node, consumer: kept, wires: own.filter { $0.gate != kept }, isTurn: true))
        }
      }
      // Of three and more branches, one alone.
      if kinds.count > 2 {
        for key in kinds {
          guard let own = parts[key] else { continue }
          result.append(
            Branch(
              node: node, consumer: own[0].gate,
              wires: wires.filter { wire in !own.contains(wire) }, isTurn: true))
        }
      }
    }
    return result
      + merged.values.filter { branch in !result.contains { $0.wires == branch.wires } }
      .sorted { $0.consumer < $1.consumer }
  }
}
