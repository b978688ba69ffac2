import Arrays
import Autodiff

extension NumPy {
  static var contractions: [Builtin] {
    [
      Builtin(
        "einsum", "subscripts, *operands, optimize=False, out!, dtype!, order!, casting!",
        "Sums of products named by letters.", "np.einsum('ij,j->i', [[1, 2], [3, 4]], [1, 1])"
      ) { bound, session in
        guard let text = bound[0]?.text else {
          throw PythonError.refused(
            "`np.einsum` without a string of subscripts",
            hint: "write the subscripts as a string: np.einsum('ij,jk->ik', a, b)")
        }
        return try Einsum(session).value(text, bound.rest.map { try session.tensor($0) })
      },
      Builtin(
        "tensordot", "a, b, axes=2", "The sum of products over axes of two arrays.",
        "np.tensordot([[1, 2], [3, 4]], [1, 1], axes=1)"
      ) { bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        let (n, m) = (x.array.dimensions, y.array.dimensions)
        var (left, right): ([Int], [Int])
        let axes = bound[2] ?? .int(2)
        if let count = session.index(axes) {
          guard count >= 0, count <= min(n, m) else {
            throw PythonError.value("shape-mismatch for sum")
          }
          (left, right) = (Array(n - count..<n), Array(0..<count))
        } else {
          let pair = try session.items(of: axes)
          guard pair.count == 2 else { throw PythonError.value("axes must be a pair of lists") }
          (left, right) = (try session.shape(pair[0]), try session.shape(pair[1]))
          left = try left.map { try normalizedAxis($0, dimensions: n) }
          right = try right.map { try normalizedAxis($0, dimensions: m) }
        }
        if left.isEmpty, right.isEmpty, n > 0, m > 0 {
          try session.chargeMemory(8 * x.array.count, times: y.array.count)
          let engine = session.engine
          let products = try engine.product(
            engine.reshape(x, [x.array.count, 1]), engine.reshape(y, [1, y.array.count]))
          return array(try engine.reshape(products, x.array.shape + y.array.shape), session)
        }
        guard left.count == right.count,
          zip(left, right).allSatisfy({ x.array.shape[$0] == y.array.shape[$1] })
        else { throw PythonError.value("shape-mismatch for sum") }
        let shared = Dictionary(zip(right, left), uniquingKeysWith: { first, _ in first })
        let a = Array(0..<n)
        let b = (0..<m).map { shared[$0] ?? n + $0 }
        let out = a.filter { !left.contains($0) } + b.filter { $0 >= n }
        return try array(Einsum(session).contract([(x, a), (y, b)], to: out), session)
      },
      Builtin(
        "kron", "a, b", "Every element of one times the whole other.", "np.kron([1, 2], [1, 1])"
      ) { bound, session in
        let engine = session.engine
        var (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        let n = max(x.array.dimensions, y.array.dimensions)
        while x.array.dimensions < n { x = try engine.expand(x, at: 0) }
        while y.array.dimensions < n { y = try engine.expand(y, at: 0) }
        let shape = zip(x.array.shape, y.array.shape).map { $0 &* $1 }
        try session.chargeMemory(8 * x.array.count, times: y.array.count)
        let a = try engine.reshape(x, x.array.shape.flatMap { [$0, 1] })
        let b = try engine.reshape(y, y.array.shape.flatMap { [1, $0] })
        return session.value(
          try engine.reshape(engine.elementwise(.multiply, a, b), shape))
      },
      Builtin(
        "cross", "a, b, axisa!, axisb!, axisc!, axis=None",
        "The cross product of vectors in space.",
        "np.cross([1, 0, 0], [0, 1, 0])"
      ) { bound, session in
        if let axis = bound.given(5), session.index(axis) != -1 {
          throw PythonError.refused(
            "`axis=` of np.cross other than -1",
            hint: "move the axis to the end with `np.moveaxis`")
        }
        let (a, b) = (try object(bound, 0, session), try object(bound, 1, session))
        guard a.array.shape.last == 3, b.array.shape.last == 3 else {
          if [a, b].allSatisfy({ [2, 3].contains($0.array.shape.last) }) {
            throw PythonError.refused(
              "`np.cross` of vectors in the plane",
              hint: "write a[0] * b[1] - a[1] * b[0]")
          }
          throw PythonError.value(
            "incompatible dimensions for cross product\n(dimension must be 2 or 3)")
        }
        func part(_ x: ArrayObject, _ index: Int) throws -> Value {
          try x.item(.tuple([.ellipsis, .int(index)]), session)
        }
        let parts = try [(1, 2), (2, 0), (0, 1)].map { i, j in
          try session.tensor(
            session.binary(
              .subtract, session.binary(.multiply, part(a, i), part(b, j)),
              session.binary(.multiply, part(a, j), part(b, i))))
        }
        return array(try session.engine.stack(parts, axis: -1), session)
      },
      Builtin(
        "convolve", "a, v, mode='full'", "Sums of products while one sequence slides past another.",
        "np.convolve([1, 2, 3], [0, 1])"
      ) { bound, session in
        try convolved(bound, flipped: true, session)
      },
      Builtin(
        "correlate", "a, v, mode='valid'", "Sums of products, without turning the second around.",
        "np.correlate([1, 2, 3], [0, 1, 0])"
      ) { bound, session in
        try convolved(bound, flipped: false, session)
      },
    ]
  }

  /// A product of a matrix of windows with the second sequence.
  private static func convolved(_ bound: Bound, flipped: Bool, _ session: Session) throws -> Value {
    let engine = session.engine
    var (a, v) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
    a.kind = .array
    v.kind = .array
    if a.array.dimensions == 0 { a = try engine.reshape(a, [1]) }
    if v.array.dimensions == 0 { v = try engine.reshape(v, [1]) }
    guard a.array.dimensions == 1, v.array.dimensions == 1 else {
      throw PythonError.value("object too deep for desired array")
    }
    if a.array.count == 0 { throw PythonError.value("a cannot be empty") }
    if v.array.count == 0 { throw PythonError.value("v cannot be empty") }
    let mode = bound.given(2)?.text ?? (flipped ? "full" : "valid")
    let isSwapped = v.array.count > a.array.count
    if isSwapped { swap(&a, &v) }
    let (n, m) = (a.array.count, v.array.count)
    let (before, length): (Int, Int)
    switch mode {
    case "full": (before, length) = (m - 1, n + m - 1)
    case "same": (before, length) = (m / 2, n)
    case "valid": (before, length) = (0, n - m + 1)
    default:
      throw PythonError.value(
        "mode must be one of 'valid', 'same', or 'full' (got '\(mode)')")
    }
    if !engine.isTracked(a.node), !engine.isTracked(v.node) {
      // Without a zero beside every number: 0 · nan is nan.
      let type = DType.promote(a.array.dtype, v.array.dtype)
      try session.charge(elements: m * length)
      let starts = (0..<length).map {
        $0 - (m - 1) + (mode == "valid" ? m - 1 : mode == "same" ? m - 1 - m / 2 : 0)
      }
      var result: NDArray
      if type.isFloat {
        let (x, k) = (
          a.array.doubles, flipped ? Array(v.array.doubles.reversed()) : v.array.doubles
        )
        result = NDArray(
          starts.map { start in
            (max(0, -start)..<max(max(0, -start), min(m, n - start))).reduce(0) {
              $0 + x[start + $1] * k[$1]
            }
          }
        ).asType(type)
      } else {
        let (x, k) = (a.array.ints, flipped ? Array(v.array.ints.reversed()) : v.array.ints)
        result = NDArray(
          starts.map { start in
            (max(0, -start)..<max(max(0, -start), min(m, n - start))).reduce(0) {
              $0 &+ x[start + $1] &* k[$1]
            }
          }
        ).asType(type)
      }
      if !flipped, isSwapped {
        result = result.gathered(Array((0..<length).reversed()), shape: [length])
      }
      return session.value(Tensor(result))
    }
    try session.chargeMemory(8 * m, times: length)
    try session.charge(elements: m * length)
    let padded = try engine.write(
      a, into: Tensor(NDArray(zeros: [n + 2 * (m - 1)], a.array.dtype)),
      Region(shape: [n], strides: [1], offset: m - 1), text: "padded")
    // Windows overlap: positions, so that gradients of shared elements add up.
    let first = m - 1 - before
    let windows = try engine.select(
      padded,
      Region(
        shape: [length, m], strides: [], offset: 0,
        positions: (0..<length).flatMap { row in (0..<m).map { first + row + $0 } }),
      text: " windows")
    var kernel = v
    if flipped {
      kernel = try engine.select(
        v, Region(shape: [m], strides: [], offset: 0, positions: Array((0..<m).reversed())),
        text: "[::-1]")
    }
    var result = try engine.product(windows, kernel)
    if !flipped, isSwapped {
      result = try engine.select(
        result,
        Region(shape: [length], strides: [], offset: 0, positions: Array((0..<length).reversed())),
        text: "[::-1]")
    }
    return session.value(result)
  }
}

/// Einstein's summation convention, by products of matrices.
struct Einsum {
  private let session: Session
  private var engine: Engine { session.engine }

  init(_ session: Session) { self.session = session }

  func value(_ text: String, _ operands: [Tensor]) throws -> Value {
    let letters = Array(try spelledOut(text, operands).unicodeScalars.filter { $0 != " " })
    var inputs: [[Int]] = [[]]
    var output: [Int]?
    var i = 0
    while i < letters.count {
      let letter = letters[i]
      if letter == ",", output == nil {
        inputs.append([])
      } else if letter == "-", output == nil, i + 1 < letters.count, letters[i + 1] == ">" {
        output = []
        i += 1
      } else if letter.properties.isAlphabetic, letter.isASCII {
        if output == nil {
          inputs[inputs.count - 1].append(Int(letter.value))
        } else {
          output?.append(Int(letter.value))
        }
      } else {
        throw PythonError.value("invalid subscript '\(letter)' in einstein sum subscripts string")
      }
      i += 1
    }
    if inputs.count != operands.count {
      throw PythonError.value(
        inputs.count > operands.count
          ? "fewer operands provided to einstein sum function than specified in the subscripts string"
          : "more operands provided to einstein sum function than specified in the subscripts string"
      )
    }
    var sizes: [Int: Int] = [:]
    for (number, (labels, operand)) in zip(inputs, operands).enumerated() {
      if labels.count != operand.array.dimensions {
        throw PythonError.value(
          labels.count > operand.array.dimensions
            ? "einstein sum subscripts string contains too many subscripts for operand \(number)"
            : "operand has more dimensions than subscripts given in einstein sum, but no '...' "
              + "ellipsis provided to broadcast the extra dimensions.")
      }
      for (label, size) in zip(labels, operand.array.shape) {
        if let known = sizes[label], known != size {
          if known == 1 || size == 1 {
            throw PythonError.refused(
              "broadcasting in np.einsum",
              hint: "give both arrays the same size there, or use `*` and `.sum`")
          }
          throw PythonError.value(
            "operands could not be broadcast together with remapped shapes "
              + "[original->remapped]: the letter '\(letterText(label))' stands for \(known) and \(size)"
          )
        }
        sizes[label] = size
      }
    }
    let all = inputs.flatMap { $0 }
    let out = output ?? Set(all).filter { label in all.count { $0 == label } == 1 }.sorted()
    for label in out where sizes[label] == nil {
      throw PythonError.value(
        "einstein sum subscripts string included output subscript '\(letterText(label))' which never "
          + "appeared in an input")
    }
    if Set(out).count != out.count {
      throw PythonError.value(
        "einstein sum subscripts string includes output subscript multiple times")
    }
    return try session.value(
      contract(zip(operands, inputs).map { (whole($0), $1) }, to: out))
  }

  /// `...` replaced by capital letters that the text does not use.
  private func spelledOut(_ text: String, _ operands: [Tensor]) throws -> String {
    let text = text.replacing(" ", with: "")
    if !text.contains(".") { return text }
    let halves = text.split(separator: "->", omittingEmptySubsequences: false).map(String.init)
    let inputs = halves[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard halves.count <= 2, inputs.count == operands.count else { return text }
    let free = "ZYXWVUTSRQPONMLKJIHGFEDCBA".filter { !text.contains($0) }
    var most = 0
    var extras: [Int] = []
    for (input, operand) in zip(inputs, operands) {
      let named = input.replacing("...", with: "").count
      let extra = input.contains("...") ? operand.array.dimensions - named : 0
      guard extra >= 0, extra <= free.count else {
        throw PythonError.value(
          "einstein sum subscripts string contains too many subscripts for operand")
      }
      extras.append(extra)
      most = max(most, extra)
    }
    let dots = String(free.prefix(most))
    let spelled = zip(inputs, extras).map { $0.replacing("...", with: String(dots.suffix($1))) }
    var output = halves.count == 2 ? halves[1].replacing("...", with: dots) : ""
    if halves.count == 1 {
      let all = inputs.joined().replacing("...", with: "")
      output = dots + String(Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted())
    }
    return spelled.joined(separator: ",") + "->" + output
  }

  private func whole(_ x: Tensor) -> Tensor {
    var x = x
    x.kind = .array
    return x
  }

  private func letterText(_ label: Int) -> String {
    Unicode.Scalar(UInt32(label)).map { String(Character($0)) } ?? "?"
  }

  /// Contracts from left to right, keeping the labels that are still needed.
  func contract(_ parts: [(Tensor, [Int])], to out: [Int]) throws -> Tensor {
    var parts = try parts.map { try withoutRepeats($0.0, $0.1) }
    guard var total = parts.first else { return Tensor(0) }
    parts.removeFirst()
    while !parts.isEmpty {
      let next = parts.removeFirst()
      let needed = Set(out + parts.flatMap(\.1))
      total = try pair(total, next, keeping: needed)
    }
    let extra = total.1.indices.filter { !out.contains(total.1[$0]) }
    if !extra.isEmpty {
      total = (
        try engine.sum(total.0, axes: extra, keep: false), total.1.filter { out.contains($0) }
      )
    }
    let order = out.compactMap { total.1.firstIndex(of: $0) }
    return try engine.transpose(total.0, order)
  }

  /// `ii` becomes the diagonal `i`.
  private func withoutRepeats(_ x: Tensor, _ labels: [Int]) throws -> (Tensor, [Int]) {
    var unique: [Int] = []
    for label in labels where !unique.contains(label) { unique.append(label) }
    if unique.count == labels.count { return (x, labels) }
    let steps = rowMajorStrides(x.array.shape)
    var shape: [Int] = []
    var strides: [Int] = []
    for label in unique {
      let axes = labels.indices.filter { labels[$0] == label }
      shape.append(x.array.shape[axes[0]])
      strides.append(axes.reduce(0) { $0 + steps[$1] })
    }
    return (
      try engine.select(
        x, Region(shape: shape, strides: strides, offset: 0), text: " diagonal"), unique
    )
  }

  private func pair(_ a: (Tensor, [Int]), _ b: (Tensor, [Int]), keeping needed: Set<Int>) throws
    -> (Tensor, [Int])
  {
    let a = try summed(a, keeping: needed.union(b.1))
    let b = try summed(b, keeping: needed.union(a.1))
    let shared = a.1.filter { b.1.contains($0) }
    let batch = shared.filter { needed.contains($0) }
    let folded = shared.filter { !needed.contains($0) }
    let left = a.1.filter { !shared.contains($0) }
    let right = b.1.filter { !shared.contains($0) }
    let x = try ordered(a, batch + left + folded)
    let y = try ordered(b, batch + folded + right)
    func sizes(_ labels: [Int], of part: (Tensor, [Int])) -> [Int] {
      labels.map { label in part.1.firstIndex(of: label).map { part.0.array.shape[$0] } ?? 1 }
    }
    let (batchShape, leftShape, rightShape, foldShape) = (
      sizes(batch, of: a), sizes(left, of: a), sizes(right, of: b), sizes(folded, of: a)
    )
    func product(_ list: [Int]) -> Int { list.reduce(1, *) }
    let shape = batchShape + leftShape + rightShape
    try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
    try session.charge(elements: product(shape), times: max(1, product(foldShape)))
    if folded.isEmpty {
      let ones = [Int](repeating: 1, count: right.count)
      let moreOnes = [Int](repeating: 1, count: left.count)
      let result = try engine.elementwise(
        .multiply, engine.reshape(x, batchShape + leftShape + ones),
        engine.reshape(y, batchShape + moreOnes + rightShape))
      return (result, batch + left + right)
    }
    let matrixX = try engine.reshape(x, batchShape + [product(leftShape), product(foldShape)])
    let matrixY = try engine.reshape(y, batchShape + [product(foldShape), product(rightShape)])
    let result = try engine.product(matrixX, matrixY)
    return (try engine.reshape(result, shape), batch + left + right)
  }

  /// Without labels that nothing else needs.
  private func summed(_ part: (Tensor, [Int]), keeping needed: Set<Int>) throws -> (Tensor, [Int]) {
    let extra = part.1.indices.filter { !needed.contains(part.1[$0]) }
    if extra.isEmpty { return part }
    return (
      try engine.sum(part.0, axes: extra, keep: false), part.1.filter { needed.contains($0) }
    )
  }

  private func ordered(_ part: (Tensor, [Int]), _ labels: [Int]) throws -> Tensor {
    try engine.transpose(part.0, labels.compactMap { part.1.firstIndex(of: $0) })
  }
}
