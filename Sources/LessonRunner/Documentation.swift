import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// What `lesson docs` can say of functions and gates, with examples run on the spot.
package enum Documentation {
  package static var functions: [DocEntry] { BuiltinCatalogue.entries + CheckModule.entries }

  /// A gate, for readers: name, box, rule, sentence, kinks, what blocks call it, source.
  package static var gates: [[(label: String, text: String)]] {
    Gate.catalogue.filter { !$0.blockNames.isEmpty }.map { gate in
      var lines = [(label: "gate", text: gate.name), (label: "drawn as", text: gate.symbol)]
      if let rule = gate.elementwise {
        let names = rule.locals.count == 1 ? ["x"] : ["x", "y"]
        lines.append((label: "forward", text: "f = " + rule.forward.text(names, output: "f")))
        for (name, local) in zip(names, rule.locals) {
          lines.append((label: "local", text: "∂f/∂\(name) = " + local.text(names, output: "f")))
        }
      }
      lines.append((label: "backward", text: gate.sentence))
      if let kinks = gate.kinks { lines.append((label: "kinks", text: kinks)) }
      lines.append((label: "in blocks", text: gate.blockNames.joined(separator: "  ")))
      if !gate.source.isEmpty { lines.append((label: "source", text: gate.source)) }
      return lines
    }
  }

  /// What an example prints and gives, as a notebook would show it.
  package static func run(example: String) -> String {
    let session = Session()
    session.prepare(seed: 0)
    let checks = CheckModule()
    checks.register(in: session)
    session.limits.steps = 10_000_000
    session.data = ExampleData.lesson
    let source = SourceText(name: "example", text: example)
    checks.sources = [source]
    let outcome = session.run(source, block: 0)
    if let failure = outcome.failures.first {
      return "\(failure.error.type): \(failure.error.message)"
    }
    return outcome.stdout + (outcome.value ?? "")
  }
}
