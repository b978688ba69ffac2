/// The JSON schema of a `GradeBook`, as `lesson docs --schema grades` prints it.
///
/// `lesson-grades.json` beside this file is the same text; a test compares them, and another
/// validates encoded grade books. After a change here:
/// `lesson docs --schema grades > Sources/LessonApp/Schema/lesson-grades.json`.
package enum GradeBookSchema {
  package static let text = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "lesson-grades.json",
      "title": "GradeBook",
      "description": "What a class handed in for one lesson, as `lesson grade --report json` writes it. Fields are added, never changed or removed.",
      "type": "object",
      "required": [
        "format",
        "program",
        "lesson",
        "title",
        "language",
        "version",
        "exercises",
        "submissions",
        "notes"
      ],
      "properties": {
        "format": {"const": 1},
        "program": {"description": "The program's name and version.", "type": "string"},
        "lesson": {"description": "The lesson's file without folder and `.md`.", "type": "string"},
        "title": {"type": ["string", "null"]},
        "language": {"description": "BCP 47 language of the prose.", "type": ["string", "null"]},
        "version": {"description": "What the author's file was when it was graded.", "type": "string"},
        "exercises": {
          "description": "What there is to do, in the order of the lesson.",
          "type": "array",
          "items": {"$ref": "#/$defs/entry"}
        },
        "submissions": {
          "description": "A row for each learner, in the order of the roster, else by learner.",
          "type": "array",
          "items": {"$ref": "#/$defs/submission"}
        },
        "notes": {"description": "What concerns the whole class.", "type": "array", "items": {"type": "string"}}
      },
      "$defs": {
        "entry": {
          "type": "object",
          "required": ["id", "title", "maximum"],
          "properties": {
            "id": {"type": "string"},
            "title": {"type": ["string", "null"]},
            "maximum": {"$ref": "#/$defs/points"}
          }
        },
        "submission": {
          "description": "What one learner handed in.",
          "type": "object",
          "required": [
            "learner",
            "firstName",
            "lastName",
            "email",
            "files",
            "timestamp",
            "version",
            "exercises",
            "problems",
            "notes"
          ],
          "properties": {
            "learner": {"type": "string"},
            "firstName": {"type": "string"},
            "lastName": {"type": "string"},
            "email": {"type": "string"},
            "files": {
              "description": "Names without folders; empty where nothing was handed in.",
              "type": "array",
              "items": {"type": "string"}
            },
            "timestamp": {"description": "When the file was last changed, UTC.", "type": ["string", "null"]},
            "version": {"description": "The version that the learner's copy was made from.", "type": ["string", "null"]},
            "exercises": {
              "description": "One for each entry of the grade book, in its order.",
              "type": "array",
              "items": {"$ref": "#/$defs/exercise"}
            },
            "problems": {"description": "What is wrong with the file as a whole.", "type": "array", "items": {"type": "string"}},
            "notes": {"type": "array", "items": {"type": "string"}}
          }
        },
    """# + "\n" + SchemaDefinitions.joined([SchemaDefinitions.exercise])
}
