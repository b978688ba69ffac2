import LessonOutput
import Testing

@testable import Rendering

/// Drawings and pages as they were read and found good.
@Suite struct TerminalGoldenTests {
  private func renderer(_ width: Int, unicode: Bool = true) -> TerminalRenderer {
    TerminalRenderer(options: .init(width: width, unicode: unicode))
  }

  private func circuit(_ trace: Trace, _ width: Int) -> [StyledLine] {
    renderer(width).circuit(of: TraceView(trace)) ?? []
  }

  private func expect(
    _ lines: [StyledLine], _ golden: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectLines(
      lines.map { $0.printed(color: false) }.joined(separator: "\n"), golden,
      sourceLocation: sourceLocation)
  }

  @Test func chain() {
    expect(
      renderer(80).lines(of: TinyTraces.chain()),
      #"""
           −2
        x ─────╮
           −4  │  q = 3     −12
              (+)───────(×)───── f
            5  │     −4  │    1
        y ─────╯         │
           −4            │
                   −4    │
               z ────────╯
                    3

        value over the wire; gradient of f under it

            forward                    value  gradient
            x                             −2        −4
            y                              5        −4
            z                             −4         3
         1  q = x + y    3 = −2 + 5        3        −4
         2  f = q × z  −12 = 3 × (−4)    −12         1

            backward    downstream = upstream × local
         3  ×  f  to q  −4 = 1 × (−4)   ∂f/∂q = z
                  to z   3 = 1 × 3      ∂f/∂z = q
            A multiply gate gives each input the gradient times the other input.
         4  +  q  to x  −4 = −4 × 1     ∂q/∂x = 1
                  to y  −4 = −4 × 1     ∂q/∂y = 1
            An add gate hands its gradient on to all inputs unchanged.
      """#)
  }

  @Test func chainASCII() {
    expect(
      renderer(80, unicode: false).lines(of: TinyTraces.chain()),
      #"""
           -2
        x -----+
           -4  |  q = 3     -12
              (+)-------(*)----- f
            5  |     -4  |    1
        y -----+         |
           -4            |
                   -4    |
               z --------+
                    3

        value over the wire; gradient of f under it

            forward                    value  gradient
            x                             -2        -4
            y                              5        -4
            z                             -4         3
         1  q = x + y    3 = -2 + 5        3        -4
         2  f = q * z  -12 = 3 * (-4)    -12         1

            backward    downstream = upstream * local
         3  *  f  to q  -4 = 1 * (-4)   df/dq = z
                  to z   3 = 1 * 3      df/dz = q
            A multiply gate gives each input the gradient times the other input.
         4  +  q  to x  -4 = -4 * 1     dq/dx = 1
                  to y  -4 = -4 * 1     dq/dy = 1
            An add gate hands its gradient on to all inputs unchanged.
      """#)
  }

  @Test func fork() {
    expect(
      circuit(TinyTraces.fork(), 80),
      #"""
           ╭──╮
         3 │  │  6
      a ───● (+)─── f
         2 │  │  1
           ╰──╯
      """#)
  }

  @Test func maximum() {
    expect(
      circuit(TinyTraces.maximum(), 80),
      #"""
          3
      x ──────╮
         −8   │   −12
             (×)───────╮
         −4   │     2  │
      y ──────╯        │
          6            │  −10      −20
         2            (+)─────(×2)───── f
      z ──────╮        │    2        1
         2    │    2   │
            (max)──────╯
         −1   │    2
      w ──────╯
          0
      """#)
  }

  @Test func neuronUpright() {
    expect(
      renderer(80).lines(of: TinyTraces.neuron()),
      #"""
         w[0]            x[0]           w[1]            x[1]
        2 │ −0.19661   −1 │ 0.39322   −3 │ −0.39322   −2 │ −0.58984
          ╰──────(×)──────╯              ╰──────(×)──────╯
               −2 │ 0.19661                    6 │ 0.19661
                  ╰──────────────(+)─────────────╯          w[2]
                                4 │ 0.19661               −3 │ 0.19661
                                 (+)─────────────────────────╯
                          dot = 1 │ 0.19661
                                (×−1)
                               −1 │ −0.19661
                                (exp)
                          0.36788 │ −0.53445
                                 (+1)
                           1.3679 │ −0.53445
                                (1/x)
                          0.73106 │ 1
                                  f

        value left of the wire; gradient of f right of it

            forward                                              value   gradient
            w[0]                                              2         −0.196612
            x[0]                                             −1          0.393224
            w[1]                                             −3         −0.393224
            x[1]                                             −2         −0.589836
            w[2]                                             −3          0.196612
         1  w[0] × x[0]                     −2 = 2 × (−1)    −2          0.196612
         2  w[1] × x[1]                      6 = −3 × (−2)    6          0.196612
         3  (w[0] × x[0]) + (w[1] × x…       4 = −2 + 6       4          0.196612
         4  dot = ((w[0] × x[0]) + (w…       1 = 4 + (−3)     1          0.196612
         5  ×−1 of dot                      −1 = 1 × (−1)    −1         −0.196612
         6  exp of (×−1 of dot)         0.3679 = exp(−1)      0.367879  −0.534447
         7  +1 of (exp of (×−1 of dot…  1.3679 = 0.3679 + 1   1.36788   −0.534447
         8  f = 1/x of (+1 of (exp of…  0.7311 = 1 / 1.3679   0.731059   1

            backward    downstream = upstream × local
         9  1/x  f       to gate 7  −0.5344 = 1 × (−0.5344)      ∂f/∂in = −1/x²
            The gate 1/x multiplies the gradient by its slope.
        10  +1   gate 7  to gate 6  −0.5344 = −0.5344 × 1        ∂out/∂in = 1
            The gate +1 multiplies the gradient by its slope.
        11  exp  gate 6  to gate 5  −0.1966 = −0.5344 × 0.3679   ∂out/∂in = exp
            The gate exp multiplies the gradient by its slope.
        12  ×−1  gate 5  to dot      0.1966 = −0.1966 × (−1)     ∂out/∂dot = −1
            The gate ×−1 multiplies the gradient by its slope.
        13  +    dot     to gate 3   0.1966 = 0.1966 × 1         ∂dot/∂in = 1
                         to w[2]     0.1966 = 0.1966 × 1         ∂dot/∂w[2] = 1
            An add gate hands its gradient on to all inputs unchanged.
        14  +    gate 3  to gate 1   0.1966 = 0.1966 × 1         ∂out/∂in = 1
                         to gate 2   0.1966 = 0.1966 × 1         ∂out/∂in = 1
        15  ×    gate 2  to w[1]    −0.3932 = 0.1966 × (−2)      ∂out/∂w[1] = x[1]
                         to x[1]    −0.5898 = 0.1966 × (−3)      ∂out/∂x[1] = w[1]
            A multiply gate gives each input the gradient times the other input.
        16  ×    gate 1  to w[0]    −0.1966 = 0.1966 × (−1)      ∂out/∂w[0] = x[0]
                         to x[0]     0.3932 = 0.1966 × 2         ∂out/∂x[0] = w[0]
      """#)
  }

  @Test func neuronLying() {
    expect(
      circuit(TinyTraces.neuron(), 122),
      #"""
             2
      w[0] ──────────╮
            −0.1966  │  −2
                    (×)───────────╮
            −1       │   0.1966   │
      x[0] ──────────╯            │
             0.3932               │   4           dot = 1            −1             0.3679       1.368        0.7311
            −3                   (+)──────────(+)──────────────(×−1)─────────(exp)─────────(+1)─────────(1/x)──────── f
      w[1] ──────────╮            │   0.1966   │        0.1966       −0.1966       −0.5344      −0.5344       1
            −0.3932  │  6         │            │
                    (×)───────────╯            │
            −2       │  0.1966        −3       │
      x[1] ──────────╯          w[2] ──────────╯
            −0.5898                    0.1966
      """#)
  }

  @Test func staged() {
    expect(
      circuit(TinyTraces.staged(), 80),
      #"""
        x
      3 │ 2.06
        ●─────────────────────────────────────────────────────────────────╮
        │                                           y                   (×−1)
        │                                        −4 │ 1.592            −3 │ 0.03576
        │                 ╭─────────────────────────●                     │
        │               (×−1)                       │                   (exp)
        │               4 │ −0.009046               │             0.04979 │ 0.7183
        ●─────────────────│───────────────────╮     │                     │
        │               (exp)                 ╰─(+)─╯                    (+1)
        │            54.6 │ −0.0001657  xpy = −1 │ 1.583             1.05 │ 0.7183
        │                (+1)                   (x²)                    (1/x)
        │            55.6 │ −0.0001657         1 │ −0.7916  sigx = 0.9526 │ −0.7916
        │               (1/x)                    ╰─(+)────────────────────╯
        │  sigy = 0.01799 │ 0.5121      den = 1.953 │ −0.7916
        ╰────────────────(+)                      (1/x)
              num = 3.018 │ 0.5121  invden = 0.5121 │ 3.018
                          ╰─(×)─────────────────────╯
                       1.546 │ 1
                             f
      """#)
  }

  @Test func closed() {
    expect(
      renderer(80).lines(of: TinyTraces.staged(open: false)),
      #"""
                                 x                 y
                               3 │ 2.06         −4 │ 1.59
                        ╭────────●                 ●────╮
                        │        ╰─(+)─────────────╯    │
                        │  xpy = −1 │ 1.58              │
        ╭───────────────●           │                   │
        │              [σ]         (x²)                 │
        │  sigx = 0.953 │ −0.792  1 │ −0.792            │
        │               ╰───────(+)─╯                  [σ]
        │             den = 1.95 │ −0.792  sigy = 0.018 │ 0.512
        │                        ╰──────────────────────│───────────────────────╮
        ╰──────────────────────────────────────────────(+)                    (1/x)
                                             num = 3.02 │ 0.512  invden = 0.512 │ 3.02
                                                        ╰──────────(×)──────────╯
                                                               1.55 │ 1
                                                                    f

        value left of the wire; gradient of f right of it; ● fork: gradients add up

            forward                                                  value   gradient
            x                                                    3           2.05957
            y                                                   −4           1.59223
         1  sigy = [σ]                0.0180 = σ(−4)             0.0179862   0.512144
              4 gates inside
         2  num = x + sigy            3.0180 = 3 + 0.0180        3.01799     0.512144
         3  sigx = [σ]                0.9526 = σ(3)              0.952574   −0.791593
              4 gates inside
         4  xpy = x + y                   −1 = 3 + (−4)         −1           1.58319
         5  x² of xpy                      1 = (−1)²             1          −0.791593
         6  den = sigx + (x² of xpy)  1.9526 = 0.9526 + 1        1.95257    −0.791593
         7  invden = 1/x of den       0.5121 = 1 / 1.9526        0.512144    3.01799
         8  f = num × invden          1.5456 = 3.0180 × 0.5121   1.54564     1

            backward    downstream = upstream × local
         9  ×    f       to num      0.5121 = 1 × 0.5121           ∂f/∂num = invden
                         to invden   3.0180 = 1 × 3.0180           ∂f/∂invden = num
            A multiply gate gives each input the gradient times the other input.
        10  1/x  invden  to den     −0.7916 = 3.0180 × (−0.2623)
                                    local ∂invden/∂den = −1/x²
            The gate 1/x multiplies the gradient by its slope.
        11  +    den     to sigx    −0.7916 = −0.7916 × 1          ∂den/∂sigx = 1
                         to gate 5  −0.7916 = −0.7916 × 1          ∂den/∂in = 1
            An add gate hands its gradient on to all inputs unchanged.
        12  x²   gate 5  to xpy      1.5832 = −0.7916 × (−2)       ∂out/∂xpy = 2x
            The gate x² multiplies the gradient by its slope.
        13  +    xpy     to x        1.5832 = 1.5832 × 1           ∂xpy/∂x = 1
                         to y        1.5832 = 1.5832 × 1           ∂xpy/∂y = 1
        14  [σ]  sigx    to x       −0.0358 = −0.7916 × 0.0452     ∂σ/∂t = σ(1 − σ)
        15  +    num     to x        0.5121 = 0.5121 × 1           ∂num/∂x = 1
                         to sigy     0.5121 = 0.5121 × 1           ∂num/∂sigy = 1
            x receives 2.0596 = 1.5832 + (−0.0358) + 0.5121, one from each branch
        16  [σ]  sigy    to y        0.0090 = 0.5121 × 0.0177      ∂σ/∂t = σ(1 − σ)
            y receives 1.5922 = 1.5832 + 0.0090, one from each branch
      """#)
  }

  @Test func matrix() {
    expect(
      renderer(80).lines(of: TinyTraces.matrix()),
      #"""
                2×2
        W ─────────────────╮
                2×2        │ q = [0.22, 0.26]       s = [0.0484, 0.0676]      0.116
                          (@)───────────────────(x²)─────────────────────(sum)────── f
          [0.2, 0.4]       │       [0.44, 0.52]           [1, 1]              1
        x ─────────────────╯
          [−0.112, 0.636]

        value over the wire; gradient of f under it

            forward                                              value  gradient
            W                                                  2×2           2×2
              value    [[0.1, 0.5], [−0.3, 0.8]]
              gradient [[0.088, 0.176], [0.104, 0.208]]
            x                                                 (2,)          (2,)
              value    [0.2, 0.4]
              gradient [−0.112, 0.636]
         1  q = W @ x       q = W @ x   (2,) = (2, 2) @ (2,)  (2,)          (2,)
              element  [0]: 0.22 = 0.1 × 0.2 + 0.5 × 0.4
              value    [0.22, 0.26]
              gradient [0.44, 0.52]
         2  s = q²          s = q²   (2,)                     (2,)          (2,)
              value    [0.0484, 0.0676]
              gradient [1, 1]
         3  f = sum(s)  0.116 = 0.0484 + 0.0676                  0.116         1

            backward    downstream = upstream × local
         4  sum  f  to s  ds = 1, for each element     ∂f/∂s = 1, full Jacobian 1×2
            A sum hands its gradient to every element.
         5  x²   s  to q  dq = ds × 2q   elementwise
                          local ∂s/∂q = 2q, diagonal Jacobian 2×2
            A square gate doubles its input.
         6  @    q  to W  dW = dq @ xᵀ   (2, 2) = (2, 1) @ (1, 2)
                          [0, 0]: 0.088 = 0.44 × 0.2
                          local ∂q/∂W: x in row i, sparse Jacobian 2×4
                    to x  dx = Wᵀ @ dq   (2,) = (2, 2) @ (2,)
                          [0]: −0.112 = 0.1 × 0.44 + (−0.3 × 0.52)
                          local ∂q/∂x = W, full Jacobian 2×2
            A matrix product sends gradient @ xᵀ to W and Wᵀ @ gradient to x.
      """#)
  }

  @Test func sample() {
    expect(
      renderer(80).lines(of: SampleLesson.run()),
      #"""
      反向传播 How gradients flow
      ═══════════════════════════

      The gradient of f(x, y, z) = (x + y)z is found gate by gate, and q is 3. See the
      notes (https://example.org/notes) or this lesson[1]. Add hands on; mul swaps.

      链式法则告诉我们，权重的梯度（gradient）等于上游梯度乘以本地梯度。每一个门都只需
      要知道自己的输入和输出，不必知道整个网络的结构。

          ∂f/∂x = ∂f/∂q · ∂q/∂x

      │ x, y, z = -2, 5, -4  # inputs
      │ q = x + y
      │ f = q * z
      │ print(f"f is {f}")
      │ f

        f is -12
      → -12

           −2
        x ─────╮
           −4  │  q = 3     −12
              (+)───────(×)───── f
            5  │     −4  │    1
        y ─────╯         │
           −4            │
                   −4    │
               z ────────╯
                    3

        value over the wire; gradient of f under it

            forward                    value  gradient
            x                             −2        −4
            y                              5        −4
            z                             −4         3
         1  q = x + y    3 = −2 + 5        3        −4
         2  f = q × z  −12 = 3 × (−4)    −12         1

            backward    downstream = upstream × local
         3  ×  f  to q  −4 = 1 × (−4)   ∂f/∂q = z
                  to z   3 = 1 × 3      ∂f/∂z = q
            A multiply gate gives each input the gradient times the other input.
         4  +  q  to x  −4 = −4 × 1     ∂q/∂x = 1
                  to y  −4 = −4 × 1     ∂q/∂y = 1
            An add gate hands its gradient on to all inputs unchanged.

        note: `int()` of a traced value gives a constant; z keeps its path

      Lists and tables
      ────────────────

       9. the add gate distributes
      10. the max gate routes
          • to the winner
          • or both

      ┌─────────┬───────┬────────────────────────────────────────────────────────────┐
      │ gate 门 │ local │                 what it does to a gradient                 │
      ├─────────┼───────┼────────────────────────────────────────────────────────────┤
      │ add     │     1 │                 hands it on to all inputs                  │
      │ 乘法    │     y │ multiplies it by the other input, which is why scaling the │
      │         │       │                      input scales it                       │
      └─────────┴───────┴────────────────────────────────────────────────────────────┘

      │ Think of a gate as knowing nothing of the whole.

      ▸ Why?
        Because of the chain rule.

      │ plain
      │   fence

      [image: a hill]

      [image: a valley] and text

      │ def g(a):
      │     return 1 / a
      │
      │ g(0)

        ZeroDivisionError: division by zero
        in g, gates.md line 24
        gates.md line 22
              return 1 / a
                     ^~~~~
        help: check the divisor before dividing

      │ relu_backward(x)

        Not run: needs relu-backward

      │ import os

        This block was not started: it holds something that is not in the block
        language.
        Refused: no module named `os` in blocks
        gates.md line 41
          import os
                 ^~
        help: blocks can't reach files

      Choose (which-gate)
        [ ] add
        [ ] max — it routes

      ────────────────────────────────────────

      [1] A note.
      """#)
  }

  @Test func sampleNarrow() {
    expect(
      renderer(44, unicode: false).lines(of: SampleLesson.run()),
      #"""
      反向传播 How gradients flow
      ===========================

      The gradient of f(x, y, z) = (x + y)z is
      found gate by gate, and q is 3. See the
      notes (https://example.org/notes) or this
      lesson[1]. Add hands on; mul swaps.

      链式法则告诉我们，权重的梯度（gradient）等于
      上游梯度乘以本地梯度。每一个门都只需要知道自
      己的输入和输出，不必知道整个网络的结构。

          df/dx = df/dq * dq/dx

      | x, y, z = -2, 5, -4  # inputs
      | q = x + y
      | f = q * z
      | print(f"f is {f}")
      | f

        f is -12
      -> -12

           -2
        x -----+
           -4  |  q = 3     -12
              (+)-------(*)----- f
            5  |     -4  |    1
        y -----+         |
           -4            |
                   -4    |
               z --------+
                    3

        value over the wire; gradient of f under
        it

            forward                value  gradient
            x                         -2        -4
            y                          5        -4
            z                         -4         3
         1  q = x + y  3 = -2 + 5      3        -4
         2  f = q * z                -12         1
              -12 = 3 * (-4)

            backward
         3  *  f  to q  -4 = 1 * (-4)   df/dq = z
                  to z   3 = 1 * 3      df/dz = q
            A multiply gate gives each input the
            gradient times the other input.
         4  +  q  to x  -4 = -4 * 1     dq/dx = 1
                  to y  -4 = -4 * 1     dq/dy = 1
            An add gate hands its gradient on to
            all inputs unchanged.

        note: `int()` of a traced value gives a
        constant; z keeps its path

      Lists and tables
      ----------------

       9. the add gate distributes
      10. the max gate routes
          * to the winner
          * or both

      +---------+-------+------------------------+
      | gate 门 | local |   what it does to a    |
      |         |       |        gradient        |
      +---------+-------+------------------------+
      | add     |     1 |   hands it on to all   |
      |         |       |         inputs         |
      | 乘法    |     y |  multiplies it by the  |
      |         |       | other input, which is  |
      |         |       | why scaling the input  |
      |         |       |       scales it        |
      +---------+-------+------------------------+

      | Think of a gate as knowing nothing of the
      | whole.

      > Why?
        Because of the chain rule.

      | plain
      |   fence

      [image: a hill]

      [image: a valley] and text

      | def g(a):
      |     return 1 / a
      |
      | g(0)

        ZeroDivisionError: division by zero
        in g, gates.md line 24
        gates.md line 22
              return 1 / a
                     ^~~~~
        help: check the divisor before dividing

      | relu_backward(x)

        Not run: needs relu-backward

      | import os

        This block was not started: it holds
        something that is not in the block
        language.
        Refused: no module named `os` in blocks
        gates.md line 41
          import os
                 ^~
        help: blocks can't reach files

      Choose (which-gate)
        [ ] add
        [ ] max -- it routes

      ----------------------------------------

      [1] A note.
      """#)
  }
}
