import Arrays
import Autodiff
import LessonOutput

/// Values as numbers, colours and colour maps of figures. Nothing of it is recorded.
extension Session {
  /// An array of what is plotted; None is not a number.
  func plotArray(_ value: Value) throws -> NDArray {
    try untracked {
      if let sequence = value.asObject(SequenceObject.self),
        sequence.items.contains(where: \.isNone)
      {
        return try tensor(.list(sequence.items.map { $0.isNone ? .float(.nan) : $0 })).array
      }
      if let variable = value.asObject(VariableObject.self) {
        return try tensor(variable.content).array
      }
      if let sequence = value.asObject(SequenceObject.self),
        sequence.items.contains(where: { $0.asObject(VariableObject.self) != nil })
      {
        let plain = sequence.items.map { $0.asObject(VariableObject.self)?.content ?? $0 }
        return try tensor(.list(plain)).array
      }
      if case .object(let object) = value, !(object is SequenceObject), !(object is ArrayObject),
        !(object is StringArrayObject), !(object is IteratorObject)
      {
        return try tensor(.list(try items(of: value))).array
      }
      return try tensor(value).array
    }
  }

  /// Numbers in row-major order.
  func plotNumbers(_ value: Value) throws -> [Double] {
    let array = try plotArray(value)
    try charge(elements: array.count)
    return array.doubles
  }

  /// The texts of a list of strings; nil where it holds anything else.
  func plotTexts(_ value: Value) throws -> [String]? {
    if value.text != nil { return nil }
    if let strings = value.asObject(StringArrayObject.self) { return strings.texts }
    guard let sequence = value.asObject(SequenceObject.self), let first = sequence.items.first,
      first.text != nil
    else { return nil }
    return try sequence.items.map { try $0.text ?? string($0) }
  }

  /// A list of any values as texts.
  func plotLabels(_ value: Value) throws -> [String] {
    if let texts = try plotTexts(value) { return texts }
    return try items(of: value).map { try string($0) }
  }

  // MARK: Colours

  /// A colour by name, number or parts; nil where it is none.
  func plotColorIfAny(_ value: Value) throws -> FigureColor? {
    if let name = value.text { return ColorNames.color(name, cycle: plotting.cycle) }
    guard case .object(let object) = value else { return nil }
    if let pair = object as? TupleObject, pair.items.count == 2, let alpha = pair.items[1].number,
      let color = try plotColorIfAny(pair.items[0])
    {
      return color.with(opacity: alpha)
    }
    guard object is SequenceObject || object is ArrayObject else { return nil }
    if let sequence = object as? SequenceObject,
      !(3...4).contains(sequence.items.count)
        || !sequence.items.allSatisfy({ $0.number != nil })
    {
      return nil
    }
    let array = try plotArray(value)
    guard array.dimensions == 1, (3...4).contains(array.count) else { return nil }
    let parts = array.doubles
    guard parts.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
    return FigureColor(
      red: parts[0], green: parts[1], blue: parts[2], alpha: parts.count == 4 ? parts[3] : 1)
  }

  func plotColor(_ value: Value) throws -> FigureColor {
    if let color = try plotColorIfAny(value) { return color }
    throw PythonError.value(
      "\(try representation(value)) is not a valid value for color",
      hint: value.text.flatMap { nearest($0, ColorNames.known) }
        ?? "name one: 'red', 'C0', '#1f77b4', '0.5' for a grey, or (r, g, b) from 0 to 1")
  }

  /// One colour, or a list of them.
  func plotColors(_ value: Value) throws -> [FigureColor] {
    if let color = try plotColorIfAny(value) { return [color] }
    if let text = value.text, text.count > 1 { return [try plotColor(value)] }
    if let array = value.asObject(ArrayObject.self)?.array, array.dimensions == 2 {
      return try items(of: value).map { try plotColor($0) }
    }
    return try items(of: value).map { try plotColor($0) }
  }

  // MARK: Colour maps

  func plotColorMap(_ value: Value?) throws -> ColorMap {
    guard let value, !value.isNone else {
      return ColorMap.named(plotting.defaultMap) ?? ColorMap(name: "", colors: [.black])
    }
    if let map = value.asObject(ColorMapObject.self) { return map.map }
    guard let name = value.text else {
      throw PythonError.type(
        "cmap must be a name or a colormap, not \(typeName(value))",
        hint: "for example cmap='viridis' or cmap=plt.cm.gray")
    }
    if let map = ColorMap.named(name) { return map }
    throw PythonError.value(
      "\(try representation(value)) is not a valid value for cmap",
      hint: nearest(name, ColorMap.names) ?? "for example 'viridis', 'gray', 'RdBu', 'coolwarm'")
  }

  /// `norm=`, `vmin=`, `vmax=`.
  func plotColorScale(_ arguments: inout PlotArguments) throws -> ColorScale {
    let low = try arguments.number(nil, "vmin")
    let high = try arguments.number(nil, "vmax")
    guard let norm = arguments.some(nil, "norm") else { return ColorScale(low: low, high: high) }
    if norm.text == "log" { return ColorScale(.log, low: low, high: high) }
    if norm.text == "linear" { return ColorScale(low: low, high: high) }
    if norm.text == "symlog" { return ColorScale(.symlog(threshold: 2), low: low, high: high) }
    guard let object = norm.asObject(ColorScaleObject.self) else {
      throw PythonError.refused(
        "`norm=` of \(typeName(norm))", hint: "Normalize, LogNorm, BoundaryNorm and others work")
    }
    if low != nil || high != nil {
      throw PythonError.value(
        "Passing a Normalize instance simultaneously with vmin/vmax is not supported.  "
          + "Please pass vmin/vmax directly to the norm when creating it.")
    }
    return object.scale
  }

  // MARK: Sizes and places

  /// A size of text in points or by word, in hundredths of an inch.
  func plotTextSize(_ value: Value?) throws -> Double? {
    guard let value, !value.isNone else { return nil }
    if let name = value.text {
      let factors = [
        "xx-small": 0.579, "x-small": 0.694, "small": 0.833, "medium": 1, "large": 1.2,
        "x-large": 1.44, "xx-large": 1.728, "larger": 1.2, "smaller": 0.833,
      ]
      if let factor = factors[name] { return factor * plotting.textSize }
      if let points = Double(name) { return points * FigureLimits.unitsPerPoint }
      throw PythonError.value(
        "'\(name)' is not a size of text", hint: "a number of points, 'small', 'large' …")
    }
    return min(400, max(1, try double(value))) * FigureLimits.unitsPerPoint
  }

  func isBold(_ value: Value?) -> Bool {
    guard let value else { return false }
    if let number = value.number { return number >= 600 }
    return ["bold", "semibold", "demibold", "demi", "heavy", "extra bold", "black"].contains(
      value.text ?? "")
  }
}
