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

static int64_t sum_i64(const int64_t *x, size_t count) {
  uint64_t total = 0;
  for (size_t i = 0; i < count; i++) total += (uint64_t)x[i];
  return (int64_t)total;
}

// MARK: Largest and smallest

// The first of the largest elements, or NaN if there is one. Thirty-two lanes find its value; a zero is looked up, since
// 0 and -0 are equal.
#define EXTREME(NAME, T, ORDER)                                                                  \
  static T NAME(const T *x, size_t count) {                                                      \
    T lanes[32];                                                                                 \
    size_t i = 0;                                                                                \
    T best = x[0];                                                                               \
    if (count >= 32) {                                                                           \
      for (int lane = 0; lane < 32; lane++) lanes[lane] = x[lane];                               \
      for (i = 32; i + 32 <= count; i += 32) {                                                   \
        for (int lane = 0; lane < 32; lane++) {                                                  \
          const T a = lanes[lane], b = x[i + (size_t)lane];                                      \
          lanes[lane] = ((a ORDER b) | (a != a)) ? a : b;                                        \
        }                                                                                        \
      }                                                                                          \
      best = lanes[0];                                                                           \
      for (int lane = 1; lane < 32; lane++) {                                                    \
        best = ((best ORDER lanes[lane]) | (best != best)) ? best : lanes[lane];                 \
      }                                                                                          \
    }                                                                                            \
    for (; i < count; i++) best = ((best ORDER x[i]) | (best != best)) ? best : x[i];            \
    if (best == 0) {                                                                             \
      for (i = 0; x[i] != 0; i++) {                                                              \
      }                                                                                          \
      best = x[i];                                                                               \
    }                                                                                            \
    return best;                                                                                 \
  }
EXTREME(largest_f64, double, >=)
EXTREME(smallest_f64, double, <=)
EXTREME(largest_f32, float, >=)
EXTREME(smallest_f32, float, <=)
EXTREME(largest_i64, int64_t, >=)
EXTREME(smallest_i64, int64_t, <=)

// The place of the first element that equals `value`, or of the first NaN if it is one.
static size_t place_f64(const double *x, size_t count, double value) {
  const int64_t is_nan = value != value;
  size_t i = 0;
  const v8d wanted = splat_8(value);
  for (; i + 8 <= count; i += 8) {
    const v8d here = load8(x + i);
    if (any(is_nan ? here != here : here == wanted)) break;
  }
  while (i < count && !(is_nan ? x[i] != x[i] : x[i] == value)) i++;
  return i;
}

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
