import Glibc

/// Runs work on a thread with a stack that deep programs fit in: interpreters recurse.
package enum BigStack {
  /// Tried in turn, in bytes: address space only, memory is taken as the stack grows. The smaller
  /// ones are for machines that limit address space.
  package static let sizes = [512 << 20, 128 << 20, 32 << 20]

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// The result of `body`; on the calling thread where that is one, or none can be had.
  package static func run<Result>(_ body: () -> Result) -> Result {
    if pthread_getspecific(mark) != nil { return body() }
    var result: Result?
    withoutActuallyEscaping(body) { body in onNewThread { result = body() } }
    return result ?? body()
  }

  /// Set on threads that were made here.
  private static let mark: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  private static func onNewThread(_ body: @escaping () -> Void) {
    let work = Work(body)
    for size in sizes {
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      defer { pthread_attr_destroy(&attributes) }
      guard pthread_attr_setstacksize(&attributes, size) == 0 else { continue }
      var thread = pthread_t()
      let context = Unmanaged.passRetained(work)
      let failure = pthread_create(
        &thread, &attributes,
        { context in
          guard let context else { return nil }
          pthread_setspecific(BigStack.mark, context)
          Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, context.toOpaque())
      if failure == 0 {
        pthread_join(thread, nil)
        return
      }
      context.release()
    }
  }
}
