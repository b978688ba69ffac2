import Arrays
import Autodiff

/// A module: names and what they stand for.
package final class ModuleObject: Object {
  package let name: String
  @exclusivity(unchecked) package var members: [String: Value]
  /// What CPython's module has and this one does not: refused rather than unknown.
  package let refused: Set<String>
  /// What to use in place of refused names, where spelling would not find it.
  @exclusivity(unchecked) var hints: [String: String] = [:]
  /// Makes members when first asked for, so that start-up pays for none.
  private let resolve: ((String) -> Value?)?
  private let known: () -> [String]
  /// The next move after a refused name that resembles none.
  private let advice: String

  package init(
    _ name: String, members: [String: Value] = [:], refused: Set<String> = [],
    known: @escaping () -> [String] = { [] }, advice: String = "`lesson docs` lists what there is",
    resolve: ((String) -> Value?)? = nil
  ) {
    self.name = name
    self.members = members
    self.refused = refused
    self.resolve = resolve
    self.known = known
    self.advice = advice
  }

  override package var typeName: String { "module" }
  override package func representation(_ session: Session) -> String { "<module '\(name)'>" }
  override package var attributeNames: [String] { Array(members.keys) + known() }

  /// A member that is there, made where it is asked for the first time.
  func resolved(_ name: String) -> Value? { members[name] ?? resolve?(name) }

  override package func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    if let value = members[attribute] { return value }
    if attribute == "__name__" { return .string(name) }
    if let value = resolve?(attribute) {
      members[attribute] = value
      return value
    }
    if refused.contains(attribute) {
      throw PythonError.refused(
        "`\(name).\(attribute)`",
        hint: hints[attribute] ?? session.nearest(attribute, attributeNames) ?? advice)
    }
    return nil
  }
}
