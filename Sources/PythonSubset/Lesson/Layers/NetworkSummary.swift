import Arrays
import Autodiff

/// `model.summary(x)`: what each layer gives for an input, and what it costs. Prints as a table.
final class NetworkSummary: Object {
  struct Row {
    var layer: String
    var shape: [Int]
    var parameters: Int
    var bytes: Int
  }

  let rows: [Row]
  private let total: Int

  init(_ rows: [Row], total: Int) {
    self.rows = rows
    self.total = total
  }

  override var typeName: String { "lesson.nn.summary" }
  override var attributeNames: [String] { ["parameters", "rows"] }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "parameters": return .int(total)
    case "rows":
      return .list(
        rows.map { row in
          .tuple([
            .string(row.layer), .tuple(row.shape.map { .int($0) }), .int(row.parameters),
            .int(row.bytes),
          ])
        })
    default: return nil
    }
  }

  override func representation(_ session: Session) -> String {
    let cells =
      [["layer", "output", "parameters", "memory"]]
      + rows.map {
        [$0.layer, pythonShape($0.shape), Self.grouped($0.parameters), Self.memory($0.bytes)]
      }
      + [
        [
          "total", "", Self.grouped(total), Self.memory(rows.map(\.bytes).reduce(0, &+)),
        ]
      ]
    let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 2 ? row[column] + gap : gap + row[column]
      }.joined(separator: "  ")
    }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 6)
    return ([lines[0], rule] + lines.dropFirst().dropLast() + [rule, lines[lines.count - 1]])
      .joined(separator: "\n")
  }

  private static func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return String(digits)
  }

  private static func memory(_ bytes: Int) -> String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] where bytes >= unit {
      return "\((Double(bytes) / Double(unit) * 10).rounded() / 10) \(name)"
    }
    return "\(bytes) B"
  }

  /// Runs the network once, unrecorded and as after eval(), and notes what each layer gives.
  static func make(_ network: Value, _ x: Value, _ session: Session) throws -> Value {
    let tree = NetworkTree(network)
    var rows: [Row] = []
    var counted: Set<ObjectIdentifier> = []
    let before = session.layerObserver
    let modes = tree.layers.map(\.layer.isTraining)
    for (_, layer) in tree.layers { layer.isTraining = false }
    session.layerObserver = { layer, result in
      guard layer.children.isEmpty, let array = result.asArray else { return }
      let parameters =
        counted.insert(ObjectIdentifier(layer)).inserted
        ? layer.parameters.map(\.variable.count).reduce(0, &+) : 0
      rows.append(
        Row(
          layer: (try? layer.representation(session)) ?? layer.kind, shape: array.shape,
          parameters: parameters,
          bytes: layer.kind == "Flatten" ? 0 : array.count * array.dtype.size))
    }
    let (tape, wasPaused) = (session.engine.tape, session.engine.isPaused)
    session.engine.tape = nil
    session.engine.isPaused = true
    defer {
      session.engine.tape = tape
      session.engine.isPaused = wasPaused
      session.layerObserver = before
      for (item, mode) in zip(tree.layers, modes) { item.layer.isTraining = mode }
    }
    _ = try session.call(network, Arguments([x]))
    let total = tree.parameters.map(\.variable.count).reduce(0, &+)
    return .object(NetworkSummary(rows, total: total))
  }
}

extension Value {
  /// The array of an array or of a variable that holds one.
  var asArray: NDArray? {
    asObject(ArrayObject.self)?.array
      ?? asObject(VariableObject.self)?.content.asObject(ArrayObject.self)?.array
  }
}
