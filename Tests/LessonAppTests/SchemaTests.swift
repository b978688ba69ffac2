import Foundation
import LessonDocument
import LessonOutput
import LessonRunner
import Testing

@testable import LessonApp

@Suite struct SchemaTests {
  let validator: SchemaValidator

  init() throws {
    validator = SchemaValidator(
      root: try JSONDecoder().decode(JSONValue.self, from: Data(LessonRunSchema.text.utf8)))
  }

  /// The problems of a run as it is printed and read back.
  func problems(_ run: LessonRun) throws -> [String] {
    let text = JSONText.pretty(try JSONEncoding.value(run))
    return validator.problems(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
  }

  func run(_ text: String) -> LessonRun {
    var options = RunOptions()
    options.summarises = true
    return LessonRunner.run(LessonReader.read(text: text, name: "sample.md"), options: options)
  }

  @Test func theFileIsWhatTheProgramPrints() throws {
    let file = try FileSystem.read(
      packageFolder + "/Sources/LessonApp/Schema/lesson-run.json", limit: 1 << 20)
    #expect(
      String(decoding: file, as: UTF8.self) == LessonRunSchema.text,
      "write it anew: lesson docs --schema > Sources/LessonApp/Schema/lesson-run.json")
  }

  @Test func everyBundledLessonFits() throws {
    let folder = packageFolder + "/lessons"
    let lessons = LessonFolder.lessons(in: folder)
    #expect(!lessons.isEmpty)
    for lesson in lessons {
      let text = String(
        decoding: try FileSystem.read(folder + "/" + lesson, limit: 1 << 22), as: UTF8.self)
      let found = try problems(run(text))
      #expect(found == [], "\(lesson): \(found.prefix(3))")
    }
  }

  @Test func gradientReportsFit() throws {
    let run = run(
      """
      ```python
      #| trace: f
      #| gradient-check: true
      from lesson import gate
      @gate
      class Square:
          def forward(self, x):
              self.x = x
              return x * x
          def backward(self, dout):
              return self.x * dout
      def g(x):
          return Square(x) + np.abs(x)
      x = np.array([1.0, 0.0, 3.0])
      f = g(x).sum()
      ```
      """)
    #expect(run.blocks.first?.reports.first?.gradients?.gates.count == 1)
    #expect(try problems(run) == [])
  }

  @Test func failuresFit() throws {
    let run = run(
      """
      ---
      titel: slip
      ---
      # A *title* with $x$ and `code`

      ```python
      #| trcae: f
      def g(x):
          return 1 / x
      g(0)
      ```

      ```python
      import os
      ```

      | a | b |
      |:--|--:|
      | 1 | [x](#nowhere) |

      - [ ] open
      - [x] done

      1. one

      > quote<br>

      <details><summary>More</summary>

      ![alt](a.png "t")[^1] $$x$$ 3<!-- nothing -->

      </details>

      [^1]: A note.

      ---
      """)
    #expect(run.blocks.map(\.status) == [.failed, .refused] || run.blocks.count == 2)
    #expect(!run.diagnostics.isEmpty)
    #expect(try problems(run) == [])
  }

  @Test func tracesAndArraysFit() throws {
    let run = run(
      """
      ```python
      #| trace: f
      import numpy as np
      W = np.array([[1.0] * 40] * 3)
      x = np.array([0.5] * 40)
      f = np.sum(W * x)
      n = 1e308 * 10 - 1e308 * 10
      l = [1, 'a', None, True, (2.5, [1])]
      d = {'a': 1}
      ```
      """)
    #expect(run.blocks.first?.error == nil)
    #expect(try problems(run) == [])
  }

  @Test func figuresFit() throws {
    let run = run(
      """
      ```python
      fig, ax = plt.subplots(2, 2)
      ax[0, 0].plot([1, float('nan'), 3], 'o--', label='a')
      ax[0, 0].scatter([1, 2], [3, 4], c=[0, 1])
      ax[0, 0].annotate('here', xy=(1, 2), xytext=(0.5, 2.5), arrowprops=dict(arrowstyle='->'))
      ax[0, 0].legend()
      ax[0, 1].hist([1, 2, 2, 3], bins=3)
      ax[0, 1].set_yscale('log')
      picture = ax[1, 0].imshow(np.arange(12).reshape(3, 4))
      fig.colorbar(picture, ax=ax[1, 0])
      ax[1, 1].contourf(np.outer(np.arange(5.), np.arange(5.)))
      ax[1, 1].quiver([1, 2], [1, 2], [1, 0], [0, 1])
      fig.suptitle('four')
      ```
      """)
    #expect(run.blocks.first?.error == nil)
    #expect(run.blocks.first?.plots.first?.figure?.axes.count == 5)
    #expect(try problems(run) == [])
  }

  @Test func theValidatorSeesWhatIsWrong() throws {
    let value = try JSONEncoding.value(run("# Title\n\n```python\nx = 1\n```\n"))
    guard case .object(var fields) = value, case .array(let blocks)? = fields["blocks"],
      case .object(var block)? = blocks.first
    else {
      Issue.record("a run is an object with blocks")
      return
    }
    #expect(validator.problems(value) == [])
    block["status"] = .string("fine")
    block["label"] = nil
    fields["blocks"] = .array([.object(block)])
    fields["format"] = .int(2)
    let found = validator.problems(.object(fields)).sorted()
    #expect(found.count == 3)
    #expect(found.first?.hasPrefix(".blocks[0]") == true)
  }
}
