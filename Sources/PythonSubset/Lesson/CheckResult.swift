/// What a check gives where all is right: it is true, and says what was found.
package final class CheckResult: Object {
  private let text: String

  package init(_ text: String) { self.text = text }

  override package var typeName: String { "lesson.check.result" }
  override package func representation(_ session: Session) -> String { text }
}
