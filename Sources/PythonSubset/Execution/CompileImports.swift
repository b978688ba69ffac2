import Arrays
import Autodiff
import Diagnostics

extension Compiler {
  // MARK: Modules

  func importModules(_ names: [Statement.ImportedName]) -> Execute {
    let session = session
    let parts: [(ModuleObject, Store)] = names.compactMap { item in
      guard let module = session.modules[item.name] else {
        unknownModule(item.name, item.span)
        return nil
      }
      if let alias = item.alias { return (module, store(to: alias)) }
      let first = item.name.split(separator: ".").first.map(String.init) ?? item.name
      return (session.modules[first] ?? module, store(to: first))
    }
    return { frame in
      try session.step()
      for (module, store) in parts { try store(frame, .object(module)) }
      return .next
    }
  }

  func unknownModule(_ name: String, _ span: Span) {
    refuse(
      "module `\(name)`", span,
      hint: name.hasPrefix("autograd.")
        ? AutogradModule.advice
        : session.nearest(name, Array(session.modules.keys))
          ?? "`lesson docs` lists the modules there are")
  }

  func importFrom(_ name: String, _ names: [Statement.ImportedName], _ span: Span)
    -> Execute
  {
    let session = session
    guard let module = session.modules[name] else {
      unknownModule(name, span)
      return { _ in .next }
    }
    if names.isEmpty {
      let targets = module.attributeNames.filter { !$0.hasPrefix("_") }.sorted()
        .map { ($0, session.globalSlot($0)) }
      return { _ in
        for (member, slot) in targets {
          if let value = try module.attribute(member, session) { session.globals[slot] = value }
        }
        return .next
      }
    }
    let parts = names.map { item in
      (name: item.name, store: store(to: item.alias ?? item.name), site: session.site(item.span))
    }
    return { frame in
      try session.step()
      for part in parts {
        session.engine.site = part.site
        var value = try module.attribute(part.name, session)
        if value == nil, let inner = session.modules["\(name).\(part.name)"] {
          value = .object(inner)
        }
        guard let value else {
          throw PythonError(
            "ImportError", "cannot import name '\(part.name)' from '\(name)'",
            hint: session.nearest(part.name, module.attributeNames))
        }
        try part.store(frame, value)
      }
      return .next
    }
  }
}
