import CKernels

/// What the processor notes while it computes, so that nobody has to look through results for infinities and NaN.
package enum ArithmeticNotes {
  /// Forgets the notes of earlier operations.
  package static func clear() { ck_clear_notes() }

  /// Whether something overflowed, divided by zero or had no valid result since `clear`. Without it `+ - × / **`,
  /// square roots and elementary functions of finite floats gave finite floats. Not so for `%` and `//`.
  package static var isNoted: Bool { ck_has_note() != 0 }
}
