// Chooses a variant once, before `main`, and passes calls on to it.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "Kernels/Notes.h"
#include "Kernels/Table.h"

static _Atomic(const CKTable *) current = &ck_table_baseline;

CKVariant ck_supported_variant(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
      return CK_AVX512;
    return CK_AVX2;
  }
#endif
  return CK_BASELINE;
}

const CKTable *ck_table(void) { return atomic_load_explicit(&current, memory_order_relaxed); }


CKVariant ck_variant(void) {
#if defined(__x86_64__)
  const CKTable *used = ck_table();
  if (used == &ck_table_avx512) return CK_AVX512;
  if (used == &ck_table_avx2) return CK_AVX2;
#endif
  return CK_BASELINE;
}

CKVariant ck_use_variant(CKVariant variant) {
  const CKVariant best = ck_supported_variant();
  if (variant > best) variant = best;
  const CKTable *chosen = &ck_table_baseline;
#if defined(__x86_64__)
  if (variant == CK_AVX2) chosen = &ck_table_avx2;
  if (variant == CK_AVX512) chosen = &ck_table_avx512;
#endif
  atomic_store_explicit(&current, chosen, memory_order_relaxed);
  return variant;
}

__attribute__((constructor)) static void choose(void) {
  CKVariant wanted = CK_AVX512;
  const char *asked = getenv("LESSON_CPU");
  if (asked != NULL && strcmp(asked, "baseline") == 0) wanted = CK_BASELINE;
  if (asked != NULL && strcmp(asked, "avx2") == 0) wanted = CK_AVX2;
  ck_use_variant(wanted);
}

// Loops over elements, in pieces of so many for the threads.
#define PIECE ((size_t)1 << 15)

typedef struct {
  void (*loop)(void);
  char *out;
  const char *a, *b;
  // Bytes from element to element; 0 where one number meets all.
  size_t out_step, a_step, b_step, count;
  CKOperands kind;
  double low, high;
  void (*run)(const void *loops, void *out, const void *a, const void *b, size_t count);
} Loops;

static void loop_piece(void *context, size_t index) {
  const Loops *l = context;
  const size_t i = index * PIECE, count = l->count - i < PIECE ? l->count - i : PIECE;
  l->run(l, l->out + i * l->out_step, l->a + i * l->a_step, l->b + i * l->b_step, count);
}

static void run_loops(Loops *l) { ck_parallel((l->count + PIECE - 1) / PIECE, loop_piece, l); }

#define BINARY(SUFFIX, T, LOOP, COMPARE)                                                         \
  static void run_binary_##SUFFIX(                                                               \
      const void *loops, void *out, const void *a, const void *b, size_t count) {                \
    const Loops *l = loops;                                                                      \
    ((LOOP)l->loop)(out, a, b, count, l->kind);                                                  \
  }                                                                                              \
  static void run_compare_##SUFFIX(                                                              \
      const void *loops, void *out, const void *a, const void *b, size_t count) {                \
    const Loops *l = loops;                                                                      \
    ((COMPARE)l->loop)(out, a, b, count, l->kind);                                               \
  }                                                                                              \
  void ck_binary_##SUFFIX(                                                                       \
      CKBinary operation, T *out, const T *a, const T *b, size_t count, CKOperands kind) {       \
    const LOOP loop = ck_table()->binary_##SUFFIX[operation];                                    \
    if (count <= 2 * PIECE) {                                                                    \
      loop(out, a, b, count, kind);                                                              \
      return;                                                                                    \
    }                                                                                            \
    Loops l = {(void (*)(void))loop, (char *)out, (const char *)a, (const char *)b, sizeof(T),   \
               kind == CK_LEFT_NUMBER ? 0 : sizeof(T), kind == CK_RIGHT_NUMBER ? 0 : sizeof(T),  \
               count, kind, 0, 0, run_binary_##SUFFIX};                                          \
    run_loops(&l);                                                                               \
  }                                                                                              \
  void ck_compare_##SUFFIX(                                                                      \
      CKComparison comparison, uint8_t *out, const T *a, const T *b, size_t count,               \
      CKOperands kind) {                                                                         \
    const COMPARE loop = ck_table()->compare_##SUFFIX[comparison];                               \
    if (count <= 2 * PIECE) {                                                                    \
      loop(out, a, b, count, kind);                                                              \
      return;                                                                                    \
    }                                                                                            \
    Loops l = {(void (*)(void))loop, (char *)out, (const char *)a, (const char *)b, 1,           \
               kind == CK_LEFT_NUMBER ? 0 : sizeof(T), kind == CK_RIGHT_NUMBER ? 0 : sizeof(T),  \
               count, kind, 0, 0, run_compare_##SUFFIX};                                         \
    run_loops(&l);                                                                               \
  }
BINARY(f64, double, CKBinaryF64, CKCompareF64)
BINARY(f32, float, CKBinaryF32, CKCompareF32)
BINARY(i64, int64_t, CKBinaryI64, CKCompareI64)

#define UNARY(SUFFIX, T, LOOP)                                                                   \
  static void run_unary_##SUFFIX(                                                                \
      const void *loops, void *out, const void *a, const void *b, size_t count) {                \
    const Loops *l = loops;                                                                      \
    (void)b;                                                                                     \
    ((LOOP)l->loop)(out, a, count);                                                              \
  }                                                                                              \
  static void unary_##SUFFIX(LOOP loop, T *out, const T *x, size_t count, size_t least) {        \
    if (count <= least) {                                                                        \
      loop(out, x, count);                                                                       \
      return;                                                                                    \
    }                                                                                            \
    Loops l = {(void (*)(void))loop, (char *)out, (const char *)x, (const char *)x, sizeof(T),   \
               sizeof(T), 0, count, CK_BOTH_ARRAYS, 0, 0, run_unary_##SUFFIX};                   \
    run_loops(&l);                                                                               \
  }                                                                                              \
  void ck_simple_##SUFFIX(CKSimple function, T *out, const T *x, size_t count) {                 \
    unary_##SUFFIX(ck_table()->simple_##SUFFIX[function], out, x, count, 2 * PIECE);             \
  }                                                                                              \
  static void run_clip_##SUFFIX(                                                                 \
      const void *loops, void *out, const void *a, const void *b, size_t count) {                \
    const Loops *l = loops;                                                                      \
    (void)b;                                                                                     \
    ck_table()->clip_##SUFFIX(out, a, (T)l->low, (T)l->high, count);                             \
  }                                                                                              \
  void ck_clip_##SUFFIX(T *out, const T *x, T low, T high, size_t count) {                       \
    Loops l = {NULL, (char *)out, (const char *)x, (const char *)x, sizeof(T), sizeof(T), 0,     \
               count, CK_BOTH_ARRAYS, low, high, run_clip_##SUFFIX};                             \
    run_loops(&l);                                                                               \
  }                                                                                              \
  static void run_rectified_##SUFFIX(                                                            \
      const void *loops, void *out, const void *a, const void *b, size_t count) {                \
    (void)loops;                                                                                 \
    ck_table()->rectified_##SUFFIX(out, a, b, count);                                            \
  }                                                                                              \
  void ck_rectified_##SUFFIX(T *out, const T *upstream, const T *x, size_t count) {              \
    Loops l = {NULL, (char *)out, (const char *)upstream, (const char *)x, sizeof(T),            \
               sizeof(T), sizeof(T), count, CK_BOTH_ARRAYS, 0, 0, run_rectified_##SUFFIX};       \
    run_loops(&l);                                                                               \
  }
UNARY(f64, double, CKUnaryF64)
UNARY(f32, float, CKUnaryF32)

void ck_fill_64(uint64_t *x, uint64_t value, const uint8_t *condition, size_t count) {
  ck_table()->fill_64(x, value, condition, count);
}

int ck_all_finite_f64(const double *x, size_t count) { return ck_table()->all_finite_f64(x, count); }

int ck_all_finite_f32(const float *x, size_t count) { return ck_table()->all_finite_f32(x, count); }

void ck_test_f64(CKTest test, uint8_t *out, const double *x, size_t count) {
  ck_table()->test_f64[test](out, x, count);
}

void ck_test_f32(CKTest test, uint8_t *out, const float *x, size_t count) {
  ck_table()->test_f32[test](out, x, count);
}

void ck_choose_64(
    void *out, const uint8_t *condition, const void *a, size_t a_step, const void *b,
    size_t b_step, size_t count) {
  ck_table()->choose_64(out, condition, a, a_step, b, b_step, count);
}

void ck_choose_32(
    void *out, const uint8_t *condition, const void *a, size_t a_step, const void *b,
    size_t b_step, size_t count) {
  ck_table()->choose_32(out, condition, a, a_step, b, b_step, count);
}

#define REDUCTIONS(SUFFIX, T)                                                                    \
  T ck_reduce_##SUFFIX(CKReduction reduction, const T *x, size_t count) {                        \
    return ck_table()->reduce_##SUFFIX[reduction](x, count);                                        \
  }                                                                                              \
  void ck_fold_##SUFFIX(CKReduction reduction, T *total, const T *row, size_t count) {           \
    ck_table()->fold_##SUFFIX[reduction](total, row, count);                                        \
  }
REDUCTIONS(f64, double)
REDUCTIONS(f32, float)
REDUCTIONS(i64, int64_t)

size_t ck_place_f64(CKReduction reduction, const double *x, size_t count) {
  return ck_table()->place_f64[reduction](x, count);
}

size_t ck_place_f32(CKReduction reduction, const float *x, size_t count) {
  return ck_table()->place_f32[reduction](x, count);
}

void ck_fold_place_f64(
    CKReduction reduction, double *best, int64_t *places, const double *row, int64_t index,
    size_t count) {
  ck_table()->fold_place_f64[reduction](best, places, row, index, count);
}

double ck_deviations_f64(const double *x, size_t count, double centre) {
  return ck_table()->deviations_f64(x, count, centre);
}

float ck_deviations_f32(const float *x, size_t count, float centre) {
  return ck_table()->deviations_f32(x, count, centre);
}

void ck_fold_deviations_f64(double *total, const double *row, const double *centre, size_t count) {
  ck_table()->fold_deviations_f64(total, row, centre, count);
}

void ck_fold_deviations_f32(float *total, const float *row, const float *centre, size_t count) {
  ck_table()->fold_deviations_f32(total, row, centre, count);
}

#define PRODUCTS(SUFFIX, T)                                                                      \
  T ck_dot_##SUFFIX(const T *x, const T *y, size_t count) {                                      \
    return ck_table()->dot_##SUFFIX(x, y, count);                                                   \
  }                                                                                              \
  int ck_product_##SUFFIX(                                                                       \
      T *out, const T *a, ptrdiff_t a_row, ptrdiff_t a_depth, const T *b, ptrdiff_t b_depth,     \
      ptrdiff_t b_column, size_t rows, size_t depth, size_t columns) {                           \
    return ck_table()->product_##SUFFIX(                                                            \
        out, a, a_row, a_depth, b, b_depth, b_column, rows, depth, columns);                     \
  }
PRODUCTS(f64, double)
PRODUCTS(f32, float)

double ck_function(CKFunction function, double x) {
  return noted(ck_table()->function[function](x));
}

double ck_pair_function(CKPairFunction function, double x, double y) {
  return noted(ck_table()->pair_function[function](x, y));
}

void ck_function_f64(CKFunction function, double *out, const double *x, size_t count) {
  unary_f64(ck_table()->function_f64[function], out, x, count, PIECE);
}

void ck_function_f32(CKFunction function, float *out, const float *x, size_t count) {
  const CKUnaryF32 single = ck_table()->function_f32[function];
  if (single != NULL) {
    unary_f32(single, out, x, count, PIECE);
    return;
  }
  // Through float64 in pieces that stay in the first cache.
  double from[256], to[256];
  const CKUnaryF64 loop = ck_table()->function_f64[function];
  for (size_t i = 0; i < count; i += 256) {
    const size_t piece = count - i < 256 ? count - i : 256;
    for (size_t j = 0; j < piece; j++) from[j] = (double)x[i + j];
    loop(to, from, piece);
    for (size_t j = 0; j < piece; j++) out[i + j] = (float)to[j];
  }
}

void ck_pair_function_f64(
    CKPairFunction function, double *out, const double *x, const double *y, size_t count,
    CKOperands kind) {
  ck_table()->pair_function_f64[function](out, x, y, count, kind);
}

void ck_pair_function_f32(
    CKPairFunction function, float *out, const float *x, const float *y, size_t count,
    CKOperands kind) {
  const CKBinaryF32 single = ck_table()->pair_function_f32[function];
  if (single != NULL) {
    single(out, x, y, count, kind);
    return;
  }
  if (count == 0) return;
  double a[256], b[256], to[256];
  const CKBinaryF64 loop = ck_table()->pair_function_f64[function];
  for (size_t i = 0; i < count; i += 256) {
    const size_t piece = count - i < 256 ? count - i : 256;
    for (size_t j = 0; j < piece; j++) {
      a[j] = (double)x[kind == CK_LEFT_NUMBER ? 0 : i + j];
      b[j] = (double)y[kind == CK_RIGHT_NUMBER ? 0 : i + j];
    }
    loop(to, a, b, piece, kind);
    for (size_t j = 0; j < piece; j++) out[i + j] = (float)to[j];
  }
}
