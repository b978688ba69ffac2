import Arrays
import Autodiff

/// `itertools`.
enum ItertoolsModule {
  private static func iterator(
    _ name: String, _ step: @escaping (Session) throws -> Value?
  ) -> Value { .object(ClosureIterator("itertools.\(name)", step)) }

  /// Groups of positions, one after another; `next` turns the positions into the following ones.
  private static func selections(
    _ name: String, _ pool: [Value], _ first: [Int]?, _ next: @escaping ([Int]) -> [Int]?
  ) -> Value {
    var positions = first
    return iterator(name) { session in
      guard let current = positions else { return nil }
      try session.step()
      positions = next(current)
      return .tuple(current.map { pool[$0] })
    }
  }

  static var catalogue: [Builtin] { counting + filtering + joining + selecting }

  private static var counting: [Builtin] {
    [
      Builtin(
        "count", "start=0, step=1", "Numbers without end.",
        "import itertools\nnext(itertools.count(3))"
      ) { bound, _ in
        var value = bound[0] ?? .int(0)
        let step = bound[1] ?? .int(1)
        return iterator("count") { session in
          defer { value = (try? session.binary(.add, value, step)) ?? .none }
          return value
        }
      },
      Builtin(
        "cycle", "iterable", "The items again and again.",
        "import itertools\nc = itertools.cycle('ab')\n[next(c) for _ in range(3)]"
      ) { bound, session in
        let source = try session.iterator(bound[0] ?? .none)
        var saved: [Value] = []
        var position: Int?
        return iterator("cycle") { session in
          if position == nil {
            if let item = try source.next(session) {
              saved.append(item)
              return item
            }
            position = 0
          }
          guard let place = position, !saved.isEmpty else { return nil }
          position = (place + 1) % saved.count
          return saved[place]
        }
      },
      Builtin(
        "repeat", "object, times=None", "One value several times, or without end.",
        "import itertools\nlist(itertools.repeat(7, 2))"
      ) { bound, session in
        let value = bound[0] ?? .none
        var left = try bound.given(1).map { try session.integer($0) }
        return iterator("repeat") { _ in
          if let count = left {
            if count <= 0 { return nil }
            left = count - 1
          }
          return value
        }
      },
      Builtin(
        "accumulate", "iterable, func=None, *, initial=None", "Running sums or other results.",
        "import itertools\nlist(itertools.accumulate([1, 2, 3]))"
      ) { bound, session in
        let source = try session.iterator(bound[0] ?? .none)
        let function = bound.given(1)
        var total: Value?
        var initial = bound.given(2)
        return iterator("accumulate") { session in
          if let first = initial {
            initial = nil
            total = first
            return first
          }
          guard let item = try source.next(session) else { return nil }
          guard let known = total else {
            total = item
            return item
          }
          let sum =
            try function.map { try session.call($0, Arguments([known, item])) }
            ?? session.binary(.add, known, item)
          total = sum
          return sum
        }
      },
    ]
  }

  private static var filtering: [Builtin] {
    [
      Builtin(
        "islice", "iterable, *args", "A part of an iterable.",
        "import itertools\nlist(itertools.islice(range(10), 2, 6, 2))"
      ) { bound, session in
        let source = try session.iterator(bound[0] ?? .none)
        let limits = try bound.rest.map { $0.isNone ? nil : try session.integer($0) }
        guard (1...3).contains(limits.count) else {
          throw PythonError.type(
            "islice expected \(limits.isEmpty ? "at least 2" : "at most 4") arguments, got "
              + "\(limits.count + 1)")
        }
        let start = limits.count > 1 ? limits[0] ?? 0 : 0
        let stop = limits.count > 1 ? limits[1] : limits[0]
        let step = limits.count > 2 ? limits[2] ?? 1 : 1
        if start < 0 || (stop ?? 0) < 0 {
          throw PythonError.value(
            limits.count == 1
              ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
              : "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        }
        if step < 1 {
          throw PythonError.value("Step for islice() must be a positive integer or None.")
        }
        var position = 0
        var wanted = start
        return iterator("islice") { session in
          while true {
            if let stop, wanted >= stop {
              while position < stop, try source.next(session) != nil {
                position += 1
                try session.step()
              }
              return nil
            }
            guard let item = try source.next(session) else { return nil }
            try session.step()
            position += 1
            if position - 1 == wanted {
              wanted = wanted &+ step
              return item
            }
          }
        }
      },
      Builtin(
        "takewhile", "predicate, iterable", "Items up to the first that fails.",
        "import itertools\nlist(itertools.takewhile(lambda x: x < 3, [1, 2, 5, 1]))"
      ) { bound, session in
        let source = try session.iterator(bound[1] ?? .none)
        var isDone = false
        return iterator("takewhile") { session in
          guard !isDone, let item = try source.next(session) else { return nil }
          if try session.isTrue(session.call(bound[0] ?? .none, Arguments([item]))) { return item }
          isDone = true
          return nil
        }
      },
      Builtin(
        "dropwhile", "predicate, iterable", "Items from the first that fails.",
        "import itertools\nlist(itertools.dropwhile(lambda x: x < 3, [1, 2, 5, 1]))"
      ) { bound, session in
        let source = try session.iterator(bound[1] ?? .none)
        var isDropping = true
        return iterator("dropwhile") { session in
          while let item = try source.next(session) {
            if isDropping,
              try session.isTrue(session.call(bound[0] ?? .none, Arguments([item])))
            {
              try session.step()
              continue
            }
            isDropping = false
            return item
          }
          return nil
        }
      },
      Builtin(
        "filterfalse", "function, iterable", "Items for which the function is false.",
        "import itertools\nlist(itertools.filterfalse(lambda x: x % 2, range(5)))"
      ) { bound, session in
        let source = try session.iterator(bound[1] ?? .none)
        let function = bound[0] ?? .none
        return iterator("filterfalse") { session in
          while let item = try source.next(session) {
            try session.step()
            let answer = function.isNone ? item : try session.call(function, Arguments([item]))
            if try !session.isTrue(answer) { return item }
          }
          return nil
        }
      },
      Builtin(
        "compress", "data, selectors", "Items whose selector is true.",
        "import itertools\nlist(itertools.compress('abc', [1, 0, 1]))"
      ) { bound, session in
        let data = try session.iterator(bound[0] ?? .none)
        let selectors = try session.iterator(bound[1] ?? .none)
        return iterator("compress") { session in
          while let item = try data.next(session), let flag = try selectors.next(session) {
            try session.step()
            if try session.isTrue(flag) { return item }
          }
          return nil
        }
      },
      Builtin(
        "groupby", "iterable, key=None", "Runs of items with one key.",
        "import itertools\n[(k, list(g)) for k, g in itertools.groupby('aab')]"
      ) { bound, session in try grouped(bound, session) },
    ]
  }

  private static func grouped(_ bound: Bound, _ session: Session) throws -> Value {
    let source = try session.iterator(bound[0] ?? .none)
    let function = bound.given(1)
    var pending: (key: Value, item: Value)?
    var run = 0
    func advance(_ session: Session) throws {
      try session.step()
      guard let item = try source.next(session) else {
        pending = nil
        return
      }
      pending = (try function.map { try session.call($0, Arguments([item])) } ?? item, item)
    }
    var current: Value?
    var isStarted = false
    return iterator("groupby") { session in
      if !isStarted {
        isStarted = true
        try advance(session)
      }
      while let known = current, let next = pending, try session.equal(known, next.key) {
        try advance(session)
      }
      guard let first = pending else { return nil }
      current = first.key
      run += 1
      let number = run
      let group = ClosureIterator("itertools._grouper") { session in
        guard number == run, let next = pending, try session.equal(first.key, next.key) else {
          return nil
        }
        try advance(session)
        return next.item
      }
      return .tuple([first.key, .object(group)])
    }
  }

  private static var joining: [Builtin] {
    func chained(_ outer: IteratorObject) -> Value {
      var inner: IteratorObject?
      return iterator("chain") { session in
        while true {
          if let item = try inner?.next(session) { return item }
          guard let following = try outer.next(session) else { return nil }
          try session.step()
          inner = try session.iterator(following)
        }
      }
    }
    var chain = Builtin(
      "chain", "*iterables", "Iterables one after another.",
      "import itertools\nlist(itertools.chain([1], 'ab'))"
    ) { bound, session in chained(try session.iterator(.list(bound.rest))) }
    chain.members["from_iterable"] = makeMethod("chain.from_iterable", "iterable") {
      bound, session in chained(try session.iterator(bound[0] ?? .none))
    }
    return [
      chain,
      Builtin(
        "starmap", "function, iterable", "A function of each item's parts.",
        "import itertools\nlist(itertools.starmap(pow, [(2, 3), (3, 2)]))"
      ) { bound, session in
        let source = try session.iterator(bound[1] ?? .none)
        return iterator("starmap") { session in
          guard let item = try source.next(session) else { return nil }
          return try session.call(bound[0] ?? .none, Arguments(session.items(of: item)))
        }
      },
      Builtin(
        "zip_longest", "*iterables, fillvalue=None", "Items side by side up to the longest.",
        "import itertools\nlist(itertools.zip_longest('ab', [1]))"
      ) { bound, session in
        var sources: [IteratorObject?] = try bound.rest.map { try session.iterator($0) }
        let fill = bound[0] ?? .none
        return iterator("zip_longest") { session in
          var items: [Value] = []
          var isAlive = false
          for (place, source) in sources.enumerated() {
            if let item = try source?.next(session) {
              items.append(item)
              isAlive = true
            } else {
              sources[place] = nil
              items.append(fill)
            }
          }
          return isAlive ? .tuple(items) : nil
        }
      },
      Builtin(
        "pairwise", "iterable", "Neighbours as pairs.",
        "import itertools\nlist(itertools.pairwise([1, 2, 3]))"
      ) { bound, session in
        let source = try session.iterator(bound[0] ?? .none)
        var last: Value?
        return iterator("pairwise") { session in
          if last == nil { last = try source.next(session) }
          guard let before = last, let item = try source.next(session) else { return nil }
          last = item
          return .tuple([before, item])
        }
      },
      Builtin(
        "tee", "iterable, n=2", "Several iterators over the same items.",
        "import itertools\na, b = itertools.tee([1, 2])\nlist(a), list(b)"
      ) { bound, session in
        let source = try session.iterator(bound[0] ?? .none)
        let count = try session.size(bound[1] ?? .int(2))
        if count < 0 { throw PythonError.value("n must be >= 0") }
        try session.chargeMemory(64, times: count)
        var seen: [Value] = []
        return .tuple(
          (0..<count).map { _ in
            var position = 0
            return iterator("_tee") { session in
              if position == seen.count {
                guard let item = try source.next(session) else { return nil }
                seen.append(item)
              }
              defer { position += 1 }
              return seen[position]
            }
          })
      },
    ]
  }

  private static var selecting: [Builtin] {
    func length(_ value: Value?, _ session: Session) throws -> Int? {
      guard let value, !value.isNone else { return nil }
      let r = try session.size(value)
      if r < 0 { throw PythonError.value("r must be non-negative") }
      try session.chargeMemory(16, times: r)
      return r
    }
    return [
      Builtin(
        "product", "*iterables, repeat=1", "All ways to take one item of each.",
        "import itertools\nlist(itertools.product('ab', [0, 1]))"
      ) { bound, session in
        let once = try bound.rest.map { try session.items(of: $0) }
        let times = try session.size(bound[0] ?? .int(1))
        if times < 0 { throw PythonError.value("repeat argument cannot be negative") }
        try session.chargeMemory(64 * max(1, once.count), times: times)
        let pools = (0..<times).flatMap { _ in once }
        var positions: [Int]? =
          pools.contains(where: \.isEmpty) ? nil : [Int](repeating: 0, count: pools.count)
        return iterator("product") { session in
          guard let current = positions else { return nil }
          try session.step()
          var next = current
          var place = pools.count - 1
          while place >= 0 {
            next[place] += 1
            if next[place] < pools[place].count { break }
            next[place] = 0
            place -= 1
          }
          positions = place < 0 ? nil : next
          return .tuple(zip(pools, current).map { $0[$1] })
        }
      },
      Builtin(
        "combinations", "iterable, r", "All ways to choose r items, in order.",
        "import itertools\nlist(itertools.combinations('abc', 2))"
      ) { bound, session in
        let pool = try session.items(of: bound[0] ?? .none)
        let r = try length(bound[1], session) ?? pool.count
        return selections("combinations", pool, r > pool.count ? nil : Array(0..<r)) { current in
          guard let place = (0..<r).last(where: { current[$0] != $0 + pool.count - r }) else {
            return nil
          }
          var next = current
          for (offset, i) in (place..<r).enumerated() { next[i] = current[place] + 1 + offset }
          return next
        }
      },
      Builtin(
        "combinations_with_replacement", "iterable, r", "All ways to choose r items, again too.",
        "import itertools\nlist(itertools.combinations_with_replacement('ab', 2))"
      ) { bound, session in
        let pool = try session.items(of: bound[0] ?? .none)
        let r = try length(bound[1], session) ?? pool.count
        return selections(
          "combinations_with_replacement", pool,
          pool.isEmpty && r > 0 ? nil : [Int](repeating: 0, count: r)
        ) { current in
          guard let place = (0..<r).last(where: { current[$0] != pool.count - 1 }) else {
            return nil
          }
          var next = current
          for i in place..<r { next[i] = current[place] + 1 }
          return next
        }
      },
      Builtin(
        "permutations", "iterable, r=None", "All orders of r items.",
        "import itertools\nlist(itertools.permutations('abc', 2))"
      ) { bound, session in
        let pool = try session.items(of: bound[0] ?? .none)
        let r = try length(bound[1], session) ?? pool.count
        return selections("permutations", pool, r > pool.count ? nil : Array(0..<r)) { current in
          // The last place that can take a larger item not yet used; the rest as small as possible.
          var used = Set(current)
          for place in (0..<r).reversed() {
            used.remove(current[place])
            guard
              let larger = (current[place] + 1..<max(current[place] + 1, pool.count))
                .first(where: { !used.contains($0) })
            else { continue }
            var next = Array(current.prefix(place)) + [larger]
            used.insert(larger)
            var smallest = 0
            while next.count < r {
              if used.insert(smallest).inserted { next.append(smallest) }
              smallest += 1
            }
            return next
          }
          return nil
        }
      },
    ]
  }
}
