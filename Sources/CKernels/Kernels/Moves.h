// Copies of rows and turned matrices. Included once for float64 and once for float32, after MatrixProduct.h.

typedef T G(eight) __attribute__((vector_size(8 * sizeof(T)), aligned(sizeof(T)), may_alias));
typedef T G(four) __attribute__((vector_size(4 * sizeof(T)), aligned(sizeof(T)), may_alias));

// Short rows, for which the C library's function would be a detour.
INLINE void G(copy)(T *to, const T *from, size_t count) {
  if (count >= 8) {
    for (size_t i = 0; i + 8 <= count; i += 8) *(G(eight) *)(to + i) = *(const G(eight) *)(from + i);
    if (count % 8 != 0) *(G(eight) *)(to + count - 8) = *(const G(eight) *)(from + count - 8);
    return;
  }
  if (count >= 4) {
    *(G(four) *)to = *(const G(four) *)from;
    *(G(four) *)(to + count - 4) = *(const G(four) *)(from + count - 4);
    return;
  }
  for (size_t i = 0; i < count; i++) to[i] = from[i];
}

// Every second number of a row to one place, those between to another.
static void G(split)(T *even, T *odd, const T *from, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const G(eight) a = *(const G(eight) *)(from + i), b = *(const G(eight) *)(from + i + 8);
    *(G(eight) *)(even + i / 2) = EVEN_8(a, b);
    *(G(eight) *)(odd + i / 2) = ODD_8(a, b);
  }
  for (; i < count; i++) *(i % 2 == 0 ? even + i / 2 : odd + i / 2) = from[i];
}

#define LOWER(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define UPPER(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

// to[8][8] = from[8][8] turned: three rounds of shuffling halves.
INLINE void G(turn_block)(T *to, size_t to_step, const T *from, size_t from_step) {
  G(eight) a[8], b[8];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 8; i++) a[i] = *(const G(eight) *)(from + i * from_step);
#define ROUND(x, y)                                                                              \
  x[0] = LOWER(y[0], y[4]), x[1] = UPPER(y[0], y[4]), x[2] = LOWER(y[1], y[5]),                  \
  x[3] = UPPER(y[1], y[5]), x[4] = LOWER(y[2], y[6]), x[5] = UPPER(y[2], y[6]),                  \
  x[6] = LOWER(y[3], y[7]), x[7] = UPPER(y[3], y[7])
  ROUND(b, a);
  ROUND(a, b);
  ROUND(b, a);
#undef ROUND
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 8; i++) *(G(eight) *)(to + i * to_step) = b[i];
}
#undef LOWER
#undef UPPER

// to[column][row] = from[row][column].
static void G(turn)(
    T *to, size_t to_step, const T *from, size_t from_step, size_t rows, size_t columns) {
  const size_t whole_rows = rows / 8 * 8, whole_columns = columns / 8 * 8;
  for (size_t j = 0; j < whole_columns; j += 8) {
    for (size_t i = 0; i < whole_rows; i += 8) {
      G(turn_block)(to + j * to_step + i, to_step, from + i * from_step + j, from_step);
    }
  }
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = i < whole_rows ? whole_columns : 0; j < columns; j++) {
      to[j * to_step + i] = from[i * from_step + j];
    }
  }
}
