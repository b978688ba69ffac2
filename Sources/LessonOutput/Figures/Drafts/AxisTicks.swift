/// The ticks of an axis whose limits are known.
package enum AxisTicks {
  /// - Parameter length: of the axis, in hundredths of an inch.
  static func axis(_ draft: AxisDraft, low: Double, high: Double, length: Double) -> FigureAxis {
    var axis = FigureAxis(side: draft.side)
    axis.low = low
    axis.high = high
    axis.scale = draft.scale
    axis.label = draft.label
    axis.isShown = draft.isShown
    axis.areTicksShown = draft.areTicksShown
    axis.rotation = draft.rotation
    axis.labelSize = draft.labelSize
    axis.color = draft.color
    axis.grid = draft.grid
    axis.minorGrid = draft.minorGrid
    let isHorizontal = draft.side == .bottom || draft.side == .top
    let gaps = TickLocator.gaps(
      length: length, labelSize: draft.labelSize, isHorizontal: isHorizontal)
    let (least, most) = (min(low, high), max(low, high))
    func isSeen(_ value: Double) -> Bool {
      let (a, b) = (axis.scale.transformed(least), axis.scale.transformed(most))
      let place = axis.scale.transformed(value)
      let tolerance = 1e-10 * abs(b - a)
      return place >= a - tolerance && place <= b + tolerance
    }
    var ticks: [Double]
    var labels: [String]
    var minor = draft.minorTicks ?? []
    if let given = draft.ticks {
      ticks = Array(given.prefix(FigureLimits.mostTicks))
      labels =
        draft.scale.kind == .log || draft.scale.kind == .symlog
        ? TickLabels.log(ticks, low: least, high: most, scale: draft.scale) : []
      if labels.isEmpty {
        (labels, axis.offset) = TickLabels.linear(
          ticks, low: least, high: most, usesOffset: draft.usesOffset,
          scientific: draft.scientific)
      }
      if !draft.categories.isEmpty { labels = ticks.map { category($0, draft.categories) } }
    } else if !draft.categories.isEmpty {
      ticks = draft.categories.indices.prefix(FigureLimits.mostTicks).map(Double.init)
      labels = ticks.map { category($0, draft.categories) }
    } else if draft.scale.kind == .log {
      let found = LogTickLocator(base: draft.scale.base, most: gaps).values(least, most)
      ticks = found.major
      minor = draft.minorTicks ?? found.minor
      labels = TickLabels.log(ticks, low: least, high: most, scale: draft.scale)
      // Where hardly any power is seen, ticks between are labelled.
      let between = TickLabels.log(minor, low: least, high: most, scale: draft.scale)
      for (tick, label) in zip(minor, between) where !label.isEmpty && isSeen(tick) {
        ticks.append(tick)
        labels.append(label)
      }
    } else if draft.scale.kind == .symlog {
      ticks = LogTickLocator.symmetric(least, most, draft.scale)
      labels = TickLabels.log(ticks, low: least, high: most, scale: draft.scale)
    } else {
      if let step = draft.multiple, step > 0,
        (most - least) / step < Double(FigureLimits.mostTicks)
      {
        ticks = stride(
          from: (least / step).rounded(.down), through: (most / step).rounded(.up), by: 1
        ).map { $0 * step }
      } else {
        ticks = (draft.locator ?? TickLocator(gaps: gaps)).values(least, most)
      }
      (labels, axis.offset) = TickLabels.linear(
        ticks, low: least, high: most, usesOffset: draft.usesOffset, scientific: draft.scientific)
      if draft.minorTicksAreOn, ticks.count > 1 { minor = minorTicks(ticks) }
    }
    if draft.isPlain, draft.scale.kind == .log {
      labels = ticks.map { FigureMath.typeset(FigureMath.general($0, digits: 6)) }
    }
    if let formatter = draft.formatter {
      labels = ticks.enumerated().map { formatter.text($1, $0) }
      axis.offset = ""
    }
    if let texts = draft.tickLabels {
      labels = ticks.indices.map { texts.indices.contains($0) ? texts[$0] : "" }
      axis.offset = ""
    }
    if !draft.areLabelsShown {
      labels = labels.map { _ in "" }
      axis.offset = ""
    }
    axis.ticks = zip(ticks, labels).filter { isSeen($0.0) }.prefix(FigureLimits.mostTicks)
      .map { FigureTick($0, String($1.prefix(FigureLimits.mostCharacters))) }
    let shown = Set(axis.ticks.map(\.value))
    axis.minorTicks = minor.filter { isSeen($0) && !shown.contains($0) }
    if axis.minorTicks.count > FigureLimits.mostTicks { axis.minorTicks = [] }
    return axis
  }

  private static func category(_ place: Double, _ categories: [String]) -> String {
    guard let index = Int(exactly: place), categories.indices.contains(index) else { return "" }
    return categories[index]
  }

  /// Four or five parts between two ticks.
  private static func minorTicks(_ ticks: [Double]) -> [Double] {
    let step = ticks[1] - ticks[0]
    guard step > 0 else { return [] }
    let exponent = FigureMath.logarithm(step)
    let leading = FigureMath.tenTo(exponent - exponent.rounded(.down))
    let parts = [1, 2.5, 5, 10].contains { abs($0 - leading) < 1e-6 } ? 5 : 4
    return ticks.flatMap { tick in
      (1..<parts).map { tick + step * Double($0) / Double(parts) }
    }
  }
}
