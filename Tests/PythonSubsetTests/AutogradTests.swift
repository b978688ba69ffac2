import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// The engine under autograd's names; `scripts/oracles/record_autograd.py` recorded what the package
/// itself prints.
@Suite struct AutogradTests {
  private func run(_ code: String) -> BlockOutcome {
    let session = Session()
    session.prepare(seed: 0)
    return session.run(SourceText(name: "t", text: code), block: 0)
  }

  @Test func printsWhatAutogradPrints() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded")
    let code = try String(
      contentsOf: folder.appendingPathComponent("autograd_program.py"), encoding: .utf8)
    let json =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent("autograd.json"))) as? [String: Any]
    let expected = try #require(json?["printed"] as? [String])
    let outcome = run(code)
    #expect(outcome.failures.first?.error.message == nil)
    let found = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(found.count == expected.count && found.count > 20)
    for (a, b) in zip(found, expected) { #expect(String(a) == b) }
  }

  @Test(arguments: [
    ("import autograd.numpy as ag\nprint(ag is np, ag.random is np.random)", "True True\n"),
    ("from autograd import numpy as ag\nprint(ag is np)", "True\n"),
    ("import autograd.numpy.linalg as la\nprint(la is np.linalg)", "True\n"),
  ])
  func numpyIsTheVeryModule(_ code: String, _ printed: String) {
    #expect(run(code).stdout == printed)
  }

  /// Messages name the function that was called.
  @Test(arguments: [
    ("grad(lambda v: v * 2)(np.ones(2))", "grad() needs a function that gives one number"),
    ("value_and_grad(lambda v: v * 2)(np.ones(2))", "value_and_grad() needs a function"),
    ("grad(lambda v: None)(1.0)", "grad() needs a function that gives one number"),
    ("jacobian(3)", "jacobian() takes a function"),
    ("elementwise_grad(2.0)", "elementwise_grad() takes a function"),
    (
      "hessian_vector_product(lambda v: np.sum(v))(np.ones(2))",
      "hessian_vector_product() needs a vector after f's arguments"
    ),
    (
      "hessian_vector_product(lambda v: v * 2)(np.ones(2), np.ones(2))",
      "hessian_vector_product() needs a function that gives one number"
    ),
    ("grad(lambda x: x, 1)(2.0)", "there is no argument 1 to differentiate by"),
    ("hessian(lambda x: x)(x=2.0)", "there is no argument 0 to differentiate by"),
  ])
  func errors(_ code: String, _ message: String) {
    let error = run("from autograd import *\n" + code).failures.first?.error
    #expect(error?.message.hasPrefix(message) == true, "\(code): \(error?.message ?? "")")
    #expect(error?.hint?.isEmpty == false)
    for other in ["hvp", "argnums", "lesson"] {
      #expect(error?.hint?.contains(other) == false, "\(code): \(error?.hint ?? "")")
    }
  }

  @Test func refusedNamesAreToldWhatThereIs() {
    let error = run("from autograd import make_vjp").failures.first?.error
    #expect(error?.message == "this language has no `autograd.make_vjp`")
    #expect(error?.hint?.contains("elementwise_grad") == true)
    let module = run("from autograd.misc import flatten").failures.first?.error
    #expect(module?.hint?.contains("hessian_vector_product") == true)
  }
}
