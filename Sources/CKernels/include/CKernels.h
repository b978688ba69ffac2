// Innermost loops and elementary functions, each with the same bits on every x86-64 machine.
// README.md beside this folder tells how they compute, how exact they are, and how one is chosen.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// MARK: Which instructions are used

typedef enum {
  CK_BASELINE = 0,
  CK_AVX2 = 1,
  CK_AVX512 = 2,
} CKVariant;

/// The best variant that this machine can run.
CKVariant ck_supported_variant(void);
/// The variant in use: the best, or what `LESSON_CPU` (baseline, avx2, avx512) lowers it to.
CKVariant ck_variant(void);
/// Changes the variant for all calls that follow; what the machine lacks is not taken. For tests.
CKVariant ck_use_variant(CKVariant variant);

// MARK: Elementwise operations

typedef enum {
  CK_ADD,
  CK_SUBTRACT,
  CK_MULTIPLY,
  CK_DIVIDE,
  CK_MAXIMUM,
  CK_MINIMUM,
  CK_BINARY_COUNT,
} CKBinary;

typedef enum {
  CK_LESS,
  CK_LESS_EQUAL,
  CK_GREATER,
  CK_GREATER_EQUAL,
  CK_EQUAL,
  CK_NOT_EQUAL,
  CK_COMPARISON_COUNT,
} CKComparison;

/// Which operand is one number that meets every element of the other.
typedef enum {
  CK_BOTH_ARRAYS = 0,
  CK_LEFT_NUMBER = 1,
  CK_RIGHT_NUMBER = 2,
} CKOperands;

// `out` may not overlap an operand. A maximum or minimum with NaN is NaN; of equal numbers it is the right one,
// as in NumPy: it tells 0 from -0.
// Integers wrap; there is no integer CK_DIVIDE.
void ck_binary_f64(CKBinary, double *out, const double *, const double *, size_t count, CKOperands);
void ck_binary_f32(CKBinary, float *out, const float *, const float *, size_t count, CKOperands);
void ck_binary_i64(
    CKBinary, int64_t *out, const int64_t *, const int64_t *, size_t count, CKOperands);
void ck_compare_f64(
    CKComparison, uint8_t *out, const double *, const double *, size_t count, CKOperands);
void ck_compare_f32(
    CKComparison, uint8_t *out, const float *, const float *, size_t count, CKOperands);
void ck_compare_i64(
    CKComparison, uint8_t *out, const int64_t *, const int64_t *, size_t count, CKOperands);

typedef enum {
  CK_NEGATE,
  CK_ABSOLUTE,
  CK_SQUARE_ROOT,
  CK_RECIPROCAL,
  CK_FLOOR,
  CK_CEILING,
  CK_TRUNCATE,
  CK_NEAREST,
  CK_SIGN,
  CK_SIMPLE_COUNT,
} CKSimple;

void ck_simple_f64(CKSimple, double *out, const double *, size_t count);
void ck_simple_f32(CKSimple, float *out, const float *, size_t count);

/// Elements kept within bounds: `minimum(maximum(x, low), high)`. `out` may not overlap `x`.
void ck_clip_f64(double *out, const double *x, double low, double high, size_t count);
void ck_clip_f32(float *out, const float *x, float low, float high, size_t count);

// What the processor notes by the way: arithmetic of this thread that overflowed, divided by zero or had no
// valid result. Without a note since the last clearing, sums, products, quotients, square roots and functions
// of finite numbers are finite; a note may also come from a lane whose result was replaced.
void ck_clear_notes(void);
int ck_has_note(void);
/// Notes an invalid operation, for arithmetic that another thread did.
void ck_leave_note(void);

/// Whether no element is infinite or NaN.
int ck_all_finite_f64(const double *, size_t count);
int ck_all_finite_f32(const float *, size_t count);

typedef enum {
  CK_IS_NAN,
  CK_IS_INFINITE,
  CK_IS_FINITE,
  CK_TEST_COUNT,
} CKTest;

void ck_test_f64(CKTest, uint8_t *out, const double *, size_t count);
void ck_test_f32(CKTest, uint8_t *out, const float *, size_t count);

// `condition[i] ? a[i] : b[i]` for elements of so many bits, where a step of 0 (the other is 1) repeats the first
// element.
void ck_choose_64(
    void *out, const uint8_t *condition, const void *a, size_t a_step, const void *b,
    size_t b_step, size_t count);
void ck_choose_32(
    void *out, const uint8_t *condition, const void *a, size_t a_step, const void *b,
    size_t b_step, size_t count);

/// `upstream[i] * (x[i] > 0)`: what a rectifier sends back.
void ck_rectified_f64(double *out, const double *upstream, const double *x, size_t count);
void ck_rectified_f32(float *out, const float *upstream, const float *x, size_t count);

/// `x[i] = value` where the condition is not 0, as bits.
void ck_fill_64(uint64_t *x, uint64_t value, const uint8_t *condition, size_t count);

// MARK: Reductions and products

typedef enum {
  CK_SUM,
  CK_LARGEST,
  CK_SMALLEST,
  CK_REDUCTION_COUNT,
} CKReduction;

// One number from a row. Sums of floats are pairwise in NumPy's order. The largest of no elements is not defined;
// a NaN is larger and smaller than everything; of equal elements the first is taken.
double ck_reduce_f64(CKReduction, const double *, size_t count);
float ck_reduce_f32(CKReduction, const float *, size_t count);
int64_t ck_reduce_i64(CKReduction, const int64_t *, size_t count);

/// `total[i] = total[i] ∘ row[i]`; the two may not overlap.
void ck_fold_f64(CKReduction, double *total, const double *row, size_t count);
void ck_fold_f32(CKReduction, float *total, const float *row, size_t count);
void ck_fold_i64(CKReduction, int64_t *total, const int64_t *row, size_t count);

/// The index of the first largest (smallest) element, or of the first NaN. `count` is at least 1.
size_t ck_place_f64(CKReduction, const double *, size_t count);
size_t ck_place_f32(CKReduction, const float *, size_t count);
/// One row more for the places of the extremes of columns, which `best` and `places` hold.
void ck_fold_place_f64(
    CKReduction, double *best, int64_t *places, const double *row, int64_t index, size_t count);

// The sum of `(x - centre)^2`, pairwise like the sum; and `total[i] += (row[i] - centre[i])^2`.
double ck_deviations_f64(const double *, size_t count, double centre);
float ck_deviations_f32(const float *, size_t count, float centre);
void ck_fold_deviations_f64(double *total, const double *row, const double *centre, size_t count);
void ck_fold_deviations_f32(float *total, const float *row, const float *centre, size_t count);

double ck_dot_f64(const double *, const double *, size_t count);
float ck_dot_f32(const float *, const float *, size_t count);

/// The product of a matrix (rows, depth) and a matrix (depth, columns), both with any steps between elements, into row-major memory.
/// False if there was no memory to work in.
int ck_product_f64(
    double *out, const double *a, ptrdiff_t a_row, ptrdiff_t a_depth, const double *b,
    ptrdiff_t b_depth, ptrdiff_t b_column, size_t rows, size_t depth, size_t columns);
int ck_product_f32(
    float *out, const float *a, ptrdiff_t a_row, ptrdiff_t a_depth, const float *b,
    ptrdiff_t b_depth, ptrdiff_t b_column, size_t rows, size_t depth, size_t columns);

// MARK: Elementary functions

/// Functions of one float.
typedef enum {
  CK_EXP,
  CK_EXP2,
  CK_EXPM1,
  CK_LOG,
  CK_LOG2,
  CK_LOG10,
  CK_LOG1P,
  CK_SIN,
  CK_COS,
  CK_TAN,
  CK_ARCSIN,
  CK_ARCCOS,
  CK_ARCTAN,
  CK_SINH,
  CK_COSH,
  CK_TANH,
  CK_ARCSINH,
  CK_ARCCOSH,
  CK_ARCTANH,
  CK_CBRT,
  CK_ERF,
  CK_ERFC,
  CK_SIGMOID,
  CK_FUNCTION_COUNT,
} CKFunction;

/// Functions of two floats.
typedef enum {
  CK_POWER,
  CK_ARCTAN2,
  CK_HYPOT,
  CK_PAIR_FUNCTION_COUNT,
} CKPairFunction;

double ck_function(CKFunction, double x);
double ck_pair_function(CKPairFunction, double x, double y);

/// The same numbers as `ck_function`, for every element.
void ck_function_f64(CKFunction, double *out, const double *x, size_t count);
void ck_pair_function_f64(
    CKPairFunction, double *out, const double *x, const double *y, size_t count, CKOperands);
/// The float64 results rounded once more.
void ck_function_f32(CKFunction, float *out, const float *x, size_t count);
void ck_pair_function_f32(
    CKPairFunction, float *out, const float *x, const float *y, size_t count, CKOperands);

// MARK: Convolutions

/// The shapes of x (images, channels, input), w (filters, channels, size) and out (images, filters, output), row by row;
/// none is empty.
typedef struct {
  size_t images, channels, filters;
  size_t input[2], output[2], size[2], stride[2], padding[2], dilation[2];
} CKConvolution;

/// Whether the padded images are small enough beside x and out; else the functions below may not be asked.
int ck_convolution_fits(const CKConvolution *);

// out[n, f, place] = Σ x[n, c, window] w[f, c, window] (+ bias[f], which may be NULL), and its adjoints by x and by w.
// False if there was no memory to work in.
int ck_convolution_f64(
    const CKConvolution *, double *out, const double *x, const double *w, const double *bias);
int ck_convolution_f32(
    const CKConvolution *, float *out, const float *x, const float *w, const float *bias);
int ck_convolution_input_f64(
    const CKConvolution *, double *out, const double *u, const double *w);
int ck_convolution_input_f32(const CKConvolution *, float *out, const float *u, const float *w);
int ck_convolution_filter_f64(
    const CKConvolution *, double *out, const double *x, const double *u);
int ck_convolution_filter_f32(const CKConvolution *, float *out, const float *x, const float *u);

// MARK: Pooling

/// Regions of planes (planes, input) -> (planes, output): those of output (i, j) are rows [starts[0][i], ends[0][i]) by
/// columns [starts[1][j], ends[1][j]). For a maximum none is empty.
typedef struct {
  size_t planes, input[2], output[2];
  const int32_t *starts[2], *ends[2];
  /// All regions have one size and follow each other in equal steps.
  int is_regular;
  /// Winners are bytes, for regions of at most 256 numbers; else of 32 bits.
  int has_bytes;
  /// What a sum is divided by.
  double count;
} CKPool;

// Winners count within their region, row by row: of equal numbers the first wins, a NaN before all.
void ck_max_pool_f64(const CKPool *, double *out, void *winners, const double *x);
void ck_max_pool_f32(const CKPool *, float *out, void *winners, const float *x);
void ck_max_pool_gradient_f64(const CKPool *, double *out, const void *winners, const double *u);
void ck_max_pool_gradient_f32(const CKPool *, float *out, const void *winners, const float *u);
void ck_average_pool_f64(const CKPool *, double *out, const double *x);
void ck_average_pool_f32(const CKPool *, float *out, const float *x);
void ck_average_pool_gradient_f64(const CKPool *, double *out, const double *u);
void ck_average_pool_gradient_f32(const CKPool *, float *out, const float *u);

// MARK: Batch norm

/// Of (examples, channels, inner), none of them empty, each channel by itself.
typedef struct {
  size_t examples, channels, inner;
  double epsilon;
} CKNormalization;

// out = (x - mean)/√(variance + ε) γ + β with the mean and the biased variance of each channel, which are results too.
void ck_normalize_f64(
    const CKNormalization *, double *out, double *means, double *variances, const double *x,
    const double *gamma, const double *beta);
void ck_normalize_f32(
    const CKNormalization *, float *out, float *means, float *variances, const float *x,
    const float *gamma, const float *beta);
/// What it sends back to x, γ and β for a gradient u of its output.
void ck_normalize_gradient_f64(
    const CKNormalization *, double *dx, double *dgamma, double *dbeta, const double *u,
    const double *x, const double *gamma, const double *means, const double *variances);
void ck_normalize_gradient_f32(
    const CKNormalization *, float *dx, float *dgamma, float *dbeta, const float *u,
    const float *x, const float *gamma, const float *means, const float *variances);

// MARK: Steps of optimizers

typedef enum {
  CK_PLAIN_STEP,
  CK_MOMENTUM_STEP,
  CK_NESTEROV_STEP,
  CK_ADAGRAD_STEP,
  CK_RMSPROP_STEP,
  CK_ADADELTA_STEP,
  CK_ADAM_STEP,
  CK_UPDATE_COUNT,
} CKUpdate;

typedef struct {
  double rate;
  /// The share of the old that stays: momentum, or of the running mean (of Adam's first moment).
  double decay;
  /// Of Adam's second moment.
  double second_decay;
  double epsilon;
  /// 1 - decay^t and 1 - second_decay^t; 1 without correction.
  double correction, second_correction;
  /// What the parameters are multiplied with before the step: 1 - rate λ, or 1.
  double keep;
} CKUpdateNumbers;

/// One step: `to = w` moved against the gradient. `to` may be `w`; `first` and `second` hold what the
/// optimizer remembers (velocity, running means), NULL where it remembers less.
void ck_update_f64(
    CKUpdate, double *to, const double *w, const double *g, double *first, double *second,
    size_t count, const CKUpdateNumbers *);
void ck_update_f32(
    CKUpdate, float *to, const float *w, const float *g, float *first, float *second,
    size_t count, const CKUpdateNumbers *);

// MARK: Threads

/// One piece of work of several.
typedef void (*CKWork)(void *context, size_t index);
/// Calls `work` once for each index below `count`, on as many threads as there are; returns when all are done. The pieces
/// must not depend on each other. Inside of another such call, and beside one, the caller does its pieces alone.
void ck_parallel(size_t count, CKWork work, void *context);
/// Threads that share work, the caller among them: the processors that this process may use, or what
/// `LESSON_THREADS` lowers them to.
int ck_threads(void);
/// Sets how many there are; returns what was taken, at least 1.
int ck_use_threads(int count);

// MARK: Memory

/// At least `bytes` bytes, on a 64-byte boundary, with undefined contents. Large blocks that were
/// released come back without new page faults.
void *ck_allocate(size_t bytes);
/// Releases what `ck_allocate` gave for the same number of bytes.
void ck_release(void *memory, size_t bytes);

/// Room of which only the parts that are used become memory; NULL where the system gives none.
void *ck_reserve(size_t bytes);
/// `used`: how much of it has become memory.
void ck_unreserve(void *memory, size_t bytes, size_t used);

// MARK: Data

enum { CK_DIGITS = 1797, CK_DIGIT_LENGTH = 65 };

/// The bundled digits, CK_DIGITS texts of CK_DIGIT_LENGTH characters and a zero each: a label, then 8 rows
/// of 8 letters from 'a', 0, to 'q', 16. `Digits.c` tells where they are from.
const char *ck_digits(void);

// How deep releases of objects are nested on this thread, and what waits until the outermost is done.
typedef struct {
  ptrdiff_t depth;
  void *waiting;
} CKReleases;
CKReleases *ck_releases(void) __attribute__((returns_nonnull));

#endif
