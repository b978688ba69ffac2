// Matrix products of one element type; included once for float64 and once for float32.
// Expects G(name), T, DOT, and MR rows by NV vectors V of VN elements as the tile that stays in registers.
//
// Every element is fma(a_ik, b_kj, ...) over a panel of the depth, starting from 0; the sums of the panels are added from left to
// right. The panels depend on the depth alone, and tiles only change which elements are computed together, so the bits do not
// depend on the other sizes. This is the order of OpenBLAS on machines with AVX2, panels included.
// A product with a column is a dot product a row instead.

#define NR (NV * VN)

typedef T G(vector) __attribute__((vector_size(VN * sizeof(T)), aligned(sizeof(T)), may_alias));

// The panels' greatest length. What is left of a depth below two panels is halved, up to a multiple of four.
#define KC 256

INLINE size_t G(panel)(size_t left) {
  if (left >= 2 * KC) return KC;
  return left > KC ? (left / 2 + 3) / 4 * 4 : left;
}

// out[MR][NR] (row step out_step) = or += a · b over `depth`; a's element (i, k) at a[i a_row + k a_depth], b's rows NR or more apart.
INLINE void G(tile)(
    T *out, size_t out_step, const T *a, size_t a_row, size_t a_depth, const T *b, size_t b_step,
    size_t depth, int goes_on) {
  G(vector) c[MR][NV];
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < NV; v++) c[i][v] = (G(vector)){0};
  }
  for (size_t k = 0; k < depth; k++) {
    G(vector) row[NV];
#pragma clang loop unroll(full)
    for (int v = 0; v < NV; v++) row[v] = *(const G(vector) *)(b + k * b_step + v * VN);
#pragma clang loop unroll(full)
    for (int i = 0; i < MR; i++) {
      const T factor = a[(size_t)i * a_row + k * a_depth];
      const G(vector) spread = factor - (G(vector)){0};
#pragma clang loop unroll(full)
      for (int v = 0; v < NV; v++) c[i][v] = FMA(spread, row[v], c[i][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < NV; v++) {
      G(vector) *to = (G(vector) *)(out + (size_t)i * out_step + v * VN);
      *to = goes_on ? *to + c[i][v] : c[i][v];
    }
  }
}

static __attribute__((noinline)) void G(packed_tile)(
    T *out, size_t out_step, const T *a, const T *b, size_t depth, int goes_on) {
  G(tile)(out, out_step, a, 1, MR, b, NR, depth, goes_on);
}

// The same with rows of b where they lie.
static __attribute__((noinline)) void G(direct_tile)(
    T *out, size_t out_step, const T *a, const T *b, size_t b_step, size_t depth, int goes_on) {
  G(tile)(out, out_step, a, 1, MR, b, b_step, depth, goes_on);
}

// Rows [0, rows) of a block of a, MR at a time, k by k; missing rows are 0.
static void G(pack_rows)(
    T *to, const T *a, ptrdiff_t row_step, ptrdiff_t depth_step, size_t rows, size_t depth) {
  for (size_t i = 0; i < rows; i += MR) {
    const size_t height = rows - i < MR ? rows - i : MR;
    const T *from = a + (ptrdiff_t)i * row_step;
    if (height < MR) memset(to, 0, sizeof(T) * MR * depth);
    if (row_step == 1 && height == MR) {
      for (size_t k = 0; k < depth; k++) {
        memcpy(to + k * MR, from + (ptrdiff_t)k * depth_step, sizeof(T) * MR);
      }
    } else {
      for (size_t r = 0; r < height; r++) {
        const T *row = from + (ptrdiff_t)r * row_step;
        for (size_t k = 0; k < depth; k++) to[k * MR + r] = row[(ptrdiff_t)k * depth_step];
      }
    }
    to += MR * depth;
  }
}

// Columns [0, columns) of a block of b, NR at a time, k by k; missing columns are 0.
static void G(pack_columns)(
    T *to, const T *b, ptrdiff_t depth_step, ptrdiff_t column_step, size_t columns,
    size_t depth) {
  for (size_t j = 0; j < columns; j += NR) {
    const size_t width = columns - j < NR ? columns - j : NR;
    const T *from = b + (ptrdiff_t)j * column_step;
    if (width < NR) memset(to, 0, sizeof(T) * NR * depth);
    if (column_step == 1) {
      if (width == NR) {
        for (size_t k = 0; k < depth; k++) {
          memcpy(to + k * NR, from + (ptrdiff_t)k * depth_step, sizeof(T) * NR);
        }
      } else {
        for (size_t k = 0; k < depth; k++) {
          memcpy(to + k * NR, from + (ptrdiff_t)k * depth_step, sizeof(T) * width);
        }
      }
    } else {
      for (size_t c = 0; c < width; c++) {
        const T *column = from + (ptrdiff_t)c * column_step;
        for (size_t k = 0; k < depth; k++) to[k * NR + c] = column[(ptrdiff_t)k * depth_step];
      }
    }
    to += NR * depth;
  }
}

// A matrix times a column: rows are copied where they do not lie in order, MR at a time.
static int G(times_column)(
    T *out, const T *a, ptrdiff_t row_step, ptrdiff_t depth_step, const T *b, ptrdiff_t b_step,
    size_t rows, size_t depth) {
  T *copy = NULL;
  if (b_step != 1 || depth_step != 1) {
    copy = ck_allocate(sizeof(T) * depth * (1 + MR));
    if (copy == NULL) return 0;
    for (size_t k = 0; k < depth; k++) copy[k] = b[(ptrdiff_t)k * b_step];
    b = copy;
  }
  if (depth_step == 1) {
    for (size_t i = 0; i < rows; i++) out[i] = DOT(a + (ptrdiff_t)i * row_step, b, depth);
  } else {
    T *lines = copy + depth;
    for (size_t i = 0; i < rows; i += MR) {
      const size_t height = rows - i < MR ? rows - i : MR;
      for (size_t k = 0; k < depth; k++) {
        const T *from = a + (ptrdiff_t)i * row_step + (ptrdiff_t)k * depth_step;
        for (size_t r = 0; r < height; r++) lines[r * depth + k] = from[(ptrdiff_t)r * row_step];
      }
      for (size_t r = 0; r < height; r++) out[i + r] = DOT(lines + r * depth, b, depth);
    }
  }
  if (copy != NULL) ck_release(copy, sizeof(T) * depth * (1 + MR));
  return 1;
}

// Blocks: MC x KC of a stays in the second cache, KC x NC of b in the third.
#define MC 128
#define NC (64 * NR)

// At most MR rows: copying b would take longer than the product, so only its last columns are copied.
static int G(few_rows)(
    T *out, const T *a, ptrdiff_t a_row, ptrdiff_t a_depth, const T *b, ptrdiff_t b_depth,
    size_t rows, size_t depth, size_t columns) {
  const size_t bytes = sizeof(T) * depth * (MR + NR);
  T *packed_a = ck_allocate(bytes);
  if (packed_a == NULL) return 0;
  T *packed_b = packed_a + depth * MR;
  T edge[MR * NR];
  G(pack_rows)(packed_a, a, a_row, a_depth, rows, depth);
  for (size_t j = 0; j < columns; j += NR) {
    const size_t wide = columns - j < NR ? columns - j : NR;
    if (wide < NR) G(pack_columns)(packed_b, b + j, b_depth, 1, wide, depth);
    for (size_t k = 0, length; k < depth; k += length) {
      length = G(panel)(depth - k);
      const T *from_a = packed_a + k * MR;
      if (wide == NR) {
        const T *from_b = b + (ptrdiff_t)k * b_depth + j;
        G(direct_tile)(edge, NR, from_a, from_b, (size_t)b_depth, length, k > 0);
      } else {
        G(packed_tile)(edge, NR, from_a, packed_b + k * NR, length, k > 0);
      }
    }
    for (size_t r = 0; r < rows; r++) {
      memcpy(out + r * columns + j, edge + r * NR, sizeof(T) * wide);
    }
  }
  ck_release(packed_a, bytes);
  return 1;
}

static int G(product)(
    T *out, const T *a, ptrdiff_t a_row, ptrdiff_t a_depth, const T *b, ptrdiff_t b_depth,
    ptrdiff_t b_column, size_t rows, size_t depth, size_t columns) {
  if (rows == 0 || columns == 0) return 1;
  if (columns == 1) return G(times_column)(out, a, a_row, a_depth, b, b_depth, rows, depth);
  if (depth == 0) {
    memset(out, 0, sizeof(T) * rows * columns);
    return 1;
  }
  if (rows <= MR && b_column == 1 && b_depth > 0 && depth <= 4096) {
    return G(few_rows)(out, a, a_row, a_depth, b, b_depth, rows, depth, columns);
  }
  if (columns <= MR && rows > columns) {
    // Narrow: the transposed product fills the tiles better. fma(a, b, c) = fma(b, a, c).
    const size_t bytes = sizeof(T) * rows * columns;
    T *across = ck_allocate(bytes);
    if (across == NULL) return 0;
    const int done =
        G(product)(across, b, b_column, b_depth, a, a_depth, a_row, columns, depth, rows);
    for (size_t i = 0; i < rows; i++) {
      for (size_t j = 0; j < columns; j++) out[i * columns + j] = across[j * rows + i];
    }
    ck_release(across, bytes);
    return done;
  }
  const size_t most_k = depth < KC ? depth : KC;
  const size_t most_rows = (rows < MC ? rows + MR - 1 : MC) / MR * MR;
  const size_t most_columns = (columns < NC ? columns + NR - 1 : NC) / NR * NR;
  const size_t bytes = sizeof(T) * most_k * (most_rows + most_columns);
  T *packed_a = ck_allocate(bytes);
  if (packed_a == NULL) return 0;
  T *packed_b = packed_a + most_k * most_rows;
  T edge[MR * NR];
  for (size_t j = 0; j < columns; j += NC) {
    const size_t width = columns - j < NC ? columns - j : NC;
    for (size_t k = 0, length; k < depth; k += length) {
      length = G(panel)(depth - k);
      G(pack_columns)(
          packed_b, b + (ptrdiff_t)k * b_depth + (ptrdiff_t)j * b_column, b_depth, b_column, width,
          length);
      for (size_t i = 0; i < rows; i += MC) {
        const size_t height = rows - i < MC ? rows - i : MC;
        G(pack_rows)(
            packed_a, a + (ptrdiff_t)i * a_row + (ptrdiff_t)k * a_depth, a_row, a_depth, height,
            length);
        for (size_t jj = 0; jj < width; jj += NR) {
          const size_t wide = width - jj < NR ? width - jj : NR;
          for (size_t ii = 0; ii < height; ii += MR) {
            const size_t high = height - ii < MR ? height - ii : MR;
            T *corner = out + (i + ii) * columns + j + jj;
            const T *from_a = packed_a + ii * length, *from_b = packed_b + jj * length;
            if (wide == NR && high == MR) {
              G(packed_tile)(corner, columns, from_a, from_b, length, k > 0);
              continue;
            }
            if (k > 0) {
              for (size_t r = 0; r < high; r++) {
                memcpy(edge + r * NR, corner + r * columns, sizeof(T) * wide);
              }
            }
            G(packed_tile)(edge, NR, from_a, from_b, length, k > 0);
            for (size_t r = 0; r < high; r++) {
              memcpy(corner + r * columns, edge + r * NR, sizeof(T) * wide);
            }
          }
        }
      }
    }
  }
  ck_release(packed_a, bytes);
  return 1;
}

#undef NR
#undef KC
#undef MC
#undef NC
