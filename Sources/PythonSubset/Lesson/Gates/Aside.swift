import Arrays
import Autodiff

/// An error in a program's code that was run after its block, for a trace: with its place.
package struct AsideFailure: Error {
  package let failure: BlockOutcome.Failure
}

extension Session {
  /// Steps that one call of a gate's code may take beside the program.
  static let asideSteps = 20_000_000

  /// Runs code of the program that the program did not ask for: what it prints, draws from random
  /// streams and notes is forgotten, its steps don't count.
  ///
  /// - Parameter isRecorded: the open tape, if there is one, stays open.
  func aside<T>(isRecorded: Bool = false, _ body: () throws -> T) throws -> T {
    let saved = (engine.site, engine.isPaused, output, random, tracer, recorder, handled)
    let (top, nesting) = (stackTop, nativeState)
    let tape = engine.tape
    if !isRecorded { engine.tape = nil }
    (tracer, recorder) = (nil, nil)
    // An error that the program hears of keeps its place.
    var place = saved.0
    defer {
      (engine.site, engine.isPaused, output, random, tracer, recorder, handled) = saved
      (engine.site, engine.tape) = (place, tape)
    }
    return try uncounted(most: Self.asideSteps) {
      do {
        return try body()
      } catch let error as AsideFailure {
        throw error
      } catch {
        if isRunning {
          place = engine.site
          throw error
        }
        let failure = failure(error)
        if nativeState != nesting { unwind(to: top, depth: nesting) }
        throw AsideFailure(failure: failure)
      }
    }
  }
}
