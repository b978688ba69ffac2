/// Definitions of the JSON schemas, by subject: each is entries of `$defs`.
enum SchemaDefinitions {
  /// The entries and the end of a schema.
  static func joined(_ parts: [String]) -> String {
    parts.joined(separator: ",\n") + "\n  }\n}\n"
  }
}
