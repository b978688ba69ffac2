import Diagnostics

/// A lesson that has been read and run: the contract between running and rendering.
///
/// Plain values only. Renderers see nothing else; `--format json` prints it.
package struct LessonRun: Hashable, Sendable, Codable {
  /// Version of this format: fields are added, never changed.
  package var format = 1
  /// The program's name and version.
  package var program: String
  package var file: String
  package var title: String?
  /// BCP 47 language of the prose.
  package var language: String?
  package var description: String?
  package var diagnostics: [Diagnostic] = []
  /// Files that blocks may read.
  package var data: [DataFile] = []
  package var prose: [Prose] = []
  package var numbers: [LiveNumber] = []
  package var blocks: [BlockRun] = []
  /// What the answers to exercises give, where that was asked for.
  package var exercises: [ExerciseResult] = []

  package init(program: String, file: String, title: String? = nil, language: String? = nil) {
    self.program = program
    self.file = file
    self.title = title
    self.language = language
  }

  enum CodingKeys: String, CodingKey {
    case format, program, file, title, description, diagnostics, data, prose, numbers, blocks,
      exercises
    case language = "lang"
  }
}

/// A number in the prose that is computed by the lesson: `0.731<!-- f:.3f -->` or `` `{python} f` ``.
package struct LiveNumber: Hashable, Sendable, Codable {
  /// What is evaluated, for example `f` or `x.grad`.
  package var expression: String
  /// A format specification as in Python, possibly empty.
  package var format: String
  /// The text that stands in the file; empty for `` `{python} f` ``.
  package var shown: String
  /// What the run gives, or nil where the expression could not be evaluated.
  package var computed: String?
  /// Why there is no value.
  package var problem: String?
  package var line: Int
  /// Node of a trace that the expression names: block index, node id; so that a page can update it.
  package var block: Int?
  package var node: Int?
  package var isGradient = false

  /// The text to show.
  package var text: String { computed ?? (shown.isEmpty ? "?" : shown) }
  /// The file shows something else than the run gives.
  package var isStale: Bool { computed.map { !shown.isEmpty && $0 != shown } ?? true }

  package init(expression: String, format: String, shown: String, line: Int) {
    self.expression = expression
    self.format = format
    self.shown = shown
    self.line = line
  }
}

/// One executable block, after its run.
package struct BlockRun: Hashable, Sendable, Codable {
  package enum Status: String, Sendable, Codable {
    /// Ran to its end.
    case ok
    /// Raised an error.
    case failed
    /// Holds something that is not in the language.
    case refused
    /// Was not run; `reason` says why.
    case skipped
  }

  package var label: String?
  /// Line of the fence in the file.
  package var line: Int
  package var source: String
  package var status: Status = .ok
  /// Whether something had run when the block was refused or failed.
  package var started = true
  /// Why the block was skipped.
  package var reason: String?
  package var stdout = ""
  /// `repr` of a last bare expression.
  package var value: String?
  package var error: BlockError?
  /// Top-level names that the block assigned or whose summary it changed.
  package var bound: [String: Summary] = [:]
  package var traces: [Trace] = []
  package var plots: [Plot] = []
  package var tables: [TableBlock] = []
  package var reports: [Report] = []
  /// Things worth knowing that are not errors, in order.
  package var notes: [String] = []
  /// What each statement changed, where that was asked for and the block is not traced.
  package var statements: [StatementRun] = []
  /// Statements that ran after those listed.
  package var statementsOmitted = 0
  /// What the learner is asked before the numbers are shown.
  package var predictions: [Prediction] = []
  package var show = Show()
  /// What the block is to an exercise, or nil.
  package var part: Part?

  /// A block's part in an exercise.
  package struct Part: Hashable, Sendable, Codable {
    /// `starter`, `solution`, `check`, `wrong`, `setup`.
    package var kind: String
    package var exercise: String?
    /// What a check looks at; the name of a wrong answer.
    package var label: String?
    package var points: Double?
    /// Learners do not see it.
    package var isHidden = false

    /// `Check: the mask comes from the input (2 points)`.
    package var title: String {
      var text =
        switch kind {
        case "starter": "Exercise \(exercise ?? "")"
        case "solution": "Solution"
        case "check": isHidden ? "Hidden check" : "Check"
        case "wrong": "Wrong answer"
        default: "Set-up"
        }
      if let label, !label.isEmpty { text += ": \(label)" }
      if let points {
        text += " (\(Points(points).text) point\(points == 1 ? "" : "s"))"
      }
      return text
    }

    package init(kind: String, exercise: String?, label: String? = nil, points: Double? = nil) {
      self.kind = kind
      self.exercise = exercise
      self.label = label
      self.points = points
    }
  }

  package init(label: String?, line: Int, source: String) {
    self.label = label
    self.line = line
    self.source = source
  }

  /// The source without the option lines at its top: they are for the program.
  package var shownSource: String {
    var lines = source.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let first = lines.first, first.hasPrefix("#|") { lines.removeFirst() }
    return lines.joined(separator: "\n")
  }

  /// What of the block is shown, from its options.
  package struct Show: Hashable, Sendable, Codable {
    package var echo = true
    package var output = true
    package var include = true
    package var folded = false
    /// Views of the trace that were asked for: `graph`, `table`, `steps`; empty for all that fit.
    package var views: [String] = []
    package init() {}
  }
}

/// One statement of an untraced block, as it ran.
package struct StatementRun: Hashable, Sendable, Codable {
  /// First and last line in the file.
  package var line: Int
  package var lastLine: Int
  package var changes: [Change]
  package var printed: String

  /// A name whose value changed, as short text.
  package struct Change: Hashable, Sendable, Codable {
    package var name: String
    /// Nil where the name is new.
    package var before: String?
    /// Nil where the name was deleted.
    package var after: String?

    package init(name: String, before: String?, after: String?) {
      self.name = name
      self.before = before
      self.after = after
    }
  }

  package init(line: Int, lastLine: Int, changes: [Change], printed: String) {
    self.line = line
    self.lastLine = lastLine
    self.changes = changes
    self.printed = printed
  }
}

package struct BlockError: Hashable, Sendable, Codable {
  /// Python's name of the exception, or `Refused`, or `Limit`.
  package var type: String
  package var message: String
  /// Line and column in the file.
  package var line: Int
  package var column: Int
  package var length: Int
  package var sourceLine: String
  /// The next move.
  package var hint: String?
  /// Calls that led here, outermost first: function and line in the file.
  package var calls: [Call] = []
  /// The author said `error: true`.
  package var expected = false

  package struct Call: Hashable, Sendable, Codable {
    package var function: String
    package var line: Int
    package init(function: String, line: Int) {
      self.function = function
      self.line = line
    }
  }

  package init(
    type: String, message: String, line: Int, column: Int, length: Int, sourceLine: String,
    hint: String?
  ) {
    self.type = type
    self.message = message
    self.line = line
    self.column = column
    self.length = length
    self.sourceLine = sourceLine
    self.hint = hint
  }
}

/// A figure that a block drew.
package struct Plot: Hashable, Sendable, Codable {
  /// The figure in words, from its data.
  package var alternative: String
  package var figure: Figure?
  /// What the author says below it.
  package var caption: String?

  package init(alternative: String, figure: Figure? = nil) {
    self.alternative = alternative
    self.figure = figure
  }
}

/// A titled text such as the verdicts of a gradient check.
package struct Report: Hashable, Sendable, Codable {
  package var title: String
  package var lines: [String]
  /// What a gradient check found, where this is the report of one.
  package var gradients: GradientReport?
  /// What the lines say of a backward pass written by hand, where that is the report.
  package var backward: BackwardReport?

  package init(title: String, lines: [String]) {
    self.title = title
    self.lines = lines
  }

  package init(_ backward: BackwardReport) {
    title = backward.title
    lines = backward.lines(width: 78)
    self.backward = backward
  }
}
