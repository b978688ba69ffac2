/// One option that a block may have: its name, what it takes, where it stands, what it does.
package struct OptionSpec: Sendable {
  package enum Kind: Sendable {
    case flag(WritableKeyPath<BlockOptions, Bool> & Sendable)
    case text(WritableKeyPath<BlockOptions, String?> & Sendable)
    /// A name to refer to: letters, digits, `-`, `_`, `.`, `:`.
    case identifier(WritableKeyPath<BlockOptions, String?> & Sendable)
    case list(WritableKeyPath<BlockOptions, [String]> & Sendable)
    case optionalList(WritableKeyPath<BlockOptions, [String]?> & Sendable)
    /// A list of given words.
    case words([String], WritableKeyPath<BlockOptions, [String]> & Sendable)
    case number(WritableKeyPath<BlockOptions, Double?> & Sendable)
    case integer(from: Int, WritableKeyPath<BlockOptions, Int?> & Sendable)
    case byteCount(WritableKeyPath<BlockOptions, Int?> & Sendable)
    /// Outputs by name, or whether.
    case trace(WritableKeyPath<BlockOptions, BlockOptions.Trace> & Sendable)
    case reveal
    case variants
  }

  /// Where an option has an effect.
  package enum Place: String, Sendable {
    case anyBlock = "any block"
    case tracedBlock = "a block with `trace:`"
    case starter = "the starter of an exercise"
    case solution = "a solution"
    case check = "a check"
    case wrong = "a wrong answer"
    /// Checks, starters and predictions.
    case scored = "a check, a starter or a prediction"
  }

  package let name: String
  package let kind: Kind
  package let place: Place
  /// One line for `lesson docs`.
  package let summary: String

  /// What a value may be, for messages and documentation.
  package var expected: String {
    switch kind {
    case .flag: "`true` or `false`"
    case .text: "a text"
    case .identifier: "a name of letters, digits, `-`, `_`, `.` or `:`"
    case .list, .optionalList: "names separated by commas"
    case .words(let words, _): "any of \(words.map { "`\($0)`" }.joined(separator: ", "))"
    case .number: "a number that is not negative"
    case .integer(let least, _):
      least <= 0 && least > Int.min
        ? "an integer, 0 or more" : least > 0 ? "an integer, \(least) or more" : "an integer"
    case .byteCount: "a size such as `256 MB`"
    case .trace: "a name, several names, `true` or `false`"
    case .reveal:
      BlockOptions.Reveal.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    case .variants: "`NAME in VALUE, VALUE`"
    }
  }
}

extension BlockOptions {
  /// Every option there is, in the order of the documentation.
  package static let schema: [OptionSpec] = [
    spec("label", .identifier(\.label), .anyBlock, "the block's name: anchor and cross-references"),
    spec("trace", .trace(\.trace), .anyBlock, "what to trace and show the gradient of"),
    spec("leaves", .optionalList(\.leaves), .tracedBlock, "which names are inputs"),
    spec(
      "view", .words(["graph", "table", "steps"], \.view), .tracedBlock,
      "which views of the trace are shown"),
    spec("depth", .integer(from: 0, \.depth), .tracedBlock, "how far calls are open at first"),
    spec("zoom", .text(\.zoom), .tracedBlock, "opens one element of a tensor gate"),
    spec(
      "gradient-check", .flag(\.gradientCheck), .tracedBlock,
      "compares every gate, call and input of the trace with central differences; names the first wrong gate"
    ),
    spec(
      "compare", .trace(\.compare), .anyBlock,
      "compares a backward pass written by hand with the trace"),
    spec("predict", .text(\.predict), .anyBlock, "asks for a value before showing it"),
    spec("points", .number(\.points), .scored, "what a check or a prediction is worth"),
    spec("eval", .flag(\.eval), .anyBlock, "whether the block runs"),
    spec("echo", .flag(\.echo), .anyBlock, "whether its code is shown"),
    spec("output", .flag(\.output), .anyBlock, "whether its output is shown"),
    spec("include", .flag(\.include), .anyBlock, "whether anything of it is shown"),
    spec("code-fold", .flag(\.codeFold), .anyBlock, "whether its code starts folded"),
    spec("error", .flag(\.error), .anyBlock, "a failure is expected and shown"),
    spec("fig-alt", .text(\.figAlt), .anyBlock, "a plot's text for those who do not see it"),
    spec("fig-cap", .text(\.figCap), .anyBlock, "a plot's caption"),
    spec("seed", .integer(from: 0, \.seed), .anyBlock, "reseeds the random streams here"),
    spec("steps", .integer(from: 1, \.steps), .anyBlock, "how many steps the block may take"),
    spec("memory", .byteCount(\.memory), .anyBlock, "how much memory the block may use"),
    spec("exercise", .identifier(\.exercise), .anyBlock, "the exercise that the block is part of"),
    spec("solution", .flag(\.solution), .anyBlock, "the block is the author's answer"),
    spec("reveal", .reveal, .solution, "when a learner sees the solution"),
    spec("check", .text(\.check), .anyBlock, "the block is a check; says what it looks at"),
    spec("hidden", .flag(\.hidden), .check, "learners do not see the check"),
    spec("fail", .text(\.fail), .check, "what a learner reads when the check fails"),
    spec("wrong", .text(\.wrong), .anyBlock, "the block is a wrong answer that must fail"),
    spec("says", .text(\.says), .wrong, "what a learner reads who gives this wrong answer"),
    spec("setup", .flag(\.setup), .anyBlock, "the block runs before the exercise"),
    spec("needs", .list(\.needs), .starter, "exercises whose reference stands in before this one"),
    spec("all-or-nothing", .flag(\.allOrNothing), .starter, "points only if every check passes"),
    spec("variants", .variants, .starter, "numbers that differ between learners"),
    spec("objects", .flag(\.objects), .starter, "results may be more than plain data"),
    spec("defines", .list(\.defines), .starter, "the names that checks take from the answer"),
    spec(
      "gradients", .list(\.gradients), .check,
      "what an answer must give gradients of; without it, what the solution does"),
    spec("known", .list(\.known), .check, "messages of a learner's copy, sealed by the program"),
    spec(
      "hidden-checks", .integer(from: 0, \.hiddenChecks), .starter,
      "in a learner's copy: how many checks are not shown"),
    spec(
      "handed-out", .text(\.handedOut), .starter,
      "in a learner's copy: tells whether the code was changed since"),
  ]

  private static func spec(
    _ name: String, _ kind: OptionSpec.Kind, _ place: OptionSpec.Place, _ summary: String
  ) -> OptionSpec {
    OptionSpec(name: name, kind: kind, place: place, summary: summary)
  }
}
