import Arrays
import Autodiff

/// Calls of the program's own functions: frames, arguments, groups on the tape.
extension Session {
  /// Positional arguments for a function that takes just these; evaluated straight into its frame.
  @inline(__always)
  func callSimple(_ routine: Routine, _ values: [Eval], _ caller: Frame, _ site: UInt32) throws
    -> Value
  {
    let count = routine.slotCount
    let frame = try pushFrame(count)
    do {
      var slot = 1
      for value in values {
        (frame + slot).put(try value.run(caller))
        slot += 1
      }
      engine.site = site
      return finish(frame, count, try run(routine, frame, site))
    } catch {
      popFrame(frame, count)
      throw error
    }
  }

  /// The same for a function of one parameter.
  @inline(__always)
  func callSimple(_ routine: Routine, _ value: Eval, _ caller: Frame, _ site: UInt32) throws
    -> Value
  {
    let argument = try value.run(caller)
    let count = routine.slotCount
    let frame = try pushFrame(count)
    (frame + 1).initialize(to: argument)
    engine.site = site
    do { return finish(frame, count, try run(routine, frame, site)) } catch {
      popFrame(frame, count)
      throw error
    }
  }

  /// The same for a method, with its object.
  @inline(__always)
  func callSimple(
    _ routine: Routine, _ receiver: Value, _ values: [Eval], _ caller: Frame, _ site: UInt32
  ) throws -> Value {
    let count = routine.slotCount
    let frame = try pushFrame(count)
    do {
      (frame + 1).initialize(to: receiver)
      var slot = 2
      for value in values {
        (frame + slot).put(try value.run(caller))
        slot += 1
      }
      engine.site = site
      return finish(frame, count, try run(routine, frame, site))
    } catch {
      popFrame(frame, count)
      throw error
    }
  }

  /// The frame's returned value; the frame is gone.
  @inline(__always)
  private func finish(_ frame: Frame, _ count: Int, _ flow: Flow) -> Value {
    let result = frame.move()
    frame.initialize(to: .unbound)
    popFrame(frame, count)
    return flow == .returned ? result : .none
  }

  /// Any object called with positional arguments.
  func call(_ function: Value, _ values: [Eval], _ caller: Frame, _ site: UInt32) throws -> Value {
    if values.count == 2, case .object(let object) = function,
      type(of: object) == BuiltinFunction.self,
      let quick = unsafeDowncast(object, to: BuiltinFunction.self).quick
    {
      let (a, b) = (try values[0].run(caller), try values[1].run(caller))
      engine.site = site
      if !engine.isTracing, let result = quick(a, b) {
        try step()
        return result
      }
      return try call(function, Arguments([a, b]))
    }
    var positional: [Value] = []
    positional.reserveCapacity(values.count)
    for value in values { positional.append(try value.run(caller)) }
    engine.site = site
    return try call(function, Arguments(positional))
  }

  package func call(_ function: FunctionObject, _ arguments: Arguments) throws -> Value {
    let code = function.code
    let site = engine.site
    let frame = try pushFrame(code.slotCount)
    defer { popFrame(frame, code.slotCount) }
    if arguments.keywords.isEmpty, arguments.positional.count == code.parameters.count,
      code.parameters.allSatisfy({ $0.kind == .normal })
    {
      for (parameter, value) in zip(code.parameters, arguments.positional) {
        frame[parameter.slot] = value
      }
    } else {
      try bind(arguments, function, frame)
    }
    for slot in code.cellSlots {
      let cell = CellObject()
      cell.value = frame[slot]
      frame[slot] = .object(cell)
    }
    for (slot, cell) in zip(code.freeSlots, function.cells) { frame[slot] = .object(cell) }
    if !code.program.isEmpty { return .object(GeneratorObject(code, frame)) }
    return try run(code, frame, site) == .returned ? frame[0] : .none
  }

  /// The body, on a frame whose parameters are bound; what it returns is in the frame's first slot.
  @inline(__always)
  private func run(_ routine: Routine, _ frame: Frame, _ site: UInt32) throws -> Flow {
    try step()
    pushCall(routine.index, site)
    if engine.isTracing {
      let code = code(routine.index)
      return try runTraced(code, routine.body, frame, site)
    }
    let flow = try routine.body.run(frame)
    popCall()
    return flow
  }

  private func run(_ code: FunctionCode, _ frame: Frame, _ site: UInt32) throws -> Flow {
    try step()
    pushCall(code.index, site)
    if engine.isTracing { return try runTraced(code, code.body, frame, site) }
    let flow = try code.body.run(frame)
    popCall()
    return flow
  }

  @inline(never)
  private func runTraced(_ code: FunctionCode, _ body: Code, _ frame: Frame, _ site: UInt32)
    throws -> Flow
  {
    guard let tape = engine.tape, tape.keepsGroups else {
      let flow = try body.run(frame)
      popCall()
      return flow
    }
    let outer = tape.currentGroup
    let start = tape.count
    tape.groupTable.append(
      Tape.GroupRecord(
        name: code.name, parent: outer, site: site,
        depth: tape.groupTable[Int(outer)].depth + 1))
    tape.currentGroup = UInt32(tape.groupTable.count - 1)
    defer {
      tape.currentGroup = outer
      if tape.count == start { tape.groupTable.removeLast() }
    }
    if let tracer {
      for parameter in code.parameters where !frame[parameter.slot].isUnbound {
        tracer.enter(parameter.name, frame[parameter.slot], self)
      }
    }
    let flow = try body.run(frame)
    popCall()
    return flow
  }

  private func bind(_ arguments: Arguments, _ function: FunctionObject, _ frame: Frame) throws {
    let code = function.code
    let parameters = code.parameters
    let name = code.qualifiedName
    var positional = arguments.positional[...]
    var filled = Set<Int>()
    var starSlot: Int?
    var dictionarySlot: Int?
    for (i, parameter) in parameters.enumerated() {
      switch parameter.kind {
      case .star: starSlot = parameter.slot
      case .doubleStar: dictionarySlot = parameter.slot
      case .normal, .positionalOnly:
        if let value = positional.popFirst() {
          frame[parameter.slot] = value
          filled.insert(i)
        }
      case .keywordOnly: break
      }
    }
    if let starSlot {
      frame[starSlot] = .tuple(Array(positional))
    } else if !positional.isEmpty {
      let most = parameters.count { $0.kind == .normal || $0.kind == .positionalOnly }
      let least = parameters.count {
        ($0.kind == .normal || $0.kind == .positionalOnly) && !$0.hasDefault
      }
      let takes = least == most ? "\(most)" : "from \(least) to \(most)"
      let given = arguments.positional.count
      throw PythonError.type(
        "\(name)() takes \(takes) positional argument\(most == 1 && least == most ? "" : "s") but "
          + "\(given) \(given == 1 ? "was" : "were") given",
        hint: "its parameters: \(parameters.map(\.name).joined(separator: ", "))")
    }
    let extra = DictionaryObject()
    for (keyword, value) in arguments.keywords {
      if let i = parameters.firstIndex(where: {
        $0.name == keyword && ($0.kind == .normal || $0.kind == .keywordOnly)
      }) {
        if filled.contains(i) {
          throw PythonError.type("\(name)() got multiple values for argument '\(keyword)'")
        }
        frame[parameters[i].slot] = value
        filled.insert(i)
      } else if dictionarySlot != nil {
        try extra.set(.string(keyword), value, self)
      } else if parameters.contains(where: { $0.name == keyword && $0.kind == .positionalOnly }) {
        throw PythonError.type(
          "\(name)() got some positional-only arguments passed as keyword arguments: '\(keyword)'")
      } else {
        throw PythonError.type(
          "\(name)() got an unexpected keyword argument '\(keyword)'",
          hint: nearest(keyword, parameters.map(\.name)))
      }
    }
    if let dictionarySlot { frame[dictionarySlot] = .object(extra) }
    var missing: [String] = []
    var missingKeywords: [String] = []
    var defaultIndex = 0
    for (i, parameter) in parameters.enumerated() {
      defer { if parameter.hasDefault { defaultIndex += 1 } }
      if filled.contains(i) || parameter.kind == .star || parameter.kind == .doubleStar { continue }
      if parameter.hasDefault, defaultIndex < function.defaults.count {
        frame[parameter.slot] = function.defaults[defaultIndex]
      } else if parameter.kind == .keywordOnly {
        missingKeywords.append("'\(parameter.name)'")
      } else {
        missing.append("'\(parameter.name)'")
      }
    }
    for (names, kind) in [(missing, "positional"), (missingKeywords, "keyword-only")]
    where !names.isEmpty {
      let list =
        names.count == 1
        ? names[0]
        : names.dropLast().joined(separator: ", ") + (names.count > 2 ? "," : "") + " and "
          + names[names.count - 1]
      throw PythonError.type(
        "\(name)() missing \(names.count) required \(kind) argument\(names.count == 1 ? "" : "s"): "
          + list)
    }
  }

  // MARK: Exceptions

  /// An exception of a built-in type, ready to throw.
  package func raised(_ type: String, _ arguments: [Value]) -> Raised {
    let instance = InstanceObject(types.exception(type))
    instance.fields["args"] = .tuple(arguments)
    return Raised(exception: instance)
  }

  /// What `except` sees of an error; nil for refusals and limits, which nothing catches.
  package func exception(from error: any Error) -> InstanceObject? {
    if let raised = error as? Raised { return raised.exception }
    guard let error = error as? PythonError, !error.isRefusal, !error.isStop else {
      return nil
    }
    let instance = raised(error.type, [.string(error.message)]).exception
    instance.fields["__text__"] = .string(error.message)
    instance.fields["__hint__"] = error.hint.map { Value.string($0) } ?? Value.none
    return instance
  }

  package func matches(_ exception: InstanceObject, _ type: Value) throws -> Bool {
    if let tuple = type.asObject(TupleObject.self) {
      return try forwarding {
        try tuple.items.contains {
          try step()
          return try matches(exception, $0)
        }
      }
    }
    guard let wanted = type.asObject(ClassObject.self), wanted.isException else {
      throw PythonError.type(
        "catching classes that do not inherit from BaseException is not allowed")
    }
    return exception.type.inherits(from: wanted)
  }
}
