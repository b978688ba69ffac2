import CKernels

/// Lets go of what objects hold without recursing once for each link of a chain: a list in a list in a list, a million deep,
/// would otherwise need a stack of that depth when the outermost goes. Beyond some depth, what an object holds waits in a
/// list of the thread until the outermost release is done.
enum DeepRelease {
  private static let most = 200

  private final class Waiting {
    var parts: [Any] = []
  }

  /// Empties a part of an object in its `deinit`.
  @inline(__always)
  static func empty<Part>(_ part: inout Part, _ nothing: Part) {
    let state = ck_releases()
    if state.pointee.depth < most {
      state.pointee.depth += 1
      replace(&part, nothing)
      leave(state)
    } else {
      wait(part, state)
      part = nothing
    }
  }

  /// The same for what a built-in function does: a closure on its own needs no box.
  @inline(__always)
  static func empty(_ body: inout (Bound, Session) throws -> Value) {
    let state = ck_releases()
    if state.pointee.depth < most {
      state.pointee.depth += 1
      replaceBody(&body)
      leave(state)
    } else {
      wait(body, state)
      replaceBody(&body)
    }
  }

  /// The same for the values of a frame.
  static func deinitialize(_ frame: Frame, count: Int) {
    let state = ck_releases()
    if state.pointee.depth < most {
      state.pointee.depth += 1
      destroy(frame, count)
      leave(state)
    } else {
      wait(Array(UnsafeBufferPointer(start: frame, count: count)), state)
      frame.deinitialize(count: count)
    }
  }

  // Calls of their own, so that no release is moved past the count.
  @inline(never)
  private static func replace<Part>(_ part: inout Part, _ nothing: Part) { part = nothing }

  @inline(never)
  private static func replaceBody(_ body: inout (Bound, Session) throws -> Value) {
    body = { _, _ in .none }
  }

  @inline(never)
  private static func destroy(_ frame: Frame, _ count: Int) { frame.deinitialize(count: count) }

  @inline(never)
  private static func releaseLast(_ waiting: Waiting) -> Bool { waiting.parts.popLast() != nil }

  @inline(__always)
  private static func leave(_ state: UnsafeMutablePointer<CKReleases>) {
    state.pointee.depth -= 1
    if state.pointee.depth == 0, state.pointee.waiting != nil { drain(state) }
  }

  @inline(never)
  private static func wait(_ part: Any, _ state: UnsafeMutablePointer<CKReleases>) {
    if let waiting = state.pointee.waiting {
      Unmanaged<Waiting>.fromOpaque(waiting).takeUnretainedValue().parts.append(part)
    } else {
      let waiting = Waiting()
      waiting.parts.append(part)
      state.pointee.waiting = Unmanaged.passRetained(waiting).toOpaque()
    }
  }

  @inline(never)
  private static func drain(_ state: UnsafeMutablePointer<CKReleases>) {
    guard let pointer = state.pointee.waiting else { return }
    let waiting = Unmanaged<Waiting>.fromOpaque(pointer)
    state.pointee.depth += 1
    while releaseLast(waiting.takeUnretainedValue()) {}
    state.pointee.depth -= 1
    state.pointee.waiting = nil
    waiting.release()
  }
}
