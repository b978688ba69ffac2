import LessonOutput

extension LessonWriter {
  /// An executed block: its source, what came of it, and its traces.
  mutating func write(block index: Int) {
    let block = run.blocks[index]
    guard block.show.include else { return }
    if let part = block.part, block.status == .skipped { return write(part, block, index) }
    html += "<section class=\"block \(block.status.rawValue)\"\(english)"
    html += block.label.map { id(label: $0) } ?? id("block-\(index + 1)")
    html += " aria-label=\"\(HTMLText.escape("Block \(block.label ?? String(index + 1))"))\""
    html += " data-block=\"\(index)\" data-line=\"\(block.line)\">\n"
    if block.show.echo { source(block) }
    let question = block.show.output ? block.predictions.first { $0.problem == nil } : nil
    if let question { ask(question) }
    status(block)
    if block.show.output { output(block, index) }
    if let error = block.error { write(error) }
    if block.show.output {
      for note in block.notes {
        html += "<p class=\"note\"><span class=\"tag\">Note</span> \(HTMLText.escape(note))</p>\n"
      }
      for (order, trace) in block.traces.enumerated() {
        html += TraceWriter(trace, block: index, order: order, views: block.show.views).section()
      }
      for report in block.reports {
        if let gradients = report.gradients {
          html += GradientReportSection.html(gradients, title: report.title)
        }
      }
    }
    if question != nil { html += "</details>\n" }
    html += "</section>\n"
  }

  /// The question of a prediction; its answer and the numbers that hold it are closed at first.
  private mutating func ask(_ prediction: Prediction) {
    html += "<p class=\"question\">Before you look: \(HTMLText.escape(prediction.prompt))</p>\n"
    html += "<details class=\"answer\">\n<summary>Answer</summary>\n"
    html += "<p>\(HTMLText.escape(prediction.sentence))</p>\n"
  }

  private mutating func source(_ block: BlockRun) {
    var lines = PythonHighlight.lines(block.source)
    let plain = block.source.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 1, lines.last == "" { lines.removeLast() }
    var code = ""
    var isHead = true
    for (offset, line) in lines.enumerated() {
      // Options are for the program; what they do is seen.
      if isHead, plain.indices.contains(offset), plain[offset].hasPrefix("#|") { continue }
      isHead = false
      let number = block.line &+ 1 &+ offset
      let isFaulty =
        block.error.map {
          $0.line == number && plain.indices.contains(offset)
            && $0.sourceLine.hasSuffix(plain[offset])
        } ?? false
      if options.showsLineNumbers || isFaulty {
        let kind = isFaulty ? " class=\"line faulty\"" : " class=\"line\""
        code += "<span\(kind) data-line=\"\(number)\">\(line)</span>\n"
      } else {
        code += line + "\n"
      }
    }
    guard !code.isEmpty else { return }
    let kind = options.showsLineNumbers ? "source scroll numbered" : "source scroll"
    let listing =
      "<pre class=\"\(kind)\" tabindex=\"0\"><code class=\"language-python\">\(code)</code></pre>\n"
    html +=
      block.show.folded
      ? "<details class=\"code\">\n<summary>Code</summary>\n\(listing)</details>\n" : listing
  }

  /// A part of an exercise: the starter as it is, others closed at first.
  private mutating func write(_ part: BlockRun.Part, _ block: BlockRun, _ index: Int) {
    let name = part.exercise.map { HTMLText.attribute("data-exercise", $0) } ?? ""
    html += "<section class=\"block exercise-part \(part.kind)\"\(english)"
    html += (block.label.map { id(label: $0) } ?? id("block-\(index + 1)")) + name
    html += " aria-label=\"\(HTMLText.escape(part.title))\" data-block=\"\(index)\""
    html += " data-line=\"\(block.line)\">\n"
    if part.kind == "starter" {
      html += "<p class=\"exercise-title\"><strong>\(HTMLText.escape(part.title))</strong></p>\n"
      source(block)
    } else {
      html += "<details class=\"code\">\n<summary>\(HTMLText.escape(part.title))</summary>\n"
      var open = block
      open.show.folded = false
      source(open)
      html += "</details>\n"
    }
    html += "</section>\n"
  }

  private mutating func status(_ block: BlockRun) {
    switch block.status {
    case .ok, .failed: return
    case .refused:
      let when = block.started ? "Stopped: this part" : "Not run: this block"
      html +=
        "<p class=\"status\"><strong>\(when) is not in the language of lessons.</strong></p>\n"
    case .skipped:
      let reason = block.reason.map { ": \($0)" } ?? ""
      html += "<p class=\"status\"><strong>Skipped\(HTMLText.escape(reason)).</strong></p>\n"
    }
  }

  private mutating func output(_ block: BlockRun, _ index: Int) {
    if !block.stdout.isEmpty {
      html += "<pre class=\"stdout scroll\" tabindex=\"0\" aria-label=\"Printed\"><samp>"
      html += "\(HTMLText.escape(block.stdout))</samp></pre>\n"
    }
    if let value = block.value {
      html += "<pre class=\"value-line scroll\" tabindex=\"0\" aria-label=\"Value\"><samp>"
      html += "\(HTMLText.escape(value))</samp></pre>\n"
    }
    for (number, plot) in block.plots.enumerated() {
      html += "<figure class=\"plot scroll\">"
      if let figure = plot.figure {
        html += FigureSVG.svg(
          figure, alternative: plot.alternative, name: "plot-\(index + 1)-\(number + 1)")
      } else {
        html += PagePicture.inline(data: nil, alternative: plot.alternative, title: "")
      }
      if let caption = plot.caption {
        html += "<figcaption>\(HTMLText.escape(caption))</figcaption>"
      }
      html += "</figure>\n"
    }
    for table in block.tables { write(table) }
    for report in block.reports where report.gradients == nil {
      html += "<section class=\"report\" aria-label=\"\(HTMLText.escape(report.title))\">\n"
      html += "<p class=\"report-title\">\(HTMLText.escape(report.title))</p>\n"
      if let backward = report.backward {
        write(backward)
        html += "</section>\n"
        continue
      }
      html += "<pre class=\"scroll\" tabindex=\"0\">"
      html += "\(HTMLText.escape(report.lines.joined(separator: "\n")))</pre>\n</section>\n"
    }
  }

  private mutating func write(_ error: BlockError) {
    let kind = error.expected ? "error expected" : "error"
    let label = error.expected ? "Expected error" : "Error"
    html += "<div class=\"\(kind)\" role=\"group\" aria-label=\"\(label)\">\n"
    html += "<p><strong>\(HTMLText.escape(error.type)):</strong> \(HTMLText.escape(error.message))"
    html += " <span class=\"where\">line \(error.line)</span></p>\n"
    if !error.sourceLine.isEmpty {
      html += "<pre class=\"scroll\" tabindex=\"0\">\(ErrorLine.marked(error))</pre>\n"
    }
    if !error.calls.isEmpty {
      html += "<p class=\"calls\">called from "
      html += error.calls.map {
        "<code>\(HTMLText.escape($0.function))</code> in line \($0.line)"
      }.joined(separator: ", then ")
      html += "</p>\n"
    }
    if let hint = error.hint {
      html +=
        "<p class=\"hint-line\"><span class=\"tag\">Help</span> \(HTMLText.withCode(hint))</p>\n"
    }
    if error.expected { html += "<p class=\"where\">This error is meant to happen here.</p>\n" }
    html += "</div>\n"
  }
}
