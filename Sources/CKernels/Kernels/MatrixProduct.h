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

// out[MR][vectors] (row step out_step) = or += a · b over `depth`; a's element (i, k) at a[i][k a_depth], b's rows b_step apart.
INLINE void G(tile)(
    const int vectors, T *out, size_t out_step, const T *const *a, ptrdiff_t a_depth, const T *b,
    size_t b_step, size_t depth, int goes_on) {
  G(vector) c[MR][NV];
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) c[i][v] = (G(vector)){0};
  }
  for (size_t k = 0; k < depth; k++) {
    G(vector) row[NV];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) row[v] = *(const G(vector) *)(b + k * b_step + v * VN);
#pragma clang loop unroll(full)
    for (int i = 0; i < MR; i++) {
      const T factor = a[i][(ptrdiff_t)k * a_depth];
      const G(vector) spread = factor - (G(vector)){0};
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) c[i][v] = FMA(spread, row[v], c[i][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      G(vector) *to = (G(vector) *)(out + (size_t)i * out_step + v * VN);
      *to = goes_on ? *to + c[i][v] : c[i][v];
    }
  }
}

// Packed rows of a, MR side by side.
#define PACKED_TILE(VECTORS)                                                                     \
  static __attribute__((noinline)) void G(packed_tile_##VECTORS)(                                \
      T *out, size_t out_step, const T *a, const T *b, size_t depth, int goes_on) {              \
    const T *rows[MR];                                                                           \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < MR; i++) rows[i] = a + i;             \
    G(tile)(VECTORS, out, out_step, rows, MR, b, NR, depth, goes_on);                            \
  }                                                                                              \
  static __attribute__((noinline)) void G(strided_tile_##VECTORS)(                               \
      T *out, const T *const *a, ptrdiff_t a_depth, const T *b, size_t depth, int goes_on) {     \
    G(tile)(VECTORS, out, NR, a, a_depth, b, NR, depth, goes_on);                        \
  }
PACKED_TILE(1)
PACKED_TILE(2)
#if NV > 2
PACKED_TILE(3)
#endif
#undef PACKED_TILE

// As many vectors as `wide` columns take.
INLINE void G(packed_tile)(
    T *out, size_t out_step, const T *a, const T *b, size_t depth, int goes_on, size_t wide) {
#if NV > 2
  if (wide > 2 * VN) {
    G(packed_tile_3)(out, out_step, a, b, depth, goes_on);
    return;
  }
#endif
  if (wide > VN) {
    G(packed_tile_2)(out, out_step, a, b, depth, goes_on);
  } else {
    G(packed_tile_1)(out, out_step, a, b, depth, goes_on);
  }
}

// The same with rows of b where they lie.
static __attribute__((noinline)) void G(direct_tile)(
    T *out, size_t out_step, const T *a, const T *b, size_t b_step, size_t depth, int goes_on) {
  const T *rows[MR];
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) rows[i] = a + i;
  G(tile)(NV, out, out_step, rows, MR, b, b_step, depth, goes_on);
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
        G(packed_tile)(edge, NR, from_a, packed_b + k * NR, length, k > 0, wide);
      }
    }
    for (size_t r = 0; r < rows; r++) {
      memcpy(out + r * columns + j, edge + r * NR, sizeof(T) * wide);
    }
  }
  ck_release(packed_a, bytes);
  return 1;
}

// At most NR columns: each row of a is used once, so rows are taken where they lie.
typedef struct {
  T *out;
  const T *a;
  ptrdiff_t a_row, a_depth;
  const T *packed_b;
  size_t rows, depth, columns, each;
} G(Narrow);

static void G(narrow_piece)(void *context, size_t index) {
  const G(Narrow) *p = context;
  const size_t start = index * p->each;
  const size_t end = p->rows - start < p->each ? p->rows : start + p->each;
  T edge[MR * NR];
  for (size_t i = start; i < end; i += MR) {
    const size_t high = end - i < MR ? end - i : MR;
    for (size_t k = 0, length; k < p->depth; k += length) {
      length = G(panel)(p->depth - k);
      const T *rows[MR];
      for (size_t r = 0; r < MR; r++) {
        rows[r] = p->a + (ptrdiff_t)(i + (r < high ? r : 0)) * p->a_row + (ptrdiff_t)k * p->a_depth;
      }
      const T *from_b = p->packed_b + k * NR;
      if (p->columns <= VN) {
        G(strided_tile_1)(edge, rows, p->a_depth, from_b, length, k > 0);
      } else if (p->columns <= 2 * VN) {
        G(strided_tile_2)(edge, rows, p->a_depth, from_b, length, k > 0);
      } else {
#if NV > 2
        G(strided_tile_3)(edge, rows, p->a_depth, from_b, length, k > 0);
#endif
      }
    }
    for (size_t r = 0; r < high; r++) {
      memcpy(p->out + (i + r) * p->columns, edge + r * NR, sizeof(T) * p->columns);
    }
  }
}

static int G(few_columns)(
    T *out, const T *a, ptrdiff_t a_row, ptrdiff_t a_depth, const T *b, ptrdiff_t b_depth,
    ptrdiff_t b_column, size_t rows, size_t depth, size_t columns) {
  const size_t bytes = sizeof(T) * depth * NR;
  T *packed_b = ck_allocate(bytes);
  if (packed_b == NULL) return 0;
  G(pack_columns)(packed_b, b, b_depth, b_column, columns, depth);
  G(Narrow) p = {out, a, a_row, a_depth, packed_b, rows, depth, columns, rows};
  if ((double)rows * (double)depth * (double)columns < 1e6) {
    G(narrow_piece)(&p, 0);
  } else {
    p.each = (rows / 16 + MR - 1) / MR * MR;
    if (p.each == 0) p.each = MR;
    ck_parallel((rows + p.each - 1) / p.each, G(narrow_piece), &p);
  }
  ck_release(packed_b, bytes);
  return 1;
}

// Strips of b that are packed as one piece of work.
#define STRIPS 8

// One panel of the depth: what its pieces share.
typedef struct {
  T *out;
  const T *a;
  ptrdiff_t a_row, a_depth;
  const T *b;
  ptrdiff_t b_depth, b_column;
  size_t rows, columns;
  T *packed_b;
  size_t row_block, row_blocks, strip_block;
  size_t j, width, k, length;
  _Atomic int failed;
} G(Product);

static void G(pack_piece)(void *context, size_t index) {
  const G(Product) *p = context;
  const size_t first = index * STRIPS * NR;
  const size_t width = p->width - first < STRIPS * NR ? p->width - first : STRIPS * NR;
  G(pack_columns)(
      p->packed_b + first * p->length,
      p->b + (ptrdiff_t)p->k * p->b_depth + (ptrdiff_t)(p->j + first) * p->b_column, p->b_depth,
      p->b_column, width, p->length);
}

// A block of rows by a block of strips.
static void G(product_piece)(void *context, size_t index) {
  G(Product) *p = context;
  const size_t i = index % p->row_blocks * p->row_block;
  const size_t first = index / p->row_blocks * p->strip_block * NR;
  const size_t last = first + p->strip_block * NR < p->width ? first + p->strip_block * NR : p->width;
  const size_t height = p->rows - i < p->row_block ? p->rows - i : p->row_block;
  const size_t length = p->length, columns = p->columns;
  const size_t bytes = sizeof(T) * length * ((height + MR - 1) / MR * MR);
  T *packed_a = ck_allocate(bytes);
  if (packed_a == NULL) {
    p->failed = 1;
    return;
  }
  T edge[MR * NR];
  G(pack_rows)(
      packed_a, p->a + (ptrdiff_t)i * p->a_row + (ptrdiff_t)p->k * p->a_depth, p->a_row,
      p->a_depth, height, length);
  for (size_t jj = first; jj < last; jj += NR) {
    const size_t wide = last - jj < NR ? last - jj : NR;
    for (size_t ii = 0; ii < height; ii += MR) {
      const size_t high = height - ii < MR ? height - ii : MR;
      T *corner = p->out + (i + ii) * columns + p->j + jj;
      const T *from_a = packed_a + ii * length, *from_b = p->packed_b + jj * length;
      if (wide == NR && high == MR) {
        G(packed_tile)(corner, columns, from_a, from_b, length, p->k > 0, wide);
        continue;
      }
      if (p->k > 0) {
        for (size_t r = 0; r < high; r++) {
          memcpy(edge + r * NR, corner + r * columns, sizeof(T) * wide);
        }
      }
      G(packed_tile)(edge, NR, from_a, from_b, length, p->k > 0, wide);
      for (size_t r = 0; r < high; r++) {
        memcpy(corner + r * columns, edge + r * NR, sizeof(T) * wide);
      }
    }
  }
  ck_release(packed_a, bytes);
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
  if (columns <= NR) {
    return G(few_columns)(out, a, a_row, a_depth, b, b_depth, b_column, rows, depth, columns);
  }
  const size_t most_k = depth < KC ? depth : KC;
  const size_t most_columns = (columns < NC ? columns + NR - 1 : NC) / NR * NR;
  const size_t bytes = sizeof(T) * most_k * most_columns;
  G(Product) p = {.out = out,
                  .a = a,
                  .a_row = a_row,
                  .a_depth = a_depth,
                  .b = b,
                  .b_depth = b_depth,
                  .b_column = b_column,
                  .rows = rows,
                  .columns = columns,
                  .packed_b = ck_allocate(bytes)};
  if (p.packed_b == NULL) return 0;
  // Blocks of rows, and of columns where there are few rows: enough of them to share, cut by the shapes.
  const int is_large = (double)rows * (double)depth * (double)columns >= 2e6;
  p.row_block = is_large && rows < 4 * MC ? (rows / 4 + MR - 1) / MR * MR : MC;
  if (p.row_block > MC) p.row_block = MC;
  if (p.row_block < 2 * MR) p.row_block = 2 * MR;
  p.row_blocks = (rows + p.row_block - 1) / p.row_block;
  for (p.j = 0; p.j < columns && !p.failed; p.j += NC) {
    p.width = columns - p.j < NC ? columns - p.j : NC;
    const size_t strips = (p.width + NR - 1) / NR;
    size_t blocks = is_large && p.row_blocks < 4 ? 4 / p.row_blocks : 1;
    p.strip_block = (strips + blocks - 1) / blocks;
    blocks = (strips + p.strip_block - 1) / p.strip_block;
    for (p.k = 0; p.k < depth && !p.failed; p.k += p.length) {
      p.length = G(panel)(depth - p.k);
      if (is_large) {
        ck_parallel((strips + STRIPS - 1) / STRIPS, G(pack_piece), &p);
        ck_parallel(p.row_blocks * blocks, G(product_piece), &p);
        continue;
      }
      for (size_t i = 0; i < (strips + STRIPS - 1) / STRIPS; i++) G(pack_piece)(&p, i);
      for (size_t i = 0; i < p.row_blocks * blocks; i++) G(product_piece)(&p, i);
    }
  }
  ck_release(p.packed_b, bytes);
  return !p.failed;
}

#undef STRIPS
#undef NR
#undef KC
#undef MC
#undef NC
