/// What a name was bound to after a block, small enough to print.
package struct Summary: Hashable, Sendable, Codable {
  /// The object's fields: `type` first of all, then what `LESSON-FORMAT` lists for that type.
  package var fields: [String: JSONValue]

  package init(type: String, _ fields: [String: JSONValue] = [:]) {
    self.fields = fields
    self.fields["type"] = .string(type)
  }

  package init(from decoder: any Decoder) throws {
    fields = try decoder.singleValueContainer().decode([String: JSONValue].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(fields)
  }
}
