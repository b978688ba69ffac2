// Functions that give an infinity or NaN without arithmetic leave the note that arithmetic would have left.
#ifndef CK_NOTES_H
#define CK_NOTES_H

static inline __attribute__((unused)) void note_non_finite(void) {
  volatile double huge = 0x1p1023;
  huge = huge * huge;
}

static inline __attribute__((always_inline, unused)) double noted(double result) {
  if (!(__builtin_fabs(result) < __builtin_inf())) note_non_finite();
  return result;
}

#endif
