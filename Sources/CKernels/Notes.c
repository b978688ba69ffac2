// The processor's notes on floating-point arithmetic (the exceptions of IEEE 754), which stay set until cleared.
#if defined(__x86_64__)
#include <immintrin.h>
#else
#include <fenv.h>
#endif

#include "include/CKernels.h"

#if defined(__x86_64__)

#define NOTES (_MM_EXCEPT_INVALID | _MM_EXCEPT_DIV_ZERO | _MM_EXCEPT_OVERFLOW)

void ck_clear_notes(void) {
  // Writing the register is slow, and seldom needed.
  const unsigned int state = _mm_getcsr();
  if (state & NOTES) _mm_setcsr(state & ~(unsigned int)NOTES);
}

int ck_has_note(void) { return (_mm_getcsr() & NOTES) != 0; }

void ck_leave_note(void) { _mm_setcsr(_mm_getcsr() | _MM_EXCEPT_INVALID); }

#else

#define NOTES (FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW)

void ck_clear_notes(void) { feclearexcept(NOTES); }

int ck_has_note(void) { return fetestexcept(NOTES) != 0; }

void ck_leave_note(void) { feraiseexcept(FE_INVALID); }

#endif
