import Arrays
import Diagnostics
import LessonOutput

/// What a learner's code gave to a check, value by value: two answers that give the same are taken
/// for the same answer.
package struct Transcript {
  package struct Entry {
    /// The function or name that gave it.
    var name: String
    /// Types and shapes, and all that is no number.
    var form: String
    var numbers: [Double]
  }

  package private(set) var entries: [Entry] = []
  private var count = 0

  /// Numbers kept of one check; what comes after is not compared.
  private static let mostNumbers = 200_000

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }
  /// No value was looked at, only how the answer is written.
  package var isOfCode: Bool { !isEmpty && entries.allSatisfy { $0.name.isEmpty } }

  /// Notes what a check found in the answer's code.
  mutating func add(finding: String) { entries.append(Entry(name: "", form: finding, numbers: [])) }

  mutating func add(_ name: String, _ value: Value) {
    guard count < Self.mostNumbers else { return }
    var reader = Reader()
    reader.read(value, depth: 0)
    count += reader.numbers.count + 1
    entries.append(Entry(name: name, form: reader.form, numbers: reader.numbers))
  }

  /// Whether both gave the same, up to rounding.
  package func matches(_ other: Transcript) -> Bool {
    guard entries.count == other.entries.count else { return false }
    return zip(entries, other.entries).allSatisfy { a, b in
      a.name == b.name && a.form == b.form && a.numbers.count == b.numbers.count
        && zip(a.numbers, b.numbers).allSatisfy(Self.isSame)
    }
  }

  private static func isSame(_ a: Double, _ b: Double) -> Bool {
    a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-9 + 1e-7 * max(abs(a), abs(b))
  }

  /// A text that is the same for answers that give the same: numbers to five digits.
  package var digest: String {
    var text = ""
    for entry in entries {
      text += "\(entry.name)|\(entry.form)|"
      for number in entry.numbers {
        text += NumberText.short(number == 0 ? 0 : number, digits: 5) + ","
      }
      text += "\n"
    }
    return text
  }

  /// A number that changes when a value's content does.
  static func fingerprint(_ value: Value) -> UInt64 {
    var reader = Reader(keepsAll: true)
    reader.read(value, depth: 0)
    var hash = StableHash(reader.form)
    for number in reader.numbers { hash.add(word: number.bitPattern) }
    return hash.value
  }

  /// Flattens a value.
  private struct Reader {
    var form = ""
    var numbers: [Double] = []
    var keepsAll = false
    /// Values that are still looked at: lists may hold one another many times over.
    var budget = 200_000

    init(keepsAll: Bool = false) { self.keepsAll = keepsAll }

    mutating func read(_ value: Value, depth: Int) {
      budget -= 1
      guard depth < 100, budget > 0, form.utf8.count < 1 << 20,
        keepsAll || numbers.count < Transcript.mostNumbers
      else { return }
      if let number = value.number {
        form += "n"
        numbers.append(number)
        return
      }
      guard case .object(let object) = value else {
        form += value.isNone ? "-" : "."
        return
      }
      switch object {
      case let array as ArrayObject:
        form += "a\(array.array.shape)"
        numbers += array.array.doubles
      case let string as StringObject:
        form += "s\(string.value.utf8.count):\(string.value.prefix(10_000))"
      case let list as SequenceObject:
        form += list is TupleObject ? "(" : "["
        for item in list.items { read(item, depth: depth + 1) }
        form += "]"
      case let dictionary as DictionaryObject:
        form += "{"
        for (key, item) in dictionary.pairs {
          read(key, depth: depth + 1)
          form += ":"
          read(item, depth: depth + 1)
        }
        form += "}"
      case let set as SetObject:
        form += "<"
        for item in set.items { read(item, depth: depth + 1) }
        form += ">"
      default: form += "o"
      }
    }
  }
}
