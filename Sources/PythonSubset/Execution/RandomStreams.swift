import Arrays

/// The random streams of a session: NumPy's legacy one and Python's own.
package struct RandomStreams {
  package var numpy: RandomState
  package var python: PythonRandom
  /// Whether the program set a seed itself.
  package var isSeeded = false
  /// The lesson's own seed.
  package var seed = 0
  /// Generators that were made without a seed.
  package var unseeded = 0

  package init(seed: UInt32 = 0) {
    numpy = RandomState(word: seed)
    python = PythonRandom(seed: Int(seed))
  }
}

extension Session {
  /// The names that every lesson starts with, and its seed.
  package func prepare(seed: Int) {
    self.seed(seed)
    random.isSeeded = false
    random.seed = seed
    setGlobal("__name__", .string("__main__"))
    for (name, module) in [
      ("np", "numpy"), ("math", "math"), ("random", "random"), ("plt", "matplotlib.pyplot"),
    ] {
      if let module = modules[module] { setGlobal(name, .object(module)) }
    }
  }

  /// Reseeds both streams.
  package func seed(_ seed: Int) {
    random.numpy = RandomState(word: UInt32(truncatingIfNeeded: seed))
    random.python = PythonRandom(seed: seed)
    random.isSeeded = true
    random.unseeded = 0
  }
}
