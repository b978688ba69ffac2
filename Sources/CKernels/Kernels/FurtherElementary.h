// The remaining functions of one number, each put together from pairs.

// MARK: Hyperbolic functions

// e^x as (high + low) 2^k with k apart.
INLINE Pair_1 exp_pair(double x, int64_t *k) {
  Pair_1 result;
  result.high = exp_core_1(x, 0, &result.low, k);
  return pair_normal_1(result.high, result.low);
}

static double sinh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28 || size == INFINITE) return x;
  if (size > 711) return __builtin_copysign(INFINITE, x);
  double result;
  if (size > 40) {
    int64_t k;
    const Pair_1 power = exp_pair(size, &k);
    result = scaled_sum(power.high, power.low, k - 1);
  } else {
    result = sinh_core_1(size);
  }
  return __builtin_copysign(result, x);
}

static double cosh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x)) return x;
  if (size > 711) return INFINITE;
  if (size <= 40) return cosh_core_1(size);
  int64_t k;
  const Pair_1 power = exp_pair(size, &k);
  return scaled_sum(power.high, power.low, k - 1);
}

static double arcsinh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28 || size == INFINITE) return x;
  const double result = size > 0x1p30
                            ? pair_add_1(log_pair(size), (Pair_1){LN2_1, LN2_2}).high
                            : arcsinh_core_1(size);
  return __builtin_copysign(result, x);
}

static double arccosh_f64(double x) {
  if (is_nan(x) || x == INFINITE) return x;
  if (x < 1) return NOT_A_NUMBER;
  if (x > 0x1p30) return pair_add_1(log_pair(x), (Pair_1){LN2_1, LN2_2}).high;
  return x == 1 ? 0 : arccosh_core_1(x);
}

static double arctanh_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size >= 1) return size == 1 ? __builtin_copysign(INFINITE, x) : NOT_A_NUMBER;
  return __builtin_copysign(arctanh_core_1(size), x);
}

// MARK: Inverse trigonometric functions

static double arctan_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size > 0x1p60) return __builtin_copysign(PI_2_1, x);
  return __builtin_copysign(arctan_core_1((Pair_1){size, 0}, (Pair_1){1, 0}).high, x);
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
    const Pair_1 quotient = pair_divide_1((Pair_1){top, 0}, (Pair_1){bottom, 0});
    result = left ? PI_1 : scaled_sum(quotient.high, quotient.low, apart);
  } else {
    if (apart >= 0) {
      top = number_1(bits_1(top) + (apart << 52));
    } else {
      bottom = number_1(bits_1(bottom) - (apart << 52));
    }
    Pair_1 angle = arctan_core_1((Pair_1){top, 0}, (Pair_1){bottom, 0});
    if (left) angle = pair_add_1((Pair_1){PI_1, PI_2}, pair_negative_1(angle));
    result = angle.high;
  }
  return __builtin_copysign(result, y);
}

static double arcsin_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x) || size < 0x1p-28) return x;
  if (size >= 1) return size == 1 ? __builtin_copysign(PI_2_1, x) : NOT_A_NUMBER;
  return __builtin_copysign(arctan_core_1((Pair_1){size, 0}, other_side_1(size)).high, x);
}

static double arccos_f64(double x) {
  const double size = magnitude_1(x);
  if (is_nan(x)) return x;
  if (size >= 1) return size > 1 ? NOT_A_NUMBER : x > 0 ? 0 : PI_1;
  if (size < 0x1p-60) return PI_2_1;
  return arccos_core_1(x);
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
  const Pair_1 square = pair_product_1(y, y);
  const Pair_1 cube = pair_multiply_1(square, (Pair_1){y, 0});
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
  if (scale == 1) return hypot_core_1(a, b);
  const Pair_1 root = pair_square_root_1(pair_add_1(pair_product_1(a, a), pair_product_1(b, b)));
  if (scale == 0x1p-600) return scaled_sum(root.high, root.low, -600);
  return root.high * scale;
}

// MARK: The error function

// A row of a table of Taylor series at h: the first two terms as pairs.
INLINE Pair_1 series(const double *row, const double *lows, int terms, double h, double h_low) {
  double rest = row[terms - 1];
  for (int i = terms - 2; i >= 2; i--) rest = FMA(rest, h, row[i]);
  const Pair_1 linear = pair_product_1(row[1], h);
  const double small =
      linear.low + lows[0] + FMA(lows[1], h, FMA(row[1], h_low, h * h * rest));
  const Pair_1 sum = pair_sum_1(row[0], linear.high);
  return pair_normal_1(sum.high, sum.low + small);
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
    const Pair_1 first = pair_product_1(x, erf_odd[0]);
    return first.high + (first.low + x * FMA(x2, rest, ERF_ODD_LOW));
  }
  const int i = (int)(size * 8);
  const double h = size - ((double)i + 0.5) * 0.125;
  const Pair_1 result = series(erf_terms + i * ERF_TERMS, erf_lows + 2 * i, ERF_TERMS, h, 0);
  return __builtin_copysign(result.high, x);
}

static double erfc_f64(double x) {
  if (is_nan(x)) return x;
  if (x > 28) return 0;
  if (x < -6) return 2;
  if (x < 0.75) {
    const double size = magnitude_1(x);
    Pair_1 erf = {0, 0};
    if (size < 0.125) {
      if (size < 0x1p-60) return 1;
      const double x2 = x * x;
      double rest = erf_odd[9];
      for (int i = 8; i >= 1; i--) rest = FMA(rest, x2, erf_odd[i]);
      erf = pair_product_1(x, erf_odd[0]);
      erf.low += x * FMA(x2, rest, ERF_ODD_LOW);
    } else {
      const int i = (int)(size * 8);
      const double h = size - ((double)i + 0.5) * 0.125;
      erf = series(erf_terms + i * ERF_TERMS, erf_lows + 2 * i, ERF_TERMS, h, 0);
      if (x < 0) erf = pair_negative_1(erf);
    }
    return pair_add_1((Pair_1){1, 0}, pair_negative_1(erf)).high;
  }
  // e^(-x^2) g(1/x)/x, g(t) = erfc(1/t) e^(1/t^2)/t.
  const Pair_1 t = pair_divide_1((Pair_1){1, 0}, (Pair_1){x, 0});
  const int i = (int)(t.high * 32);
  const double h = t.high - ((double)i + 0.5) * 0.03125;
  const Pair_1 g = series(erfc_terms + i * ERFC_TERMS, erfc_lows + 2 * i, ERFC_TERMS, h, t.low);
  const Pair_1 square = pair_product_1(-x, x);
  int64_t k;
  Pair_1 power;
  power.high = exp_core_1(square.high, square.low, &power.low, &k);
  const Pair_1 result = pair_divide_1(pair_multiply_1(pair_normal_1(power.high, power.low), g), (Pair_1){x, 0});
  return scaled_sum(result.high, result.low, k);
}
