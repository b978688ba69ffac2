/// What came of one exercise: its checks, choices, predictions and free answers, each with points.
///
/// Nothing here is more than its learner may read, but for `ExerciseItem.rubric` and what hidden
/// items carry in `author`; `forLearner` takes those out.
package struct ExerciseResult: Hashable, Sendable, Codable {
  package enum Status: String, Sendable, Codable {
    /// Nothing was handed in: gaps are left, no option is ticked, no sentence written.
    case open
    case passed
    /// Some of it is right.
    case partial
    case failed
    /// A person has to read it.
    case pending
    /// The author's own part does not run, so that nothing can be said.
    case broken
  }

  package var id: String
  package var title: String?
  /// Line of the learner's part in the file that was judged.
  package var line: Int?
  package var status: Status
  package var items: [ExerciseItem]
  /// What the learner's block printed.
  package var stdout = ""
  /// What fails all of it: the learner's block raised an error, or is not there.
  package var feedback: Feedback?
  /// Remarks that cost nothing: an argument was changed, a block was found in another place.
  package var notes: [String] = []

  /// Where the author's own part fails, for the author.
  package var authorProblem: String?
  package var authorProblemLine: Int?

  package init(id: String, title: String?, status: Status = .open, items: [ExerciseItem] = []) {
    self.id = id
    self.title = title
    self.status = status
    self.items = items
  }

  package var points: Points { items.map(\.points).total }
  package var maximum: Points { items.map(\.maximum).total }

  /// The status that the items give.
  package mutating func settle() {
    if status == .broken { return }
    let judged = items.filter { $0.status != .pending }
    let pending = items.count - judged.count
    let passed = judged.count { $0.status == .passed }
    let open = judged.count { $0.status == .open }
    if feedback == nil, open == items.count {
      status = .open
    } else if passed == judged.count, feedback == nil {
      status = pending > 0 ? .pending : .passed
    } else {
      status = passed > 0 || points > .zero ? .partial : .failed
    }
  }

  /// Without what only the author may read.
  package var forLearner: ExerciseResult {
    var result = self
    result.authorProblem = nil
    result.authorProblemLine = nil
    result.items = items.map(\.forLearner)
    return result
  }
}

/// One thing that is judged, and what came of it.
package struct ExerciseItem: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable { case check, choice, prediction, answer }
  package enum Status: String, Sendable, Codable { case open, passed, failed, pending }

  package var kind: Kind
  package var label: String
  package var isHidden = false
  package var status: Status
  package var points = Points.zero
  package var maximum: Points
  package var feedback: Feedback?
  /// What the learner's code printed under the check.
  package var stdout = ""
  /// What the learner ticked, predicted or wrote.
  package var answer: String?
  /// What a person who reads the answer looks for.
  package var rubric: [String] = []
  /// What is wrong, in full, for the author's eyes.
  package var author: Feedback?

  package init(_ kind: Kind, _ label: String, status: Status = .open, maximum: Points) {
    self.kind = kind
    self.label = label
    self.status = status
    self.maximum = maximum
  }
}

extension ExerciseItem {
  /// What its learner may read: of a hidden check its label and its `fail` alone.
  package var forLearner: ExerciseItem {
    var item = self
    item.author = nil
    item.rubric = []
    guard isHidden else { return item }
    item.stdout = ""
    item.answer = nil
    item.feedback = feedback.flatMap { $0.source == .fail ? Feedback(.fail, $0.text) : nil }
    return item
  }
}

/// What a learner reads of something that is not right.
package struct Feedback: Hashable, Sendable, Codable {
  /// Where the words come from, in the order in which the first that applies is shown.
  package enum Source: String, Sendable, Codable {
    /// An error in the learner's own code.
    case error
    /// `says` of a wrong answer that gives the same values.
    case says
    /// `fail` of the check.
    case fail
    /// A known mistake that gives the same numbers.
    case mistake
    /// Expected and found.
    case values
    /// The file that was handed in.
    case file
    /// Words of the person who read the answer.
    case comment
  }

  package var source: Source
  package var text: String
  /// Below it: expected and found.
  package var details: [String] = []
  /// Where the learner's own code failed.
  package var error: BlockError?
  /// One next move.
  package var hint: String?

  package init(_ source: Source, _ text: String, details: [String] = [], hint: String? = nil) {
    self.source = source
    self.text = text
    self.details = details
    self.hint = hint
  }
}
