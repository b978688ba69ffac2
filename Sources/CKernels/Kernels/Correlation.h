// Sums of products over windows of padded planes: the kernels under the three convolutions. Included once for float64 and once for
// float32, after MatrixProduct.h; expects what that expects.
//
// Each result is fma(weight, number, ...) in one order over panels of the depth, as in a product of matrices, whatever
// is computed beside it: the bits do not depend on tiles, vectors or threads.

// `rows` planes by `vectors` vectors of outputs; planes from `height` on are computed and dropped.
INLINE void G(correlation)(
    const int rows, const int vectors, T *out, size_t out_step, const uint32_t *to,
    const T *source, const uint32_t *from, const T *weights, const int32_t *offsets, size_t depth,
    size_t height, int goes_on, const T *bias) {
  G(vector) c[MR][NV];
  const T *s[NV];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) s[v] = source + from[v];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) c[i][v] = (G(vector)){0};
  }
  for (size_t k = 0; k < depth; k++) {
    const ptrdiff_t offset = offsets[k];
    G(vector) row[NV];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) row[v] = *(const G(vector) *)(s[v] + offset);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const G(vector) spread = weights[k * (size_t)rows + (size_t)i] - (G(vector)){0};
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) c[i][v] = FMA(spread, row[v], c[i][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    if ((size_t)i >= height) break;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      G(vector) *place = (G(vector) *)(out + (size_t)i * out_step + to[v]);
      G(vector) sum = goes_on ? *place + c[i][v] : c[i][v];
      if (bias != NULL) sum += bias[i];
      *place = sum;
    }
  }
}

typedef void (*G(Correlation))(
    T *, size_t, const uint32_t *, const T *, const uint32_t *, const T *, const int32_t *, size_t,
    size_t, int, const T *);

#define CORRELATION(ROWS, VECTORS)                                                               \
  static __attribute__((noinline)) void G(correlation_##ROWS##_##VECTORS)(                       \
      T *out, size_t out_step, const uint32_t *to, const T *source, const uint32_t *from,        \
      const T *weights, const int32_t *offsets, size_t depth, size_t height, int goes_on,        \
      const T *bias) {                                                                           \
    G(correlation)                                                                               \
    (ROWS, VECTORS, out, out_step, to, source, from, weights, offsets, depth, height, goes_on,   \
     bias);                                                                                      \
  }
#define CORRELATIONS(VECTORS)                                                                    \
  CORRELATION(1, VECTORS) CORRELATION(2, VECTORS) CORRELATION(4, VECTORS)
#define ENTRY(ROWS, VECTORS) G(correlation_##ROWS##_##VECTORS)
CORRELATIONS(1)
CORRELATIONS(2)
#if NV > 2
CORRELATIONS(3)
#endif
#if MR > 4
CORRELATION(8, 1)
CORRELATION(8, 2)
CORRELATION(8, 3)
#endif

// Rows of a tile for what is left of the planes.
INLINE size_t G(tile_rows)(size_t left) {
  if (left >= MR) return MR;
#if MR > 4
  if (left > 4) return 8;
#endif
  return left > 2 ? 4 : left > 1 ? 2 : 1;
}

static G(Correlation) G(correlation_for)(size_t rows, size_t vectors) {
#if NV > 2
#define ENTRIES(ROWS) {ENTRY(ROWS, 1), ENTRY(ROWS, 2), ENTRY(ROWS, 3)}
#else
#define ENTRIES(ROWS) {ENTRY(ROWS, 1), ENTRY(ROWS, 2)}
#endif
  static const G(Correlation) all[][NV] = {
      ENTRIES(1), ENTRIES(2), ENTRIES(4),
#if MR > 4
      ENTRIES(8),
#endif
  };
#undef ENTRIES
  return all[rows > 4 ? 3 : rows > 2 ? 2 : rows > 1][vectors - 1];
}
#undef CORRELATION
#undef CORRELATIONS
#undef ENTRY

// Elements that packed weights of so many planes take.
INLINE size_t G(packed_size)(size_t planes, size_t depth) {
  const size_t whole = planes / MR * MR;
  return (whole + (planes > whole ? G(tile_rows)(planes - whole) : 0)) * depth;
}

// Some planes [first, last) of a grid, `first` at a tile's start; out is the first plane of the image. A strip holds all of
// these planes if the depth has several panels, else one tile.
static void G(correlate)(
    const Grid *g, size_t pitch, T *out, size_t out_plane, T *strips, const T *source,
    const T *weights, size_t first, size_t last, const T *bias) {
  const int is_split = G(panel)(g->depth) < g->depth;
  for (size_t k = 0, length; k < g->depth; k += length) {
    length = G(panel)(g->depth - k);
    const int is_last = k + length == g->depth;
    for (size_t f = first; f < last; f += MR) {
      const size_t rows = G(tile_rows)(last - f), height = last - f < MR ? last - f : MR;
      const T *packed = weights + f * g->depth + k * rows;
      T *strip = strips + (is_split ? (f - first) * g->length : 0);
      T *to = g->is_direct ? out + f * out_plane : strip;
      const size_t step = g->is_direct ? out_plane : g->length;
      const T *added = is_last && bias != NULL ? bias + f : NULL;
      for (size_t v = 0; v < g->vectors;) {
        const size_t left = g->vectors - v;
        const size_t taken = left >= NV ? (NV == 3 && left == 4 ? 2 : NV) : left;
        G(correlation_for)(rows, taken)(
            to, step, g->to + v, source, g->from + v, packed, g->offsets + k, length, height,
            k > 0, added);
        v += taken;
      }
      if (g->is_direct || !is_last) continue;
      for (size_t i = 0; i < height; i++) {
        T *plane = out + (f + i) * out_plane + g->start;
        for (size_t y = 0; y < g->rows; y++) {
          const T *from = strip + i * g->length + y * pitch;
          T *row = plane + y * g->row_step;
          if (g->column_step == 1) {
            G(copy)(row, from, g->columns);
          } else {
            for (size_t x = 0; x < g->columns; x++) row[x * g->column_step] = from[x];
          }
        }
      }
    }
  }
}
