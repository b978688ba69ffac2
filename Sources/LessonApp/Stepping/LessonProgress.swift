import Diagnostics
import LessonOutput

/// How far a learner has come in one lesson: where they are and what they answered.
package struct LessonProgress: Hashable, Sendable, Codable {
  package var format = 1
  /// The lesson's path, for people who look into the file.
  package var file: String
  /// Where they are: the block's label or number, and the step.
  package var section: String
  package var sectionNumber: Int
  package var step: Int
  /// Blocks seen to their end, and blocks there are.
  package var seen: Int
  package var blocks: Int
  package var isFinished: Bool
  package var answers: [Answer]
  /// Tries, hints and choices of exercises, as lines of an `answers` fence.
  package var sheet: String?

  /// What was answered to one prediction.
  package struct Answer: Hashable, Sendable, Codable {
    /// The block's label or number.
    package var block: String
    package var question: String
    /// What was typed, in order.
    package var tries: [String]
    package var isRight: Bool
    /// The answer was shown.
    package var isShown: Bool

    package var isDone: Bool { isRight || isShown }
  }

  package init(file: String) {
    self.file = file
    section = ""
    sectionNumber = 0
    step = 0
    seen = 0
    blocks = 0
    isFinished = false
    answers = []
  }

  /// This place with the answers of another session of the same lesson.
  package func merged(with other: LessonProgress) -> LessonProgress {
    var result = self
    result.isFinished = isFinished || other.isFinished
    result.sheet = sheet ?? other.sheet
    result.seen = max(seen, min(other.seen, blocks))
    for answer in other.answers {
      let known = result.answers.firstIndex {
        $0.block == answer.block && $0.question == answer.question
      }
      if let known {
        result.answers[known].merge(answer)
      } else {
        result.answers.append(answer)
      }
    }
    return result
  }
}

extension LessonProgress.Answer {
  /// Tries that the other has too, in the same order, are not taken twice.
  fileprivate mutating func merge(_ other: Self) {
    var rest = tries[...]
    for text in other.tries where rest.first == text { rest.removeFirst() }
    tries = other.tries + rest
    isRight = isRight || other.isRight
    isShown = isShown || other.isShown
  }
}
