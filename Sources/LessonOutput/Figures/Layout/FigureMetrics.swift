/// Distances in a figure, in hundredths of an inch: what layout leaves room for and renderers draw.
package enum FigureMetrics {
  private static func points(_ count: Double) -> Double { count * FigureLimits.unitsPerPoint }

  package static let frameWidth = points(0.8)
  package static let tickLength = points(3.5)
  package static let minorTickLength = points(2)
  package static let tickPad = points(3.5)
  package static let labelPad = points(4)
  package static let titlePad = points(6)
  /// Around a figure.
  package static let margin = 10.0
  /// From the top of a line's letters to its foot, by the size of the text.
  package static let ascent = 0.76
  package static let descent = 0.24

  /// Width and height of a text that is turned.
  package static func size(_ text: String, _ size: Double, rotation: Double)
    -> (width: Double, height: Double)
  {
    let width = TextMeasure.width(text, size: size)
    let height = TextMeasure.height(text, size: size)
    if rotation == 0 || !rotation.isFinite { return (width, height) }
    let angle = rotation / 180 * Double.pi
    let (s, c) = (abs(FigureMath.sine(angle)), abs(FigureMath.cosine(angle)))
    return (width * c + height * s, width * s + height * c)
  }

  /// How far tick labels reach from the frame; nothing where there are none.
  package static func tickRoom(_ axis: FigureAxis) -> Double {
    guard axis.isShown else { return 0 }
    let ticks = axis.areTicksShown && !axis.ticks.isEmpty ? tickLength : 0
    let isHorizontal = axis.side == .bottom || axis.side == .top
    var widest = 0.0
    for tick in axis.ticks where !tick.label.isEmpty {
      let size = size(tick.label, axis.labelSize, rotation: axis.rotation)
      widest = max(widest, isHorizontal ? size.height : size.width)
    }
    return widest == 0 ? ticks : tickLength + tickPad + widest
  }

  /// How far an axis reaches from its frame, its label and offset included.
  package static func room(_ axis: FigureAxis) -> Double {
    guard axis.isShown else { return 0 }
    let ticks = tickRoom(axis)
    let isHorizontal = axis.side == .bottom || axis.side == .top
    let offset = axis.offset.isEmpty || !isHorizontal ? 0 : axis.labelSize
    if axis.label.text.isEmpty { return ticks + offset }
    let label = TextMeasure.height(axis.label.text, size: axis.label.size)
    return ticks + max(offset, labelPad + label)
  }

  /// Room above the frame: the title, the offset of an upright axis, an axis at the top.
  package static func top(_ axes: FigureAxes) -> Double {
    var room = axes.x.side == .top ? self.room(axes.x) : 0
    let height = titlePad + TextMeasure.height(axes.title.text, size: axes.title.size)
    if !axes.y.offset.isEmpty, axes.y.isShown {
      let offset = axes.y.labelSize + 4
      // A title stands above an offset only where they would meet.
      if axes.title.text.isEmpty { return max(room, offset) }
      if !isBesideOffset(axes) { return max(room, offset) + height }
    }
    if !axes.title.text.isEmpty { room += height }
    return room
  }

  private static func isBesideOffset(_ axes: FigureAxes) -> Bool {
    guard axes.title.align == .center, axes.y.side == .left else { return false }
    let offset = TextMeasure.width(axes.y.offset, size: axes.y.labelSize)
    let title = TextMeasure.width(axes.title.text, size: axes.title.size)
    return offset + 5 < (axes.box.width - title) / 2
  }

  /// Everything of axes but what is drawn in the frame.
  package static func outline(_ axes: FigureAxes) -> FigureBox {
    var box = axes.box
    let top = top(axes)
    let bottom = axes.x.side == .bottom ? room(axes.x) : 0
    box.y -= top
    box.height += top + bottom
    var (left, right) = (0.0, 0.0)
    if axes.y.side == .left { left = room(axes.y) } else { right = room(axes.y) }
    if axes.x.isShown {
      for tick in axes.x.ticks where !tick.label.isEmpty {
        let width = size(tick.label, axes.x.labelSize, rotation: axes.x.rotation).width
        let place = axes.x.fraction(tick.value) * axes.box.width
        left = max(left, width / 2 - place)
        right = max(right, place + width / 2 - axes.box.width)
      }
    }
    if axes.y.isShown {
      for tick in axes.y.ticks.suffix(1) + axes.y.ticks.prefix(1) where !tick.label.isEmpty {
        let place = (1 - axes.y.fraction(tick.value)) * axes.box.height
        let half = axes.y.labelSize / 2
        if place - half < -top { box = box.union(raised(box, place - half, axes)) }
      }
    }
    box.x -= left
    box.width += left + right
    let title = TextMeasure.width(axes.title.text, size: axes.title.size)
    let label = axes.x.isShown ? TextMeasure.width(axes.x.label.text, size: axes.x.label.size) : 0
    box = box.union(centered(axes.box, max(title, label)))
    if axes.y.isShown, !axes.y.label.text.isEmpty {
      let height = TextMeasure.width(axes.y.label.text, size: axes.y.label.size)
      let over = (height - axes.box.height) / 2
      if over > 0 {
        box = box.union(
          FigureBox(x: box.x, y: axes.box.y - over, width: box.width, height: height))
      }
    }
    return box
  }

  private static func raised(_ box: FigureBox, _ place: Double, _ axes: FigureAxes) -> FigureBox {
    FigureBox(x: box.x, y: axes.box.y + place, width: box.width, height: 1)
  }

  private static func centered(_ box: FigureBox, _ width: Double) -> FigureBox {
    FigureBox(
      x: box.x + (box.width - width) / 2, y: box.y, width: width, height: box.height)
  }
}
