// Loops over elements; the compiler makes vectors of them.
#include "Vector.h"

// One loop a kind of operands, so that a single number is kept in a register.
#define LOOP(NAME, T, R, RESULT)                                                                 \
  static void NAME(                                                                              \
      R *restrict out, const T *x, const T *y, size_t count, CKOperands kind) {                  \
    if (count == 0) return;                                                                      \
    if (kind == CK_BOTH_ARRAYS) {                                                                \
      for (size_t i = 0; i < count; i++) {                                                       \
        const T a = x[i], b = y[i];                                                              \
        out[i] = RESULT;                                                                         \
      }                                                                                          \
    } else if (kind == CK_LEFT_NUMBER) {                                                         \
      const T a = x[0];                                                                          \
      for (size_t i = 0; i < count; i++) {                                                       \
        const T b = y[i];                                                                        \
        out[i] = RESULT;                                                                         \
      }                                                                                          \
    } else {                                                                                     \
      const T b = y[0];                                                                          \
      for (size_t i = 0; i < count; i++) {                                                       \
        const T a = x[i];                                                                        \
        out[i] = RESULT;                                                                         \
      }                                                                                          \
    }                                                                                            \
  }

#define FLOAT_LOOPS(SUFFIX, T)                                                                   \
  LOOP(add_##SUFFIX, T, T, a + b)                                                                \
  LOOP(subtract_##SUFFIX, T, T, a - b)                                                           \
  LOOP(multiply_##SUFFIX, T, T, a *b)                                                            \
  LOOP(divide_##SUFFIX, T, T, a / b)                                                             \
  LOOP(maximum_##SUFFIX, T, T, ((a > b) | (a != a)) ? a : b)                                       \
  LOOP(minimum_##SUFFIX, T, T, ((a < b) | (a != a)) ? a : b)                                       \
  COMPARISON_LOOPS(SUFFIX, T)

#define COMPARISON_LOOPS(SUFFIX, T)                                                              \
  LOOP(less_##SUFFIX, T, uint8_t, a < b)                                                         \
  LOOP(less_equal_##SUFFIX, T, uint8_t, a <= b)                                                  \
  LOOP(greater_##SUFFIX, T, uint8_t, a > b)                                                      \
  LOOP(greater_equal_##SUFFIX, T, uint8_t, a >= b)                                               \
  LOOP(equal_##SUFFIX, T, uint8_t, a == b)                                                       \
  LOOP(not_equal_##SUFFIX, T, uint8_t, a != b)

FLOAT_LOOPS(f64, double)
FLOAT_LOOPS(f32, float)
LOOP(add_i64, int64_t, int64_t, (int64_t)((uint64_t)a + (uint64_t)b))
LOOP(subtract_i64, int64_t, int64_t, (int64_t)((uint64_t)a - (uint64_t)b))
LOOP(multiply_i64, int64_t, int64_t, (int64_t)((uint64_t)a * (uint64_t)b))
LOOP(maximum_i64, int64_t, int64_t, a > b ? a : b)
LOOP(minimum_i64, int64_t, int64_t, a < b ? a : b)
COMPARISON_LOOPS(i64, int64_t)

#define UNARY_LOOP(NAME, T, RESULT)                                                              \
  static void NAME(T *restrict out, const T *x, size_t count) {                                  \
    for (size_t i = 0; i < count; i++) {                                                         \
      const T a = x[i];                                                                          \
      out[i] = RESULT;                                                                           \
    }                                                                                            \
  }

UNARY_LOOP(negate_f64, double, -a)
UNARY_LOOP(absolute_f64, double, __builtin_fabs(a))
UNARY_LOOP(square_root_f64, double, __builtin_elementwise_sqrt(a))
UNARY_LOOP(reciprocal_f64, double, 1 / a)
UNARY_LOOP(negate_f32, float, -a)
UNARY_LOOP(absolute_f32, float, __builtin_fabsf(a))
UNARY_LOOP(square_root_f32, float, __builtin_elementwise_sqrt(a))
UNARY_LOOP(reciprocal_f32, float, 1 / a)

#define CLIP(NAME, T)                                                                            \
  static void NAME(T *restrict out, const T *x, T low, T high, size_t count) {                   \
    for (size_t i = 0; i < count; i++) {                                                         \
      const T a = x[i];                                                                          \
      const T b = ((a >= low) | (a != a)) ? a : low;                                             \
      out[i] = ((b <= high) | (b != b)) ? b : high;                                              \
    }                                                                                            \
  }
CLIP(clip_f64, double)
CLIP(clip_f32, float)

// Bits of an exponent that is all ones; pieces, so that the answer no comes early.
#define ALL_FINITE(NAME, T, BITS, EXPONENT)                                                      \
  static int NAME(const T *x, size_t count) {                                                    \
    for (size_t i = 0; i < count; i += 4096) {                                                   \
      const size_t end = count - i < 4096 ? count : i + 4096;                                    \
      BITS found = 0;                                                                            \
      for (size_t j = i; j < end; j++) {                                                         \
        BITS bits;                                                                               \
        memcpy(&bits, x + j, sizeof bits);                                                       \
        found |= (bits & EXPONENT) == EXPONENT;                                                  \
      }                                                                                          \
      if (found) return 0;                                                                       \
    }                                                                                            \
    return 1;                                                                                    \
  }
ALL_FINITE(all_finite_f64, double, uint64_t, UINT64_C(0x7ff0000000000000))
ALL_FINITE(all_finite_f32, float, uint32_t, UINT32_C(0x7f800000))

static void choose_f64(
    double *restrict out, const uint8_t *condition, const double *a, size_t a_step,
    const double *b, size_t b_step, size_t count) {
  if (count == 0) return;
  // Both are loaded whatever the condition says, so that vectors can choose.
  const double first_a = a[0], first_b = b[0];
  if (a_step == 1 && b_step == 1) {
    for (size_t i = 0; i < count; i++) {
      const double one = a[i], other = b[i];
      out[i] = condition[i] ? one : other;
    }
  } else if (a_step == 1) {
    for (size_t i = 0; i < count; i++) {
      const double one = a[i];
      out[i] = condition[i] ? one : first_b;
    }
  } else if (b_step == 1) {
    for (size_t i = 0; i < count; i++) {
      const double other = b[i];
      out[i] = condition[i] ? first_a : other;
    }
  } else {
    for (size_t i = 0; i < count; i++) out[i] = condition[i] ? first_a : first_b;
  }
}
