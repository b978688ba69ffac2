import Arrays
import Autodiff

/// `import lesson`: the engine under familiar names.
func makeLessonModule() -> ModuleObject {
  let names = LessonFunctions.catalogue.map(\.name)
  return ModuleObject(
    "lesson",
    refused: [
      "show", "check",
    ], known: { names }
  ) { name in
    guard let entry = LessonFunctions.catalogue.first(where: { $0.name == name }) else {
      return nil
    }
    let function = BuiltinFunction(name, Signature(entry.signature), entry.body)
    function.computes = name == "gradient_check"
    return .object(function)
  }
}

enum LessonFunctions {
  struct Entry {
    var name: String
    var signature: String
    var summary: String
    var example: String
    var body: (Bound, Session) throws -> Value
  }

  static var catalogue: [Entry] {
    [
      Entry(
        name: "variable", signature: "value",
        summary:
          "A number or array that remembers how it was used: `f.backward()` fills its `.grad`.",
        example: "x = variable(3.0)\nf = x * x\nf.backward()\nx.grad"
      ) { bound, session in
        .object(try VariableObject.make(bound[0] ?? .none, session))
      },
      Entry(
        name: "grad", signature: "f, argnums=0",
        summary: "A function that gives the gradient of f with respect to one of its arguments.",
        example: "grad(lambda x: x ** 3)(2.0)"
      ) { bound, session in
        try Differentiation.derived("grad", bound, session) {
          try Differentiation.gradient($0, $1, $2).gradient
        }
      },
      Entry(
        name: "value_and_grad", signature: "f, argnums=0",
        summary: "A function that gives f's value and its gradient, as a pair.",
        example: "value_and_grad(lambda x: x ** 3)(2.0)"
      ) { bound, session in
        try Differentiation.derived("value_and_grad", bound, session) {
          let (value, gradient) = try Differentiation.gradient($0, $1, $2)
          return .tuple([value, gradient])
        }
      },
      Entry(
        name: "jacobian", signature: "f, argnums=0",
        summary:
          "A function that gives the Jacobian of f: shape of the output, then shape of the input.",
        example: "jacobian(lambda x: x * x)(np.array([1.0, 2.0, 3.0]))"
      ) { bound, session in
        try Differentiation.derived("jacobian", bound, session, Differentiation.jacobian)
      },
      Entry(
        name: "hessian", signature: "f, argnums=0",
        summary: "A function that gives all second derivatives of f, which gives one number.",
        example: "hessian(lambda x: (x ** 3).sum())(np.array([1.0, 2.0]))"
      ) { bound, session in
        try Differentiation.derived("hessian", bound, session, Differentiation.hessian)
      },
      Entry(
        name: "hvp", signature: "f, argnums=0",
        summary:
          "A function that takes f's arguments and a vector last, and gives the Hessian times it.",
        example: "hvp(lambda x: (x ** 3).sum())(np.array([1.0, 2.0]), np.array([1.0, 0.0]))"
      ) { bound, session in
        try Differentiation.derived("hvp", bound, session, Differentiation.hessianVectorProduct)
      },
      Entry(
        name: "gradient_check", signature: "f, *args, gradient=None, argnums=0, h=1e-05",
        summary:
          "The gradient of f(*args), or your own, beside central differences of step h; argnums "
          + "chooses the argument.",
        example:
          "gradient_check(lambda x: (x ** 3).sum(), np.array([1.0, 2.0]), gradient=np.array([3.0, 6.0]))"
      ) { bound, session in try GradientCheck.run(bound, session) },
      Entry(
        name: "gate", signature: "Class",
        summary:
          "A class with `forward(self, x, …)` and `backward(self, dout)`, or an object of one, as a gate: "
          + "its calls are traced as one gate whose gradient your backward gives.",
        example: """
          from lesson import grad
          @gate
          class Square:
              def forward(self, x):
                  self.x = x
                  return x * x
              def backward(self, dout):
                  return 2 * self.x * dout
          grad(Square)(3.0)
          """
      ) { bound, _ in try LearnerGates.make(bound[0] ?? .none) },
      Entry(
        name: "progress", signature: "iterable, total=None, label=\"\"",
        summary:
          "Gives the items of an iterable and shows on a terminal how many have gone by, how fast, and how "
          + "long the rest takes; `set_postfix(loss=…)` shows numbers beside it. Quiet where output is piped.",
        example: "total = 0\nfor i in progress(range(5)):\n    total += i\ntotal"
      ) { bound, session in try ProgressObject.make(bound, session) },
      Entry(
        name: "no_grad", signature: "",
        summary: "`with no_grad():` computes without recording: what comes out is a constant.",
        example:
          "from lesson import variable\nx = variable(2.0)\nwith no_grad():\n    y = x * x\ny"
      ) { _, _ in .object(NoGradient()) },
    ]
  }
}

/// `with no_grad():`.
final class NoGradient: Object {
  private var tape: Tape?
  private var wasPaused = false

  override var typeName: String { "lesson.no_grad" }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__enter__":
      .object(
        BuiltinFunction(name, Signature("")) { [self] _, session in
          tape = session.engine.tape
          wasPaused = session.engine.isPaused
          session.engine.closeTape()
          session.engine.isPaused = true
          return .none
        })
    case "__exit__":
      .object(
        BuiltinFunction(name, Signature("*args")) { [self] _, session in
          session.engine.tape = tape
          session.engine.isPaused = wasPaused
          return .bool(false)
        })
    default: nil
    }
  }
}
