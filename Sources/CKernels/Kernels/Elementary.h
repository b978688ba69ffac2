// exp, log, sin, cos, tan, tanh and powers of one number: special arguments here, the rest by the cores.

#define INFINITE __builtin_inf()
#define NOT_A_NUMBER __builtin_nan("")

INLINE int is_nan(double x) { return x != x; }

// MARK: Powers of e and 2

// e^(x + tail) for any x and a tail far below x.
INLINE double exp_of_pair(double x, double tail) {
  if (is_nan(x)) return x;
  if (x > 710) return INFINITE;
  if (x < -746) return 0;
  int64_t k;
  double low;
  const double high = exp_core_1(x, tail, &low, &k);
  if (k > -1020 && k < 1020) return number_1((k + 1023) << 52) * (high + low);
  return scaled_sum(high, low, k);
}

static double exp_f64(double x) { return exp_of_pair(x, 0); }

static double expm1_f64(double x) {
  if (is_nan(x)) return x;
  if (magnitude_1(x) < 0x1p-40) return x == 0 ? x : FMA(0.5 * x, x, x);
  if (x > 710) return INFINITE;
  if (x < -45) return -1;
  // Past 2^60 the 1 is far below the last place.
  if (x > 60) return exp_f64(x);
  double low;
  const double high = expm1_core_1(x, 0, &low);
  return high + low;
}

static double exp2_f64(double x) {
  if (is_nan(x)) return x;
  if (x >= 1024) return INFINITE;
  if (x < -1080) return 0;
  int64_t k;
  double low;
  const double high = exp2_core_1(x, &low, &k);
  return scaled_sum(high, low, k);
}

// MARK: Logarithms

// log of a positive finite x as a pair.
INLINE Pair_1 log_pair(double x) {
  double shift = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    shift = -54;
  }
  Pair_1 result = log_normal_1(x);
  if (shift != 0) {
    result = pair_add_1(result, pair_multiply_1((Pair_1){shift, 0}, (Pair_1){LN2_1, LN2_2}));
  }
  return result;
}

// The result where x has no ordinary logarithm: 0, negative, infinite or not a number.
INLINE int log_is_special(double x, double *result) {
  if (x > 0 && x < INFINITE) return 0;
  *result = is_nan(x) ? x : x == 0 ? -INFINITE : x < 0 ? NOT_A_NUMBER : x;
  return 1;
}

static double log_f64(double x) {
  double special;
  if (log_is_special(x, &special)) return special;
  if (x >= 0x1p-1022) {
    double low;
    const double high = log_core_1(x, &low);
    return high + low;
  }
  return log_pair(x).high;
}

static double log2_f64(double x) {
  double special;
  if (log_is_special(x, &special)) return special;
  return pair_multiply_1(log_pair(x), (Pair_1){LOG2_E_1, LOG2_E_2}).high;
}

static double log10_f64(double x) {
  double special;
  if (log_is_special(x, &special)) return special;
  return pair_multiply_1(log_pair(x), (Pair_1){LOG10_E_1, LOG10_E_2}).high;
}

static double log1p_f64(double x) {
  if (is_nan(x)) return x;
  if (x <= -1) return x == -1 ? -INFINITE : NOT_A_NUMBER;
  if (magnitude_1(x) < 0x1p-54 || x == INFINITE) return x;
  return log1p_core_1((Pair_1){x, 0}).high;
}

// MARK: Powers

// 0: not whole; 1: odd; 2: even. For finite y.
INLINE int whole_kind(double y) {
  const double size = magnitude_1(y);
  if (size >= 0x1p53) return 2;
  const int64_t whole = (int64_t)size;
  if ((double)whole != size) return 0;
  return whole & 1 ? 1 : 2;
}

static double power_f64(double x, double y) {
  if (x == 1 || y == 0) return 1;
  if (is_nan(x) || is_nan(y)) return x + y;
  const double size = magnitude_1(x);
  if (magnitude_1(y) == INFINITE) {
    if (size == 1) return 1;
    return (size > 1) == (y > 0) ? INFINITE : 0;
  }
  if (y == 2) return x * x;
  if (y == 1) return x;
  if (y == -1) return 1 / x;
  if (size >= 0x1p-200 && size <= 0x1p200) {
    if (y == 3) return cube_core_1(x);
    if (y == 4) return fourth_core_1(x);
    if (y == 0.5 && x > 0) return __builtin_elementwise_sqrt(x);
  }
  if (size == 0 || size == INFINITE) {
    const double result = (size == 0) == (y > 0) ? 0 : INFINITE;
    return bits_1(x) < 0 && whole_kind(y) == 1 ? -result : result;
  }
  double sign = 1;
  if (x < 0) {
    const int kind = whole_kind(y);
    if (kind == 0) return NOT_A_NUMBER;
    if (kind == 1) sign = -1;
  }
  const Pair_1 log = log_pair(size);
  const double product = y * log.high;
  if (!(magnitude_1(product) < 800)) return sign * (product > 0 ? INFINITE : 0);
  // log.high y is far from 0 except for tiny y, where the result is 1.
  const double tail = FMA(y, log.high, -product) + y * log.low;
  return sign * exp_of_pair(product, tail);
}

// MARK: Angles

// x less a whole number of steps of pi/32, for 10^7 <= |x| < infinity, from the digits of 32/pi:
// x 32/pi modulo 64, to 128 bits after the point (Payne and Hanek, 1983).
static __attribute__((noinline)) Pair_1 large_angle(double x, int64_t *steps) {
  const int64_t bits = bits_1(magnitude_1(x));
  const int exponent = (int)(bits >> 52) - 1075;
  const uint64_t mantissa = ((uint64_t)bits & 0xfffffffffffff) | 0x10000000000000;
  // A digit at place p after the point gives multiples of 64 steps where p <= exponent - 6: the window of
  // 256 digits starts a little before, so that the product has 8 digits before its point.
  const int start = exponent - 8;
  const int word = (start + 64) >> 6, shift = (start + 64) & 63;
  uint64_t window[4];
  for (int i = 0; i < 4; i++) {
    const uint64_t here = word + i < STEPS_WORDS ? steps_digits[word + i] : 0;
    const uint64_t next = word + i + 1 < STEPS_WORDS ? steps_digits[word + i + 1] : 0;
    window[i] = shift == 0 ? here : here << shift | next >> (64 - shift);
  }
  // window = floor(32/pi 2^(start + 256)) modulo 2^256; times the mantissa and 2^-248 it is the steps.
  uint64_t product[4];
  unsigned __int128 carry = 0;
  for (int i = 3; i >= 0; i--) {
    carry += (unsigned __int128)mantissa * window[i];
    product[i] = (uint64_t)carry;
    carry >>= 64;
  }
  const int64_t whole = (int64_t)(product[0] >> 56);
  uint64_t fraction[3];
  for (int i = 0; i < 3; i++) fraction[i] = product[i] << 8 | product[i + 1] >> 56;
  // To the nearest step: a fraction of one half or more counts as negative.
  const int64_t up = (int64_t)(fraction[0] >> 63);
  *steps = whole + up;
  if (up) {
    for (int i = 0; i < 3; i++) fraction[i] = ~fraction[i];
  }
  const double high = (double)(fraction[0] >> 11) * 0x1p-53;
  const double middle = (double)((fraction[0] & 0x7ff) << 42 | fraction[1] >> 22) * 0x1p-106;
  const double low = (double)((fraction[1] & 0x3fffff) << 31 | fraction[2] >> 33) * 0x1p-159;
  Pair_1 turn = pair_sum_1(high, middle);
  turn = pair_sum_1(turn.high, turn.low + low);
  Pair_1 result = pair_multiply_1(turn, (Pair_1){PI_32_1, PI_32_2});
  if (up) result = pair_negative_1(result);
  if (x < 0) {
    *steps = -*steps;
    result = pair_negative_1(result);
  }
  return result;
}

#define LARGE_ANGLE 1e7

INLINE Pair_1 any_angle(double x, int64_t *steps) {
  if (magnitude_1(x) >= LARGE_ANGLE) return large_angle(x, steps);
  Pair_1 result;
  result.high = angle_1(x, &result.low, steps);
  return result;
}

static double sin_f64(double x) {
  if (magnitude_1(x) < 0x1p-27) return x;
  if (!(magnitude_1(x) < INFINITE)) return NOT_A_NUMBER;
  int64_t steps;
  const Pair_1 angle = any_angle(x, &steps);
  double low;
  const double high = sin_core_1(angle.high, angle.low, steps, &low);
  return high + low;
}

static double cos_f64(double x) {
  if (!(magnitude_1(x) < INFINITE)) return NOT_A_NUMBER;
  int64_t steps;
  const Pair_1 angle = any_angle(x, &steps);
  double low;
  const double high = sin_core_1(angle.high, angle.low, steps + 16, &low);
  return high + low;
}

static double tan_f64(double x) {
  if (magnitude_1(x) < 0x1p-27) return x;
  if (!(magnitude_1(x) < INFINITE)) return NOT_A_NUMBER;
  int64_t steps;
  const Pair_1 angle = any_angle(x, &steps);
  return tan_core_1(angle.high, angle.low, steps);
}

// MARK: Functions of neurons

// Without overflow on either side: e^-|x| is at most 1.
static double sigmoid_f64(double x) {
  const double power = exp_f64(-magnitude_1(x));
  return (x < 0 ? power : 1) / (1 + power);
}

static double tanh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size > 20) return __builtin_copysign(1, x);
  return __builtin_copysign(tanh_core_1(size), x);
}
