import LessonOutput

/// The language of a page: the front matter's, else Chinese or English by the script of its prose.
enum PageLanguage {
  /// Paragraphs looked at; more wouldn't change the answer.
  private static let sample = 40

  static func of(_ run: LessonRun) -> String {
    if let language = run.language, isTag(language) { return language }
    var ideographs = 0
    var letters = 0
    for prose in run.prose.prefix(sample) {
      let content: [Inline]
      switch prose {
      case .paragraph(let inlines), .heading(_, _, let inlines): content = inlines
      default: continue
      }
      for scalar in Inline.plainText(content, numbers: run.numbers).unicodeScalars {
        if (0x4E00...0x9FFF).contains(scalar.value) {
          ideographs += 1
        } else if scalar.properties.isAlphabetic {
          letters += 1
        }
      }
    }
    // An ideograph carries about as much as three letters.
    return ideographs * 3 > letters ? "zh" : "en"
  }

  private static func isTag(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 35
      && text.utf8.allSatisfy {
        $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
          || (0x61...0x7A).contains($0)
      }
  }
}
