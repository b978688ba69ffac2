import Testing

@testable import PythonSubset

/// `lesson.preprocess`: what it must equal is recorded (`DataTests`); here its definition and its mistakes.
@Suite struct PreprocessTests {
  private func run(_ code: String) -> (text: String, error: String, hint: String) {
    DataTests.run("from lesson import preprocess, grad\n" + code)
  }

  @Test func whiteningIsTheDefinition() throws {
    let program = try DataTests.program("whitening")
    let result = run(
      program + """

        w = preprocess.Whiten().fit(X)
        pairs = [
            (w.variances, variances), (w.vectors, vectors), (w.transform(X), white),
            (preprocess.whiten(X), white), (w.transform(fresh), answers['fresh']),
            (preprocess.pca(X), rotated), (preprocess.PCA(2).fit(X).transform(X), rotated[:, :2]),
        ]
        print(max(np.abs(a - b).max() / np.abs(b).max() for a, b in pairs) < 1e-12)
        """)
    #expect(result.text == "True\n", "\(result.error)")
  }

  @Test func float32StaysFloat32() {
    let code = """
      x = np.random.randn(50, 1, 4, 4).astype(np.float32)
      for t in [preprocess.Center(), preprocess.Standardize('channel'), preprocess.MinMax(0, 255),
                preprocess.PCA(3), preprocess.Whiten()]:
          z = t.fit_transform(x)
          print(t, z.dtype, np.abs(t.inverse_transform(z) - x).max() < 1e-3 or t.vectors.shape[1] == 3)
      """
    #expect(
      run(code).text == """
        Center(per='feature') float32 True
        Standardize(per='channel') float32 True
        MinMax(per='feature') float32 True
        PCA(components=3) float32 True
        Whiten() float32 True

        """)
  }

  @Test func gradientsFlowThroughWhatIsTransformed() {
    let code = """
      s = preprocess.Standardize().fit(np.array([[1.0, 0.0], [3.0, 8.0]]))
      p = preprocess.Whiten(epsilon=0.0).fit(np.array([[1.0, 1.0], [-1.0, -1.0], [2.0, -2.0], [-2.0, 2.0]]))
      print(grad(lambda x: s.transform(x).sum())(np.array([[0.0, 0.0]])))
      print(grad(lambda x: p.transform(x)[0, 0])(np.array([[0.0, 0.0]])))
      """
    #expect(run(code).text == "[[1.   0.25]]\n[[ 0.35355339 -0.35355339]]\n")
  }

  @Test(arguments: [
    ("preprocess.Standardize().transform(np.ones((2, 2)))", "`.fit(X_train)` first"),
    ("preprocess.PCA().fit(np.eye(3)).transform(np.ones((2, 2)))", "(N, 3)"),
    ("preprocess.Center().fit(np.eye(3)).transform(np.ones((2, 2)))", "(N, 3)"),
    (
      "preprocess.Center('channel').fit(np.ones((2, 3, 4))).transform(np.ones((2, 2, 4)))",
      "(N, 3, 4)"
    ),
    ("preprocess.center(np.ones(3), per='pixel')", "\"channel\""),
    ("preprocess.center(np.ones(3), per='channel')", "axis 1"),
    ("preprocess.center(np.ones((0, 3)))", "at least one"),
    ("preprocess.center(np.float64(1.0))", "examples"), ("preprocess.pca(np.ones(3))", "(N, D)"),
    ("preprocess.pca(np.eye(3), 4)", "as many axes"),
    ("preprocess.pca(np.eye(3), 0)", "axes to keep"),
    ("preprocess.whiten(np.eye(3), epsilon=-1)", "0 or more"),
    ("preprocess.minmax(np.eye(3), 1, 0)", "less than high"),
    ("preprocess.pca(np.ones((2, 1025)))", "1,024"),
    ("preprocess.PCA(n_components=2)", "`components="),
    ("preprocess.PCA(2, whiten=True)", "`Whiten("),
    ("preprocess.StandardScaler()", "`Standardize()"),
    ("preprocess.Standardize().fit(np.eye(2)).variance", ""),
  ]) func mistakesAreNamed(_ code: String, _ hint: String) {
    let result = run(code)
    #expect(result.error != "", "\(code)")
    #expect(result.hint.contains(hint) || hint.isEmpty, "\(code): \(result.error) — \(result.hint)")
  }
}
