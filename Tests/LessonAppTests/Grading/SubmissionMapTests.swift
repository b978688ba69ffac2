import Testing

@testable import LessonApp

@Suite struct SubmissionMapTests {
  private func roster(_ text: String) throws -> Roster {
    try Roster.read(Array(text.utf8), name: "class.csv")
  }

  private var roster: Roster {
    get throws {
      try roster(
        """
        student_id,first_name,last_name,file
        ada,Ada,Lovelace,
        wang-1,小明,王,
        4711,Grace,Hopper,
        jose,José,O'Neil Núñez,
        alan,Alan,Turing,homework/final.md
        """)
    }
  }

  private func files(_ paths: [String]) -> [SubmissionFile] {
    paths.map { SubmissionFile(path: $0, modified: 0) }
  }

  /// The learner to whom one file goes, and the note.
  private func owner(_ path: String, learner: String? = nil) throws -> (String, [String]) {
    let map = SubmissionMap(
      [SubmissionFile(path: path, modified: 0, learner: learner)], roster: try roster)
    let entry = map.entries.first { $0.file != nil }
    return (entry?.learner.id ?? "", entry?.notes ?? [])
  }

  @Test(arguments: [
    ("ada.md", "ada"), ("in/Ada.MD", "ada"), ("wang-1.md", "wang-1"), ("ada (2).md", "ada"),
    ("ada-3.md", "ada"), ("wang-1-2.md", "wang-1"), ("ada_lesson.md", "ada"),
    ("submitted/ada/relu/relu.md", "ada"),
    // Canvas: name without blanks and signs, numbers of user and submission.
    ("lovelaceada_12345_67890_relu.md", "ada"), ("hoppergrace_LATE_4711_99_relu-1.md", "4711"),
    ("oneilnúñezjosé_5_6_relu.md", "jose"), ("王小明_5_6_relu.md", "wang-1"),
    // Moodle: a folder for each learner, or one name.
    ("Ada Lovelace_12345_assignsubmission_file_/relu.md", "ada"),
    ("Grace Hopper_4711_assignsubmission_file_relu.md", "4711"),
    ("小明 王_9_assignsubmission_file_/relu.md", "wang-1"),
    ("Ada Lovelace.md", "ada"), ("homework/final.md", "alan"), ("x/homework/final.md", "alan"),
  ])
  func namesTellTheLearner(path: String, id: String) throws {
    let (found, notes) = try owner(path)
    #expect(found == id)
    #expect(notes == [])
  }

  /// Folders further up are where the class lies, not who is in it.
  @Test func farFoldersTellNothing() throws {
    let (found, _) = try owner("home/ada/classes/relu/turingalan_1_2_relu.md")
    #expect(found == "alan")
    let (nobody, notes) = try owner("/home/ada/classes/relu/unknown.md")
    #expect(nobody == "unknown")
    #expect(notes == ["the roster knows no learner of unknown.md"])
  }

  /// Who takes a friend's copy gets no other row by it, nor the friend another file.
  @Test func theCopysLearnerCountsWhereTheNameTellsNothing() throws {
    #expect(try owner("x.md", learner: "4711") == ("4711", []))
    #expect(try owner("ada.md", learner: "ada") == ("ada", []))
    let (found, notes) = try owner("ada.md", learner: "wang-1")
    #expect(found == "ada")
    #expect(notes == ["ada.md is `ada`'s by its name; its copy was made for `wang-1`"])
    let (unknown, why) = try owner("x.md", learner: "bob")
    #expect(unknown == "bob")
    #expect(why == ["x.md names the learner `bob`, whom the roster does not know"])
  }

  @Test func twoLearnersOfOneName() throws {
    let roster = try roster("id,first_name,last_name\na1,Ada,Lovelace\na2,Ada,Lovelace\n")
    let map = SubmissionMap(files(["lovelaceada_7_8_relu.md"]), roster: roster)
    #expect(map.entries.map(\.learner.id) == ["a1", "a2", "lovelaceada_7_8_relu"])
    #expect(map.entries[0].file == nil)
    #expect(
      map.entries[2].notes == [
        "lovelaceada_7_8_relu.md may be of a1 or a2: give the file in the roster's column `file`"
      ])
  }

  @Test func theNewestOfSeveralFilesCounts() throws {
    let map = SubmissionMap(
      [
        SubmissionFile(path: "ada.md", modified: 30),
        SubmissionFile(path: "ada (1).md", modified: 50),
        SubmissionFile(path: "ada-2.md", modified: 40),
      ], roster: try roster)
    let ada = try #require(map.entries.first)
    #expect(ada.file?.path == "ada (1).md")
    #expect(ada.others.map(\.path) == ["ada.md", "ada-2.md"])
    #expect(ada.notes == ["3 files; the newest counts, ada (1).md, not ada.md, ada-2.md"])
    // Files of the same second: the last by name.
    let same = SubmissionMap(files(["ada.md", "ada-1.md", "ada.md"]), roster: try roster)
    #expect(same.entries.first?.file?.path == "ada.md")
    #expect(same.entries.first?.others.count == 1)
  }

  @Test func everyLearnerHasOneRowInTheOrderOfTheRoster() throws {
    let map = SubmissionMap(files(["zzz.md", "ada.md", "bbb.md"]), roster: try roster)
    #expect(
      map.entries.map(\.learner.id) == ["ada", "wang-1", "4711", "jose", "alan", "bbb", "zzz"])
    #expect(map.entries.map { $0.file != nil } == [true, false, false, false, false, true, true])
    #expect(SubmissionMap([], roster: try roster).entries.count == 5)
    #expect(SubmissionMap([], roster: nil).entries.isEmpty)
  }

  @Test func withoutARosterTheFileNameIsTheID() {
    func ids(_ paths: [String]) -> [String] {
      SubmissionMap(files(paths), roster: nil).entries.map(\.learner.id)
    }
    #expect(ids(["b.md", "in/a.md", "wang-1.md"]) == ["a", "b", "wang-1"])
    #expect(ids(["lovelaceada_1_2_relu.md"]) == ["lovelaceada_1_2_relu"])
    // One name in several folders: the folders tell them apart.
    #expect(ids(["ada/relu.md", "wang/relu.md"]) == ["ada", "wang"])
    #expect(
      ids([
        "Ada Lovelace_12_assignsubmission_file_/relu.md",
        "Bo_13_assignsubmission_file_/relu.md",
      ]) == ["Ada Lovelace", "Bo"])
    // A browser's second download is no other learner; a number behind a hyphen may be.
    #expect(ids(["ada.md", "ada (1).md"]) == ["ada"])
    #expect(ids(["ada (1).md"]) == ["ada (1)"])
    #expect(ids(["ada.md", "ada-1.md"]) == ["ada", "ada-1"])
    let named = SubmissionFile(path: "relu.md", modified: 0, learner: "ada")
    // Anybody can write another's name into a file.
    #expect(SubmissionMap([named], roster: nil).entries.map(\.learner.id) == ["relu"])
  }

  /// Any name gives a row.
  @Test(arguments: [
    "", "/", ".md", "_.md", "(1).md", " (1).md", "-1.md", "____.md", "..//.md",
    "a_assignsubmission_.md",
  ])
  func oddNames(path: String) throws {
    #expect(SubmissionMap(files([path]), roster: nil).entries.count == 1)
    #expect(SubmissionMap(files([path]), roster: try roster).entries.count == 6)
  }

  @Test func threeHundredFiles() throws {
    let text = "id,name\n" + (1...300).map { "s\($0),Learner \($0)\n" }.joined()
    let paths = (1...300).map { "s\($0)_relu.md" }
    let map = SubmissionMap(files(paths), roster: try roster(text))
    #expect(map.entries.count == 300)
    #expect(map.entries.allSatisfy { $0.file?.path == "\($0.learner.id)_relu.md" })
  }
}
