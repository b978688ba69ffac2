/// `u` and `v` in local gradients: what inputs without a name are called.
enum GenericNames {
  /// What they stand for, where the formulas use them and no number has such a name itself.
  static func legend(_ formulas: [String], named names: [String]) -> String? {
    let used = ["u", "v"].filter { name in
      !names.contains(name) && formulas.contains { words(in: $0).contains(name[...]) }
    }
    guard !used.isEmpty else { return nil }
    return used.joined(separator: ", ") + ": "
      + (used.count == 2
        ? "the gate's inputs without a name, in order" : "the gate's input without a name")
  }

  private static func words(in formula: String) -> [Substring] {
    formula.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
  }
}
