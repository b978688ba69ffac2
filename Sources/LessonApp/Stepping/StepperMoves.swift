import LessonOutput
import Rendering

/// Going on, back and elsewhere; unanswered predictions stand in the way.
extension Stepper {
  /// Shows the top of a section that is taller than the screen, else its end.
  mutating func enterSection() {
    focus = nil
    below = 0
    let height = content().count
    let room = bodyRows
    below = max(0, height - room)
  }

  mutating func next() -> Request {
    if below > 0 {
      below = max(0, below - max(1, bodyRows - 2))
      return .next
    }
    if step == 0, isUnanswered(section) {
      ask()
      return .next
    }
    focus = nil
    if step < stepCount(section) {
      step += 1
      return .next
    }
    return nextSection()
  }

  private mutating func nextSection() -> Request {
    guard section + 1 < script.sections.count else {
      message = [renderer.line("This is the end of the lesson. q leaves it.", .strong)]
      progress.isFinished = true
      save()
      return .next
    }
    section += 1
    step = 0
    save()
    enterSection()
    return .next
  }

  mutating func back() {
    focus = nil
    below = 0
    if step > 0 {
      step -= 1
    } else if section > 0 {
      section -= 1
      step = stepCount(section)
    } else {
      below = max(0, content().count - bodyRows)
      message = [renderer.line("This is the beginning.", .dim)]
    }
  }

  /// To the end of the block; from there to the next.
  mutating func wholeBlock() -> Request {
    if step == 0, isUnanswered(section) {
      below = 0
      ask()
      return .next
    }
    let count = stepCount(section)
    if step < count || below > 0 {
      step = count
      focus = nil
      below = 0
      return .next
    }
    return nextSection()
  }

  /// Goes to a section, as far as unanswered predictions let one.
  mutating func go(to target: Int, step wanted: Int) {
    if let unanswered = firstUnanswered(upTo: target) {
      section = unanswered
      step = 0
      enterSection()
      below = 0
      message = [renderer.line("First a prediction: what comes after holds its answer.", .warning)]
      ask()
      return
    }
    section = min(max(0, target), script.sections.count - 1)
    step = isUnanswered(section) ? 0 : min(max(0, wanted), stepCount(section))
    enterSection()
    if step > 0 { below = 0 }
    if wanted > 0, isUnanswered(section) {
      below = 0
      ask()
    }
    save()
  }

  mutating func end() {
    let last = script.sections.count - 1
    go(to: last, step: .max)
    if section == last {
      below = 0
      progress.isFinished = !isUnanswered(last)
      save()
    }
  }
}
