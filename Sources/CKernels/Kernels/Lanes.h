// Words for code that is compiled for one number (suffix _1) and for eight at once (suffix _8).
#ifndef CK_LANES_H
#define CK_LANES_H

#include "Tables.h"
#include "Vector.h"

INLINE int64_t bits_1(double x) {
  int64_t result;
  memcpy(&result, &x, sizeof result);
  return result;
}
INLINE double number_1(int64_t bits) {
  double result;
  memcpy(&result, &bits, sizeof result);
  return result;
}
INLINE double select_1(int64_t mask, double a, double b) { return mask ? a : b; }
INLINE int64_t less_1(double a, double b) { return -(int64_t)(a < b); }
INLINE double magnitude_1(double x) { return __builtin_fabs(x); }
INLINE double splat_1(double x) { return x; }
INLINE double find16_1(const double *table, int64_t index) { return table[index & 15]; }
INLINE double find_1(const double *table, int64_t index) { return table[index]; }
// The first three numbers of a row of four.
INLINE void find_row_1(const double *table, int64_t row, double *a, double *b, double *c) {
  *a = table[4 * row];
  *b = table[4 * row + 1];
  *c = table[4 * row + 2];
}

INLINE v8l bits_8(v8d x) { return (v8l)x; }
INLINE v8d number_8(v8l bits) { return (v8d)bits; }
INLINE v8d select_8(v8l mask, v8d a, v8d b) { return (v8d)(((v8l)a & mask) | ((v8l)b & ~mask)); }
INLINE v8l less_8(v8d a, v8d b) { return a < b; }
INLINE v8d magnitude_8(v8d x) { return (v8d)((v8l)x & INT64_MAX); }
INLINE v8d splat_8(double x) { return (v8d){x, x, x, x, x, x, x, x}; }
// Loads one by one: gathering instructions were slower where tried.
INLINE v8d find_8(const double *table, v8l index) {
  v8d result;
  for (int i = 0; i < 8; i++) result[i] = table[index[i]];
  return result;
}
INLINE v8d find16_8(const double *table, v8l index) {
#if defined(CK_HAS_AVX512)
  return (v8d)_mm512_permutex2var_pd(
      (__m512d)load8(table), (__m512i)index, (__m512d)load8(table + 8));
#else
  return find_8(table, index & 15);
#endif
}
// A row is one load; then eight rows are transposed.
INLINE void find_row_8(const double *table, v8l row, v8d *a, v8d *b, v8d *c) {
#define ROW(i) load4(table + 4 * row[i])
#define TWO(i) __builtin_shufflevector(ROW(i), ROW(i + 1), 0, 1, 2, 3, 4, 5, 6, 7)
  const v8d r01 = TWO(0), r23 = TWO(2), r45 = TWO(4), r67 = TWO(6);
  const v8d ab0 = __builtin_shufflevector(r01, r23, 0, 4, 8, 12, 1, 5, 9, 13);
  const v8d ab4 = __builtin_shufflevector(r45, r67, 0, 4, 8, 12, 1, 5, 9, 13);
  const v8d c0 = __builtin_shufflevector(r01, r23, 2, 6, 10, 14, 2, 6, 10, 14);
  const v8d c4 = __builtin_shufflevector(r45, r67, 2, 6, 10, 14, 2, 6, 10, 14);
  *a = __builtin_shufflevector(ab0, ab4, 0, 1, 2, 3, 8, 9, 10, 11);
  *b = __builtin_shufflevector(ab0, ab4, 4, 5, 6, 7, 12, 13, 14, 15);
  *c = __builtin_shufflevector(c0, c4, 0, 1, 2, 3, 8, 9, 10, 11);
#undef ROW
#undef TWO
}

#endif
