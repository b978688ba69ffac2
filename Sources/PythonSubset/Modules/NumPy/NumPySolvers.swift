import Arrays
import Autodiff

extension NumPyLinearAlgebra {
  /// The matrices of the last two axes; the shape of the axes before them; the type of results.
  private static func matrices(
    _ value: Value?, _ name: String, square: Bool = false, _ session: Session
  ) throws -> (list: [Matrix], batch: [Int], dtype: DType) {
    let x = try session.tensor(value ?? .none)
    session.lost(x.node, "np.linalg.\(name)")
    guard x.array.dimensions >= 2 else {
      throw PythonError(
        "LinAlgError",
        "\(x.array.dimensions)-dimensional array given. Array must be at least two-dimensional")
    }
    let rows = x.array.shape[x.array.dimensions - 2]
    let columns = x.array.shape[x.array.dimensions - 1]
    if square, rows != columns {
      throw PythonError("LinAlgError", "Last 2 dimensions of the array must be square")
    }
    try session.charge(elements: x.array.count, times: max(1, min(rows, columns)) * 8)
    let values = x.array.doubles
    let size = max(1, rows * columns)
    let batch = Array(x.array.shape.dropLast(2))
    let list = (0..<batch.reduce(1, *)).map {
      Matrix(rows, columns, Array(values[$0 * size..<min(values.count, ($0 + 1) * size)]))
    }
    return (list, batch, x.array.dtype == .float32 ? .float32 : .float64)
  }

  private static func result(
    _ list: [Matrix], _ batch: [Int], _ dtype: DType, _ session: Session
  ) -> Value {
    let shape = batch + [list.first?.rows ?? 0, list.first?.columns ?? 0]
    return session.value(Tensor(NDArray(list.flatMap(\.values), shape: shape).asType(dtype)))
  }

  private static func vectors(
    _ list: [[Double]], _ batch: [Int], _ dtype: DType, _ session: Session
  ) -> Value {
    session.value(
      Tensor(NDArray(list.flatMap { $0 }, shape: batch + [list.first?.count ?? 0]).asType(dtype)))
  }

  private static let singular = PythonError(
    "LinAlgError", "Singular matrix", hint: "its rows depend on one another")

  private static func noteSigns(_ session: Session) {
    session.note(
      "the signs of eigenvectors and singular vectors are a convention: here each one's largest "
        + "component is positive, NumPy may show it negated")
  }

  /// Eigenvalues and vectors of a 2 × 2 matrix, in the order and with the signs LAPACK gives.
  private static func planar(_ m: Matrix) throws -> (values: [Double], vectors: Matrix) {
    guard m.rows == 2 else {
      throw PythonError.refused(
        "`np.linalg.eig` of matrices other than 2 × 2", hint: "`np.linalg.eigh` if it is symmetric")
    }
    var (a, b, c, d) = (m[0, 0], m[0, 1], m[1, 0], m[1, 1])
    // A row with one number only goes to the end.
    let isSwapped = b == 0 && c != 0
    if isSwapped { (a, b, c, d) = (d, c, b, a) }
    var (cosine, sine) = (1.0, 0.0)
    if c != 0 {
      let p = 0.5 * (a - d)
      let most = max(abs(b), abs(c))
      let least =
        min(abs(b), abs(c)) * (b < 0 ? -1 : 1) * (c < 0 ? -1 : 1)
      let scale = max(abs(p), most)
      var z = p / scale * p + most / scale * least
      if z < 0 {
        throw PythonError.refused(
          "complex eigenvalues",
          hint: "`np.linalg.eigh` for symmetric matrices")
      }
      if z < 4 * 0x1p-53 {
        throw PythonError.refused(
          "`np.linalg.eig` of a matrix with equal eigenvalues",
          hint: "`np.linalg.eigh` for symmetric matrices")
      }
      z = p + (p.sign == .minus ? -1 : 1) * (scale.squareRoot() * z.squareRoot())
      a = d + z
      d -= most / z * least
      let length = Elementary.hypot(c, z)
      (cosine, sine) = (z / length, c / length)
      b -= c
    }
    if a == d, b != 0 {
      throw PythonError.refused(
        "`np.linalg.eig` of a matrix with too few eigenvectors",
        hint: "`np.linalg.svd` works for every matrix")
    }
    var columns = [[cosine, sine], [0 - sine, cosine]]
    if b != 0 {
      let x = -b / (a - d)
      columns[1] = [cosine * x - sine, sine * x + cosine]
      let length = Elementary.hypot(columns[1][0], columns[1][1])
      columns[1] = columns[1].map { $0 / length }
    }
    if isSwapped { columns = columns.map { [$0[1], $0[0]] } }
    return (
      [a, d], Matrix(2, 2, [columns[0][0], columns[1][0], columns[0][1], columns[1][1]])
    )
  }

  static var solvers: [Builtin] {
    [
      Builtin("inv", "a", "The inverse of a matrix.", "np.linalg.inv([[1.0, 2.0], [3.0, 4.0]])") {
        bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "inv", square: true, session)
        let inverses = try list.map { matrix in
          guard let found = matrix.solved(Matrix(identity: matrix.rows)) else { throw singular }
          return found
        }
        return result(inverses, batch, dtype, session)
      },
      Builtin("det", "a", "The determinant.", "np.linalg.det([[1.0, 2.0], [3.0, 4.0]])") {
        bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "det", square: true, session)
        let values = list.map { matrix in
          let (factors, _, sign, isSingular) = matrix.factored()
          return isSingular
            ? 0 : (0..<matrix.rows).reduce(sign) { $0 * factors[$1, $1] }
        }
        return session.value(Tensor(NDArray(values, shape: batch).asType(dtype)))
      },
      Builtin(
        "slogdet", "a", "The sign and the logarithm of the determinant.",
        "np.linalg.slogdet([[1.0, 2.0], [3.0, 4.0]])[1]"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "slogdet", square: true, session)
        guard batch.isEmpty, let matrix = list.first else {
          throw PythonError.refused(
            "`np.linalg.slogdet` of several matrices",
            hint: "take them one by one in a loop")
        }
        let (factors, _, sign, isSingular) = matrix.factored()
        var (whole, total) = (sign, 0.0)
        for i in 0..<matrix.rows {
          if factors[i, i] < 0 { whole = -whole }
          total += FloatFunction.log(abs(factors[i, i]))
        }
        return .tuple([
          .scalar(NumPyScalar(.float(isSingular ? 0 : whole), dtype)),
          .scalar(NumPyScalar(.float(isSingular ? -.infinity : total), dtype)),
        ])
      },
      Builtin(
        "solve", "a, b", "The x with a · x = b.",
        "np.linalg.solve([[1.0, 2.0], [3.0, 5.0]], [1.0, 2.0])"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "solve", square: true, session)
        guard batch.isEmpty, let a = list.first else {
          throw PythonError.refused(
            "`np.linalg.solve` of several matrices",
            hint: "take them one by one in a loop")
        }
        let b = try session.tensor(bound[1] ?? .none)
        session.lost(b.node, "np.linalg.solve")
        guard [1, 2].contains(b.array.dimensions), b.array.shape[0] == a.rows else {
          throw PythonError.value(
            "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
              + "(m,m),(m,n)->(m,n) (size \(b.array.shape.first ?? 0) is different from \(a.rows))")
        }
        let right = Matrix(
          a.rows, b.array.dimensions == 1 ? 1 : b.array.shape[1], b.array.doubles)
        guard let x = a.solved(right) else { throw singular }
        return session.value(Tensor(NDArray(x.values, shape: b.array.shape).asType(dtype)))
      },
      Builtin(
        "cholesky", "a, upper!", "The lower triangle L with L · Lᵀ = a.",
        "np.linalg.cholesky([[4.0, 2.0], [2.0, 3.0]])"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "cholesky", square: true, session)
        let factors = try list.map { matrix in
          guard let found = matrix.cholesky() else {
            throw PythonError("LinAlgError", "Matrix is not positive definite")
          }
          return found
        }
        return result(factors, batch, dtype, session)
      },
      Builtin(
        "qr", "a, mode='reduced'", "Q with perpendicular columns and an upper triangle R.",
        "np.linalg.qr([[1.0, 2.0], [3.0, 4.0]])[1]"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "qr", session)
        let mode = bound.given(1)?.text ?? "reduced"
        guard mode == "reduced" || mode == "r" else {
          throw PythonError.refused(
            "`np.linalg.qr` with mode '\(mode)'",
            hint: "there are 'reduced' and 'r'")
        }
        let pairs = list.map { $0.qr() }
        let r = result(pairs.map(\.r), batch, dtype, session)
        return mode == "r" ? r : .tuple([result(pairs.map(\.q), batch, dtype, session), r])
      },
      Builtin(
        "eigh", "a, UPLO!", "Eigenvalues and eigenvectors of a symmetric matrix.",
        "np.linalg.eigh([[2.0, 0.0], [0.0, 1.0]])[0]"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "eigh", square: true, session)
        noteSigns(session)
        let pairs = list.map { $0.symmetricEigen() }
        return .tuple([
          vectors(pairs.map(\.values), batch, dtype, session),
          result(pairs.map(\.vectors), batch, dtype, session),
        ])
      },
      Builtin(
        "eig", "a", "Eigenvalues and eigenvectors of a 2 × 2 matrix.",
        "np.linalg.eig([[2.0, 1.0], [1.0, 2.0]])[0]"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "eig", square: true, session)
        let pairs = try list.map { try planar($0) }
        let type = NamedTupleType(
          "EigResult", ["eigenvalues", "eigenvectors"], module: "numpy.linalg")
        return .object(
          NamedTuple(
            type,
            [
              vectors(pairs.map(\.values), batch, dtype, session),
              result(pairs.map(\.vectors), batch, dtype, session),
            ]))
      },
      Builtin(
        "eigvals", "a", "Eigenvalues of a 2 × 2 matrix.",
        "np.linalg.eigvals([[2.0, 1.0], [1.0, 2.0]])"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "eigvals", square: true, session)
        return vectors(try list.map { try planar($0).values }, batch, dtype, session)
      },
      Builtin(
        "eigvalsh", "a, UPLO!", "Eigenvalues of a symmetric matrix, rising.",
        "np.linalg.eigvalsh([[2.0, 0.0], [0.0, 1.0]])"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "eigvalsh", square: true, session)
        return vectors(list.map { $0.symmetricEigen().values }, batch, dtype, session)
      },
      Builtin(
        "svd", "a, full_matrices=True, compute_uv=True, hermitian!",
        "U, singular values and Vᵀ with a = U · diag(s) · Vᵀ.",
        "np.linalg.svd([[3.0, 0.0], [0.0, 2.0]])[1]"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "svd", session)
        let isFull = try bound.given(1).map { try session.isTrue($0) } ?? true
        let wantsVectors = try bound.given(2).map { try session.isTrue($0) } ?? true
        let parts = list.map { $0.singularValues() }
        let values = vectors(parts.map(\.values), batch, dtype, session)
        if !wantsVectors { return values }
        noteSigns(session)
        return .tuple([
          result(parts.map { isFull ? $0.u.completed() : $0.u }, batch, dtype, session), values,
          result(
            parts.map { isFull ? $0.vt.transposed.completed().transposed : $0.vt }, batch, dtype,
            session),
        ])
      },
      Builtin(
        "matrix_rank", "A, tol=None", "How many rows are independent.",
        "np.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]])"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "matrix_rank", session)
        let tolerance = try bound.given(1).map { try session.double($0) }
        let spacing = dtype == .float32 ? 0x1p-23 : 0x1p-52
        let ranks = list.map { matrix in
          let values = matrix.singularValues().values
          let least =
            tolerance ?? (values.max() ?? 0) * Double(max(matrix.rows, matrix.columns)) * spacing
          return values.count { $0 > least }
        }
        return session.value(Tensor(NDArray(ranks, shape: batch)))
      },
      Builtin(
        "pinv", "a, rcond=1e-15", "The pseudo-inverse.",
        "np.linalg.pinv([[1.0, 0.0], [0.0, 2.0]])"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "pinv", session)
        let rcond = try bound.given(1).map { try session.double($0) } ?? 1e-15
        let inverses = list.map { matrix in
          var (u, values, vt) = matrix.singularValues()
          let least = rcond * (values.max() ?? 0)
          for (k, value) in values.enumerated() {
            for j in 0..<vt.columns { vt[k, j] *= value > least ? 1 / value : 0 }
          }
          u = u.transposed
          return vt.transposed * u
        }
        return result(inverses, batch, dtype, session)
      },
      Builtin(
        "lstsq", "a, b, rcond=None", "The x that comes closest to a · x = b.",
        "np.linalg.lstsq([[1.0, 0.0], [1.0, 1.0]], [1.0, 3.0], rcond=None)[0]"
      ) { bound, session in
        let (list, batch, dtype) = try matrices(bound[0], "lstsq", session)
        let b = try session.tensor(bound[1] ?? .none)
        session.lost(b.node, "np.linalg.lstsq")
        guard batch.isEmpty, let a = list.first, [1, 2].contains(b.array.dimensions) else {
          throw PythonError.refused(
            "`np.linalg.lstsq` of several matrices",
            hint: "take them one by one in a loop")
        }
        guard b.array.shape[0] == a.rows else {
          throw PythonError("LinAlgError", "Incompatible dimensions")
        }
        let right = Matrix(
          a.rows, b.array.dimensions == 1 ? 1 : b.array.shape[1], b.array.doubles)
        let (u, values, vt) = a.singularValues()
        let least =
          (values.max() ?? 0)
          * (try bound.given(2).map { try session.double($0) }
            ?? 0x1p-52 * Double(max(a.rows, a.columns)))
        let rank = values.count { $0 > least }
        var coefficients = u.transposed * right
        for (k, value) in values.enumerated() {
          for j in 0..<right.columns { coefficients[k, j] *= value > least ? 1 / value : 0 }
        }
        let x = vt.transposed * coefficients
        var residuals: [Double] = []
        if rank == a.columns, a.rows > a.columns {
          let fitted = a * x
          residuals = (0..<right.columns).map { column in
            (0..<a.rows).reduce(0) { total, row in
              let miss = right[row, column] - fitted[row, column]
              return total + miss * miss
            }
          }
        }
        let shape = b.array.dimensions == 1 ? [a.columns] : [a.columns, right.columns]
        return .tuple([
          session.value(Tensor(NDArray(x.values, shape: shape).asType(dtype))),
          .object(ArrayObject(NDArray(residuals))), .int(rank),
          .object(ArrayObject(NDArray(values))),
        ])
      },
      Builtin(
        "matrix_power", "a, n", "A matrix times itself.",
        "np.linalg.matrix_power([[1, 1], [0, 1]], 3)"
      ) { bound, session in
        var x = try session.tensor(bound[0] ?? .none)
        var n = try session.size(bound[1] ?? .none)
        guard x.array.dimensions == 2, x.array.shape[0] == x.array.shape[1] else {
          throw PythonError("LinAlgError", "Last 2 dimensions of the array must be square")
        }
        if n < 0 {
          session.lost(x.node, "np.linalg.matrix_power")
          try session.charge(elements: x.array.count, times: 8 * x.array.shape[0])
          let size = x.array.shape[0]
          guard let inverse = Matrix(size, size, x.array.doubles).solved(Matrix(identity: size))
          else { throw singular }
          x = Tensor(NDArray(inverse.values, shape: [size, size]))
          n = -n
        }
        var total = Tensor(
          try NDArray.identity(
            x.array.shape[0], x.array.shape[0], diagonal: 0, x.array.dtype))
        var base = x
        var isOne = true
        while n > 0 {
          try session.charge(elements: x.array.count, times: 2 * x.array.shape[0])
          if n & 1 == 1 {
            total = isOne ? base : try session.engine.product(total, base)
            isOne = false
          }
          n >>= 1
          if n > 0 { base = try session.engine.product(base, base) }
        }
        return session.value(total)
      },
    ]
  }
}
