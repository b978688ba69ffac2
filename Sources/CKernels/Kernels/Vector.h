// Words shared by all kernels: a vector of eight doubles, and the few operations C has no sign for.
//
// Every variant includes the same kernels, compiled for other instructions. What keeps the bits equal: contraction is
// off, so a product is fused with a sum only where FMA says so; FMA is correctly rounded everywhere (the C
// library's where the machine has none); vectors always have eight lanes, whatever the registers hold.
#ifndef CK_VECTOR_H
#define CK_VECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

typedef double v8d __attribute__((vector_size(64)));
typedef double v4d __attribute__((vector_size(32)));
typedef float v8f __attribute__((vector_size(32)));
typedef float v16f __attribute__((vector_size(64)));
typedef int64_t v8l __attribute__((vector_size(64)));
typedef uint64_t v8u __attribute__((vector_size(64)));
typedef int32_t v16i __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline, unused))
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)

INLINE v8d load8(const double *from) {
  v8d value;
  memcpy(&value, from, sizeof value);
  return value;
}
INLINE v4d load4(const double *from) {
  v4d value;
  memcpy(&value, from, sizeof value);
  return value;
}
INLINE void store8(double *to, v8d value) { memcpy(to, &value, sizeof value); }
INLINE v8f load8f(const float *from) {
  v8f value;
  memcpy(&value, from, sizeof value);
  return value;
}
INLINE void store8f(float *to, v8f value) { memcpy(to, &value, sizeof value); }
INLINE v16f load16f(const float *from) {
  v16f value;
  memcpy(&value, from, sizeof value);
  return value;
}
INLINE void store16f(float *to, v16f value) { memcpy(to, &value, sizeof value); }

#endif
