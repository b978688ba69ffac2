import Foundation
import FoundationXML
import LessonOutput
import Testing

@testable import Rendering

/// The structure that both published schemas ask for: `junit-10.xsd` of jenkinsci/xunit-plugin and
/// `JUnit.xsd` of windyroad/JUnit-Schema (Apache Ant). Files were validated against both when this
/// was written (lxml 6); the rules are restated here.
@Suite struct GradeJUnitTests {
  @Test func aClass() throws {
    let root = try XMLTree(GradeJUnit.xml(GradeFixtures.sample)).root
    JUnitRules.check(root)
    #expect(root.children.map { $0.attributes["name"] } == ["ada", "wang-1", "zoe"])
    let wang = root.children[1]
    #expect(wang.attributes["tests"] == "5")
    #expect(wang.attributes["failures"] == "3")
    #expect(wang.attributes["skipped"] == "1")
    let mask = wang.all("testcase")[1]
    #expect(mask.attributes["classname"] == "relu.relu-backward")
    #expect(mask.children.first?.attributes["message"] == "look at where x was negative")
    #expect(mask.children.first?.attributes["type"] == "fail")
    #expect(mask.children.first?.text.contains("expected [0. 1.]") == true)
    #expect(wang.all("system-out").first?.text.contains("│ ✓ shapes · 4 of 4") == true)
  }

  @Test func nobody() throws {
    let root = try XMLTree(GradeJUnit.xml(GradeFixtures.book())).root
    JUnitRules.check(root)
    #expect(root.children.isEmpty)
  }

  @Test func filesWithProblemsAndExercisesThatCannotBeJudged() throws {
    var book = GradeFixtures.sample
    book.submissions[0].problems = ["ada.md is not UTF-8: byte 12"]
    book.submissions[0].timestamp = "2026-11-21 22:56:22"
    book.submissions[1].timestamp = "yesterday & later"
    book.submissions[1].exercises[0].status = .broken
    book.submissions[1].exercises[0].feedback = Feedback(.file, "not your mistake")
    book.submissions[2].exercises = []
    let root = try XMLTree(GradeJUnit.xml(book)).root
    JUnitRules.check(root)
    #expect(root.children[0].attributes["errors"] == "1")
    #expect(root.children[0].attributes["timestamp"] == "2026-11-21T22:56:22")
    #expect(root.children[1].attributes["errors"] == "3")
    #expect(root.children[2].attributes["tests"] == "0")
  }

  /// XML 1.0 has no control characters, nor U+FFFE and U+FFFF, not even escaped.
  @Test func anyCharacterGivesXML() throws {
    var all = ""
    for value in Array(0...0x2FF) + [
      0x2028, 0x202E, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F469, 0x10FFFF,
    ] {
      if let scalar = Unicode.Scalar(UInt32(value)) { all.unicodeScalars.append(scalar) }
    }
    all += "]]> <![CDATA[ <failure/> &#0; &amp;"
    var book = GradeFixtures.sample
    book.lesson = all
    for index in book.submissions.indices {
      book.submissions[index].learner = all
      book.submissions[index].notes = [all]
      book.submissions[index].problems = [all]
      for place in book.submissions[index].exercises.indices {
        book.submissions[index].exercises[place].stdout = all
        book.submissions[index].exercises[place].feedback = Feedback(.error, all, details: [all])
        book.submissions[index].exercises[place].items[0].label = all
      }
    }
    let xml = GradeJUnit.xml(book)
    JUnitRules.check(try XMLTree(xml).root)
    for scalar in xml.unicodeScalars {
      let value = scalar.value
      let isLegal =
        value == 9 || value == 10 || (0x20..<0x7F).contains(value)
        || (0xA0...0xD7FF).contains(value)
        || (0xE000...0xFFFD).contains(value) || value > 0xFFFF
      #expect(isLegal, "U+\(String(value, radix: 16))")
    }
  }

  @Test func namesThatAreNothingGetASign() throws {
    var book = GradeFixtures.sample
    book.lesson = ""
    book.submissions[0].learner = " \t"
    JUnitRules.check(try XMLTree(GradeJUnit.xml(book)).root)
  }
}

/// Elements, in which order, with which attributes.
enum JUnitRules {
  static func check(_ root: XMLTree.Element) {
    #expect(root.name == "testsuites")
    #expect(root.attributes.isEmpty)
    for (number, suite) in root.children.enumerated() {
      #expect(suite.name == "testsuite")
      #expect(
        Set(suite.attributes.keys) == [
          "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time",
          "package", "id",
        ])
      #expect(suite.attributes["id"] == String(number))
      for name in ["name", "package", "hostname"] {
        // xs:token of at least one letter.
        #expect(!(suite.attributes[name] ?? "").trimmingCharacters(in: .whitespaces).isEmpty)
      }
      let time = suite.attributes["timestamp"] ?? ""
      #expect(time.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/#) != nil, "\(time)")
      #expect(suite.attributes["time"]?.wholeMatch(of: #/[0-9]{1,3}(\.[0-9]*)?/#) != nil)
      let names = suite.children.map(\.name)
      let cases = suite.all("testcase")
      #expect(
        names == ["properties"] + cases.map { _ in "testcase" } + ["system-out", "system-err"])
      for property in suite.all("properties").flatMap(\.children) {
        #expect(property.name == "property")
        #expect(Set(property.attributes.keys) == ["name", "value"])
      }
      for item in cases {
        #expect(Set(item.attributes.keys) == ["classname", "name", "time"])
        #expect(item.children.count <= 1)
        for outcome in item.children {
          #expect(["skipped", "error", "failure"].contains(outcome.name))
          #expect(outcome.children.isEmpty)
          let attributes = Set(outcome.attributes.keys)
          #expect(
            outcome.name == "skipped" ? attributes.isEmpty : attributes == ["type", "message"])
        }
      }
      for (attribute, element) in [
        ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
      ] {
        let count = cases.flatMap(\.children).count { $0.name == element }
        #expect(suite.attributes[attribute] == String(count))
      }
      #expect(suite.attributes["tests"] == String(cases.count))
    }
  }
}

/// XML read by Foundation's parser.
final class XMLTree: NSObject, XMLParserDelegate {
  final class Element {
    let name: String
    let attributes: [String: String]
    var children: [Element] = []
    var text = ""

    init(_ name: String, _ attributes: [String: String]) {
      (self.name, self.attributes) = (name, attributes)
    }

    func all(_ name: String) -> [Element] { children.filter { $0.name == name } }
  }

  struct Malformed: Error { var message: String }

  private var open: [Element] = [Element("", [:])]

  var root: Element { open[0].children.first ?? open[0] }

  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw Malformed(
        message: "\(String(describing: parser.parserError)) line \(parser.lineNumber)")
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = Element(name, attributes)
    open[open.count - 1].children.append(element)
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if open.count > 1 { open.removeLast() }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    open[open.count - 1].text += text
  }
}
