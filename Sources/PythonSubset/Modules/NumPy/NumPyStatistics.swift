import Arrays
import Autodiff

extension NumPy {
  static var statistics: [Builtin] {
    func withoutNaN(_ name: String, _ what: String, _ fill: Double, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, dtype!, out!, keepdims=False, initial!, where!", summary,
        "np.\(name)([1.0, np.nan, 3.0])"
      ) { bound, session in
        let engine = session.engine
        let x = try tensor(bound, 0, session)
        let keep = try ArrayFunctions.flag(bound[4], session)
        guard x.array.dtype.isFloat else {
          return try ArrayFunctions.reduce(
            what, bound[0] ?? .none, axis: bound[1], keep: keep, session)
        }
        let missing = x.array.test(\.isNaN)
        let axes = try ArrayFunctions.axes(bound[1], x.array.dimensions, session)
        let filled = try engine.choose(
          Tensor(missing), Tensor(NDArray(scalar: .float(fill), x.array.dtype)), x)
        let count = try missing.inverted().reduced(.sum, axes: axes, keep: keep).asType(
          x.array.dtype)
        let value = array(filled, session)
        let result: Value
        switch what {
        case "mean":
          result = try session.binary(
            .divide,
            ArrayFunctions.reduce("sum", value, axis: bound[1], keep: keep, session),
            session.value(Tensor(count)))
        default:
          result = try ArrayFunctions.reduce(what, value, axis: bound[1], keep: keep, session)
        }
        let hasEmpty = try count.test { $0 == 0 }.reduced(
          .any, axes: Array(0..<count.dimensions)
        ).scalar.isTrue
        guard hasEmpty, what != "sum" else { return result }
        session.note(
          "RuntimeWarning: \(what == "mean" ? "Mean of empty slice" : "All-NaN slice encountered")")
        return session.value(
          try engine.choose(
            Tensor(count.test { $0 == 0 }), Tensor(NDArray(scalar: .float(.nan), x.array.dtype)),
            session.tensor(result)))
      }
    }
    func spreadWithoutNaN(_ name: String, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, dtype!, out!, ddof=0, keepdims=False, where!", summary,
        "np.\(name)([1.0, np.nan, 3.0])"
      ) { bound, session in
        let engine = session.engine
        var x = try tensor(bound, 0, session)
        if !x.array.dtype.isFloat { x = try engine.copy(x, .float64) }
        let axes = try ArrayFunctions.axes(bound[1], x.array.dimensions, session)
        let keep = try ArrayFunctions.flag(bound[5], session)
        let missing = Tensor(x.array.test(\.isNaN))
        let zero = Tensor(NDArray(scalar: .float(0), x.array.dtype))
        func counts(_ keep: Bool) throws -> Tensor {
          Tensor(
            try missing.array.inverted().reduced(.sum, axes: axes, keep: keep).asType(
              x.array.dtype))
        }
        let filled = try engine.choose(missing, zero, x)
        let mean = try engine.elementwise(
          .divide, engine.sum(filled, axes: axes, keep: true), counts(true))
        let difference = try engine.choose(
          missing, zero, engine.elementwise(.subtract, filled, mean))
        let total = try engine.sum(
          engine.elementwise(.multiply, difference, difference), axes: axes, keep: keep)
        let freedom = try session.tensor(
          session.binary(
            .subtract, session.value(counts(keep)), bound[4] ?? .int(0)))
        let result = try engine.elementwise(.divide, total, freedom)
        return session.value(
          name == "nanvar" ? result : try engine.rootOfSquares(result))
      }
    }
    func placeWithoutNaN(_ name: String, largest: Bool, _ summary: String) -> Builtin {
      Builtin(name, "a, axis=None, out!, keepdims!", summary, "np.\(name)([1.0, np.nan, 3.0])") {
        bound, session in
        let x = try tensor(bound, 0, session)
        session.lost(x.node, "np.\(name)")
        let filled = try NDArray.choose(
          x.array.test(\.isNaN),
          Operand(NDArray(scalar: .float(largest ? -.infinity : .infinity), .float64)),
          Operand(x.array))
        let axes = try ArrayFunctions.axes(bound[1], x.array.dimensions, session)
        if try x.array.test(\.isNaN).reduced(.all, axes: axes).scalars.contains(where: \.isTrue) {
          throw PythonError.value("All-NaN slice encountered")
        }
        return try ArrayFunctions.argument(
          .object(ArrayObject(filled)), largest: largest, axis: bound[1], keep: false, session)
      }
    }
    func quantiles(_ name: String, _ scale: Double) -> Builtin {
      Builtin(
        name, "a, q, axis=None, out!, overwrite_input!, method='linear', keepdims=False",
        "The value below which a share of the elements lies.",
        scale == 1 ? "np.quantile([1, 2, 3, 4], 0.5)" : "np.percentile([1, 2, 3, 4], 50)"
      ) { bound, session in
        let method = bound[5]?.text ?? "linear"
        guard ["linear", "lower", "higher", "nearest", "midpoint"].contains(method) else {
          throw PythonError.refused(
            "`np.\(name)` with method '\(method)'",
            hint: "leave `method=` out: 'linear' is NumPy's own choice")
        }
        if let share = bound[1] {
          session.lost(try session.tensor(share).node, "the share of np.\(name)")
        }
        return try quantile(bound, scale, method, session)
      }
    }
    return [
      withoutNaN("nansum", "sum", 0, "Sums without nan."),
      withoutNaN("nanmean", "mean", 0, "Means without nan."),
      withoutNaN("nanmax", "max", -.infinity, "The largest, nan left out."),
      withoutNaN("nanmin", "min", .infinity, "The smallest, nan left out."),
      spreadWithoutNaN("nanvar", "Variances without nan."),
      spreadWithoutNaN("nanstd", "Standard deviations without nan."),
      placeWithoutNaN("nanargmax", largest: true, "Where the largest stands, nan left out."),
      placeWithoutNaN("nanargmin", largest: false, "Where the smallest stands, nan left out."),
      Builtin(
        "nanmedian", "a, axis=None, out!, overwrite_input!, keepdims!",
        "The middle element, nan left out.", "np.nanmedian([1.0, np.nan, 3.0])"
      ) { bound, session in
        if bound.given(1) != nil {
          throw PythonError.refused(
            "`axis=` of nanmedian",
            hint: "take the rows one by one in a loop")
        }
        let x = try flat(object(bound, 0, session), session)
        let kept = x.array.doubles.indices.filter { !x.array.doubles[$0].isNaN }
        if kept.isEmpty { return .scalar(NumPyScalar(.nan)) }
        guard let function = try session.modules["numpy"]?.attribute("median", session) else {
          return .none
        }
        return try session.call(function, Arguments([taking(x, kept, axis: 0, session)]))
      },
      quantiles("percentile", 100), quantiles("quantile", 1),
      Builtin(
        "cov", "m, y=None, rowvar=True, bias=False, ddof=None, fweights!, aweights!, dtype!",
        "Covariances of rows.", "np.cov([[1, 2, 3], [1, 4, 9]])"
      ) { bound, session in
        try covariance(
          bound, rowVariables: try bound.given(2).map { try session.isTrue($0) } ?? true,
          ddof: try bound.given(4).map { try session.size($0) }
            ?? (try ArrayFunctions.flag(bound[3], session) ? 0 : 1), session)
      },
      Builtin(
        "corrcoef", "x, y=None, rowvar=True, dtype!", "Correlations of rows.",
        "np.corrcoef([1, 2, 3], [1, 4, 9])"
      ) { bound, session in
        try correlation(bound, session)
      },
      Builtin(
        "histogram", "a, bins=10, range=None, density=None, weights=None",
        "How many elements fall into each interval, and the intervals' edges.",
        "np.histogram([1, 2, 2, 4], bins=3)"
      ) { bound, session in
        for place in [0, 1, 4] {
          guard let given = bound.given(place), given.text == nil else { continue }
          session.lost(try session.tensor(given).node, "np.histogram")
        }
        return try histogram(bound, session)
      },
      Builtin(
        "searchsorted", "a, v, side='left', sorter=None", "Where elements would be put in order.",
        "np.searchsorted([1, 3, 5], 4)"
      ) { bound, session in
        let known = try tensor(bound, 0, session).array
        if known.dimensions != 1 { throw PythonError.value("object too deep for desired array") }
        var sorted = known.doubles
        if let sorter = try bound.given(3).map({ try session.tensor($0).array.ints }) {
          guard sorter.count == sorted.count, sorter.allSatisfy({ sorted.indices.contains($0) })
          else { throw PythonError.value("sorter must be an order of the elements of a") }
          sorted = sorter.map { sorted[$0] }
        }
        let v = try tensor(bound, 1, session).array
        let side = bound.given(2)?.text ?? "left"
        guard side == "left" || side == "right" else {
          throw PythonError.value("search side must be 'left' or 'right' (got '\(side)')")
        }
        try session.charge(elements: v.count * 8)
        return session.value(
          Tensor(
            NDArray(v.doubles.map { place($0, in: sorted, right: side == "right") }, shape: v.shape)
          ))
      },
      Builtin(
        "digitize", "x, bins, right=False", "The number of each element's interval.",
        "np.digitize([0.5, 1.5], [0, 1, 2])"
      ) { bound, session in
        let x = try tensor(bound, 0, session).array
        let bins = try tensor(bound, 1, session).array.doubles
        try session.charge(elements: x.count, times: 64)
        let right = !(try ArrayFunctions.flag(bound[2], session))
        let pairs = zip(bins, bins.dropFirst())
        let rises = pairs.allSatisfy { $0 <= $1 }
        guard rises || pairs.allSatisfy({ $0 >= $1 }) else {
          throw PythonError.value("bins must be monotonically increasing or decreasing")
        }
        let sorted = rises ? bins : bins.reversed()
        return session.value(
          Tensor(
            NDArray(
              x.doubles.map {
                let found = place($0, in: sorted, right: right)
                return rises ? found : bins.count - found
              }, shape: x.shape)))
      },
      Builtin(
        "interp", "x, xp, fp, left=None, right=None, period=None",
        "Values on the straight lines between known points.", "np.interp(2.5, [1, 2, 3], [3, 2, 0])"
      ) { bound, session in
        var x = try tensor(bound, 0, session)
        for place in 0..<3 { session.lost(try tensor(bound, place, session).node, "np.interp") }
        var xs = try tensor(bound, 1, session).array.doubles
        var ys = try tensor(bound, 2, session).array.doubles
        try session.charge(elements: x.array.count + xs.count, times: 64)
        if xs.count != ys.count {
          throw PythonError.value("fp and xp are not of the same length.")
        }
        if let period = try bound.given(5).map({ abs(try session.double($0)) }), !xs.isEmpty {
          if period == 0 { throw PythonError.value("period must be a non-zero value") }
          func wrapped(_ value: Double) -> Double {
            let rest = value.truncatingRemainder(dividingBy: period)
            return rest < 0 ? rest + period : rest
          }
          x = Tensor(NDArray(x.array.doubles.map(wrapped), shape: x.array.shape))
          let pairs = zip(xs.map(wrapped), ys).enumerated().sorted {
            ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
          }.map(\.element)
          xs = [pairs[pairs.count - 1].0 - period] + pairs.map(\.0) + [pairs[0].0 + period]
          ys = [pairs[pairs.count - 1].1] + pairs.map(\.1) + [pairs[0].1]
        }
        guard let first = ys.first, let last = ys.last else {
          throw PythonError.value("array of sample points is empty")
        }
        let left = try bound.given(3).map { try session.double($0) } ?? first
        let right = try bound.given(4).map { try session.double($0) } ?? last
        return session.value(
          Tensor(
            NDArray(
              x.array.doubles.map { value in
                if value.isNaN { return value }
                if value < xs[0] { return left }
                if value > xs[xs.count - 1] { return right }
                let j = max(0, place(value, in: xs, right: true) - 1)
                if j == xs.count - 1 || xs[j] == value { return ys[j] }
                let slope = (ys[j + 1] - ys[j]) / (xs[j + 1] - xs[j])
                return slope * (value - xs[j]) + ys[j]
              }, shape: x.array.shape)))
      },
      Builtin(
        "lexsort", "keys, axis!", "Indices that sort by the last key, then by those before it.",
        "np.lexsort(([2, 1, 1], [0, 1, 0]))"
      ) { bound, session in
        let keys = try session.items(of: bound[0] ?? .none).map {
          try session.tensor($0).array.doubles
        }
        let count = keys.first?.count ?? 0
        guard keys.allSatisfy({ $0.count == count }) else {
          throw PythonError.value("all keys need to be the same shape")
        }
        try session.charge(sorted: count)
        let order = (0..<count).sorted { a, b in
          for key in keys.reversed() where key[a] != key[b] { return key[a] < key[b] }
          return a < b
        }
        return .object(ArrayObject(NDArray(order)))
      },
    ]
  }

  /// The first position whose element is not less than a value, or greater than it.
  static func place(_ value: Double, in sorted: [Double], right: Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      let isBefore =
        right
        ? sorted[middle] <= value || (value.isNaN && !sorted[middle].isNaN)
        : sorted[middle] < value || (value.isNaN && !sorted[middle].isNaN)
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func quantile(
    _ bound: Bound, _ scale: Double, _ method: String, _ session: Session
  ) throws -> Value {
    let engine = session.engine
    let keep = try ArrayFunctions.flag(bound[6], session)
    let q = try tensor(bound, 1, session).array
    let shares = q.doubles.map { $0 / scale }
    if shares.contains(where: { !($0 >= 0 && $0 <= 1) }) {
      throw PythonError.value(
        scale == 1
          ? "Quantiles must be in the range [0, 1]" : "Percentiles must be in the range [0, 100]")
    }
    var x = try tensor(bound, 0, session)
    x.kind = .array
    if x.array.dtype == .bool {
      throw PythonError.type(
        "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` "
          + "operator, or the logical_xor function instead.")
    }
    let isExact = ["lower", "higher", "nearest"].contains(method)
    if !x.array.dtype.isFloat, !isExact { x = try engine.copy(x, .float64) }
    let axes = try ArrayFunctions.axes(bound[2], x.array.dimensions, session)
    let kept = x.array.shape.indices.filter { !axes.contains($0) }
    let size = axes.reduce(1) { $0 * x.array.shape[$1] }
    if size == 0 { throw PythonError.index("index -1 is out of bounds for axis 0 with size 0") }
    let rest = kept.map { x.array.shape[$0] }
    let turned = try engine.reshape(engine.transpose(x, kept + axes), rest + [size])
    let sorted = try ArrayFunctions.arrayObject(
      ArrayFunctions.sort(session.value(turned), axis: .int(-1), session), session)
    func place(_ index: Int) throws -> Tensor {
      try session.tensor(sorted.item(.tuple([.ellipsis, .int(index)]), session))
    }
    var parts: [Tensor] = []
    for share in shares {
      let exact = share * Double(size - 1)
      let low = exact.rounded(.down)
      let a = try place(Int(low))
      switch method {
      case "lower": parts.append(a)
      case "higher": parts.append(try place(Int(exact.rounded(.up))))
      case "nearest": parts.append(try place(Int(exact.rounded(.toNearestOrEven))))
      default:
        let b = try place(min(size - 1, Int(low) + 1))
        var t = exact - low
        if method == "midpoint" { t = t == 0 ? 0 : 0.5 }
        // Counted from the nearer end, so that both ends come out exactly.
        let step = try engine.elementwise(.subtract, b, a)
        parts.append(
          t < 0.5
            ? try engine.elementwise(
              .add, a, engine.elementwise(.multiply, step, Tensor(t)))
            : try engine.elementwise(
              .subtract, b, engine.elementwise(.multiply, step, Tensor(1 - t))))
      }
      if x.array.dtype.isFloat {
        let isMissing = try place(size - 1).array.test(\.isNaN)
        if isMissing.scalars.contains(where: \.isTrue) {
          parts[parts.count - 1] = try engine.choose(
            Tensor(isMissing), Tensor(NDArray(scalar: .float(.nan), x.array.dtype)),
            parts[parts.count - 1])
        }
      }
    }
    let shape = q.shape + NDArray.reducedShape(x.array.shape, axes: axes, keep: keep)
    if shape.isEmpty, parts.count == 1 { return session.value(parts[0]) }
    return session.value(try engine.reshape(engine.stack(parts, axis: 0), shape))
  }

  private static func covariance(
    _ bound: Bound, rowVariables: Bool, ddof: Int, _ session: Session
  ) throws -> Value {
    let engine = session.engine
    var x = try tensor(bound, 0, session)
    x.kind = .array
    if x.array.dimensions > 2 { throw PythonError.value("m has more than 2 dimensions") }
    if x.array.dtype != .float64 { x = try engine.copy(x, .float64) }
    x = try raised(x, toAtLeast: 2, session)
    if !rowVariables, x.array.shape[0] != 1 { x = try engine.transpose(x, [1, 0]) }
    if let given = bound.given(1) {
      var y = try raised(session.tensor(given), toAtLeast: 2, session)
      if y.array.dimensions > 2 { throw PythonError.value("y has more than 2 dimensions") }
      if y.array.dtype != .float64 { y = try engine.copy(y, .float64) }
      if !rowVariables, y.array.shape[0] != 1 { y = try engine.transpose(y, [1, 0]) }
      x = try engine.concatenate([x, y], axis: 0)
    }
    return try covariance(x, ddof: ddof, session)
  }

  private static func covariance(_ x: Tensor, ddof: Int, _ session: Session) throws -> Value {
    let engine = session.engine
    let count = x.array.shape[1]
    let centred = try engine.elementwise(.subtract, x, engine.mean(x, axes: [1], keep: true))
    try session.charge(elements: x.array.count, times: x.array.shape[0])
    let products = try engine.product(centred, engine.transpose(centred, [1, 0]))
    if count - ddof <= 0 { session.note("RuntimeWarning: Degrees of freedom <= 0 for slice") }
    // NumPy multiplies by the reciprocal.
    let factor = 1 / Double(max(0, count - ddof))
    let result = try engine.elementwise(.multiply, products, Tensor(factor))
    return NumPy.array(
      result.array.shape == [1, 1] ? try engine.reshape(result, []) : result, session)
  }

  private static func correlation(_ bound: Bound, _ session: Session) throws -> Value {
    let engine = session.engine
    var rows = [try tensor(bound, 0, session)]
    if bound.given(1) != nil { rows.append(try tensor(bound, 1, session)) }
    let rowVariables = try bound.given(2).map { try session.isTrue($0) } ?? true
    let parts = try rows.map { part -> Tensor in
      var part = try raised(part, toAtLeast: 2, session)
      if part.array.dtype != .float64 { part = try engine.copy(part, .float64) }
      return rowVariables || part.array.shape[0] == 1
        ? part : try engine.transpose(part, [1, 0])
    }
    if parts.contains(where: { $0.array.dimensions > 2 }) {
      throw PythonError.value("m has more than 2 dimensions")
    }
    let x = parts.count == 1 ? parts[0] : try engine.concatenate(parts, axis: 0)
    let c = try covariance(x, ddof: 1, session)
    guard let matrix = c.asObject(ArrayObject.self), matrix.array.dimensions == 2 else {
      return try session.binary(.divide, c, c)
    }
    let n = matrix.array.shape[0]
    let diagonal = try engine.select(
      engine.read(matrix.handle), Region(shape: [n], strides: [n + 1], offset: 0),
      text: " diagonal")
    let spread = try engine.elementwise(.squareRoot, diagonal)
    let byRow = try engine.elementwise(
      .divide, engine.read(matrix.handle), engine.reshape(spread, [n, 1]))
    let result = try engine.elementwise(.divide, byRow, engine.reshape(spread, [1, n]))
    let one = Tensor(1)
    let above = try engine.elementwise(.minimum, result, one)
    return session.value(try engine.elementwise(.maximum, above, Tensor(-1)))
  }

  private static func histogram(_ bound: Bound, _ session: Session) throws -> Value {
    let values = try tensor(bound, 0, session).array.doubles
    try session.charge(elements: values.count * 16)
    var edges: [Double]
    var isUniform = false
    if let count = bound[1].flatMap({ session.index($0) }) ?? (bound.given(1) == nil ? 10 : nil) {
      if count < 1 { throw PythonError.value("`bins` must be positive, when an integer") }
      try session.chargeMemory(16, times: count)
      var low = values.min() ?? 0
      var high = values.max() ?? 1
      if let range = bound.given(2) {
        let ends = try session.items(of: range).map { try session.double($0) }
        guard ends.count == 2 else { throw PythonError.value("range must be two numbers") }
        (low, high) = (ends[0], ends[1])
        if low > high {
          throw PythonError.value("max must be larger than min in range parameter.")
        }
      }
      guard low.isFinite, high.isFinite, !values.contains(where: \.isNaN) || bound.given(2) != nil
      else {
        throw PythonError.value(
          "autodetected range of [\(PythonText.repr(low)), \(PythonText.repr(high))] is not finite")
      }
      if low == high { (low, high) = (low - 0.5, high + 0.5) }
      edges = try NDArray.linearSpace(low, high, count: count + 1, endpoint: true).doubles
      isUniform = true
    } else if let text = bound[1]?.text {
      throw PythonError.refused(
        "`np.histogram` with bins='\(text)'",
        hint: "give a number of bins or their edges")
    } else {
      edges = try tensor(bound, 1, session).array.doubles
      if zip(edges, edges.dropFirst()).contains(where: { $0 > $1 }) {
        throw PythonError.value("`bins` must increase monotonically, when an array")
      }
      if edges.count < 2 { throw PythonError.value("`bins` must have at least two edges") }
    }
    let bins = edges.count - 1
    var counts = [Int](repeating: 0, count: bins)
    let weights = try bound.given(4).map { try session.tensor($0).array }
    if let weights, weights.count != values.count {
      throw PythonError.value("weights should have the same shape as a.")
    }
    let shares = weights?.doubles ?? []
    var sums = [Double](repeating: 0, count: weights == nil ? 0 : bins)
    for (number, value) in values.enumerated() where value >= edges[0] && value <= edges[bins] {
      var index: Int
      if isUniform {
        index = Int((value - edges[0]) / (edges[bins] - edges[0]) * Double(bins))
        index = min(max(0, index), bins - 1)
        if index > 0, value < edges[index] {
          index -= 1
        } else if index < bins - 1, value >= edges[index + 1] {
          index += 1
        }
      } else {
        index = min(bins - 1, place(value, in: edges, right: true) - 1)
      }
      counts[index] += 1
      if weights != nil { sums[index] += shares[number] }
    }
    let edgeArray: NDArray
    if isUniform {
      let type = try tensor(bound, 0, session).array.dtype
      edgeArray = NDArray(edges).asType(type == .float32 ? .float32 : .float64)
    } else {
      edgeArray = try tensor(bound, 1, session).array
    }
    if let weights {
      if try ArrayFunctions.flag(bound[3], session) {
        throw PythonError.refused(
          "`density=True` of histogram with weights",
          hint: "divide the counts by their sum and the bins' widths")
      }
      return .tuple([
        .object(ArrayObject(NDArray(sums).asType(weights.dtype))),
        .object(ArrayObject(edgeArray)),
      ])
    }
    if try ArrayFunctions.flag(bound[3], session) {
      let total = Double(counts.reduce(0, +))
      let shares = zip(counts, zip(edges, edges.dropFirst())).map {
        Double($0) / ($1.1 - $1.0) / total
      }
      return .tuple([.object(ArrayObject(NDArray(shares))), .object(ArrayObject(edgeArray))])
    }
    return .tuple([.object(ArrayObject(NDArray(counts))), .object(ArrayObject(edgeArray))])
  }
}
