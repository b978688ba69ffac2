import LessonOutput

/// A lesson with one of everything, for the renderers' tests.
enum SampleLesson {
  static func run() -> LessonRun {
    var run = LessonRun(program: "lesson 1", file: "gates.md", title: "How gradients flow")
    var q = LiveNumber(expression: "q", format: "", shown: "3", line: 4)
    q.computed = "3"
    run.numbers = [q]
    var traced = BlockRun(
      label: "chain", line: 10,
      source: "x, y, z = -2, 5, -4  # inputs\nq = x + y\nf = q * z\nprint(f\"f is {f}\")\nf")
    traced.stdout = "f is -12\n"
    traced.value = "-12"
    traced.traces = [TinyTraces.chain()]
    traced.notes = ["`int()` of a traced value gives a constant; z keeps its path"]
    var failed = BlockRun(label: nil, line: 20, source: "def g(a):\n    return 1 / a\n\ng(0)")
    failed.status = .failed
    var error = BlockError(
      type: "ZeroDivisionError", message: "division by zero", line: 22, column: 12, length: 5,
      sourceLine: "    return 1 / a", hint: "check the divisor before dividing")
    error.calls = [BlockError.Call(function: "g", line: 24)]
    failed.error = error
    var skipped = BlockRun(label: nil, line: 30, source: "relu_backward(x)")
    skipped.status = .skipped
    skipped.reason = "needs relu-backward"
    var refused = BlockRun(label: nil, line: 40, source: "import os")
    refused.status = .refused
    refused.started = false
    refused.error = BlockError(
      type: "Refused", message: "no module named `os` in blocks", line: 41, column: 8, length: 2,
      sourceLine: "import os", hint: "blocks can't reach files")
    run.blocks = [traced, failed, skipped, refused]
    run.prose = [
      .heading(level: 1, id: "a", content: [.text("反向传播 How gradients flow")]),
      .paragraph([
        .text("The gradient of "), .math(#"f(x,y,z) = (x+y)z"#), .text(" is found "),
        .emphasis([.text("gate by gate")]), .text(", and "), .code("q"), .text(" is "), .number(0),
        .text(". See "),
        .link(destination: "https://example.org/notes", title: "", content: [.text("the notes")]),
        .text(" or "), .link(destination: "other.md", title: "", content: [.text("this lesson")]),
        .footnote(number: 1, label: "a"), .text(". "), .strong([.text("Add")]),
        .text(" hands on; "), .html("<kbd>"), .text("mul"), .html("</kbd>"), .text(" swaps."),
      ]),
      .paragraph([
        .text("链式法则告诉我们，权重的梯度（gradient）等于上游梯度乘以本地梯度。"), .softBreak,
        .text("每一个门都只需要知道自己的输入和输出，不必知道整个网络的结构。"),
      ]),
      .math(
        #"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q}\frac{\partial q}{\partial x}"#
      ),
      .block(0),
      .heading(level: 2, id: "b", content: [.text("Lists and tables")]),
      .list(
        ListBlock(
          start: 9, tight: true,
          items: [
            [.paragraph([.text("the add gate distributes")])],
            [
              .paragraph([.text("the max gate routes")]),
              .list(
                ListBlock(
                  start: nil, tight: true,
                  items: [
                    [.paragraph([.text("to the winner")])], [.paragraph([.text("or both")])],
                  ],
                  checked: [nil, nil])),
            ],
          ], checked: [nil, nil])),
      .table(
        TableBlock(
          alignments: [.left, .right, .center],
          header: [[.text("gate 门")], [.text("local")], [.text("what it does to a gradient")]],
          rows: [
            [[.text("add")], [.text("1")], [.text("hands it on to all inputs")]],
            [
              [.text("乘法")], [.math("y")],
              [.text("multiplies it by the other input, which is why scaling the input scales it")],
            ],
          ])),
      .quote([.paragraph([.text("Think of a gate as knowing nothing of the whole.")])]),
      .details(
        summary: [.text("Why?")], open: false,
        content: [.paragraph([.text("Because of the chain rule.")])]),
      .code(language: "text", text: "plain\n  fence\n"),
      .paragraph([.image(source: "a.png", title: "", alternative: "a hill")]),
      .html("<div><img src=\"x.png\" alt=\"a valley\"> and <b>text</b></div><!-- no -->"),
      .block(1), .block(2), .block(3),
      .part(
        ProsePart(
          kind: .choice, exercise: "which-gate", options: [:],
          content: [
            .list(
              ListBlock(
                start: nil, tight: true,
                items: [
                  [.paragraph([.text("add")])], [.paragraph([.text("max — it routes")])],
                ], checked: [false, true]))
          ])),
      .rule,
      .footnotes([Footnote(number: 1, label: "a", content: [.paragraph([.text("A note.")])])]),
    ]
    return run
  }
}
