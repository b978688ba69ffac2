// The remaining functions of one number, each put together from pairs.

// MARK: Hyperbolic functions

// e^x as (high + low) 2^k with k apart.
INLINE Pair exp_pair(double x, int64_t *k) {
  Pair result;
  result.high = exp_core_1(x, 0, &result.low, k);
  return pair_normal(result.high, result.low);
}

static double sinh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28 || size == INFINITE) return x;
  if (size > 711) return __builtin_copysign(INFINITE, x);
  double result;
  if (size > 40) {
    int64_t k;
    const Pair power = exp_pair(size, &k);
    result = scaled_sum(power.high, power.low, k - 1);
  } else {
    // (E + E/(E + 1))/2 with E = e^x - 1: no digits cancel.
    Pair e;
    e.high = expm1_core_1(size, 0, &e.low);
    const Pair sum = pair_add(e, pair_divide(e, pair_add(e, (Pair){1, 0})));
    result = 0.5 * sum.high;
  }
  return __builtin_copysign(result, x);
}

static double cosh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x)) return x;
  if (size > 711) return INFINITE;
  int64_t k;
  const Pair power = exp_pair(size, &k);
  if (size > 40) return scaled_sum(power.high, power.low, k - 1);
  const Pair whole = pair_scale(power, number_1((k + 1023) << 52));
  return 0.5 * pair_add(whole, pair_divide((Pair){1, 0}, whole)).high;
}

static double arcsinh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28 || size == INFINITE) return x;
  Pair result;
  if (size > 0x1p30) {
    result = pair_add(log_pair(size), (Pair){LN2_1, LN2_2});
  } else {
    // log(1 + u), u = x + x^2/(1 + sqrt(1 + x^2)).
    const Pair square = pair_product(size, size);
    const Pair root = pair_square_root(pair_add(square, (Pair){1, 0}));
    const Pair u = pair_add((Pair){size, 0}, pair_divide(square, pair_add(root, (Pair){1, 0})));
    result = log1p_pair(u);
  }
  return __builtin_copysign(result.high, x);
}

static double arccosh_f64(double x) {
  if (is_nan(x) || x == INFINITE) return x;
  if (x < 1) return NOT_A_NUMBER;
  if (x > 0x1p30) return pair_add(log_pair(x), (Pair){LN2_1, LN2_2}).high;
  // log(1 + u), u = t + sqrt(2 t + t^2) with t = x - 1 exact.
  const double t = x - 1;
  const Pair root = pair_square_root(pair_add(pair_product(t, t), (Pair){t + t, 0}));
  return log1p_pair(pair_add((Pair){t, 0}, root)).high;
}

static double arctanh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size >= 1) return size == 1 ? __builtin_copysign(INFINITE, x) : NOT_A_NUMBER;
  // log(1 + 2x/(1 - x))/2.
  const Pair u = pair_divide((Pair){size + size, 0}, pair_sum(1, -size));
  return __builtin_copysign(0.5 * log1p_pair(u).high, x);
}

// MARK: Inverse trigonometric functions

// arctan(y/x) for pairs with 0 <= y and 0 < x, neither near the ends of the range, y/x > 2^-1000.
// With t the smaller quotient and c = j/32 near it: arctan t = arctan c + arctan((t - c)/(1 + t c)).
INLINE Pair arctan_pair(Pair y, Pair x) {
  const int swapped = y.high > x.high;
  const Pair top = swapped ? x : y, bottom = swapped ? y : x;
  const double shifted = top.high / bottom.high * 32 + ROUNDER;
  const int64_t j = bits_1(shifted) - bits_1(ROUNDER);
  const double c = (double)j * 0.03125;
  // (top - c bottom)/(bottom + c top).
  Pair u;
  if (j == 0) {
    u = pair_divide(top, bottom);
  } else {
    const Pair over = pair_add(top, pair_multiply(bottom, (Pair){-c, 0}));
    u = pair_divide(over, pair_add(bottom, pair_multiply(top, (Pair){c, 0})));
  }
  // u - u^3/3 + ..., |u| <= 1/64.
  const double v = u.high, v2 = v * v;
  const double series =
      FMA(v2, FMA(v2, FMA(v2, FMA(v2, -1.0 / 11, 1.0 / 9), -1.0 / 7), 1.0 / 5), -1.0 / 3);
  Pair result = pair_sum(arctan_high[j], v);
  result = pair_normal(result.high, result.low + (arctan_low[j] + FMA(v * v2, series, u.low)));
  if (swapped) result = pair_add((Pair){PI_2_1, PI_2_2}, pair_negative(result));
  return result;
}

static double arctan_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size > 0x1p60) return __builtin_copysign(PI_2_1, x);
  return __builtin_copysign(arctan_pair((Pair){size, 0}, (Pair){1, 0}).high, x);
}

// y/x rounded once, as a positive result that may be subnormal.
static double arctan2_f64(double y, double x) {
  if (is_nan(x) || is_nan(y)) return x + y;
  const double across = magnitude_1(x), up = magnitude_1(y);
  const int left = bits_1(x) < 0;
  if (up == 0) return __builtin_copysign(left ? PI_1 : 0, y);
  if (across == 0) return __builtin_copysign(PI_2_1, y);
  if (across == INFINITE) {
    const double angle = up == INFINITE ? PI_1 / 4 : 0;
    if (!left) return __builtin_copysign(angle, y);
    return __builtin_copysign(up == INFINITE ? 3 * (PI_1 / 4) : PI_1, y);
  }
  if (up == INFINITE) return __builtin_copysign(PI_2_1, y);
  // Both scaled to near 1, where pairs keep all their digits.
  double top = up, bottom = across;
  int64_t top_exponent = 0, bottom_exponent = 0;
  if (top < 0x1p-1000) {
    top *= 0x1p100;
    top_exponent -= 100;
  }
  if (bottom < 0x1p-1000) {
    bottom *= 0x1p100;
    bottom_exponent -= 100;
  }
  const int64_t top_bits = (bits_1(top) >> 52) - 1023, bottom_bits = (bits_1(bottom) >> 52) - 1023;
  top = number_1(bits_1(top) - (top_bits << 52));
  bottom = number_1(bits_1(bottom) - (bottom_bits << 52));
  const int64_t apart = top_exponent + top_bits - bottom_exponent - bottom_bits;
  double result;
  if (apart > 70) {
    result = PI_2_1;
  } else if (apart < -70) {
    const Pair quotient = pair_divide((Pair){top, 0}, (Pair){bottom, 0});
    result = left ? PI_1 : scaled_sum(quotient.high, quotient.low, apart);
  } else {
    if (apart >= 0) {
      top = number_1(bits_1(top) + (apart << 52));
    } else {
      bottom = number_1(bits_1(bottom) - (apart << 52));
    }
    Pair angle = arctan_pair((Pair){top, 0}, (Pair){bottom, 0});
    if (left) angle = pair_add((Pair){PI_1, PI_2}, pair_negative(angle));
    result = angle.high;
  }
  return __builtin_copysign(result, y);
}

// sqrt(1 - x^2) as a pair, from (1 - x)(1 + x).
INLINE Pair other_side(double size) {
  return pair_square_root(pair_multiply(pair_sum(1, -size), pair_sum(1, size)));
}

static double arcsin_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size >= 1) return size == 1 ? __builtin_copysign(PI_2_1, x) : NOT_A_NUMBER;
  return __builtin_copysign(arctan_pair((Pair){size, 0}, other_side(size)).high, x);
}

static double arccos_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x)) return x;
  if (size >= 1) return size > 1 ? NOT_A_NUMBER : x > 0 ? 0 : PI_1;
  if (size < 0x1p-60) return PI_2_1;
  const Pair angle = arctan_pair(other_side(size), (Pair){size, 0});
  if (x > 0) return angle.high;
  return pair_add((Pair){PI_1, PI_2}, pair_negative(angle)).high;
}

// MARK: Roots

static double cbrt_f64(double x) {
  const double size = magnitude_1(x);
  if (size == 0 || !(size < INFINITE)) return x;
  // size = z 2^(3 e), z in [1, 8).
  int64_t e = 0;
  double z = size;
  if (z < 0x1p-1022) {
    z *= 0x1p54;
    e = -18;
  }
  const int64_t exponent = (bits_1(z) >> 52) - 1023;
  const int64_t third = (exponent + 3072) / 3 - 1024;
  z = number_1(bits_1(z) - (third * 3 << 52));
  e += third;
  const double y = exp_f64(log_f64(z) * (1.0 / 3));
  // One Newton step on the exact remainder z - y^3.
  const Pair square = pair_product(y, y);
  const Pair cube = pair_multiply(square, (Pair){y, 0});
  const double rest = (z - cube.high) - cube.low;
  const double root = y + rest / (3 * square.high);
  return __builtin_copysign(root * number_1((e + 1023) << 52), x);
}

static double hypot_f64(double x, double y) {
  double a = magnitude_1(x), b = magnitude_1(y);
  if (a == INFINITE || b == INFINITE) return INFINITE;
  if (is_nan(a) || is_nan(b)) return x + y;
  if (a < b) {
    const double swap = a;
    a = b;
    b = swap;
  }
  if (b == 0) return a;
  double scale = 1;
  if (a > 0x1p500) {
    scale = 0x1p600;
  } else if (b < 0x1p-450) {
    scale = 0x1p-600;
    if (a > 0x1p-350) return a;
  }
  a *= scale == 1 ? 1 : 1 / scale;
  b *= scale == 1 ? 1 : 1 / scale;
  if (b < a * 0x1p-60) return a * scale;
  const Pair root = pair_square_root(pair_add(pair_product(a, a), pair_product(b, b)));
  if (scale == 0x1p-600) return scaled_sum(root.high, root.low, -600);
  return root.high * scale;
}

// MARK: The error function

// A row of a table of Taylor series at h: the first two terms as pairs.
INLINE Pair series(const double *row, const double *lows, int terms, double h, double h_low) {
  double rest = row[terms - 1];
  for (int i = terms - 2; i >= 2; i--) rest = FMA(rest, h, row[i]);
  const Pair linear = pair_product(row[1], h);
  const double small =
      linear.low + lows[0] + FMA(lows[1], h, FMA(row[1], h_low, h * h * rest));
  const Pair sum = pair_sum(row[0], linear.high);
  return pair_normal(sum.high, sum.low + small);
}

static double erf_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || x == 0) return x;
  if (size >= 6) return __builtin_copysign(1, x);
  if (size < 0.125) {
    if (size < 0x1p-1000) return scaled_sum(x * 0x1p60 * (erf_odd[0] * 1), 0, -60);
    const double x2 = x * x;
    double rest = erf_odd[9];
    for (int i = 8; i >= 1; i--) rest = FMA(rest, x2, erf_odd[i]);
    const Pair first = pair_product(x, erf_odd[0]);
    return first.high + (first.low + x * FMA(x2, rest, ERF_ODD_LOW));
  }
  const int i = (int)(size * 8);
  const double h = size - ((double)i + 0.5) * 0.125;
  const Pair result = series(erf_terms + i * ERF_TERMS, erf_lows + 2 * i, ERF_TERMS, h, 0);
  return __builtin_copysign(result.high, x);
}

static double erfc_f64(double x) {
  if (is_nan(x)) return x;
  if (x > 28) return 0;
  if (x < -6) return 2;
  if (x < 0.75) {
    const double size = magnitude_1(x);
    Pair erf = {0, 0};
    if (size < 0.125) {
      if (size < 0x1p-60) return 1;
      const double x2 = x * x;
      double rest = erf_odd[9];
      for (int i = 8; i >= 1; i--) rest = FMA(rest, x2, erf_odd[i]);
      erf = pair_product(x, erf_odd[0]);
      erf.low += x * FMA(x2, rest, ERF_ODD_LOW);
    } else {
      const int i = (int)(size * 8);
      const double h = size - ((double)i + 0.5) * 0.125;
      erf = series(erf_terms + i * ERF_TERMS, erf_lows + 2 * i, ERF_TERMS, h, 0);
      if (x < 0) erf = pair_negative(erf);
    }
    return pair_add((Pair){1, 0}, pair_negative(erf)).high;
  }
  // e^(-x^2) g(1/x)/x, g(t) = erfc(1/t) e^(1/t^2)/t.
  const Pair t = pair_divide((Pair){1, 0}, (Pair){x, 0});
  const int i = (int)(t.high * 32);
  const double h = t.high - ((double)i + 0.5) * 0.03125;
  const Pair g = series(erfc_terms + i * ERFC_TERMS, erfc_lows + 2 * i, ERFC_TERMS, h, t.low);
  const Pair square = pair_product(-x, x);
  int64_t k;
  Pair power;
  power.high = exp_core_1(square.high, square.low, &power.low, &k);
  const Pair result = pair_divide(pair_multiply(pair_normal(power.high, power.low), g), (Pair){x, 0});
  return scaled_sum(result.high, result.low, k);
}
