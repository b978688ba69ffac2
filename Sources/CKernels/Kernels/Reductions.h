// Sums in NumPy's order, largest and smallest elements, dot products.

// MARK: Sums

// Eight accumulators over blocks of 128, halves above that: the order of NumPy's pairwise sum. The accumulators are the
// lanes of one vector.
#define PAIRWISE(NAME, T, V, LOAD)                                                               \
  static T NAME(const T *x, size_t count) {                                                      \
    if (count < 8) {                                                                             \
      T total = count > 0 ? x[0] : 0;                                                            \
      for (size_t i = 1; i < count; i++) total += x[i];                                          \
      return total;                                                                              \
    }                                                                                            \
    if (count <= 128) {                                                                          \
      V r = LOAD(x);                                                                             \
      size_t i = 8;                                                                              \
      for (; i + 8 <= count; i += 8) r += LOAD(x + i);                                           \
      T total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));               \
      for (; i < count; i++) total += x[i];                                                      \
      return total;                                                                              \
    }                                                                                            \
    size_t half = count / 2;                                                                     \
    half -= half % 8;                                                                            \
    const T first = NAME(x, half);                                                               \
    return first + NAME(x + half, count - half);                                                 \
  }
PAIRWISE(sum_f64, double, v8d, load8)
PAIRWISE(sum_f32, float, v8f, load8f)

// The sum of (x - centre)^2 in the same order.
#define DEVIATIONS(NAME, T, V, LOAD)                                                             \
  static T NAME(const T *x, size_t count, T centre) {                                            \
    if (count < 8) {                                                                             \
      T total = 0;                                                                               \
      for (size_t i = 0; i < count; i++) total += (x[i] - centre) * (x[i] - centre);             \
      return total;                                                                              \
    }                                                                                            \
    if (count <= 128) {                                                                          \
      V d = LOAD(x) - centre;                                                                    \
      V r = d * d;                                                                               \
      size_t i = 8;                                                                              \
      for (; i + 8 <= count; i += 8) {                                                           \
        d = LOAD(x + i) - centre;                                                                \
        r += d * d;                                                                              \
      }                                                                                          \
      T total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));               \
      for (; i < count; i++) total += (x[i] - centre) * (x[i] - centre);                         \
      return total;                                                                              \
    }                                                                                            \
    size_t half = count / 2;                                                                     \
    half -= half % 8;                                                                            \
    const T first = NAME(x, half, centre);                                                       \
    return first + NAME(x + half, count - half, centre);                                         \
  }
DEVIATIONS(deviations_f64, double, v8d, load8)
DEVIATIONS(deviations_f32, float, v8f, load8f)

// total[i] += (row[i] - centre[i])^2.
#define FOLD_DEVIATIONS(NAME, T)                                                                 \
  static void NAME(T *restrict total, const T *row, const T *centre, size_t count) {             \
    for (size_t i = 0; i < count; i++) {                                                         \
      const T d = row[i] - centre[i];                                                            \
      total[i] += d * d;                                                                         \
    }                                                                                            \
  }
FOLD_DEVIATIONS(fold_deviations_f64, double)
FOLD_DEVIATIONS(fold_deviations_f32, float)

static int64_t sum_i64(const int64_t *x, size_t count) {
  uint64_t total = 0;
  for (size_t i = 0; i < count; i++) total += (uint64_t)x[i];
  return (int64_t)total;
}

// MARK: Largest and smallest

// The value of the largest elements, or NaN if there is one; which of 0 and -0 is not defined. Four vectors ignore
// NaN (one instruction), which is looked for beside them.
#define MERGED(V, M, MASK, A, B) (V)(((M)(A) & (MASK)) | ((M)(B) & ~(MASK)))
#define EXTREME_VALUE(NAME, T, V, M, ORDER)                                                      \
  INLINE T NAME(const T *x, size_t count) {                                                      \
    enum { N = sizeof(V) / sizeof(T) };                                                          \
    T best = x[0];                                                                               \
    size_t i = 0;                                                                                \
    if (count >= 4 * N) {                                                                        \
      V a, b, c, d, p, q, r, s;                                                                  \
      memcpy(&a, x, sizeof a);                                                                   \
      memcpy(&b, x + N, sizeof b);                                                               \
      memcpy(&c, x + 2 * N, sizeof c);                                                           \
      memcpy(&d, x + 3 * N, sizeof d);                                                           \
      M nan = ((a != a) | (b != b)) | ((c != c) | (d != d));                                     \
      for (i = 4 * N; i + 4 * N <= count; i += 4 * N) {                                          \
        memcpy(&p, x + i, sizeof p);                                                             \
        memcpy(&q, x + i + N, sizeof q);                                                         \
        memcpy(&r, x + i + 2 * N, sizeof r);                                                     \
        memcpy(&s, x + i + 3 * N, sizeof s);                                                     \
        nan |= ((p != p) | (q != q)) | ((r != r) | (s != s));                                    \
        a = MERGED(V, M, p ORDER a, p, a);                                                       \
        b = MERGED(V, M, q ORDER b, q, b);                                                       \
        c = MERGED(V, M, r ORDER c, r, c);                                                       \
        d = MERGED(V, M, s ORDER d, s, d);                                                       \
      }                                                                                          \
      if (__builtin_reduce_or(nan)) return (T)NOT_A_NUMBER;                                      \
      a = MERGED(V, M, b ORDER a, b, a);                                                         \
      c = MERGED(V, M, d ORDER c, d, c);                                                         \
      a = MERGED(V, M, c ORDER a, c, a);                                                         \
      T lanes[N];                                                                                \
      memcpy(lanes, &a, sizeof a);                                                               \
      for (int width = N / 2; width >= 1; width /= 2) {                                          \
        for (int lane = 0; lane < width; lane++) {                                               \
          const T other = lanes[lane + width];                                                   \
          lanes[lane] = other ORDER lanes[lane] ? other : lanes[lane];                           \
        }                                                                                        \
      }                                                                                          \
      best = lanes[0];                                                                           \
    }                                                                                            \
    for (; i < count; i++) {                                                                     \
      const T here = x[i];                                                                       \
      best = (((here ORDER best) & (best == best)) | (here != here)) ? here : best;              \
    }                                                                                            \
    return best;                                                                                 \
  }
EXTREME_VALUE(largest_f64_value, double, v8d, v8l, >)
EXTREME_VALUE(smallest_f64_value, double, v8d, v8l, <)
EXTREME_VALUE(largest_f32_value, float, v16f, v16i, >)
EXTREME_VALUE(smallest_f32_value, float, v16f, v16i, <)
EXTREME_VALUE(largest_i64_value, int64_t, v8l, v8l, >)
EXTREME_VALUE(smallest_i64_value, int64_t, v8l, v8l, <)

// The first of the largest elements: a zero is looked up, since 0 and -0 are equal.
#define EXTREME(NAME, T)                                                                         \
  static T NAME(const T *x, size_t count) {                                                      \
    T best = NAME##_value(x, count);                                                             \
    if (best == 0) {                                                                             \
      size_t i = 0;                                                                              \
      while (x[i] != 0) i++;                                                                     \
      best = x[i];                                                                               \
    }                                                                                            \
    return best;                                                                                 \
  }
EXTREME(largest_f64, double)
EXTREME(smallest_f64, double)
EXTREME(largest_f32, float)
EXTREME(smallest_f32, float)
EXTREME(largest_i64, int64_t)
EXTREME(smallest_i64, int64_t)

// The place of the first largest element or of the first NaN. Pieces that stay in the first cache: the first one with
// the largest value is looked through once more.
#define PLACE(NAME, VALUE, T, ORDER)                                                             \
  static size_t NAME(const T *x, size_t count) {                                                 \
    const size_t piece = 16384 / sizeof(T);                                                      \
    size_t start = 0;                                                                            \
    T best = VALUE(x, count < piece ? count : piece);                                            \
    for (size_t i = piece; i < count && best == best; i += piece) {                              \
      const T here = VALUE(x + i, count - i < piece ? count - i : piece);                        \
      if ((here ORDER best) | (here != here)) {                                                  \
        best = here;                                                                             \
        start = i;                                                                               \
      }                                                                                          \
    }                                                                                            \
    const int is_nan = best != best;                                                             \
    size_t i = start;                                                                            \
    for (; i + 64 <= count; i += 64) {                                                           \
      int found = 0;                                                                             \
      for (size_t j = i; j < i + 64; j++) found |= (x[j] == best) | (is_nan & (x[j] != x[j]));   \
      if (found) break;                                                                          \
    }                                                                                            \
    while (i < count && !(is_nan ? x[i] != x[i] : x[i] == best)) i++;                            \
    return i;                                                                                    \
  }
PLACE(place_largest_f64, largest_f64_value, double, >)
PLACE(place_smallest_f64, smallest_f64_value, double, <)
PLACE(place_largest_f32, largest_f32_value, float, >)
PLACE(place_smallest_f32, smallest_f32_value, float, <)

// A row more for the places of the largest elements of columns: `best` and `places` hold what was found so far.
#define FOLD_PLACE(NAME, T, ORDER)                                                               \
  static void NAME(                                                                              \
      T *restrict best, int64_t *restrict places, const T *row, int64_t index, size_t count) {   \
    for (size_t i = 0; i < count; i++) {                                                         \
      const T a = best[i], b = row[i];                                                           \
      const int taken = (a == a) & ((b ORDER a) | (b != b));                                     \
      best[i] = taken ? b : a;                                                                   \
      places[i] = taken ? index : places[i];                                                     \
    }                                                                                            \
  }
FOLD_PLACE(fold_place_largest_f64, double, >)
FOLD_PLACE(fold_place_smallest_f64, double, <)

// total[i] = the larger (smaller) of total[i] and row[i], the former where they are equal.
#define FOLD(NAME, T, RESULT)                                                                    \
  static void NAME(T *restrict total, const T *row, size_t count) {                              \
    for (size_t i = 0; i < count; i++) {                                                         \
      const T a = total[i], b = row[i];                                                          \
      total[i] = RESULT;                                                                         \
    }                                                                                            \
  }
FOLD(fold_sum_f64, double, a + b)
FOLD(fold_sum_f32, float, a + b)
FOLD(fold_sum_i64, int64_t, (int64_t)((uint64_t)a + (uint64_t)b))
FOLD(fold_largest_f64, double, ((a >= b) | (a != a)) ? a : b)
FOLD(fold_largest_f32, float, ((a >= b) | (a != a)) ? a : b)
FOLD(fold_largest_i64, int64_t, a > b ? a : b)
FOLD(fold_smallest_f64, double, ((a <= b) | (a != a)) ? a : b)
FOLD(fold_smallest_f32, float, ((a <= b) | (a != a)) ? a : b)
FOLD(fold_smallest_i64, int64_t, a < b ? a : b)

// MARK: Dot products

// Fused into four vectors while they can be filled, which are then added pairwise; what is left is added to that one by
// one, each product rounded. So a short product is the plain sum from left to right, as NumPy has it; its sum of float32
// products is kept as a double.
static double dot_f64(const double *x, const double *y, size_t count) {
  double total = 0;
  size_t i = 0;
  if (count >= 32) {
    v8d a = {0}, b = {0}, c = {0}, d = {0};
    for (; i + 32 <= count; i += 32) {
      a = FMA(load8(x + i), load8(y + i), a);
      b = FMA(load8(x + i + 8), load8(y + i + 8), b);
      c = FMA(load8(x + i + 16), load8(y + i + 16), c);
      d = FMA(load8(x + i + 24), load8(y + i + 24), d);
    }
    const v8d r = (a + b) + (c + d);
    total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  }
  for (; i < count; i++) total += x[i] * y[i];
  return total;
}

static float dot_f32(const float *x, const float *y, size_t count) {
  float total = 0;
  size_t i = 0;
  if (count >= 64) {
    v16f a = {0}, b = {0}, c = {0}, d = {0};
    for (; i + 64 <= count; i += 64) {
      a = FMA(load16f(x + i), load16f(y + i), a);
      b = FMA(load16f(x + i + 16), load16f(y + i + 16), b);
      c = FMA(load16f(x + i + 32), load16f(y + i + 32), c);
      d = FMA(load16f(x + i + 48), load16f(y + i + 48), d);
    }
    const v16f r = (a + b) + (c + d);
    float lanes[16];
    store16f(lanes, r);
    for (int width = 1; width < 16; width *= 2) {
      for (int lane = 0; lane < 16; lane += 2 * width) lanes[lane] += lanes[lane + width];
    }
    total = lanes[0];
  }
  double rest = 0;
  for (; i < count; i++) rest += (double)(x[i] * y[i]);
  return (float)(rest + (double)total);
}
