extension Gate {
  /// z = tan x.
  package static let tan = Gate(
    "tan", symbol: "tan",
    .elementwise(
      ElementwiseRule(
        .function(.tan, .x), locals: [.constant(1) + .power(.output, .constant(2))],
        kernel: .unary(.tan))),
    sentence: "A tan gate multiplies its gradient by 1 + f².",
    blockNames: ["np.tan", "math.tan"], source: "d tan x/dx = 1 + tan²x",
    probes: [[0.4], [1]])
}
