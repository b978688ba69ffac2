// The kernels for machines with AVX2 and fused multiply-add.
#if defined(__x86_64__)
#define CK_TABLE ck_table_avx2
#define CK_HAS_AVX2 1
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "../Kernels/AllKernels.h"
#pragma clang attribute pop
#endif
