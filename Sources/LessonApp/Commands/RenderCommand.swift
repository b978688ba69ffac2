import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// What `lesson render` was asked for.
package struct RenderRequest: Sendable {
  /// Files, folders or names of bundled lessons.
  package var paths: [String]
  /// Nil prints a fragment to standard output.
  package var folder: String?
  /// The body alone, without frame and style.
  package var isFragment = false
  /// Keys, hidden checks, wrong answers and solutions are shown.
  package var isForInstructor = false
  /// Nil shows formulas in the best way there is.
  package var math: MathMode?

  package init(paths: [String], folder: String?) {
    self.paths = paths
    self.folder = folder
  }
}

extension RenderRequest {
  /// A fragment's frame has the style; only who asks for KaTeX's markup has KaTeX's there.
  var mathMode: MathMode { math ?? (isFragment ? .unicode : .katex) }
}

extension Application {
  /// Runs lessons and writes a page for each; a page is written even when a block fails.
  package func render(_ request: RenderRequest) -> ExitStatus {
    let (targets, problems) = targets(request.paths)
    for problem in problems { _ = report(problem) }
    if !problems.isEmpty { return .usage }
    if request.folder == nil, targets.count > 1 {
      console.complain(
        "\(targets.count) lessons cannot be printed into one another",
        hint: "write them to a folder: -o DIR")
      return .usage
    }
    for (page, sources) in Dictionary(grouping: targets, by: \.page)
      .sorted(by: { $0.key < $1.key }) where sources.count > 1
    {
      console.complain(
        "\(sources.map(\.path).joined(separator: " and ")) would both become `\(page)`",
        hint: "render them to different folders")
      return .usage
    }
    var request = request
    var pages = targets
    if let file = request.folder, file.hasSuffix(".html"), FileSystem.kind(file) != .folder {
      guard targets.count == 1 else {
        console.complain(
          "\(targets.count) lessons cannot be written to the one page \(file)",
          hint: "write them to a folder: -o DIR")
        return .usage
      }
      let folder = FilePath.folder(file)
      request.folder = folder.isEmpty ? "." : folder
      pages[0].page = FilePath.name(file)
    }
    var status = ExitStatus.success
    let typesetter = KaTeXTypesetter(places)
    for target in pages { status = max(status, render(target, request, typesetter)) }
    typesetter.save()
    explain(typesetter.obstacle, request)
    return status
  }

  /// A lesson and the page it becomes, below the folder of the pages.
  struct RenderTarget {
    var path: String
    var page: String
  }

  private func targets(_ paths: [String]) -> ([RenderTarget], [FileProblem]) {
    var targets: [RenderTarget] = []
    var problems: [FileProblem] = []
    func add(_ path: String, page: String) {
      let page = FilePath.withoutExtension(page) + ".html"
      if !targets.contains(where: { $0.path == path && $0.page == page }) {
        targets.append(RenderTarget(path: path, page: page))
      }
    }
    for path in paths {
      if FileSystem.kind(path) == .folder {
        let lessons = LessonFolder.lessons(in: path)
        if lessons.isEmpty {
          problems.append(
            FileProblem(path: path, message: "there is no lesson, no `.md` file, in this folder"))
        }
        for lesson in lessons {
          add(FilePath.joined(FilePath.withoutSlashes(path), lesson), page: lesson)
        }
        continue
      }
      do {
        let found = try finder.path(path)
        add(found, page: FilePath.name(found))
      } catch {
        problems.append(error)
      }
    }
    return (targets, problems)
  }

  private func render(
    _ target: RenderTarget, _ request: RenderRequest, _ typesetter: KaTeXTypesetter
  ) -> ExitStatus {
    do {
      let lesson = try finder.read(target.path)
      var running = RunOptions()
      running.data = data(for: target.path)
      running.showsKeys = request.isForInstructor
      running.dataFiles = dataFiles(of: lesson)
      let run = LessonRunner.run(lesson, options: running)
      var options = HTMLOptions()
      options.isForInstructor = request.isForInstructor
      typesetter.startPage()
      switch request.mathMode {
      case .katex:
        options.typesetMath = { typesetter.markup($0, display: $1) }
        options.typesetStyle = { typesetter.style($0) }
      case .unicode: break
      case .source: options.showsMathSource = true
      }
      let images = LessonImages(lesson: target.path)
      options.image = { images.address($0) }
      let renderer = HTMLRenderer(options: options)
      let html = request.isFragment ? renderer.fragment(run) : renderer.page(run)
      if let folder = request.folder {
        let page = FilePath.joined(FilePath.withoutSlashes(folder), target.page)
        try FileSystem.createFolder(FilePath.folder(page))
        try FileSystem.write(Array(html.utf8), to: page)
        console.writeLine(VisibleText.line(page))
      } else {
        console.write(html)
      }
      explain(typesetter.problems, in: run.file)
      return report(run, showsFailures: true)
    } catch {
      return report(error)
    }
  }
}
