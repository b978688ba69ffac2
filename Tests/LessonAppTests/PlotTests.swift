import LessonDocument
import LessonOutput
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// What `plt` does in blocks, what comes of it, and what it refuses.
@Suite struct PlotTests {
  func blocks(_ programs: String...) -> [BlockRun] {
    let lesson = programs.map { "```python\n\($0)\n```\n" }.joined(separator: "\n")
    return LessonRunner.run(LessonReader.read(text: lesson, name: "plots.md")).blocks
  }

  func block(_ program: String) -> BlockRun { blocks(program)[0] }

  func axes(_ program: String) -> FigureAxes? { block(program).plots.first?.figure?.axes.first }

  // MARK: When figures are shown

  @Test func aFigureIsAnOutputOfItsBlock() {
    let shown = blocks(
      "plt.plot([1, 2])\nplt.show()\nplt.plot([3, 4])", "x = 1",
      "plt.plot([5, 6])\nplt.close()", "plt.figure()\nplt.figure()\nplt.plot([1])")
    #expect(shown.map(\.plots.count) == [2, 0, 0, 1])
    #expect(shown.allSatisfy { $0.error == nil && $0.notes.isEmpty })
  }

  @Test func aFigureMayComeFromAnEarlierBlock() {
    let shown = blocks(
      "fig, ax = plt.subplots()\nax.plot([1, 2])", "ax.plot([3, 4])", "ax.plot([5])\nfig")
    #expect(shown.map(\.plots.count) == [1, 0, 0] || shown.map(\.plots.count) == [1, 0, 1])
    #expect(shown[2].value == "<Figure size 640x480 with 1 Axes>")
  }

  @Test func whatWasDrawnBeforeAnErrorIsShown() {
    let failed = block("plt.plot([1, 2])\n1 / 0")
    #expect(failed.error?.type == "ZeroDivisionError")
    #expect(failed.plots.count == 1)
  }

  @Test func atMostFiftyFigures() {
    let many = block("for i in range(60):\n    plt.plot([i, 1])\n    plt.show()")
    #expect(many.plots.count == FigureLimits.mostFigures)
    #expect(many.notes.contains { $0.contains("10 figures are left out") })
  }

  @Test func variablesAreArrays() {
    let block = block(
      """
      from lesson import variable
      w = variable(np.array([1.0, 2.0, 3.0]))
      losses = [variable(0.5), variable(0.25)]
      plt.plot(w, w * 2)
      plt.plot(losses)
      plt.scatter(w, w)
      """)
    #expect(block.error == nil)
    let lines = block.plots.first?.figure?.axes.first?.artists.compactMap { artist -> [Double]? in
      if case .line(let line) = artist { line.y } else { nil }
    }
    #expect(lines == [[2, 4, 6], [0.5, 0.25]])
  }

  // MARK: What functions give back

  @Test func resultsHaveMatplotlibsTypesAndLengths() {
    let printed = block(
      """
      lines = plt.plot([1, 2], [3, 4], 'r', [1, 2], [5, 6])
      print(type(lines).__name__, len(lines), lines[0].get_xdata(), lines[0].get_color())
      n, edges, patches = plt.hist([1, 2, 2, 5], bins=4)
      print(n, edges, len(patches), n.dtype)
      print(len(plt.bar(['a', 'b', 'c'], [1, 2, 3])), [p.get_height() for p in plt.bar([1, 2], [3, 4])])
      fig, axes = plt.subplots(2, 3)
      print(axes.shape, len(fig.axes), plt.subplots(1, 3)[1].shape)
      print(plt.xlim(), plt.xlim(0, 5), len(plt.axis()))
      print(plt.contour(np.outer(np.arange(4.0), np.arange(4.0))).levels)
      counts, xe, ye, image = plt.hist2d([1, 2, 2], [1, 2, 2], bins=2)
      print(counts, len(xe), len(ye))
      print(np.round(plt.cm.viridis(0.0), 2), plt.cm.viridis(np.array([0.0, 1.0])).shape)
      print(len(plt.errorbar([1], [2], yerr=1)), len(plt.stem([1, 2])))
      wedges, texts = plt.pie([1, 2, 3])
      print(len(wedges), len(texts))
      plt.close('all')
      """)
    #expect(printed.error == nil)
    #expect(
      printed.stdout == """
        list 2 [1 2] #ff0000
        [1. 2. 0. 1.] [1. 2. 3. 4. 5.] 4 float64
        3 [np.int64(3), np.int64(4)]
        (2, 3) 6 (3,)
        (np.float64(0.0), np.float64(1.0)) (0.0, 5.0) 4
        [0.  1.5 3.  4.5 6.  7.5 9. ]
        [[1. 0.]
         [0. 2.]] 3 3
        [0.27 0.   0.33 1.  ] (2, 4)
        3 3
        3 3

        """)
  }

  // MARK: What is refused or told

  @Test(arguments: [
    ("plt.plot([1, 2], colour='r')", "AttributeError", "colour"),
    ("plt.plot([1, 2], color='rde')", "ValueError", "'rde' is not a valid value for color"),
    ("plt.plot([1, 2], 'rq')", "ValueError", "unrecognized character 'q'"),
    ("plt.plot([1, 2, 3], [1, 2])", "ValueError", "shapes (3,) and (2,)"),
    ("plt.imshow([[1, 2]], cmap='virdis')", "ValueError", "'virdis' is not a valid value for cmap"),
    ("plt.imshow(np.zeros(3))", "TypeError", "Invalid shape (3,) for image data"),
    ("plt.scatter([1, 2], [1, 2], c=[1, 2, 3])", "ValueError", "'c' argument has 3 elements"),
    ("plt.subplot(2, 2, 5)", "ValueError", "1 <= num <= 4, not 5"),
    ("plt.legend(loc='top')", "ValueError", "not a valid value for loc"),
    ("plt.xscale('logarithmic')", "ValueError", "not a valid value for scale"),
    ("plt.contour([1, 2, 3])", "TypeError", "Input z must be 2D, not 1D"),
    ("plt.contour(np.eye(3), levels=[2, 1])", "ValueError", "Contour levels must be increasing"),
    ("plt.xlim(float('nan'), 1)", "ValueError", "cannot be NaN or Inf"),
    ("plt.xticks([1, 2], ['a'])", "ValueError", "FixedLocator locations (2)"),
    ("plt.errorbar([1], [1], yerr=[-1])", "ValueError", "must not contain negative values"),
    ("plt.figure(figsize=(0, 3))", "ValueError", "positive finite"),
    ("plt.colorbar()", "RuntimeError", "No mappable was found"),
    ("plt.plot([1], marker='%')", "ValueError", "Unrecognized marker style '%'"),
    ("plt.plot([1], linestyle='---')", "ValueError", "not a valid value for ls"),
  ])
  func mistakesAreTold(_ program: String, _ type: String, _ message: String) {
    let error = block(program).error
    #expect(error?.type == type)
    #expect(error?.message.contains(message) ?? false, "\(error?.message ?? "no error")")
  }

  @Test func namesAreSuggested() {
    #expect(block("plt.plot([1], color='blu')").error?.hint?.contains("blue") ?? false)
    #expect(block("plt.imshow([[1]], cmap='virids')").error?.hint?.contains("viridis") ?? false)
  }

  @Test(arguments: [
    ("plt.hexbin([1], [2])", "`hexbin` is accepted and not drawn"),
    ("plt.bar([1], [2], hatch='/')", "`hatch=` of `bar` is not drawn"),
    ("plt.plot([1])\nplt.savefig('a.png')", "`savefig` writes no file"),
    ("plt.figure().add_subplot(projection='3d')", "axes in three dimensions"),
    ("plt.rcParams['axes.facecolor'] = 'w'", "has no effect on figures"),
    ("plt.plot([1, 2])\nplt.legend()", "No artists with labels found"),
  ])
  func whatIsNotDrawnIsNoted(_ program: String, _ note: String) {
    let block = block(program)
    #expect(block.error == nil)
    #expect(block.notes.contains { $0.contains(note) }, "\(block.notes)")
  }

  // MARK: Hostile input

  @Test(arguments: [
    "plt.plot([float('nan')] * 3)", "plt.plot([float('inf'), 1, -float('inf')])", "plt.plot([])",
    "plt.scatter([], [])", "plt.hist([])", "plt.bar([], [])", "plt.imshow(np.zeros((0, 3)))",
    "plt.imshow(np.full((3, 3), np.nan))", "plt.plot([1e308, -1e308])", "plt.plot([5e-324, 0])",
    "plt.semilogy([-1, -2])", "plt.loglog([0], [0])", "plt.contour(np.zeros((4, 4)))",
    "plt.contourf(np.full((4, 4), np.nan))", "plt.contourf(np.eye(5) * np.inf)",
    "plt.quiver([0], [0], [0], [0])", "plt.quiver([np.nan], [1], [np.inf], [1])",
    "plt.text(1e300, 1e300, 'far')", "plt.plot([1, 2], linewidth=1e9)",
    "plt.scatter([1, 2], [1, 2], s=[1e300, -1])", "plt.figure(figsize=(1e6, 1e-6)); plt.plot([1])",
    "plt.xlim(1, 1); plt.plot([1, 2])", "plt.axis('equal'); plt.plot([0, 1], [0, 1e-300])",
    "plt.plot([1, 2]); plt.xticks(range(10000))", "plt.pie([0, 0])", "plt.pie([])",
    "plt.subplots(100, 100)", "for i in range(3000): plt.plot([i, i + 1])",
    "plt.annotate('a', (np.nan, 0), (0, 0), arrowprops={})", "plt.boxplot([[]])",
    "plt.errorbar([1, 2], [np.nan, 1], yerr=[np.inf, 1])", "plt.fill_between([], [])",
    "plt.yscale('symlog'); plt.plot([-1e300, 1e300])", "plt.hist([1, 1, 1], bins=1)",
    "plt.imshow([[np.inf, 1], [2, -np.inf]]); plt.colorbar()", "plt.stem([])",
    "plt.contour(np.arange(16.).reshape(4, 4), levels=[100])", "plt.axvspan(np.nan, 1)",
    "plt.plot([1, 2], [3, 4]); plt.subplots_adjust(left=5, right=-3)", "plt.step([], [])",
    "plt.subplot(1, 1, 1); plt.axes([0, 0, 0, 0]); plt.plot([1, 2])", "plt.title('x' * 100000)",
    "plt.plot(['a'] * 5000, range(5000))", "plt.loglog([1e-300, 1e300], [1, 2])",
  ])
  func nothingTraps(_ program: String) {
    let lesson = "```python\n\(program)\n```\n"
    let run = LessonRunner.run(LessonReader.read(text: lesson, name: "hostile.md"))
    let page = HTMLRenderer().page(run)
    #expect(page.utf8.count < 4_000_000, "\(page.utf8.count)")
    for unicode in [true, false] {
      let options = TerminalOptions(width: 40, color: unicode, unicode: unicode)
      #expect((TerminalRenderer(options: options).lines(of: run).map(\.width).max() ?? 0) <= 40)
    }
    let figure = run.blocks[0].plots.first?.figure
    #expect(!page.contains("\"nan\"") && !page.contains("inf\""))
    #expect((figure?.width ?? 1).isFinite && (figure?.height ?? 1).isFinite)
  }

  @Test func textsOfFiguresAreNoMarkup() {
    let text = "</svg><script>alert(1)</script>\\\" ' & <b>"
    let lesson = """
      ```python
      evil = "\(text)"
      plt.plot([1, 2], label=evil)
      plt.title(evil); plt.xlabel(evil); plt.ylabel('$' + evil + '$'); plt.suptitle(evil)
      plt.text(0, 1, evil); plt.annotate(evil, (0, 1)); plt.legend(title=evil)
      plt.xticks([0, 1], [evil, evil])
      plt.show()
      plt.bar([evil], [1])
      ```
      """
    let run = LessonRunner.run(LessonReader.read(text: lesson, name: "markup.md"))
    #expect(run.blocks[0].error == nil)
    #expect(run.blocks[0].plots.count == 2)
    let page = HTMLRenderer().fragment(run)
    #expect(!page.contains("<script") && !page.contains("<b>"))
    #expect(page.components(separatedBy: "</svg>").count == 3)
  }

  @Test func aMillionPointsStaySmall() throws {
    let line = try #require(
      axes("x = np.sin(np.arange(1000000) * 0.001)\nx[777777] = 9\nplt.plot(x)"))
    guard case .line(let drawn)? = line.artists.first else {
      Issue.record("a line")
      return
    }
    #expect(drawn.count == 1_000_000)
    #expect(drawn.x.count <= FigureLimits.mostLinePoints)
    #expect(drawn.y.max() == 9 && drawn.x[drawn.y.firstIndex(of: 9) ?? 0] == 777_777)
    #expect((drawn.x.first, drawn.x.last) == (0, 999_999))
    let cloud = try #require(
      axes("np.random.seed(0)\nplt.scatter(np.random.randn(300000), np.random.randn(300000))"))
    guard case .points(let points)? = cloud.artists.first else {
      Issue.record("points")
      return
    }
    #expect(points.count == 300_000)
    #expect(points.x.count <= FigureLimits.mostMarkers)
  }

  @Test func largeImagesAreAveraged() throws {
    let axes = try #require(self.axes("plt.imshow(np.arange(2000 * 1500.).reshape(2000, 1500))"))
    guard case .image(let image)? = axes.artists.first else {
      Issue.record("an image")
      return
    }
    #expect((image.rows, image.columns) == (512, 512))
    #expect(image.shape == [2000, 1500])
    #expect(image.range == [0, 2_999_999])
  }

  @Test func tooManyAxesAreLeftOut() {
    let figure = block("plt.subplots(40, 40)").plots.first?.figure
    #expect(figure?.axes.count == FigureLimits.mostAxes)
    #expect(figure?.omitted == 1600 - FigureLimits.mostAxes)
  }

  // MARK: Words

  @Test(arguments: [
    (
      "plt.plot([1.1, 0.5, 0.24], label='sgd')\nplt.plot([1.2, 0.9, 0.1], label='adam')\n"
        + "plt.xlabel('step'); plt.ylabel('loss')",
      "Line plot, loss against step: 2 lines; sgd falls from 1.1 to 0.24; adam falls from 1.2 to 0.1."
    ),
    (
      "plt.plot([0, 5, 1])", "Line plot: a line rises from 0 to 1, highest 5 at 1."
    ),
    ("plt.hist([1, 2, 2, 3], bins=3)", "Histogram: 3 bars, the longest 2 at 2."),
    (
      "plt.imshow([[0, 1], [2, 3]])\nplt.colorbar(label='w')",
      "Image: 2×2 cells from 0 to 3. Colour bar of w from 0 to 3."
    ),
    (
      "plt.bar(['cat', 'dog'], [3, 7])", "Bar chart: 2 bars, the longest 7 at dog."
    ),
  ])
  func figuresAreDescribedByTheirData(_ program: String, _ words: String) {
    #expect(block(program).plots.first?.alternative == words)
  }
}
