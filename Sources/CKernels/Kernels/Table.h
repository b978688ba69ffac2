// What a variant offers: one function pointer a kernel.
#ifndef CK_TABLE_H
#define CK_TABLE_H

#include "../include/CKernels.h"

typedef void (*CKBinaryF64)(double *, const double *, const double *, size_t, CKOperands);
typedef void (*CKBinaryF32)(float *, const float *, const float *, size_t, CKOperands);
typedef void (*CKBinaryI64)(int64_t *, const int64_t *, const int64_t *, size_t, CKOperands);
typedef void (*CKCompareF64)(uint8_t *, const double *, const double *, size_t, CKOperands);
typedef void (*CKCompareF32)(uint8_t *, const float *, const float *, size_t, CKOperands);
typedef void (*CKCompareI64)(uint8_t *, const int64_t *, const int64_t *, size_t, CKOperands);
typedef void (*CKUnaryF64)(double *, const double *, size_t);
typedef void (*CKUnaryF32)(float *, const float *, size_t);

typedef void (*CKUpdateF64)(
    double *, const double *, const double *, double *, double *, size_t, const CKUpdateNumbers *);
typedef void (*CKUpdateF32)(
    float *, const float *, const float *, float *, float *, size_t, const CKUpdateNumbers *);

// Channels from, channels to, arrays, and room for two planes.
typedef void (*CKNormalize)(const CKNormalization *, size_t, size_t, void *const *);

typedef struct {
  CKBinaryF64 binary_f64[CK_BINARY_COUNT];
  CKBinaryF32 binary_f32[CK_BINARY_COUNT];
  CKBinaryI64 binary_i64[CK_BINARY_COUNT];
  CKCompareF64 compare_f64[CK_COMPARISON_COUNT];
  CKCompareF32 compare_f32[CK_COMPARISON_COUNT];
  CKCompareI64 compare_i64[CK_COMPARISON_COUNT];
  CKUnaryF64 simple_f64[CK_SIMPLE_COUNT];
  CKUnaryF32 simple_f32[CK_SIMPLE_COUNT];
  void (*clip_f64)(double *, const double *, double, double, size_t);
  void (*clip_f32)(float *, const float *, float, float, size_t);
  void (*rectified_f64)(double *, const double *, const double *, size_t);
  void (*rectified_f32)(float *, const float *, const float *, size_t);
  void (*fill_64)(uint64_t *, uint64_t, const uint8_t *, size_t);
  int (*all_finite_f64)(const double *, size_t);
  int (*all_finite_f32)(const float *, size_t);
  void (*test_f64[CK_TEST_COUNT])(uint8_t *, const double *, size_t);
  void (*test_f32[CK_TEST_COUNT])(uint8_t *, const float *, size_t);
  void (*choose_64)(
      uint64_t *, const uint8_t *, const uint64_t *, size_t, const uint64_t *, size_t, size_t);
  void (*choose_32)(
      uint32_t *, const uint8_t *, const uint32_t *, size_t, const uint32_t *, size_t, size_t);
  double (*reduce_f64[CK_REDUCTION_COUNT])(const double *, size_t);
  float (*reduce_f32[CK_REDUCTION_COUNT])(const float *, size_t);
  int64_t (*reduce_i64[CK_REDUCTION_COUNT])(const int64_t *, size_t);
  CKUnaryF64 fold_f64[CK_REDUCTION_COUNT];
  CKUnaryF32 fold_f32[CK_REDUCTION_COUNT];
  void (*fold_i64[CK_REDUCTION_COUNT])(int64_t *, const int64_t *, size_t);
  size_t (*place_f64[CK_REDUCTION_COUNT])(const double *, size_t);
  size_t (*place_f32[CK_REDUCTION_COUNT])(const float *, size_t);
  void (*fold_place_f64[CK_REDUCTION_COUNT])(double *, int64_t *, const double *, int64_t, size_t);
  double (*deviations_f64)(const double *, size_t, double);
  float (*deviations_f32)(const float *, size_t, float);
  void (*fold_deviations_f64)(double *, const double *, const double *, size_t);
  void (*fold_deviations_f32)(float *, const float *, const float *, size_t);
  double (*dot_f64)(const double *, const double *, size_t);
  float (*dot_f32)(const float *, const float *, size_t);
  int (*product_f64)(
      double *, const double *, ptrdiff_t, ptrdiff_t, const double *, ptrdiff_t, ptrdiff_t, size_t,
      size_t, size_t);
  int (*product_f32)(
      float *, const float *, ptrdiff_t, ptrdiff_t, const float *, ptrdiff_t, ptrdiff_t, size_t,
      size_t, size_t);
  double (*function[CK_FUNCTION_COUNT])(double);
  double (*pair_function[CK_PAIR_FUNCTION_COUNT])(double, double);
  CKUnaryF64 function_f64[CK_FUNCTION_COUNT];
  CKBinaryF64 pair_function_f64[CK_PAIR_FUNCTION_COUNT];
  // Through float64 where there is none.
  CKUnaryF32 function_f32[CK_FUNCTION_COUNT];
  CKBinaryF32 pair_function_f32[CK_PAIR_FUNCTION_COUNT];
  int (*convolution_f64)(
      const CKConvolution *, double *, const double *, const double *, const double *);
  int (*convolution_f32)(
      const CKConvolution *, float *, const float *, const float *, const float *);
  int (*convolution_input_f64)(const CKConvolution *, double *, const double *, const double *);
  int (*convolution_input_f32)(const CKConvolution *, float *, const float *, const float *);
  int (*convolution_filter_f64)(const CKConvolution *, double *, const double *, const double *);
  int (*convolution_filter_f32)(const CKConvolution *, float *, const float *, const float *);
  void (*max_pool_f64)(const CKPool *, size_t, double *, void *, const double *);
  void (*max_pool_gradient_f64)(const CKPool *, size_t, double *, const void *, const double *);
  void (*average_pool_f64)(const CKPool *, size_t, double *, const double *);
  void (*average_pool_gradient_f64)(const CKPool *, size_t, double *, const double *);
  void (*max_pool_f32)(const CKPool *, size_t, float *, void *, const float *);
  void (*max_pool_gradient_f32)(const CKPool *, size_t, float *, const void *, const float *);
  void (*average_pool_f32)(const CKPool *, size_t, float *, const float *);
  void (*average_pool_gradient_f32)(const CKPool *, size_t, float *, const float *);
  // Planes forward and backward, columns forward and backward.
  CKNormalize normalize_f64[4];
  CKNormalize normalize_f32[4];
  CKUpdateF64 update_f64[CK_UPDATE_COUNT];
  CKUpdateF32 update_f32[CK_UPDATE_COUNT];
} CKTable;

/// The table of the variant in use.
const CKTable *ck_table(void);

extern const CKTable ck_table_baseline, ck_table_avx2, ck_table_avx512;

#endif
