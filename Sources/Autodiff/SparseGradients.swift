import Arrays

/// Gradients of arrays that a program reads and writes part by part, as in `h[t + 1] = f(h[t])`: a part
/// costs what it holds, not what the whole array does.
///
/// A write hands its gradient's memory on to the array before it, with zeros where it wrote; what stood
/// there is kept, so that the write's own gradient can be put together again when it is asked for.
struct SparseGradients {
  /// A gradient whose memory went on to another node.
  struct Move {
    var target: Int
    var region: Region
    var part: NDArray
  }

  var moves: [Int: Move] = [:]
  /// What a target held where something was added to it after it took over a gradient.
  var replaced: [Int: [(region: Region, part: NDArray)]] = [:]
  /// Nodes whose gradient no one else holds.
  var owned: Set<Int> = []
  /// Of a node that took over a gradient: from which.
  var movers: [Int: Int] = [:]
}

extension NDArray {
  /// Overwrites a region of row-major memory.
  fileprivate func put(_ part: NDArray, _ region: Region) throws {
    prepareWrite()
    if let positions = region.positions {
      try scatter(positions, shape: region.shape, part)
    } else {
      try region.view(of: self).assign(part)
    }
  }
}

extension Region {
  /// Whether the region is so small a part that the whole is better left alone.
  fileprivate func isPart(of count: Int) -> Bool {
    let size = positions?.count ?? shape.reduce(1, *)
    return size * 4 <= count && count >= 64
  }
}

extension TapeGradients {
  /// A gradient that was handed on, as it was.
  func restored(_ index: Int) -> Tensor? {
    var chain: [SparseGradients.Move] = []
    var current = index
    while let move = sparse.moves[current] {
      chain.append(move)
      current = move.target
    }
    guard let last = tensors[current] else { return nil }
    let array = last.array.contiguous.copy()
    do {
      for move in chain.reversed() {
        for change in (sparse.replaced[move.target] ?? []).reversed() {
          try array.put(change.part, change.region)
        }
        try array.put(move.part, move.region)
      }
    } catch { return nil }
    return Tensor(array)
  }

  /// The gradient of a node in memory of its own; zeros of the shape if there is none yet.
  private func own(_ node: Int, _ shape: [Int], _ dtype: DType) -> NDArray {
    if let known = tensors[node] {
      if sparse.owned.contains(node) { return known.array }
      let array = known.array.contiguous.copy()
      tensors[node] = Tensor(array)
      sparse.owned.insert(node)
      return array
    }
    let array = NDArray(zeros: shape, dtype)
    tensors[node] = Tensor(array)
    sparse.owned.insert(node)
    return array
  }

  /// Something is added to all of a node's gradient: one that was handed on to it is put together now.
  func settle(_ node: Int) {
    sparse.owned.remove(node)
    guard let mover = sparse.movers.removeValue(forKey: node) else { return }
    tensors[mover] = restored(mover)
    sparse.moves[mover] = nil
    sparse.replaced[node] = nil
  }

  /// What an index gate sends back, added in place. False where the ordinary way is as good.
  func addPart(_ upstream: NDArray, to node: Int, _ region: Region, _ tape: Tape) throws -> Bool {
    guard let record = tape.record(node), region.isPart(of: record.shape.reduce(1, *)) else {
      return false
    }
    let array = own(node, record.shape, record.dtype == .float32 ? .float32 : .float64)
    let part = try upstream.broadcastExactly(to: region.shape)
    let before = region.view(of: array).copy()
    if sparse.movers[node] != nil {
      sparse.replaced[node, default: []].append((region, before))
    }
    if let positions = region.positions {
      // A place that is named twice receives twice.
      array.prepareWrite()
      for (position, value) in zip(positions, part.doubles) {
        array.set(position, .float(array.load(at: position).double + value))
      }
    } else {
      try array.put(.binary(.add, Operand(before), Operand(part)), region)
    }
    return true
  }

  /// Hands a write's gradient on to the array before it. False where the ordinary way is as good, or
  /// that array has a gradient already.
  func move(_ index: Int, to node: Int, _ region: Region, _ tape: Tape) throws -> Bool {
    guard tensors[node] == nil, let record = tape.record(node), let old = tape.record(index),
      record.dtype == old.dtype, record.shape == old.shape,
      region.isPart(of: record.shape.reduce(1, *))
    else { return false }
    let array = own(index, record.shape, record.dtype == .float32 ? .float32 : .float64)
    let part = region.view(of: array).copy()
    try array.put(NDArray(scalar: .float(0), array.dtype), region)
    sparse.moves[index] = .init(target: node, region: region, part: part)
    sparse.movers[node] = index
    sparse.owned.remove(index)
    sparse.owned.insert(node)
    tensors[index] = nil
    tensors[node] = Tensor(array)
    return true
  }
}
