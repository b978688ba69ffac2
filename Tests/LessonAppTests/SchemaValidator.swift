import LessonOutput

/// Validates a value against the parts of JSON Schema that the lesson's schema uses.
struct SchemaValidator {
  let root: JSONValue

  /// The keywords that are understood; any other makes the schema invalid here.
  static let keywords: Set<String> = [
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required",
    "additionalProperties", "items", "enum", "const", "anyOf", "oneOf", "minimum", "maximum",
  ]

  /// Where the value breaks the schema, as paths with a reason; empty where it holds.
  func problems(_ value: JSONValue) -> [String] { problems(value, root, "") }

  private func problems(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    guard case .object(let fields) = schema else { return ["\(path): the schema is no object"] }
    var found: [String] = []
    for (keyword, rule) in fields {
      switch (keyword, rule) {
      case ("$ref", .string(let name)):
        found += problems(value, definition(name), path)
      case ("type", let rule):
        let types: [JSONValue] = if case .array(let many) = rule { many } else { [rule] }
        if !types.contains(where: { matches(value, $0) }) {
          found.append("\(path): not of type \(types)")
        }
      case ("required", .array(let names)):
        guard case .object(let object) = value else { continue }
        for case .string(let name) in names where object[name] == nil {
          found.append("\(path): `\(name)` is missing")
        }
      case ("properties", .object(let properties)):
        guard case .object(let object) = value else { continue }
        for (name, inner) in object {
          if let rule = properties[name] {
            found += problems(inner, rule, "\(path).\(name)")
          } else if fields["additionalProperties"] == nil {
            // Readers have to bear new fields; the schema has to name them.
            found.append("\(path): the schema does not know `\(name)`")
          }
        }
      case ("additionalProperties", let rule):
        guard case .object(let object) = value else { continue }
        var known: Set<String> = []
        if case .object(let properties)? = fields["properties"] { known = Set(properties.keys) }
        for (name, inner) in object where !known.contains(name) {
          if rule == .bool(false) {
            found.append("\(path): `\(name)` is not allowed")
          } else {
            found += problems(inner, rule, "\(path).\(name)")
          }
        }
      case ("items", let rule):
        guard case .array(let items) = value else { continue }
        for (index, item) in items.enumerated() {
          found += problems(item, rule, "\(path)[\(index)]")
        }
      case ("enum", .array(let values)):
        if !values.contains(value) { found.append("\(path): not one of \(values)") }
      case ("const", let only):
        if value != only { found.append("\(path): not \(only)") }
      case ("anyOf", .array(let rules)), ("oneOf", .array(let rules)):
        let fitting = rules.count { problems(value, $0, path).isEmpty }
        if fitting == 0 || keyword == "oneOf" && fitting > 1 {
          found.append("\(path): \(fitting) alternatives fit")
        }
      case ("minimum", let rule):
        if let number = value.number, let least = rule.number, number < least {
          found.append("\(path): less than \(least)")
        }
      case ("maximum", let rule):
        if let number = value.number, let most = rule.number, number > most {
          found.append("\(path): more than \(most)")
        }
      default:
        if !Self.keywords.contains(keyword) { found.append("the schema uses `\(keyword)`") }
      }
    }
    return found
  }

  private func definition(_ reference: String) -> JSONValue {
    guard case .object(let fields) = root, case .object(let definitions)? = fields["$defs"],
      reference.hasPrefix("#/$defs/"), let found = definitions[String(reference.dropFirst(8))]
    else { return .null }
    return found
  }

  private func matches(_ value: JSONValue, _ type: JSONValue) -> Bool {
    switch (type, value) {
    case (.string("null"), .null), (.string("boolean"), .bool), (.string("integer"), .int),
      (.string("number"), .int), (.string("number"), .double), (.string("string"), .string),
      (.string("array"), .array), (.string("object"), .object):
      true
    default: false
    }
  }
}
