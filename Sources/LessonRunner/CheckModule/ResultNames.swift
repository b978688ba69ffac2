import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// Which of the values that a learner's function returns is the gradient of what.
extension CheckModule {
  /// Results that are tried in every order.
  private static let mostPermuted = 6

  /// - Returns: how the result was read, where no name of the learner's said so.
  /// - Throws: where nothing tells which is which.
  func read(
    _ result: Value, _ student: Object, _ traced: TracedCall, byPosition: Bool,
    _ reader: inout ClaimReader
  ) throws -> String? {
    if let dictionary = result.asObject(DictionaryObject.self) {
      for (key, value) in dictionary.pairs {
        guard let name = key.text else { continue }
        if let subject = reader.index.subject(of: name) {
          reader.read(name, of: subject, value)
        } else if let subject = reader.index.keyed(name) {
          reader.read(name, of: subject.name, value)
        }
      }
      return nil
    }
    if byPosition {
      let items = Self.items(result, opensList: traced.parameters.count > 1)
      for (parameter, value) in zip(traced.parameters, items) {
        reader.read("d" + parameter, of: parameter, value)
      }
      return nil
    }
    let index = traced.index
    let names = returnedNames(student, reader.session)
    var wanted: [String] = []
    for name in order.map({ String($0.prefix { $0 != "[" }) }) where !wanted.contains(name) {
      if !index.nodes(name).isEmpty || index.holdsElements(name) { wanted.append(name) }
    }
    let isOneName = names.count == 1 && index.subject(of: names[0]) != nil
    let items = Self.items(
      result, opensList: !isOneName && (names.count > 1 || wanted.count > 1))
    var subjects = items.map { _ in String?.none }
    if names.count == items.count { subjects = names.map { index.subject(of: $0) } }
    let open = subjects.indices.filter { subjects[$0] == nil }
    let rest = wanted.filter { !subjects.contains($0) }
    let isNamed = open.count < items.count
    if !open.isEmpty, !isNamed || rest.count == open.count,
      let placed = place(open.map { items[$0] }, rest, traced, reader.session)
    {
      for (place, subject) in zip(open, placed) { subjects[place] = subject }
    } else if !isNamed, wanted.isEmpty, items.count <= traced.parameters.count {
      subjects = traced.parameters.prefix(items.count).map { $0 }
    } else if !isNamed {
      throw unclear(wanted.isEmpty ? traced.parameters : wanted)
    }
    for (place, subject) in subjects.enumerated() {
      guard let subject else { continue }
      reader.read(open.contains(place) ? "d" + subject : names[place], of: subject, items[place])
    }
    if open.isEmpty { return nil }
    return "(" + subjects.map { $0.map { "d" + $0 } ?? "…" }.joined(separator: ", ") + ")"
  }

  private static func items(_ result: Value, opensList: Bool) -> [Value] {
    if let tuple = result.asObject(TupleObject.self) { return tuple.items }
    if opensList, let list = result.asObject(ListObject.self) { return list.items }
    return [result]
  }

  private func unclear(_ subjects: [String]) -> PythonError {
    let pairs = subjects.prefix(6).map { "'d\($0)': d\($0)" }.joined(separator: ", ")
    let words = Feedback(
      .values, "It can't be seen which of the results is the gradient of what.",
      hint: "return a dictionary: {\(pairs)}")
    feedback = words
    return PythonError("AssertionError", words.text, hint: words.hint)
  }

  /// What the values are gradients of: in the order of the names where their shapes allow it, else
  /// by the shapes where these allow one order alone.
  private func place(
    _ items: [Value], _ names: [String], _ traced: TracedCall, _ session: Session
  ) -> [String]? {
    guard !items.isEmpty, items.count <= names.count else { return nil }
    let shapes = items.map { item in
      (try? session.untracked { try session.tensor(item).array.shape }) ?? nil
    }
    func fits(_ place: Int, _ name: String) -> Bool {
      guard let shape = shapes[place], let node = traced.index.nodes(name).last else {
        return traced.index.nodes(name).isEmpty
      }
      return GradientShape.agree(shape, traced.tape.shape(node))
    }
    let isComplete = items.count == names.count
    if isComplete, names.enumerated().allSatisfy({ fits($0.offset, $0.element) }) { return names }
    guard names.count <= Self.mostPermuted else { return isComplete ? names : nil }
    var found: [[String]] = []
    func extend(_ chosen: [String]) {
      guard chosen.count < items.count else {
        found.append(chosen)
        return
      }
      for name in names where !chosen.contains(name) && fits(chosen.count, name) {
        extend(chosen + [name])
      }
    }
    extend([])
    return found.count == 1 ? found[0] : isComplete ? names : nil
  }

  /// The names in the function's last `return`.
  private func returnedNames(_ student: Object, _ session: Session) -> [String] {
    if let standIn = student as? StandIn {
      guard let function = standIn.function, let answer else { return [] }
      let site = standIn.home.sites[Int(function.code.site)]
      return LoopNames.returned(
        by: function.code.name, at: site.span.start, in: answer.code.source) ?? []
    }
    guard let function = student as? FunctionObject else { return [] }
    let site = session.sites[Int(function.code.site)]
    guard sources.indices.contains(site.block) else { return [] }
    return LoopNames.returned(
      by: function.code.name, at: site.span.start, in: sources[site.block]) ?? []
  }

  // MARK: Nothing returned

  /// What the learner calls the function.
  func title(of student: Object) -> String {
    let function = (student as? StandIn)?.function ?? student as? FunctionObject
    let name = function?.code.name ?? ""
    return name.isEmpty || name == "<lambda>" ? "your function" : "\(name)()"
  }

  func returnedNothing(_ student: Object) -> PythonError {
    var name = title(of: student)
    if name == "your function", let inner = answer?.exchange.nothing { name = "\(inner)()" }
    nothing = name
    return PythonError(
      "AssertionError", "\(name) returned None", hint: "is there a `return`?")
  }
}
