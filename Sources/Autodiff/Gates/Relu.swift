extension Gate {
  /// z = max(0, x).
  package static let relu = Gate(
    "relu", symbol: "relu",
    .elementwise(
      ElementwiseRule(
        .maximum(.constant(0), .x),
        locals: [
          .compare(
            .x, .constant(0), greater: .constant(1), tie: .constant(0), less: .constant(0))
        ], kernel: .relu)),
    sentence:
      "A ReLU gate lets its gradient through where the input was positive, and stops it elsewhere.",
    blockNames: ["np.maximum(0, x)", "lesson.nn.relu"], source: "Nair & Hinton 2010",
    kinks: "0 at x = 0", probes: [[1.5], [-0.5]])
}
