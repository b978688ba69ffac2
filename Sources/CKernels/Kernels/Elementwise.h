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

#define SIMPLE_LOOPS(SUFFIX, T)                                                                  \
  UNARY_LOOP(negate_##SUFFIX, T, -a)                                                             \
  UNARY_LOOP(absolute_##SUFFIX, T, __builtin_elementwise_abs(a))                                 \
  UNARY_LOOP(square_root_##SUFFIX, T, __builtin_elementwise_sqrt(a))                             \
  UNARY_LOOP(reciprocal_##SUFFIX, T, 1 / a)                                                      \
  UNARY_LOOP(floor_##SUFFIX, T, __builtin_elementwise_floor(a))                                  \
  UNARY_LOOP(ceiling_##SUFFIX, T, __builtin_elementwise_ceil(a))                                 \
  UNARY_LOOP(truncate_##SUFFIX, T, __builtin_elementwise_trunc(a))                               \
  UNARY_LOOP(nearest_##SUFFIX, T, __builtin_elementwise_rint(a))                                 \
  UNARY_LOOP(sign_##SUFFIX, T, a != a ? a : (T)(a > 0) - (T)(a < 0))
SIMPLE_LOOPS(f64, double)
SIMPLE_LOOPS(f32, float)

#define TEST(NAME, T, RESULT)                                                                    \
  static void NAME(uint8_t *restrict out, const T *x, size_t count) {                            \
    for (size_t i = 0; i < count; i++) {                                                         \
      const T a = x[i];                                                                          \
      out[i] = RESULT;                                                                           \
    }                                                                                            \
  }
#define TESTS(SUFFIX, T)                                                                         \
  TEST(is_nan_##SUFFIX, T, a != a)                                                               \
  TEST(is_infinite_##SUFFIX, T, __builtin_elementwise_abs(a) == (T)__builtin_inf())              \
  TEST(is_finite_##SUFFIX, T, __builtin_elementwise_abs(a) < (T)__builtin_inf())
TESTS(f64, double)
TESTS(f32, float)

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

// Every element is stored, so that vectors can choose.
static void fill_64(uint64_t *x, uint64_t value, const uint8_t *condition, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint64_t old = x[i];
    x[i] = condition[i] ? value : old;
  }
}

#define RECTIFIED(NAME, T)                                                                       \
  static void NAME(T *restrict out, const T *upstream, const T *x, size_t count) {               \
    for (size_t i = 0; i < count; i++) out[i] = upstream[i] * (T)(x[i] > 0);                     \
  }
RECTIFIED(rectified_f64, double)
RECTIFIED(rectified_f32, float)

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

// Both sides are loaded whatever the condition says, so that vectors can choose.
#define CHOOSE(NAME, T)                                                                          \
  static void NAME(                                                                              \
      T *restrict out, const uint8_t *condition, const T *a, size_t a_step, const T *b,          \
      size_t b_step, size_t count) {                                                             \
    if (count == 0) return;                                                                      \
    const T first_a = a[0], first_b = b[0];                                                      \
    if (a_step == 1 && b_step == 1) {                                                            \
      for (size_t i = 0; i < count; i++) {                                                       \
        const T one = a[i], other = b[i];                                                        \
        out[i] = condition[i] ? one : other;                                                     \
      }                                                                                          \
    } else if (a_step == 1) {                                                                    \
      for (size_t i = 0; i < count; i++) {                                                       \
        const T one = a[i];                                                                      \
        out[i] = condition[i] ? one : first_b;                                                   \
      }                                                                                          \
    } else if (b_step == 1) {                                                                    \
      for (size_t i = 0; i < count; i++) {                                                       \
        const T other = b[i];                                                                    \
        out[i] = condition[i] ? first_a : other;                                                 \
      }                                                                                          \
    } else {                                                                                     \
      for (size_t i = 0; i < count; i++) out[i] = condition[i] ? first_a : first_b;              \
    }                                                                                            \
  }
CHOOSE(choose_64, uint64_t)
CHOOSE(choose_32, uint32_t)
