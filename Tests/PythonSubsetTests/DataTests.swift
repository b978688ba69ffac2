import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// `lesson.data`, `lesson.preprocess` and `lesson.search` beside what scikit-learn and NumPy gave
/// (`scripts/oracles/record_data.py`).
@Suite struct DataTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Numbers: Decodable, Sendable {
      var shape: [Int]
      var numbers: [Double]
    }
    var code: String
    /// Relative to the largest number of an array.
    var within: Double
    var arrays: [Numbers]
    var testDescription: String { code }
  }

  private struct Record: Decodable {
    var cases: [Case]
  }

  static let cases: [Case] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/data.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode(Record.self, from: data))?.cases ?? []
  }()

  /// A program that states a definition.
  static func program(_ name: String) throws -> String {
    try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Programs/definitions/\(name).py"), encoding: .utf8)
  }

  static func run(_ code: String) -> (text: String, error: String, hint: String) {
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: "case", text: code), block: 0)
    let error = outcome.failures.first?.error
    return (
      outcome.stdout + (outcome.value ?? ""),
      error.map { "\($0.type): \($0.message)" } ?? "", error?.hint ?? ""
    )
  }

  @Test func everyCaseIsThere() { #expect(Self.cases.count >= 65) }

  @Test(arguments: cases) func equalsWhatWasRecorded(_ known: Case) throws {
    let parts = known.code.split(separator: "; ").map(String.init)
    let code =
      """
      from lesson import augment, data, preprocess, search
      X, y = np.arange(46).reshape(23, 2), np.arange(23) % 4
      def sums(x):
          flat = np.ravel(x).astype(float)
          return np.array([flat.sum(), (flat * (np.arange(flat.size) % 97 + 1)).sum()])

      """ + parts.dropLast().map { $0 + "\n" }.joined()
        + """
        found = \(parts.last ?? "")
        for a in (found if isinstance(found, (tuple, list)) else [found]):
            print(" ".join(str(n) for n in a.shape) + "|" + " ".join(str(float(v)) for v in np.ravel(a)))
        """
    let result = Self.run(code)
    #expect(result.error == "", "\(known.code): \(result.hint)")
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == known.arrays.count, "\(known.code)")
    for (line, expected) in zip(lines, known.arrays) {
      let halves = line.split(separator: "|", omittingEmptySubsequences: false)
      let shape = halves[0].split(separator: " ").compactMap { Int($0) }
      let numbers = halves[1].split(separator: " ").compactMap { Double($0) }
      #expect(shape == expected.shape, "\(known.code)")
      let scale = expected.numbers.map(abs).max() ?? 0
      let off = zip(numbers, expected.numbers).map { abs($0 - $1) }.max() ?? 0
      #expect(
        numbers.count == expected.numbers.count && off <= known.within * scale,
        "\(known.code): off by \(off) of \(scale)")
    }
  }

  @Test func theSpiralsLossIsThatOfTheCourse() {
    // CURRICULUM: 1.0969 at the start, .786302 after 190 steps, 49 % at the end.
    let code = """
      from lesson import data
      np.random.seed(0)
      X, y = data.spiral()
      W = 0.01 * np.random.randn(2, 3)
      b = np.zeros((1, 3))
      for i in range(200):
          scores = np.dot(X, W) + b
          e = np.exp(scores)
          probs = e / np.sum(e, axis=1, keepdims=True)
          loss = np.sum(-np.log(probs[range(300), y])) / 300 + 0.5 * 1e-3 * np.sum(W * W)
          if i in (0, 190):
              print('%.4f' % loss if i == 0 else '%.6f' % loss)
          dscores = probs
          dscores[range(300), y] -= 1
          dscores /= 300
          W += -1.0 * (np.dot(X.T, dscores) + 1e-3 * W)
          b += -1.0 * np.sum(dscores, axis=0, keepdims=True)
      print('%.2f' % np.mean(np.argmax(np.dot(X, W) + b, axis=1) == y))
      """
    #expect(Self.run(code).text == "1.0969\n0.786302\n0.49\n")
  }

  @Test(arguments: [
    ("data.moons(n_samples=5)", "`points=`"), ("data.moons(5, random_state=0)", "`seed=`"),
    ("data.make_moons(5)", "`moons("), ("data.train_test_split(1)", "`split("),
    ("data.DataLoader(1)", "`for xb, yb in batches("), ("data.spiral(-1)", "at least one"),
    ("data.moons(noise=-1)", "standard deviation"), ("data.circles(factor=2)", "inner radius"),
    ("data.blobs(centers=[1, 2])", "a row of coordinates"),
    ("data.blobs(std=[1, 2])", "one for each"),
    ("data.blobs(box=(3, 1))", "lowest"), ("data.digits('test')", "\"writers\""),
    ("data.digits(dtype=bool)", "ink"), ("data.split(np.ones(3), test=3)", "each part"),
    ("data.split(np.ones(3), test=1.5)", "share"), ("data.split([1, 2], [1])", "as many rows"),
    ("data.batches()", "takes rows"), ("data.batches(np.ones(3), size=0)", "at least one"),
    ("data.batches(np.ones(3), batch_size=2)", "`size=`"), ("data.batches(3)", "`np.array"),
    ("data.one_hot([0, 5], 3)", "labels go from 0"), ("data.one_hot([0.5])", "astype(int)"),
    ("data.spiral(1 << 39)", "elements"), ("data.moons(points=1 << 40)", "memory"),
    ("data.blobs(1, 1 << 39, 1 << 39)", "elements"),
  ]) func mistakesAreNamed(_ code: String, _ hint: String) {
    let result = Self.run("from lesson import data\n" + code)
    #expect(result.error != "", "\(code)")
    #expect(result.hint.contains(hint), "\(code): \(result.error) — \(result.hint)")
  }

  @Test func batchesAreCopiesAndCanBeCounted() {
    let code = """
      from lesson import data
      X, names = np.zeros((5, 2)), np.array(['a', 'b', 'c', 'd', 'e'])
      b = data.batches(X, names, [1, 2, 3, 4, 5], size=2, shuffle=False)
      for xb, nb, lb in b:
          xb += 1
      print(X.sum(), len(b), nb, lb, len(data.batches(X, size=2, drop_last=True)), b)
      """
    #expect(Self.run(code).text == "0.0 3 ['e'] [5] 2 <3 batches of 2 from 5 examples>\n")
  }

  @Test func aGradientFlowsThroughABatch() {
    let code = """
      from lesson import data, grad
      def f(x):
          return sum((xb * xb).sum() for xb in data.batches(x, size=2, shuffle=False))
      print(grad(f)(np.array([1.0, 2.0, 3.0])))
      """
    #expect(Self.run(code).text == "[2. 4. 6.]\n")
  }
}
