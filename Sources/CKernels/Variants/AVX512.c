// The kernels for machines with 512-bit registers.
#if defined(__x86_64__)
#define CK_TABLE ck_table_avx512
#define CK_HAS_AVX512 1
#include <immintrin.h>
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#include "../Kernels/AllKernels.h"
#pragma clang attribute pop
#endif
