import Arrays
import Autodiff
import LessonOutput

/// What gates with windows say of themselves: the first window's arithmetic while it is short, else
/// the shapes that meet and how the windows lie.
extension TraceBuilder {
  /// Numbers of a window that are written out: nine for 3×3.
  private static let mostNumbers = 9

  func windowForward(_ index: Int) -> String? {
    let operands = tape.operands(index)
    let shape = tape.shape(index)
    guard let record = tape.record(index), !shape.contains(0) else { return nil }
    let label = ElementIndex.text(0, shape) + ": "
    let values = operands.map { tape.array($0) }
    switch record.attribute {
    case .windows(let windows) where gate(index).name == "conv":
      guard windows.count * tape.shape(operands[0])[1] <= Self.mostNumbers,
        let geometry = ConvolutionGeometry("conv", record.attribute, values.map(\.shape), shape)
      else { return shapes(operands, windows, shape) }
      var terms: [Arithmetic] = []
      geometry.forEachTriple(of: .output, 0) { triple in
        terms.append(
          .product([Self.number(values[0], triple[1]), Self.number(values[1], triple[2])]))
      }
      if operands.count > 2 { terms.append(Self.number(values[2], 0)) }
      guard !terms.isEmpty else { return nil }
      return label + equation(index, terms.count == 1 ? terms[0] : .sum(terms))
    case .windows(let windows) where gate(index).name == "avg_pool":
      guard windows.count <= Self.mostNumbers else { return nil }
      let terms = PoolGeometry(tape.shape(operands[0]), PoolRegions(windows)).elements(of: 0)
        .map { Self.number(values[0], $0) }
      return label
        + equation(
          index,
          .quotient(
            terms.count == 1 ? terms[0] : .sum(terms),
            .number(Double(windows.count), integer: true)))
    case .pool(let regions, _):
      let terms = PoolGeometry(tape.shape(operands[0]), regions).elements(of: 0)
        .map { Self.number(values[0], $0) }
      guard terms.count <= Self.mostNumbers else { return nil }
      return label + equation(index, terms.count == 1 ? terms[0] : .call("maximum", terms))
    default: return nil
    }
  }

  private static func number(_ array: NDArray, _ element: Int) -> Arithmetic {
    .number(array.element(element), integer: !array.dtype.isFloat)
  }

  private func equation(_ index: Int, _ right: Arithmetic) -> String {
    Equation.text(result: tape.array(index).element(0), of: right)
  }

  /// `(2, 3, 8, 8) ∗ (4, 3, 3, 3), stride 2, padding 1 → (2, 4, 4, 4)`.
  private func shapes(_ operands: [Int], _ windows: Windows, _ shape: [Int]) -> String {
    var text = "\(pythonShape(tape.shape(operands[0]))) ∗ \(pythonShape(tape.shape(operands[1])))"
    for (word, list, usual) in [
      ("stride", windows.stride, 1), ("padding", windows.padding, 0),
      ("dilation", windows.dilation, 1),
    ] where list.contains(where: { $0 != usual }) {
      text += ", \(word) " + (Set(list).count == 1 ? "\(list[0])" : pythonShape(list))
    }
    return text + " → " + pythonShape(shape)
  }
}
