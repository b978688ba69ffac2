// Kernels of networks and their training, passed on to the variant in use and cut into pieces for threads.
#include <stdatomic.h>

#include "Kernels/Table.h"

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
        ck_table()->update_##SUFFIX[update], to, w, g, first, second, count, numbers};              \
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
    return ck_table()->convolution_##SUFFIX(c, out, x, w, bias);                                    \
  }                                                                                              \
  int ck_convolution_input_##SUFFIX(const CKConvolution *c, T *out, const T *u, const T *w) {    \
    return ck_table()->convolution_input_##SUFFIX(c, out, u, w);                                    \
  }                                                                                              \
  int ck_convolution_filter_##SUFFIX(const CKConvolution *c, T *out, const T *x, const T *u) {   \
    return ck_table()->convolution_filter_##SUFFIX(c, out, x, u);                                   \
  }
CONVOLUTIONS(f64, double)
CONVOLUTIONS(f32, float)

// Numbers of so many planes are a piece of work.
#define POOL_PIECE ((size_t)1 << 15)

#define POOLS(SUFFIX, T)                                                                         \
  typedef struct {                                                                               \
    const CKPool *pool;                                                                          \
    T *out;                                                                                      \
    void *winners;                                                                               \
    const T *from;                                                                               \
    size_t each;                                                                                 \
    int work;                                                                                    \
  } Pool_##SUFFIX;                                                                               \
  static void pool_piece_##SUFFIX(void *context, size_t index) {                                 \
    const Pool_##SUFFIX *p = context;                                                            \
    const CKTable *table = ck_table();                                                           \
    const size_t start = index * p->each;                                                        \
    const size_t end = p->pool->planes - start < p->each ? p->pool->planes : start + p->each;    \
    for (size_t plane = start; plane < end; plane++) {                                           \
      switch (p->work) {                                                                         \
        case 0:                                                                                  \
          table->max_pool_##SUFFIX(p->pool, plane, p->out, p->winners, p->from);                 \
          break;                                                                                 \
        case 1:                                                                                  \
          table->max_pool_gradient_##SUFFIX(p->pool, plane, p->out, p->winners, p->from);        \
          break;                                                                                 \
        case 2: table->average_pool_##SUFFIX(p->pool, plane, p->out, p->from); break;            \
        default: table->average_pool_gradient_##SUFFIX(p->pool, plane, p->out, p->from);         \
      }                                                                                          \
    }                                                                                            \
  }                                                                                              \
  static void pool_##SUFFIX(                                                                     \
      const CKPool *pool, T *out, void *winners, const T *from, int work) {                      \
    const size_t size = pool->input[0] * pool->input[1];                                         \
    const size_t each = size >= POOL_PIECE ? 1 : size == 0 ? pool->planes + 1 : POOL_PIECE / size; \
    Pool_##SUFFIX p = {pool, out, winners, from, each, work};                                    \
    ck_parallel((pool->planes + each - 1) / each, pool_piece_##SUFFIX, &p);                      \
  }                                                                                              \
  void ck_max_pool_##SUFFIX(const CKPool *pool, T *out, void *winners, const T *x) {             \
    pool_##SUFFIX(pool, out, winners, x, 0);                                                     \
  }                                                                                              \
  void ck_max_pool_gradient_##SUFFIX(                                                            \
      const CKPool *pool, T *out, const void *winners, const T *u) {                             \
    pool_##SUFFIX(pool, out, (void *)winners, u, 1);                                             \
  }                                                                                              \
  void ck_average_pool_##SUFFIX(const CKPool *pool, T *out, const T *x) {                        \
    pool_##SUFFIX(pool, out, NULL, x, 2);                                                        \
  }                                                                                              \
  void ck_average_pool_gradient_##SUFFIX(const CKPool *pool, T *out, const T *u) {               \
    pool_##SUFFIX(pool, out, NULL, u, 3);                                                        \
  }
POOLS(f64, double)
POOLS(f32, float)

typedef struct {
  const CKNormalization *sizes;
  CKNormalize work;
  void **arrays;
  size_t each;
} Normalization;

static void normalization_piece(void *context, size_t index) {
  const Normalization *n = context;
  const size_t first = index * n->each, left = n->sizes->channels - first;
  n->work(n->sizes, first, first + (left < n->each ? left : n->each), n->arrays);
}

static void run_normalization(
    const CKNormalization *sizes, const CKNormalize *works, int is_gradient, void **arrays) {
  const int are_columns = sizes->inner == 1;
  // Columns are taken side by side, planes one by one, so many that a piece is worth a thread.
  const size_t size = sizes->examples * sizes->inner;
  size_t each = size >= POOL_PIECE ? 1 : POOL_PIECE / size;
  if (are_columns) each = (each + 63) / 64 * 64;
  Normalization n = {sizes, works[2 * are_columns + is_gradient], arrays, each};
  ck_parallel((sizes->channels + each - 1) / each, normalization_piece, &n);
}

#define NORMALIZE(SUFFIX, T)                                                                     \
  void ck_normalize_##SUFFIX(                                                                    \
      const CKNormalization *n, T *out, T *means, T *variances, const T *x, const T *gamma,      \
      const T *beta) {                                                                           \
    void *arrays[] = {out, means, variances, (void *)x, (void *)gamma, (void *)beta};            \
    run_normalization(n, ck_table()->normalize_##SUFFIX, 0, arrays);                             \
  }                                                                                              \
  void ck_normalize_gradient_##SUFFIX(                                                           \
      const CKNormalization *n, T *dx, T *dgamma, T *dbeta, const T *u, const T *x,              \
      const T *gamma, const T *means, const T *variances) {                                      \
    void *arrays[] = {dx,        dgamma,        dbeta,         (void *)u,                        \
                      (void *)x, (void *)gamma, (void *)means, (void *)variances};               \
    run_normalization(n, ck_table()->normalize_##SUFFIX, 1, arrays);                             \
  }
NORMALIZE(f64, double)
NORMALIZE(f32, float)
