import Autodiff
import Diagnostics
import Testing

@testable import PythonSubset

/// `lesson.nn`: how it is imported, what it refuses, how its functions take their arguments.
@Suite struct NeuralNetworkFunctionTests {
  private func run(_ code: String) -> (value: String, error: String, hint: String) {
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: "case", text: code), block: 0)
    let error = outcome.failures.first?.error
    return (
      outcome.stdout + (outcome.value ?? ""),
      error.map { "\($0.type): \($0.message)" } ?? "", error?.hint ?? ""
    )
  }

  @Test(arguments: [
    "from lesson import nn\nnn.relu(-1.0)", "import lesson.nn as nn\nnn.relu(-1.0)",
    "import lesson\nlesson.nn.relu(-1.0)", "import lesson.nn\nlesson.nn.relu(-1.0)",
    "from lesson.nn import relu\nrelu(-1.0)", "from lesson.nn import *\nrelu(-1.0)",
    "from lesson import nn as F\nF.relu(-1.0)",
  ]) func imports(_ code: String) {
    let result = run(code)
    #expect(result.error == "")
    #expect(result.value == "np.float64(0.0)")
  }

  @Test func namesThatAreNotThereAreRefusedByName() {
    let prelude = "from lesson import nn\n"
    #expect(
      run(prelude + "nn.conv3d(1)").error == "Refused: this language has no `lesson.nn.conv3d`")
    let squares = run(prelude + "nn.mse_loss(1, 2)")
    #expect(squares.error == "Refused: this language has no `lesson.nn.mse_loss`")
    #expect(squares.hint.hasPrefix("`l2_loss`"))
    #expect(run(prelude + "nn.leaky_relu(1.0, negative_slope=0.1)").error.hasPrefix("TypeError"))
    for name in NeuralNetworkModule.insteadOf.keys {
      #expect(NeuralNetworkModule.notYet.contains(name), "\(name)")
    }
  }

  @Test(arguments: [
    ("nn.leaky_relu(np.array([-1.0, 0.0, 2.0]))", "array([-0.01,  0.  ,  2.  ])"),
    ("nn.prelu(np.array([[-1.0, -2.0]]), np.array([0.5, 0.1]))", "array([[-0.5, -0.2]])"),
    ("nn.prelu(-np.ones((1, 2, 1, 2)), np.array([0.5, 0.1]))[0, 1]", "array([[-0.1, -0.1]])"),
    ("nn.maxout(np.array([1.0, 4.0, -2.0, -3.0]), pieces=2)", "array([ 4., -2.])"),
    ("nn.maxout(np.array([1.0, 4.0]), np.array([2.0, 3.0]))", "array([2., 4.])"),
    ("nn.softmax(np.array([0.0, 0.0]))", "array([0.5, 0.5])"),
    ("nn.softmax([[1.0, 1.0], [1.0, 1.0]], axis=0).sum()", "np.float64(2.0)"),
    ("nn.relu(np.array([-1, 2]))", "array([0, 2])"),
    ("nn.elu(np.float32([-1, 2])).dtype", "dtype('float32')"),
    ("nn.hinge([[1.0, 2.0, 3.0]], [2])", "np.float64(0.0)"),
    ("nn.hinge([[1.0, 2.0, 3.0], [3.0, 0.0, 0.0]], [0, 0], reduction='none')", "array([5., 0.])"),
    ("nn.hinge([1.0, 2.0, 3.0], 0, delta=2.0)", "np.float64(7.0)"),
    ("nn.squared_hinge([[1.0, 2.0, 3.0]], [0])", "np.float64(13.0)"),
    ("nn.cross_entropy(np.zeros((2, 4)), [0, 3]) == np.log(4)", "np.True_"),
    ("nn.cross_entropy(np.zeros((1, 2)), np.array([[0.5, 0.5]])) == np.log(2)", "np.True_"),
    ("nn.l1_loss(np.array([[1.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2)))", "np.float64(1.5)"),
    ("nn.l2_loss(np.array([[1.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2)))", "np.float64(2.5)"),
    ("nn.binary_cross_entropy_with_logits(np.zeros(3), [1, 0, 1]) == np.log(2)", "np.True_"),
  ]) func values(_ expression: String, _ expected: String) {
    let result = run("from lesson import nn\n" + expression)
    #expect(result.error == "", "\(expression)")
    #expect(result.value == expected, "\(expression)")
  }

  @Test(arguments: [
    ("nn.cross_entropy([[1.0, 2.0]], [2])", "IndexError: label 2 is not the index of a class"),
    (
      "nn.cross_entropy([[1.0, 2.0]], [0, 1])",
      "ValueError: scores of shape (1, 2) need labels of shape (1,), not (2,)"
    ),
    (
      "nn.l2_loss(np.zeros((3, 1)), np.zeros(3))",
      "ValueError: predictions have shape (3, 1) and targets (3,)"
    ),
    (
      "nn.hinge([[1.0, 2.0]], [0], reduction='average')",
      "ValueError: reduction= is \"mean\", \"sum\" or \"none\", not 'average'"
    ),
    (
      "nn.gelu(1.0, approximate='fast')",
      "ValueError: approximate= of gelu is \"none\" or \"tanh\", not 'fast'"
    ),
    (
      "nn.maxout(np.zeros(3), pieces=2)",
      "ValueError: 3 elements do not make whole units of 2 pieces"
    ),
    (
      "nn.maxout(np.zeros(3), pieces=0)",
      "ValueError: 3 elements do not make whole units of 0 pieces"
    ),
    ("nn.maxout(np.zeros(3), np.zeros(2))", "ValueError: maxout of shapes (3,) and (2,)"),
    ("nn.softmax(1.0)", "ValueError: softmax of one number"),
    ("nn.softmax(np.zeros((2, 0)))", "ValueError: softmax over axis 1, which has no elements"),
    (
      "nn.prelu(np.zeros((2, 3)), np.zeros(2))",
      "ValueError: 2 slopes for the 3 channels of shape (2, 3)"
    ),
  ]) func mistakesAreExplained(_ expression: String, _ expected: String) {
    #expect(run("from lesson import nn\n" + expression).error == expected)
  }

  @Test func gradientsOfVariables() {
    let result = run(
      """
      from lesson import nn, variable
      W = variable(np.array([[0.5, -1.0], [2.0, 0.25]]))
      loss = nn.cross_entropy(np.array([[1.0, -2.0], [0.5, 3.0]]) @ W, np.array([0, 1]))
      loss.backward()
      p = nn.softmax(np.array([[1.0, -2.0], [0.5, 3.0]]) @ W.data)
      p[[0, 1], [0, 1]] -= 1
      np.allclose(W.grad, np.array([[1.0, -2.0], [0.5, 3.0]]).T @ p / 2)
      """)
    #expect(result.error == "")
    #expect(result.value == "True")
  }

  /// What a gate says blocks call it is documented under that name.
  @Test func blockNamesOfGatesAreFunctions() {
    let known = Set(BuiltinCatalogue.entries.map(\.name))
    var compared = 0
    for gate in Gate.catalogue {
      for name in gate.blockNames where name.wholeMatch(of: /(np|math|lesson\.nn)\.\w+/) != nil {
        compared += 1
        #expect(known.contains(name), "\(gate.name): no function \(name)")
      }
    }
    #expect(compared > 60)
  }
}
