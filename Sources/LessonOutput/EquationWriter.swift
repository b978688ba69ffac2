/// Writes arithmetic with the parentheses it needs.
struct EquationWriter {
  let numbers: [NumberText.Rounded]

  /// A piece of text and what its outermost operation is.
  private struct Piece {
    enum Kind { case atom, scientific, sum, product, quotient, power }
    var text: String
    var kind: Kind
    /// The text begins with a minus, so it cannot follow an operator as it is.
    var leadsWithMinus = false

    var wrapped: Piece { Piece(text: "(" + text + ")", kind: .atom) }
    func wrapped(if condition: Bool) -> Piece { condition ? wrapped : self }
  }

  func text(of arithmetic: PrintedArithmetic) -> String { write(arithmetic).text }

  private func write(_ arithmetic: PrintedArithmetic) -> Piece {
    switch arithmetic {
    case .number(let index): return number(index)
    case .rest(let index, let count, let noun):
      let piece = number(index)
      let shown = piece.leadsWithMinus ? piece.wrapped : piece
      return Piece(text: shown.text + " [\(count) more \(noun)]", kind: shown.kind)
    case .constant(let constant): return Piece(text: constant.rawValue, kind: .atom)
    case .sum(let terms): return sum(terms)
    case .product(let factors): return product(factors)
    case .quotient(let above, let below): return quotient(above, below)
    case .power(let base, let exponent): return power(base, exponent)
    case .negative(let operand): return negative(operand)
    case .call(let name, let operands): return call(name, operands)
    }
  }

  private func number(_ index: Int) -> Piece {
    let number = numbers[index]
    return Piece(
      text: number.text, kind: number.isScientific ? .scientific : .atom,
      leadsWithMinus: number.isNegative)
  }

  private func sum(_ terms: [PrintedArithmetic]) -> Piece {
    guard let first = terms.first else { return Piece(text: "0", kind: .atom) }
    var piece = write(first)
    guard terms.count > 1 else { return piece }
    piece = piece.wrapped(if: piece.kind == .sum)
    for term in terms.dropFirst() {
      var sign = " + "
      var operand = term
      if case .negative(let subtracted) = term {
        sign = " − "
        operand = subtracted
      }
      let next = write(operand)
      piece.text += sign + next.wrapped(if: next.kind == .sum || next.leadsWithMinus).text
    }
    piece.kind = .sum
    return piece
  }

  private func product(_ factors: [PrintedArithmetic]) -> Piece {
    guard let first = factors.first else { return Piece(text: "1", kind: .atom) }
    var piece = write(first)
    guard factors.count > 1 else { return piece }
    piece = piece.wrapped(if: piece.kind == .sum)
    for factor in factors.dropFirst() {
      let next = write(factor)
      let plain = next.kind == .atom || next.kind == .scientific || next.kind == .power
      piece.text += " × " + next.wrapped(if: !plain || next.leadsWithMinus).text
    }
    piece.kind = .product
    return piece
  }

  private func quotient(_ above: PrintedArithmetic, _ below: PrintedArithmetic) -> Piece {
    var piece = write(above)
    piece = piece.wrapped(if: piece.kind != .atom && piece.kind != .power)
    let next = write(below)
    let plain = next.kind == .atom || next.kind == .power
    piece.text += "/" + next.wrapped(if: !plain || next.leadsWithMinus).text
    piece.kind = .quotient
    return piece
  }

  private func power(_ base: PrintedArithmetic, _ exponent: PrintedArithmetic) -> Piece {
    var piece = write(base)
    piece = piece.wrapped(if: piece.kind != .atom || piece.leadsWithMinus)
    if case .number(let index) = exponent, let small = numbers[index].smallInteger {
      piece.text += NumberText.superscript(small)
    } else {
      piece.text += "^(" + write(exponent).text + ")"
    }
    piece.kind = .power
    return piece
  }

  private func negative(_ operand: PrintedArithmetic) -> Piece {
    let inner = write(operand)
    let wrap = inner.kind == .sum || inner.kind == .product || inner.leadsWithMinus
    var piece = inner.wrapped(if: wrap)
    piece.text = "−" + piece.text
    piece.leadsWithMinus = true
    return piece
  }

  private func call(_ name: String, _ operands: [PrintedArithmetic]) -> Piece {
    let arguments = operands.map { write($0).text }.joined(separator: ", ")
    switch EquationFunction.notation(name) {
    case .exponential: return Piece(text: "e^(" + arguments + ")", kind: .power)
    case .bars where !arguments.contains("|"):
      return Piece(text: "|" + arguments + "|", kind: .atom)
    case .bars: return Piece(text: "abs(" + arguments + ")", kind: .atom)
    case .named(let written): return Piece(text: written + "(" + arguments + ")", kind: .atom)
    }
  }
}

extension NumberText.Rounded {
  /// The exponents that are written as superscripts: integers of up to two digits, except 0 and 1.
  var smallInteger: Int? {
    guard decimal.special == nil, decimal.mantissa != 0, lastPlace >= 0, decimal.exponent < 2
    else { return nil }
    let size = Int(decimal.mantissa) * (lastPlace == 1 ? 10 : 1)
    if size == 1 && !decimal.negative { return nil }
    return decimal.negative ? -size : size
  }
}
