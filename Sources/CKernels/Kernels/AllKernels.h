// Everything a variant holds, and the table of it. Included once for each variant.
#include "Table.h"

#include "Elementwise.h"
#include "Lanes.h"
#include "Notes.h"

#define F(name) name##_1
#define REAL double
#define INTEGER int64_t
#include "Cores.h"
#include "PairCores.h"
#include "SingleCores.h"
#undef F
#undef REAL
#undef INTEGER

#define F(name) name##_8
#define REAL v8d
#define INTEGER v8l
#include "Cores.h"
#include "PairCores.h"
#include "SingleCores.h"
#undef F
#undef REAL
#undef INTEGER

#include "DoubleDouble.h"
#include "Elementary.h"
#include "FurtherElementary.h"
#include "ElementaryLoops.h"
#include "SingleLoops.h"
#include "Reductions.h"
#include "ConvolutionLayout.h"
#include "Mixes.h"

// Tiles that fill the registers: 3 vectors wide, as high as leaves room for a row of b and one factor.
#if defined(CK_HAS_AVX512)
#define MR 8
#define NV 3
#define VECTOR_BYTES 64
#elif defined(CK_HAS_AVX2)
#define MR 4
#define NV 3
#define VECTOR_BYTES 32
#else
#define MR 4
#define NV 2
#define VECTOR_BYTES 16
#endif

#define G(name) name##_matrix_f64
#define T double
#define VN (VECTOR_BYTES / 8)
#define DOT dot_f64
#include "MatrixProduct.h"
#include "Moves.h"
#include "Correlation.h"
#include "Convolutions.h"
#include "FilterGradients.h"
#undef G
#undef T
#undef VN
#undef DOT

#define G(name) name##_matrix_f32
#define T float
#define VN (VECTOR_BYTES / 4)
#define DOT dot_f32
#include "MatrixProduct.h"
#include "Moves.h"
#include "Correlation.h"
#include "Convolutions.h"
#include "FilterGradients.h"
#undef G
#undef T
#undef VN
#undef DOT

#define G(name) name##_f64
#define T double
#define VN 8
#define MASK int64_t
#define PL 8
#include "Updates.h"
#include "Pools.h"
#define SUM sum_f64
#define SQUARES deviations_f64
#define V8 v8d
#include "Normalize.h"
#undef SUM
#undef SQUARES
#undef V8
#undef G
#undef T
#undef VN
#undef MASK
#undef PL

#define G(name) name##_f32
#define T float
#define VN 16
#define MASK int32_t
#define PL 16
#include "Updates.h"
#include "Pools.h"
#define SUM sum_f32
#define SQUARES deviations_f32
#define V8 v8f
#include "Normalize.h"
#undef SUM
#undef SQUARES
#undef V8
#undef G
#undef T
#undef VN
#undef MASK
#undef PL

#define FLOAT_OPERATIONS(SUFFIX)                                                                 \
  [CK_ADD] = add_##SUFFIX, [CK_SUBTRACT] = subtract_##SUFFIX, [CK_MULTIPLY] = multiply_##SUFFIX, \
  [CK_DIVIDE] = divide_##SUFFIX, [CK_MAXIMUM] = maximum_##SUFFIX, [CK_MINIMUM] = minimum_##SUFFIX
#define COMPARISONS(SUFFIX)                                                                      \
  [CK_LESS] = less_##SUFFIX, [CK_LESS_EQUAL] = less_equal_##SUFFIX,                              \
  [CK_GREATER] = greater_##SUFFIX, [CK_GREATER_EQUAL] = greater_equal_##SUFFIX,                  \
  [CK_EQUAL] = equal_##SUFFIX, [CK_NOT_EQUAL] = not_equal_##SUFFIX
#define SIMPLE(SUFFIX)                                                                           \
  [CK_NEGATE] = negate_##SUFFIX, [CK_ABSOLUTE] = absolute_##SUFFIX,                              \
  [CK_SQUARE_ROOT] = square_root_##SUFFIX, [CK_RECIPROCAL] = reciprocal_##SUFFIX,     \
  [CK_FLOOR] = floor_##SUFFIX, [CK_CEILING] = ceiling_##SUFFIX,                                  \
  [CK_TRUNCATE] = truncate_##SUFFIX, [CK_NEAREST] = nearest_##SUFFIX, [CK_SIGN] = sign_##SUFFIX
#define TESTS_OF(SUFFIX)                                                                         \
  [CK_IS_NAN] = is_nan_##SUFFIX, [CK_IS_INFINITE] = is_infinite_##SUFFIX,                        \
  [CK_IS_FINITE] = is_finite_##SUFFIX
#define UPDATES(SUFFIX)                                                                          \
  [CK_PLAIN_STEP] = plain_step_##SUFFIX, [CK_MOMENTUM_STEP] = momentum_step_##SUFFIX,            \
  [CK_NESTEROV_STEP] = nesterov_step_##SUFFIX, [CK_ADAGRAD_STEP] = adagrad_step_##SUFFIX,        \
  [CK_RMSPROP_STEP] = rmsprop_step_##SUFFIX, [CK_ADADELTA_STEP] = adadelta_step_##SUFFIX,        \
  [CK_ADAM_STEP] = adam_step_##SUFFIX

const CKTable CK_TABLE = {
    .binary_f64 = {FLOAT_OPERATIONS(f64)},
    .binary_f32 = {FLOAT_OPERATIONS(f32)},
    .binary_i64 =
        {[CK_ADD] = add_i64, [CK_SUBTRACT] = subtract_i64, [CK_MULTIPLY] = multiply_i64,
         [CK_MAXIMUM] = maximum_i64, [CK_MINIMUM] = minimum_i64},
    .compare_f64 = {COMPARISONS(f64)},
    .compare_f32 = {COMPARISONS(f32)},
    .compare_i64 = {COMPARISONS(i64)},
    .simple_f64 = {SIMPLE(f64)},
    .simple_f32 = {SIMPLE(f32)},
    .clip_f64 = clip_f64,
    .clip_f32 = clip_f32,
    .rectified_f64 = rectified_f64,
    .rectified_f32 = rectified_f32,
    .fill_64 = fill_64,
    .all_finite_f64 = all_finite_f64,
    .all_finite_f32 = all_finite_f32,
    .test_f64 = {TESTS_OF(f64)},
    .test_f32 = {TESTS_OF(f32)},
    .choose_64 = choose_64,
    .choose_32 = choose_32,
    .reduce_f64 = {[CK_SUM] = sum_f64, [CK_LARGEST] = largest_f64, [CK_SMALLEST] = smallest_f64},
    .reduce_f32 = {[CK_SUM] = sum_f32, [CK_LARGEST] = largest_f32, [CK_SMALLEST] = smallest_f32},
    .reduce_i64 = {[CK_SUM] = sum_i64, [CK_LARGEST] = largest_i64, [CK_SMALLEST] = smallest_i64},
    .fold_f64 =
        {[CK_SUM] = fold_sum_f64, [CK_LARGEST] = fold_largest_f64,
         [CK_SMALLEST] = fold_smallest_f64},
    .fold_f32 =
        {[CK_SUM] = fold_sum_f32, [CK_LARGEST] = fold_largest_f32,
         [CK_SMALLEST] = fold_smallest_f32},
    .fold_i64 =
        {[CK_SUM] = fold_sum_i64, [CK_LARGEST] = fold_largest_i64,
         [CK_SMALLEST] = fold_smallest_i64},
    .place_f64 = {[CK_LARGEST] = place_largest_f64, [CK_SMALLEST] = place_smallest_f64},
    .place_f32 = {[CK_LARGEST] = place_largest_f32, [CK_SMALLEST] = place_smallest_f32},
    .fold_place_f64 =
        {[CK_LARGEST] = fold_place_largest_f64, [CK_SMALLEST] = fold_place_smallest_f64},
    .deviations_f64 = deviations_f64,
    .deviations_f32 = deviations_f32,
    .fold_deviations_f64 = fold_deviations_f64,
    .fold_deviations_f32 = fold_deviations_f32,
    .dot_f64 = dot_f64,
    .dot_f32 = dot_f32,
    .product_f64 = product_matrix_f64,
    .product_f32 = product_matrix_f32,
    .function =
        {[CK_EXP] = exp_f64,
         [CK_EXP2] = exp2_f64,
         [CK_EXPM1] = expm1_f64,
         [CK_LOG] = log_f64,
         [CK_LOG2] = log2_f64,
         [CK_LOG10] = log10_f64,
         [CK_LOG1P] = log1p_f64,
         [CK_SIN] = sin_f64,
         [CK_COS] = cos_f64,
         [CK_TAN] = tan_f64,
         [CK_ARCSIN] = arcsin_f64,
         [CK_ARCCOS] = arccos_f64,
         [CK_ARCTAN] = arctan_f64,
         [CK_SINH] = sinh_f64,
         [CK_COSH] = cosh_f64,
         [CK_TANH] = tanh_f64,
         [CK_ARCSINH] = arcsinh_f64,
         [CK_ARCCOSH] = arccosh_f64,
         [CK_ARCTANH] = arctanh_f64,
         [CK_CBRT] = cbrt_f64,
         [CK_ERF] = erf_f64,
         [CK_ERFC] = erfc_f64,
         [CK_SIGMOID] = sigmoid_f64},
    .function_f64 =
        {[CK_EXP] = loop_exp,
         [CK_EXP2] = loop_exp2,
         [CK_EXPM1] = loop_expm1,
         [CK_LOG] = loop_log,
         [CK_LOG2] = loop_log2,
         [CK_LOG10] = loop_log10,
         [CK_LOG1P] = loop_log1p,
         [CK_SIN] = loop_sin,
         [CK_COS] = loop_cos,
         [CK_TAN] = loop_tan,
         [CK_ARCSIN] = loop_arcsin,
         [CK_ARCCOS] = loop_arccos,
         [CK_ARCTAN] = loop_arctan,
         [CK_SINH] = loop_sinh,
         [CK_COSH] = loop_cosh,
         [CK_TANH] = loop_tanh,
         [CK_ARCSINH] = loop_arcsinh,
         [CK_ARCCOSH] = loop_arccosh,
         [CK_ARCTANH] = loop_arctanh,
         [CK_CBRT] = loop_cbrt,
         [CK_ERF] = loop_erf,
         [CK_ERFC] = loop_erfc,
         [CK_SIGMOID] = loop_sigmoid},
    .pair_function =
        {[CK_POWER] = power_f64, [CK_ARCTAN2] = arctan2_f64, [CK_HYPOT] = hypot_f64},
    .pair_function_f64 =
        {[CK_POWER] = loop_power, [CK_ARCTAN2] = loop_arctan2, [CK_HYPOT] = loop_hypot},
    .function_f32 =
        {[CK_EXP] = loop_exp_single,
         [CK_LOG] = loop_log_single,
         [CK_SIN] = loop_sin_single,
         [CK_COS] = loop_cos_single,
         [CK_TANH] = loop_tanh_single,
         [CK_SIGMOID] = loop_sigmoid_single},
    .pair_function_f32 = {[CK_POWER] = loop_power_single},
    .convolution_f64 = convolution_matrix_f64,
    .convolution_f32 = convolution_matrix_f32,
    .convolution_input_f64 = convolution_input_matrix_f64,
    .convolution_input_f32 = convolution_input_matrix_f32,
    .convolution_filter_f64 = convolution_filter_matrix_f64,
    .convolution_filter_f32 = convolution_filter_matrix_f32,
    .max_pool_f64 = max_pool_f64,
    .max_pool_f32 = max_pool_f32,
    .max_pool_gradient_f64 = max_pool_gradient_f64,
    .max_pool_gradient_f32 = max_pool_gradient_f32,
    .average_pool_f64 = average_pool_f64,
    .average_pool_f32 = average_pool_f32,
    .average_pool_gradient_f64 = average_pool_gradient_f64,
    .average_pool_gradient_f32 = average_pool_gradient_f32,
    .normalize_f64 = {normalize_f64, normalize_gradient_f64, normalize_columns_f64,
                      normalize_columns_gradient_f64},
    .normalize_f32 = {normalize_f32, normalize_gradient_f32, normalize_columns_f32,
                      normalize_columns_gradient_f32},
    .update_f64 = {UPDATES(f64)},
    .update_f32 = {UPDATES(f32)},
};
