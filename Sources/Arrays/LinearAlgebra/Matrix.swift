/// A matrix of doubles by rows, for solvers: `numpy.linalg`, principal axes, Gaussian processes.
package struct Matrix {
  package var rows: Int
  package var columns: Int
  package var values: [Double]

  package init(_ rows: Int, _ columns: Int, _ values: [Double]) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  package init(zeros rows: Int, _ columns: Int) {
    self.init(rows, columns, [Double](repeating: 0, count: rows * columns))
  }

  package init(identity n: Int) {
    self.init(zeros: n, n)
    for i in 0..<n { self[i, i] = 1 }
  }

  package subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  package var transposed: Matrix {
    var result = Matrix(zeros: columns, rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  package static func * (a: Matrix, b: Matrix) -> Matrix {
    var result = Matrix(zeros: a.rows, b.columns)
    for i in 0..<a.rows {
      for k in 0..<a.columns {
        let factor = a[i, k]
        for j in 0..<b.columns { result[i, j] += factor * b[k, j] }
      }
    }
    return result
  }

  /// LU factors in one matrix, the order of the rows and the permutation's sign; by partial pivoting.
  package func factored() -> (factors: Matrix, order: [Int], sign: Double, isSingular: Bool) {
    var a = self
    var order = Array(0..<rows)
    var sign = 1.0
    var isSingular = false
    for k in 0..<rows {
      var pivot = k
      for i in k..<rows where abs(a[i, k]) > abs(a[pivot, k]) { pivot = i }
      if a[pivot, k] == 0 {
        isSingular = true
        continue
      }
      if pivot != k {
        for j in 0..<columns {
          let kept = a[k, j]
          a[k, j] = a[pivot, j]
          a[pivot, j] = kept
        }
        order.swapAt(k, pivot)
        sign = -sign
      }
      for i in (k + 1)..<max(k + 1, rows) {
        let factor = a[i, k] / a[k, k]
        a[i, k] = factor
        if factor != 0 { for j in (k + 1)..<max(k + 1, columns) { a[i, j] -= factor * a[k, j] } }
      }
    }
    return (a, order, sign, isSingular)
  }

  /// The solution of self · x = b, or nil where there is none.
  package func solved(_ b: Matrix) -> Matrix? {
    let (factors, order, _, isSingular) = factored()
    if isSingular { return nil }
    var x = Matrix(zeros: rows, b.columns)
    for column in 0..<b.columns {
      for i in 0..<rows {
        var value = b[order[i], column]
        for j in 0..<i { value -= factors[i, j] * x[j, column] }
        x[i, column] = value
      }
      for i in (0..<rows).reversed() {
        var value = x[i, column]
        for j in (i + 1)..<max(i + 1, rows) { value -= factors[i, j] * x[j, column] }
        x[i, column] = value / factors[i, i]
      }
    }
    return x
  }

  /// The lower triangle L with L · Lᵀ = self, or nil if it is not positive definite.
  package func cholesky() -> Matrix? {
    var l = Matrix(zeros: rows, rows)
    for j in 0..<rows {
      var diagonal = self[j, j]
      for k in 0..<j { diagonal -= l[j, k] * l[j, k] }
      guard diagonal > 0 else { return nil }
      l[j, j] = diagonal.squareRoot()
      for i in (j + 1)..<max(j + 1, rows) {
        var value = self[i, j]
        for k in 0..<j { value -= l[i, k] * l[j, k] }
        l[i, j] = value / l[j, j]
      }
    }
    return l
  }

  /// Householder's reflections: self = Q · R, with the signs that LAPACK gives.
  package func qr() -> (q: Matrix, r: Matrix) {
    var r = self
    let steps = min(rows, columns)
    var reflections: [[Double]] = []
    var factors: [Double] = []
    for k in 0..<steps {
      var norm = 0.0
      for i in (k + 1)..<max(k + 1, rows) { norm += r[i, k] * r[i, k] }
      var v = [Double](repeating: 0, count: rows)
      v[k] = 1
      guard norm > 0 else {
        reflections.append(v)
        factors.append(0)
        continue
      }
      let alpha = r[k, k]
      let size = (alpha * alpha + norm).squareRoot()
      let beta = alpha >= 0 ? -size : size
      let factor = (beta - alpha) / beta
      for i in (k + 1)..<rows { v[i] = r[i, k] / (alpha - beta) }
      for j in k..<columns {
        var dot = 0.0
        for i in k..<rows { dot += v[i] * r[i, j] }
        for i in k..<rows { r[i, j] -= factor * dot * v[i] }
      }
      for i in (k + 1)..<rows { r[i, k] = 0 }
      reflections.append(v)
      factors.append(factor)
    }
    var q = Matrix(zeros: rows, steps)
    for i in 0..<steps { q[i, i] = 1 }
    for k in (0..<steps).reversed() {
      for j in 0..<steps {
        var dot = 0.0
        for i in k..<rows { dot += reflections[k][i] * q[i, j] }
        for i in k..<rows { q[i, j] -= factors[k] * dot * reflections[k][i] }
      }
    }
    var top = Matrix(zeros: steps, columns)
    for i in 0..<steps { for j in 0..<columns { top[i, j] = r[i, j] } }
    return (q, top)
  }

  /// Eigenvalues in rising order and eigenvectors as columns, by Jacobi's rotations.
  ///
  /// Only the lower triangle counts. Each vector's largest component is made positive.
  package func symmetricEigen() -> (values: [Double], vectors: Matrix) {
    var a = self
    for i in 0..<rows { for j in 0..<i { a[j, i] = a[i, j] } }
    var v = Matrix(identity: rows)
    for _ in 0..<100 {
      var off = 0.0
      var total = 0.0
      for i in 0..<rows {
        total += a[i, i] * a[i, i]
        for j in 0..<i { off += a[i, j] * a[i, j] }
      }
      if off == 0 || off <= total * 1e-34 { break }
      for p in 0..<rows {
        for q in (p + 1)..<max(p + 1, rows) where a[p, q] != 0 {
          let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
          let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<rows {
            let (x, y) = (a[k, p], a[k, q])
            a[k, p] = c * x - s * y
            a[k, q] = s * x + c * y
          }
          for k in 0..<rows {
            let (x, y) = (a[p, k], a[q, k])
            a[p, k] = c * x - s * y
            a[q, k] = s * x + c * y
          }
          for k in 0..<rows {
            let (x, y) = (v[k, p], v[k, q])
            v[k, p] = c * x - s * y
            v[k, q] = s * x + c * y
          }
        }
      }
    }
    let order = (0..<rows).sorted { a[$0, $0] < a[$1, $1] }
    var vectors = Matrix(zeros: rows, rows)
    for (column, source) in order.enumerated() {
      var largest = 0
      for i in 0..<rows where abs(v[i, source]) > abs(v[largest, source]) + 1e-12 { largest = i }
      let sign = rows > 0 && v[largest, source] < 0 ? -1.0 : 1
      for i in 0..<rows { vectors[i, column] = sign * v[i, source] }
    }
    return (order.map { a[$0, $0] }, vectors)
  }

  /// U, singular values in falling order, Vᵀ; by rotations of the columns (Hestenes 1958).
  package func singularValues() -> (u: Matrix, values: [Double], vt: Matrix) {
    if rows < columns {
      let (u, values, vt) = transposed.singularValues()
      return (vt.transposed, values, u.transposed)
    }
    var u = self
    var v = Matrix(identity: columns)
    for _ in 0..<60 {
      var rotated = false
      for p in 0..<columns {
        for q in (p + 1)..<max(p + 1, columns) {
          var (alpha, beta, gamma) = (0.0, 0.0, 0.0)
          for i in 0..<rows {
            alpha += u[i, p] * u[i, p]
            beta += u[i, q] * u[i, q]
            gamma += u[i, p] * u[i, q]
          }
          if abs(gamma) <= 1e-15 * (alpha * beta).squareRoot() || gamma == 0 { continue }
          rotated = true
          let zeta = (beta - alpha) / (2 * gamma)
          let t = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
          let c = 1 / (1 + t * t).squareRoot()
          let s = c * t
          for i in 0..<rows {
            let (x, y) = (u[i, p], u[i, q])
            u[i, p] = c * x - s * y
            u[i, q] = s * x + c * y
          }
          for i in 0..<columns {
            let (x, y) = (v[i, p], v[i, q])
            v[i, p] = c * x - s * y
            v[i, q] = s * x + c * y
          }
        }
      }
      if !rotated { break }
    }
    let sizes = (0..<columns).map { column in
      (0..<rows).reduce(0) { $0 + u[$1, column] * u[$1, column] }.squareRoot()
    }
    let order = (0..<columns).sorted { sizes[$0] > sizes[$1] }
    let largest = sizes.max() ?? 0
    var left = Matrix(zeros: rows, columns)
    var right = Matrix(zeros: columns, columns)
    for (column, source) in order.enumerated() {
      var top = 0
      for i in 0..<columns where abs(v[i, source]) > abs(v[top, source]) + 1e-12 { top = i }
      let sign = columns > 0 && v[top, source] < 0 ? -1.0 : 1
      for i in 0..<columns { right[column, i] = sign * v[i, source] }
      guard sizes[source] > largest * 1e-15 else { continue }
      for i in 0..<rows { left[i, column] = sign * u[i, source] / sizes[source] }
    }
    left.completeColumns(from: sizes.count { $0 > largest * 1e-15 })
    return (left, order.map { sizes[$0] }, right)
  }

  /// Fills columns from `start` on with unit vectors at right angles to all others.
  private mutating func completeColumns(from start: Int) {
    var next = 0
    for column in start..<max(start, columns) {
      while next < rows {
        var candidate = [Double](repeating: 0, count: rows)
        candidate[next] = 1
        next += 1
        for _ in 0..<2 {
          for other in 0..<column {
            let dot = (0..<rows).reduce(0) { $0 + candidate[$1] * self[$1, other] }
            for i in 0..<rows { candidate[i] -= dot * self[i, other] }
          }
        }
        let size = candidate.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if size > 1e-8 {
          for i in 0..<rows { self[i, column] = candidate[i] / size }
          break
        }
      }
    }
  }

  /// A square matrix: with further columns at right angles to those there are.
  package func completed() -> Matrix {
    var result = Matrix(zeros: rows, rows)
    for i in 0..<rows { for j in 0..<min(columns, rows) { result[i, j] = self[i, j] } }
    result.completeColumns(from: columns)
    return result
  }
}
