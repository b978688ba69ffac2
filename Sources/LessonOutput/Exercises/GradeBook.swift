/// What a class handed in for one lesson, graded.
package struct GradeBook: Hashable, Sendable, Codable {
  /// Version of this format: fields are added, never changed.
  package var format = 1
  package var program: String
  /// The lesson's name: its file without folder and `.md`.
  package var lesson: String
  package var title: String?
  package var language: String?
  /// What the author's file was when it was graded.
  package var version: String
  /// What there is to do, in the order of the lesson.
  package var exercises: [Entry]
  /// In the order of the roster, else by learner.
  package var submissions: [GradedSubmission] = []
  /// What concerns the whole class: copies of another version, learners of the roster without a file.
  package var notes: [String] = []

  package struct Entry: Hashable, Sendable, Codable {
    package var id: String
    package var title: String?
    package var maximum: Points

    package init(id: String, title: String?, maximum: Points) {
      self.id = id
      self.title = title
      self.maximum = maximum
    }
  }

  package init(
    program: String, lesson: String, title: String?, version: String, exercises: [Entry]
  ) {
    self.program = program
    self.lesson = lesson
    self.title = title
    self.version = version
    self.exercises = exercises
  }

  package var maximum: Points { exercises.map(\.maximum).total }
}

/// One learner's row.
package struct GradedSubmission: Hashable, Sendable, Codable {
  package var learner: String
  package var firstName = ""
  package var lastName = ""
  package var email = ""
  /// Names of the files, without folders; empty where nothing was handed in.
  package var files: [String] = []
  /// When the file was last changed, as `2026-11-21 22:56:22` in UTC.
  package var timestamp: String?
  /// The version that the learner's copy was made from, where it tells.
  package var version: String?
  /// One for each entry of the grade book, in its order.
  package var exercises: [ExerciseResult]
  /// What is wrong with the file as a whole: not UTF-8, too large, stopped at the deadline.
  package var problems: [String] = []
  /// Remarks that cost nothing.
  package var notes: [String] = []

  package init(learner: String, exercises: [ExerciseResult] = []) {
    self.learner = learner
    self.exercises = exercises
  }

  package var points: Points { exercises.map(\.points).total }
  package var maximum: Points { exercises.map(\.maximum).total }
  /// Points that a person has yet to give.
  package var pending: Points {
    exercises.flatMap(\.items).filter { $0.status == .pending }.map(\.maximum).total
  }
  package var isPending: Bool { exercises.contains { $0.items.contains { $0.status == .pending } } }
}
