import Arrays
import Diagnostics
import Testing

@testable import PythonSubset

/// What is refused by lists in the sources: each name of each list is tried.
@Suite struct RefusalListTests {
  private let session: Session = {
    let session = Session()
    session.prepare(seed: 0)
    return session
  }()

  private func expectRefusal(_ code: String, of what: String) {
    let outcome = session.run(SourceText(name: "t", text: code), block: 0)
    let error = outcome.failures.first?.error
    #expect(error?.message == "this language has no " + what, "\(code)")
    #expect(error?.isRefusal == true, "\(code)")
    #expect(error?.hint?.isEmpty == false, "\(code): no next move")
  }

  @Test func namesOfModules() throws {
    var count = 0
    for (name, module) in session.modules.sorted(by: { $0.key < $1.key }) {
      for member in module.refused.sorted() {
        count += 1
        expectRefusal("import \(name) as m\nm.\(member)", of: "`\(module.name).\(member)`")
        expectRefusal("from \(name) import \(member)", of: "`\(module.name).\(member)`")
        #expect(!module.attributeNames.contains(member), "\(name) has \(member)")
      }
    }
    #expect(count > 190)
  }

  @Test func builtinFunctions() {
    for name in Builtins.refused { expectRefusal("\(name)('1')", of: "`\(name)`") }
  }

  @Test func methodsOfClasses() {
    for name in ClassDefinition.refusedMethods {
      expectRefusal(
        "class A:\n  def \(name)(self, *rest): pass\nprint('ran')", of: "`\(name)` of a class")
    }
  }

  @Test func distributionsOfTheNewGenerator() {
    for name in GeneratorBox.refused {
      expectRefusal("np.random.default_rng(0).\(name)", of: "`\(name)` of `default_rng`")
    }
  }

  /// Parameters that CPython's and NumPy's functions have and these have not.
  @Test func parameters() throws {
    var functions: [(String, BuiltinFunction)] = []
    func add(_ name: String, _ value: Value?) {
      guard case .object(let object)? = value, let function = object as? BuiltinFunction else {
        return
      }
      functions.append((name, function))
      for (member, value) in function.members { add("\(name).\(member)", value) }
    }
    for (name, module) in session.modules {
      for member in module.attributeNames {
        add("\(name).\(member)", try module.attribute(member, session))
      }
    }
    for (name, value) in makeBuiltins(session.types) { add(name, value) }
    for example in [
      "np.zeros((2, 2))", "np.float64(1)", "np.random.default_rng(0)", "np.random.RandomState(0)",
      "'text'", "[1]", "{1: 2}", "{1}", "(1,)", "1.5", "3", "plt.figure()", "plt.gca()",
      "plt.plot([1])[0]", "plt.rcParams", "np.nditer(np.arange(2), flags=['multi_index'])",
      "np.matrix([[1]])",
      "np.arange(3).flat", "np.arange(3).flags", "np.poly1d([1, 2])",
    ] {
      let code = SourceText(name: "t", text: "example = \(example)")
      let failure = session.run(code, block: 0).failures.first
      #expect(failure == nil || failure?.error.isRefusal == true, "\(example)")
      guard failure == nil,
        case .object(let object) = session.globals[session.globalSlot("example")]
      else { continue }
      for name in object.attributeNames {
        add("\(object.typeName).\(name)", try object.attribute(name, session))
      }
    }
    var count = 0
    for (path, function) in functions {
      let parts = function.signature.source.split(separator: ",").map(\.trimmingSpaces)
      func name(_ part: String) -> String { String(part.prefix { $0 != "=" && $0 != "!" }) }
      let required = parts.filter { !$0.contains("=") && !$0.contains("!") && !$0.hasPrefix("*") }
      let slash = required.firstIndex(of: "/")
      for part in parts where part.contains("!") {
        count += 1
        var arguments = Arguments()
        arguments.positional = required[..<(slash ?? 0)].map { _ in .int(1) }
        arguments.keywords = required[(slash.map { $0 + 1 } ?? 0)...].map { (name($0), .int(1)) }
        arguments.keywords.append((name(part), .int(1)))
        do {
          _ = try function.signature.bind(arguments, to: function.name, session)
          Issue.record("\(path) takes \(part)")
        } catch let error as PythonError {
          #expect(
            error.message == "this language has no `\(name(part))=` of \(function.name)", "\(path)")
          #expect(error.isRefusal && error.hint?.isEmpty == false, "\(path): \(part)")
        }
      }
    }
    #expect(count > 100)
  }
}
