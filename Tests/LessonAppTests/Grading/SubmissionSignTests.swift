import Testing

@testable import LessonApp

/// Who hands in a file in another's name gets nothing by it, and the other loses nothing.
@Suite struct SubmissionSignTests {
  private var roster: Roster {
    get throws {
      try Roster.read(
        Array("student_id,first_name,last_name\nada,Ada,Love\nmal,Mallory,Mal\n".utf8),
        name: "class.csv")
    }
  }

  private func map(_ files: [SubmissionFile]) throws -> [SubmissionMap.Entry] {
    SubmissionMap(files, roster: try roster).entries
  }

  private func file(
    _ path: String, _ modified: Int = 0, _ learner: String? = nil
  ) -> SubmissionFile {
    SubmissionFile(path: path, modified: modified, learner: learner)
  }

  @Test(arguments: [
    (
      "Ada Love_11_assignsubmission_file_/lesson.md",
      "Mallory Mal_22_assignsubmission_file_/ada.md"
    ),
    (
      "Ada Love_11_assignsubmission_file_/lesson.md",
      "Mallory Mal_22_assignsubmission_file_/Ada Love_11_assignsubmission_file_x.md"
    ),
    (
      "Ada Love_11_assignsubmission_file_/lesson.md",
      "Mallory Mal_22_assignsubmission_file_/Ada Love_11_assignsubmission_file_/x.md"
    ),
    ("Ada Love_11_assignsubmission_file_lesson.md", "Mallory Mal_22_assignsubmission_file_ada.md"),
    ("ada/lesson.md", "mal/ada.md"), ("ada/lesson.md", "mal/ada/lesson.md"),
    ("Ada Love/lesson.md", "Mallory Mal/ada.md"), ("ada/lesson.md", "mal/loveada_1_2_x.md"),
    ("loveada_11_901_lesson.md", "malmallory_22_902_ada.md"),
  ])
  func thePlatformsPartComesFirst(adas: String, mallorys: String) throws {
    let entries = try map([file(adas, 1), file(mallorys, 9, "ada")])
    #expect(entries.map(\.learner.id) == ["ada", "mal"])
    #expect(entries.map(\.file?.path) == [adas, mallorys])
    #expect(entries[0].others == [])
    #expect(entries[1].notes.count == 1)
  }

  @Test func theStrongerSignWinsWhateverIsNewer() throws {
    let entries = try map([
      file("ada/lesson.md", 1), file("in/ada.md", 8), file("in/x.md", 9, "ada"),
    ])
    #expect(entries.map(\.learner.id) == ["ada", "mal"])
    #expect(entries[0].file?.path == "ada/lesson.md")
    #expect(entries[0].others == [])
    #expect(
      entries[0].notes == [
        "x.md is `ada`'s by what stands in it alone and does not count: lesson.md is by its folder"
          + " or the platform's part of its name",
        "ada.md is `ada`'s by its name alone and does not count: lesson.md is by its folder or the"
          + " platform's part of its name",
      ])
    // Of equal signs the newest counts, and both are named.
    let equal = try map([file("ada.md", 1), file("ada-2.md", 2)])
    #expect(equal[0].notes == ["2 files; the newest counts, ada-2.md, not ada.md"])
    let same = try map([file("a/ada.md", 1), file("b/ada.md", 2)])
    #expect(same[0].notes == ["2 files; the newest counts, b/ada.md, not a/ada.md"])
  }

  /// What a platform writes into names can be written by anybody where no platform was at work.
  @Test func aNameInThePlatformsFormIsAName() throws {
    let entries = try map([file("ada.md", 5), file("loveada_1_2_x.md", 3)])
    #expect(entries[0].file?.path == "ada.md")
    #expect(entries[0].others.map(\.path) == ["loveada_1_2_x.md"])
  }

  /// The first word of such a name is nobody's id.
  @Test func aRenamedAccountIsNobodyElse() throws {
    let files = [
      file("loveada_11_901_l.md", 1), file("ada_22_903_x.md", 9), file("malmallory_22_902_ada.md"),
    ]
    let entries = try map(files)
    #expect(entries.map(\.file?.path) == ["loveada_11_901_l.md", "malmallory_22_902_ada.md"])
    #expect(entries[0].notes.count == 1)
  }

  /// The roster's column `file` is the instructor's word on one file, not on all that end alike.
  @Test(arguments: ["ada/final.md", "final.md", "in/ada/final.md"])
  func aFileThatTheRosterNames(name: String) throws {
    let roster = try Roster.read(Array("id,file\nada,\(name)\nmal,\n".utf8), name: "r.csv")
    let entries = SubmissionMap(
      ["in/ada/final.md", "in/mal/final.md", "in/mal/ada/final.md"].enumerated().map {
        SubmissionFile(
          path: $1, modified: $0,
          folders: $1.split(separator: "/").dropFirst().dropLast().map(String.init))
      }, roster: roster
    ).entries
    #expect(entries.map(\.file?.path) == ["in/ada/final.md", "in/mal/ada/final.md"])
    #expect(entries[1].others.map(\.path) == ["in/mal/final.md"])
    // It may give one learner a file from another's folder.
    let other = try Roster.read(Array("id,file\nada,mal/x.md\nmal,\n".utf8), name: "r.csv")
    let given = SubmissionMap([file("mal/x.md"), file("ada/y.md", 9)], roster: other).entries
    #expect(given.map(\.file?.path) == ["mal/x.md", nil])
  }

  /// What stands in a file replaces nobody's, not even a stranger's.
  @Test func strangersKeepTheirFiles() throws {
    let entries = try map([file("eve.md", 1), file("x.md", 9, "eve")])
    #expect(entries.map(\.learner.id) == ["ada", "mal", "eve"])
    #expect(entries[2].file?.path == "eve.md")
  }

  @Test func aStrangerOfThePlatformIsTold() throws {
    let entries = try map([file("Eve Eve_7_assignsubmission_file_/ada.md")])
    #expect(entries[0].file != nil)
    #expect(
      entries[0].notes == [
        "Eve Eve_7_assignsubmission_file_/ada.md is `ada`'s by its own name alone; the roster knows"
          + " no `Eve Eve`, whom the platform names"
      ])
  }

  @Test func withoutARosterToo() {
    let entries = SubmissionMap(
      [
        file("Ada_1_assignsubmission_file_/l.md"), file("Mal_2_assignsubmission_file_/Ada.md", 9),
        file("Bo_3_assignsubmission_file_/l.md"), file("Bo_4_assignsubmission_file_/l.md"),
      ], roster: nil
    ).entries
    #expect(entries.map(\.learner.id) == ["Ada", "Bo_3", "Bo_4", "Mal"])
    let folders = SubmissionMap(
      [file("ada/l.md"), file("bo/l.md"), file("mal/ada.md", 9)], roster: nil
    ).entries
    #expect(folders.map(\.learner.id) == ["ada", "bo"])
    #expect(folders[0].file?.path == "ada/l.md")
    #expect(folders[0].notes.count == 1)
  }

  /// Names that differ by the form of an accent are two files, and without a roster two learners.
  @Test func accentsAreComparedByBytes() throws {
    let files = [file("jos\u{E9}.md"), file("jose\u{301}.md"), file("jos\u{E9}.md")]
    let entries = SubmissionMap(files, roster: nil).entries
    #expect(entries.count == 2)
    #expect(entries.allSatisfy { $0.others.isEmpty && $0.file != nil })
    let roster = try Roster.read(Array("id\njos\u{E9}\n".utf8), name: "r.csv")
    let known = SubmissionMap(files, roster: roster).entries
    #expect(known.count == 1)
    #expect(known[0].others.count == 1)
  }
}
