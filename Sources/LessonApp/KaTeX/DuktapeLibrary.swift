import Glibc

/// The functions of the Duktape library, found at run time. Its header's macros stand on these.
struct DuktapeLibrary: @unchecked Sendable {
  typealias Context = OpaquePointer
  typealias Allocate = @convention(c) (UnsafeMutableRawPointer?, Int) -> UnsafeMutableRawPointer?
  typealias Reallocate =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int
    ) -> UnsafeMutableRawPointer?
  typealias Free = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void
  typealias Fatal = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void
  typealias SafeFunction = @convention(c) (Context?, UnsafeMutableRawPointer?) -> Int32

  let createHeap:
    @convention(c) (Allocate?, Reallocate?, Free?, UnsafeMutableRawPointer?, Fatal?) -> Context?
  let destroyHeap: @convention(c) (Context) -> Void
  let setTop: @convention(c) (Context, Int32) -> Void
  let pushString: @convention(c) (Context, UnsafePointer<UInt8>?, Int) -> UnsafePointer<CChar>?
  let pushBoolean: @convention(c) (Context, UInt32) -> Void
  let pushBuffer: @convention(c) (Context, Int, UInt32) -> UnsafeMutableRawPointer?
  let string: @convention(c) (Context, Int32, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  let safeString:
    @convention(c) (Context, Int32, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  let buffer: @convention(c) (Context, Int32, UnsafeMutablePointer<Int>) -> UnsafeRawPointer?
  let global: @convention(c) (Context, UnsafePointer<UInt8>?, Int) -> UInt32
  let duplicate: @convention(c) (Context, Int32) -> Void
  let compile: @convention(c) (Context, UnsafePointer<UInt8>?, Int, UInt32) -> Int32
  let evaluate: @convention(c) (Context, UnsafePointer<UInt8>?, Int, UInt32) -> Int32
  let call: @convention(c) (Context, Int32) -> Int32
  let safeCall:
    @convention(c) (Context, SafeFunction, UnsafeMutableRawPointer?, Int32, Int32) -> Int32
  let dump: @convention(c) (Context) -> Void
  let load: @convention(c) (Context) -> Void

  /// The names that the library goes by; the number is its binary interface.
  static let names = ["libduktape.so.207", "libduktape.so"]

  /// Nil where the library is not there or lacks a function.
  static func find(_ names: [String] = names) -> DuktapeLibrary? {
    for name in names {
      guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
      if let library = try? DuktapeLibrary(handle) { return library }
      dlclose(handle)
    }
    return nil
  }

  private struct MissingFunction: Error {}

  private init(_ handle: UnsafeMutableRawPointer) throws {
    // The property's type says what the function takes.
    func function<F>(_ name: String) throws -> F {
      guard let address = dlsym(handle, "duk_" + name) else { throw MissingFunction() }
      return unsafeBitCast(address, to: F.self)
    }
    createHeap = try function("create_heap")
    destroyHeap = try function("destroy_heap")
    setTop = try function("set_top")
    pushString = try function("push_lstring")
    pushBoolean = try function("push_boolean")
    pushBuffer = try function("push_buffer_raw")
    string = try function("get_lstring")
    safeString = try function("safe_to_lstring")
    buffer = try function("get_buffer")
    global = try function("get_global_lstring")
    duplicate = try function("dup")
    compile = try function("compile_raw")
    evaluate = try function("eval_raw")
    call = try function("pcall")
    safeCall = try function("safe_call")
    dump = try function("dump_function")
    load = try function("load_function")
  }
}
