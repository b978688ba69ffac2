import Arrays

/// A name that a learner's backward pass gave to the gradient of a node.
struct GradientClaim {
  /// As the learner wrote it: `dW1`, `grads['W1']`.
  var name: String
  /// What it is the gradient of: `W1`.
  var node: String
  /// The nodes of that name on the tape, the last bound last.
  var versions: [Int]
  var value: NDArray
  /// The learner's array itself: names of one array share it.
  var array: ObjectIdentifier?
  /// The last turn of a loop left it, or the node's name was bound by a loop: what it should be is
  /// not known, so it is confirmed or left alone, never called wrong.
  var isOfLoop = false
}

/// How nodes are told to a reader.
struct NodeWords {
  /// The name in the code.
  var name: (Int) -> String?
  /// What the gate computed, in names.
  var formula: (Int) -> String
  /// Line in the file.
  var line: (Int) -> Int?
}
