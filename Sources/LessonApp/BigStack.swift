import Glibc

/// Runs work on a thread with a stack that deep lessons fit in.
package enum BigStack {
  /// Tried in turn, in bytes: address space only, memory is taken as the stack grows. The smaller
  /// ones are for machines that limit address space.
  package static let sizes = [512 << 20, 128 << 20, 32 << 20]

  private final class Work {
    let body: () -> ExitStatus
    var status = ExitStatus.failure
    init(_ body: @escaping () -> ExitStatus) { self.body = body }
  }

  /// The result of `body`; on the calling thread where no thread can be had.
  package static func run(_ body: @escaping () -> ExitStatus) -> ExitStatus {
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
          let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
          work.status = work.body()
          return nil
        }, context.toOpaque())
      if failure == 0 {
        pthread_join(thread, nil)
        return work.status
      }
      context.release()
    }
    return body()
  }
}
