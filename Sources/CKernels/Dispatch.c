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

static const CKTable *table(void) { return atomic_load_explicit(&current, memory_order_relaxed); }

CKVariant ck_variant(void) {
#if defined(__x86_64__)
  const CKTable *used = table();
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

#define BINARY(SUFFIX, T)                                                                        \
  void ck_binary_##SUFFIX(                                                                       \
      CKBinary operation, T *out, const T *a, const T *b, size_t count, CKOperands kind) {       \
    table()->binary_##SUFFIX[operation](out, a, b, count, kind);                                 \
  }                                                                                              \
  void ck_compare_##SUFFIX(                                                                      \
      CKComparison comparison, uint8_t *out, const T *a, const T *b, size_t count,               \
      CKOperands kind) {                                                                         \
    table()->compare_##SUFFIX[comparison](out, a, b, count, kind);                               \
  }
BINARY(f64, double)
BINARY(f32, float)
BINARY(i64, int64_t)

void ck_simple_f64(CKSimple function, double *out, const double *x, size_t count) {
  table()->simple_f64[function](out, x, count);
}

void ck_simple_f32(CKSimple function, float *out, const float *x, size_t count) {
  table()->simple_f32[function](out, x, count);
}

void ck_clip_f64(double *out, const double *x, double low, double high, size_t count) {
  table()->clip_f64(out, x, low, high, count);
}

void ck_clip_f32(float *out, const float *x, float low, float high, size_t count) {
  table()->clip_f32(out, x, low, high, count);
}

int ck_all_finite_f64(const double *x, size_t count) { return table()->all_finite_f64(x, count); }

int ck_all_finite_f32(const float *x, size_t count) { return table()->all_finite_f32(x, count); }

void ck_test_f64(CKTest test, uint8_t *out, const double *x, size_t count) {
  table()->test_f64[test](out, x, count);
}

void ck_test_f32(CKTest test, uint8_t *out, const float *x, size_t count) {
  table()->test_f32[test](out, x, count);
}

void ck_choose_64(
    void *out, const uint8_t *condition, const void *a, size_t a_step, const void *b,
    size_t b_step, size_t count) {
  table()->choose_64(out, condition, a, a_step, b, b_step, count);
}

void ck_choose_32(
    void *out, const uint8_t *condition, const void *a, size_t a_step, const void *b,
    size_t b_step, size_t count) {
  table()->choose_32(out, condition, a, a_step, b, b_step, count);
}

#define REDUCTIONS(SUFFIX, T)                                                                    \
  T ck_reduce_##SUFFIX(CKReduction reduction, const T *x, size_t count) {                        \
    return table()->reduce_##SUFFIX[reduction](x, count);                                        \
  }                                                                                              \
  void ck_fold_##SUFFIX(CKReduction reduction, T *total, const T *row, size_t count) {           \
    table()->fold_##SUFFIX[reduction](total, row, count);                                        \
  }
REDUCTIONS(f64, double)
REDUCTIONS(f32, float)
REDUCTIONS(i64, int64_t)

size_t ck_place_f64(CKReduction reduction, const double *x, size_t count) {
  return table()->place_f64[reduction](x, count);
}

size_t ck_place_f32(CKReduction reduction, const float *x, size_t count) {
  return table()->place_f32[reduction](x, count);
}

void ck_fold_place_f64(
    CKReduction reduction, double *best, int64_t *places, const double *row, int64_t index,
    size_t count) {
  table()->fold_place_f64[reduction](best, places, row, index, count);
}

double ck_deviations_f64(const double *x, size_t count, double centre) {
  return table()->deviations_f64(x, count, centre);
}

float ck_deviations_f32(const float *x, size_t count, float centre) {
  return table()->deviations_f32(x, count, centre);
}

void ck_fold_deviations_f64(double *total, const double *row, const double *centre, size_t count) {
  table()->fold_deviations_f64(total, row, centre, count);
}

void ck_fold_deviations_f32(float *total, const float *row, const float *centre, size_t count) {
  table()->fold_deviations_f32(total, row, centre, count);
}

#define PRODUCTS(SUFFIX, T)                                                                      \
  T ck_dot_##SUFFIX(const T *x, const T *y, size_t count) {                                      \
    return table()->dot_##SUFFIX(x, y, count);                                                   \
  }                                                                                              \
  int ck_product_##SUFFIX(                                                                       \
      T *out, const T *a, ptrdiff_t a_row, ptrdiff_t a_depth, const T *b, ptrdiff_t b_depth,     \
      ptrdiff_t b_column, size_t rows, size_t depth, size_t columns) {                           \
    return table()->product_##SUFFIX(                                                            \
        out, a, a_row, a_depth, b, b_depth, b_column, rows, depth, columns);                     \
  }
PRODUCTS(f64, double)
PRODUCTS(f32, float)

double ck_function(CKFunction function, double x) {
  return noted(table()->function[function](x));
}

double ck_pair_function(CKPairFunction function, double x, double y) {
  return noted(table()->pair_function[function](x, y));
}

void ck_function_f64(CKFunction function, double *out, const double *x, size_t count) {
  table()->function_f64[function](out, x, count);
}

void ck_function_f32(CKFunction function, float *out, const float *x, size_t count) {
  const CKUnaryF32 single = table()->function_f32[function];
  if (single != NULL) {
    single(out, x, count);
    return;
  }
  // Through float64 in pieces that stay in the first cache.
  double from[256], to[256];
  const CKUnaryF64 loop = table()->function_f64[function];
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
  table()->pair_function_f64[function](out, x, y, count, kind);
}

void ck_pair_function_f32(
    CKPairFunction function, float *out, const float *x, const float *y, size_t count,
    CKOperands kind) {
  const CKBinaryF32 single = table()->pair_function_f32[function];
  if (single != NULL) {
    single(out, x, y, count, kind);
    return;
  }
  if (count == 0) return;
  double a[256], b[256], to[256];
  const CKBinaryF64 loop = table()->pair_function_f64[function];
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

// Numbers of a piece that one thread takes.
#define UPDATE_PIECE ((size_t)1 << 15)

#define UPDATE(SUFFIX, T, FUNCTION)                                                              \
  typedef struct {                                                                               \
    FUNCTION step;                                                                               \
    T *to;                                                                                       \
    const T *w, *g;                                                                              \
    T *first, *second;                                                                           \
    size_t count;                                                                                \
    const CKUpdateNumbers *numbers;                                                              \
  } Update_##SUFFIX;                                                                             \
  static void update_piece_##SUFFIX(void *context, size_t index) {                               \
    const Update_##SUFFIX *u = context;                                                          \
    const size_t i = index * UPDATE_PIECE;                                                       \
    const size_t count = u->count - i < UPDATE_PIECE ? u->count - i : UPDATE_PIECE;              \
    u->step(                                                                                     \
        u->to + i, u->w + i, u->g + i, u->first == NULL ? NULL : u->first + i,                   \
        u->second == NULL ? NULL : u->second + i, count, u->numbers);                            \
  }                                                                                              \
  void ck_update_##SUFFIX(                                                                       \
      CKUpdate update, T *to, const T *w, const T *g, T *first, T *second, size_t count,         \
      const CKUpdateNumbers *numbers) {                                                          \
    Update_##SUFFIX u = {                                                                        \
        table()->update_##SUFFIX[update], to, w, g, first, second, count, numbers};              \
    ck_parallel((count + UPDATE_PIECE - 1) / UPDATE_PIECE, update_piece_##SUFFIX, &u);           \
  }
UPDATE(f64, double, CKUpdateF64)
UPDATE(f32, float, CKUpdateF32)

int ck_convolution_fits(const CKConvolution *c) {
  // Memory of one image's padded planes: for x with the phases of its steps, and for the gradient of the output.
  double padded = (double)c->channels, adjoint = (double)c->filters;
  double inside = (double)c->channels, outside = (double)c->filters, steps = 1;
  for (int axis = 0; axis < 2; axis++) {
    const double reach = (double)(c->size[axis] - 1) * (double)c->dilation[axis];
    padded *= (double)c->input[axis] + 2 * (double)c->padding[axis] + 2 * (double)c->stride[axis];
    adjoint *= (double)c->output[axis] + 2 * (reach + (double)c->padding[axis]) / (double)c->stride[axis] + 4;
    inside *= (double)c->input[axis];
    outside *= (double)c->output[axis];
    steps *= (double)c->stride[axis];
  }
  const double most = 0x1p20 + 32 * (inside + outside);
  return steps <= 1024 && padded <= most && adjoint <= most && padded < 0x1p30 && adjoint < 0x1p30 &&
         inside < 0x1p31 && outside < 0x1p31;
}

#define CONVOLUTIONS(SUFFIX, T)                                                                  \
  int ck_convolution_##SUFFIX(                                                                   \
      const CKConvolution *c, T *out, const T *x, const T *w, const T *bias) {                   \
    return table()->convolution_##SUFFIX(c, out, x, w, bias);                                    \
  }                                                                                              \
  int ck_convolution_input_##SUFFIX(const CKConvolution *c, T *out, const T *u, const T *w) {    \
    return table()->convolution_input_##SUFFIX(c, out, u, w);                                    \
  }                                                                                              \
  int ck_convolution_filter_##SUFFIX(const CKConvolution *c, T *out, const T *x, const T *u) {   \
    return table()->convolution_filter_##SUFFIX(c, out, x, u);                                   \
  }
CONVOLUTIONS(f64, double)
CONVOLUTIONS(f32, float)
