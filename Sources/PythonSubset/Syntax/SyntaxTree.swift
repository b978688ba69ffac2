import Diagnostics

/// An expression; spans are byte offsets into the block's source.
package final class Expression {
  package let kind: Kind
  package let span: Span
  /// The operator's own span, where an error about the operation should point; else the whole.
  package var focus: Span
  /// How many expressions stand inside one another here, itself included; the parser bounds it, so
  /// that walking a tree recursively is safe.
  package let height: Int

  package init(_ kind: Kind, _ span: Span, focus: Span? = nil) {
    self.kind = kind
    height = 1 + kind.childHeight
    self.span = span
    self.focus = focus ?? span
  }

  package enum Kind {
    case name(String)
    case none
    case ellipsis
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// An f-string, implicit concatenation already joined.
    case formatted([FormattedPart])
    case list([Expression])
    case tuple([Expression])
    case set([Expression])
    /// A nil key stands for `**mapping`.
    case dictionary([(key: Expression?, value: Expression)])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// `and` / `or` over two or more operands.
    case boolean(isAnd: Bool, [Expression])
    /// `a < b <= c`: first operand, then operator and operand pairs.
    case compare(Expression, [(ComparisonOperator, Expression)])
    case conditional(test: Expression, then: Expression, otherwise: Expression)
    case call(Expression, [Argument])
    case attribute(Expression, String)
    case `subscript`(Expression, Expression)
    /// Only inside a subscript (possibly within a tuple).
    case slice(Expression?, Expression?, Expression?)
    /// `*e` in a display, a call's arguments or an assignment target.
    case starred(Expression)
    case lambda(FunctionDefinition)
    case comprehension(Comprehension)
    /// `name := value`.
    case named(String, Expression)
    case yield(Expression?)
    case yieldFrom(Expression)
  }
}

package enum UnaryOperator: String { case plus = "+", minus = "-", invert = "~", not = "not" }

package enum BinaryOperator: String, CaseIterable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//"
  case remainder = "%", power = "**", matrixMultiply = "@"
  case bitAnd = "&", bitOr = "|", bitXor = "^", leftShift = "<<", rightShift = ">>"
}

package enum ComparisonOperator: String {
  case less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">=", equal = "=="
  case notEqual = "!=", `is` = "is", isNot = "is not", `in` = "in", notIn = "not in"
}

package enum FormattedPart {
  case text(String)
  /// `{value!r:format}`; `debug` is the text before the value for `{x=}`.
  case value(Expression, conversion: Character?, format: [FormattedPart], debug: String?)
}

package struct Argument {
  package enum Kind { case positional, star, doubleStar, keyword(String) }
  package var kind: Kind
  package var value: Expression
  package var span: Span
  package init(kind: Kind, value: Expression, span: Span) {
    self.kind = kind
    self.value = value
    self.span = span
  }
}

package final class Comprehension {
  package enum Kind { case list, set, dictionary, generator }
  package struct Clause {
    package var target: Expression
    package var iterable: Expression
    package var conditions: [Expression]
    package init(target: Expression, iterable: Expression, conditions: [Expression]) {
      self.target = target
      self.iterable = iterable
      self.conditions = conditions
    }
  }
  package let kind: Kind
  /// The element, or a dictionary's key.
  package let element: Expression
  /// A dictionary's value.
  package let value: Expression?
  package let clauses: [Clause]
  package init(kind: Kind, element: Expression, value: Expression?, clauses: [Clause]) {
    self.kind = kind
    self.element = element
    self.value = value
    self.clauses = clauses
  }
}

package struct Parameter {
  package enum Kind { case positionalOnly, normal, star, keywordOnly, doubleStar }
  package var name: String
  package var kind: Kind
  package var defaultValue: Expression?
  package var span: Span
  package init(name: String, kind: Kind, defaultValue: Expression?, span: Span) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.span = span
  }
}

/// A `def` or a `lambda` (name `<lambda>`, body a single return).
package final class FunctionDefinition {
  package let name: String
  package let parameters: [Parameter]
  package let body: [Statement]
  package let decorators: [Expression]
  package let span: Span
  package init(
    name: String, parameters: [Parameter], body: [Statement], decorators: [Expression], span: Span
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.decorators = decorators
    self.span = span
  }
}

package final class ClassDefinition {
  package let name: String
  package let bases: [Argument]
  package let body: [Statement]
  package let decorators: [Expression]
  package let span: Span
  package init(
    name: String, bases: [Argument], body: [Statement], decorators: [Expression], span: Span
  ) {
    self.name = name
    self.bases = bases
    self.body = body
    self.decorators = decorators
    self.span = span
  }
}

package final class Statement {
  package let kind: Kind
  package let span: Span

  package init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  package struct Handler {
    package var type: Expression?
    package var name: String?
    package var body: [Statement]
    package var span: Span
    package init(type: Expression?, name: String?, body: [Statement], span: Span) {
      self.type = type
      self.name = name
      self.body = body
      self.span = span
    }
  }

  package struct ImportedName {
    package var name: String
    package var alias: String?
    package var span: Span
    package init(name: String, alias: String?, span: Span) {
      self.name = name
      self.alias = alias
      self.span = span
    }
  }

  package enum Kind {
    case expression(Expression)
    /// `a = b = value`; targets are names, attributes, subscripts, tuples, lists, starred.
    case assign([Expression], Expression)
    case augmented(Expression, BinaryOperator, Expression)
    case annotated(Expression, Expression, Expression?)
    case conditional([(test: Expression, body: [Statement])], otherwise: [Statement])
    case whileLoop(Expression, [Statement], otherwise: [Statement])
    case forLoop(Expression, Expression, [Statement], otherwise: [Statement])
    case function(FunctionDefinition)
    case classDefinition(ClassDefinition)
    case returnValue(Expression?)
    case breakLoop, continueLoop, pass
    case importModules([ImportedName])
    /// `from module import names`; an empty list stands for `*`.
    case importFrom(String, [ImportedName])
    case global([String])
    case nonlocal([String])
    case delete([Expression])
    case assertion(Expression, Expression?)
    case raise(Expression?, from: Expression?)
    case tryBlock([Statement], [Handler], otherwise: [Statement], finally: [Statement])
    case withBlock([(context: Expression, target: Expression?)], [Statement])
  }
}
