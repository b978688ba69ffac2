// The elementary functions over arrays: eight elements at a time by the cores, and the special ones among them by
// the functions of one number, which for ordinary arguments go through the same cores.

INLINE int any(v8l mask) { return __builtin_reduce_or(mask) != 0; }

// Whether numbers are positive, finite and not NaN; and not below 2^-1022. One subtraction and one comparison of bits.
INLINE v8l is_positive(v8d x) {
  return (v8u)((v8l)x - 1) < (uint64_t)INT64_C(0x7ff0000000000000) - 1;
}
INLINE v8l is_positive_normal(v8d x) {
  return (v8u)((v8l)x - INT64_C(0x10000000000000)) < (uint64_t)INT64_C(0x7fe0000000000000);
}

// The lanes of `special` are replaced by what the function of one number gives.
INLINE void mend(
    double *out, const double *x, v8l special, int count, double (*function)(double)) {
  for (int lane = 0; lane < count; lane++) {
    if (special[lane]) out[lane] = noted(function(x[lane]));
  }
}

// CORE computes eight results and sets `special`.
#define FUNCTION_LOOP(NAME, CORE, FUNCTION)                                                      \
  static void NAME(double *out, const double *x, size_t count) {                                 \
    size_t i = 0;                                                                                \
    for (; i + 8 <= count; i += 8) {                                                             \
      v8l special;                                                                               \
      store8(out + i, CORE(load8(x + i), &special));                                             \
      if (any(special)) mend(out + i, x + i, special, 8, FUNCTION);                              \
    }                                                                                            \
    if (i < count) {                                                                             \
      const int rest = (int)(count - i);                                                         \
      double from[8] = {1, 1, 1, 1, 1, 1, 1, 1}, to[8];                                          \
      memcpy(from, x + i, sizeof(double) * (size_t)rest);                                        \
      v8l special;                                                                               \
      store8(to, CORE(load8(from), &special));                                                   \
      if (any(special)) mend(to, from, special, rest, FUNCTION);                                 \
      memcpy(out + i, to, sizeof(double) * (size_t)rest);                                        \
    }                                                                                            \
  }

INLINE v8d exp_8(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(708));
  v8d low;
  v8l k;
  const v8d high = exp_core_8(x, splat_8(0), &low, &k);
  return number_8((k + 1023) << 52) * (high + low);
}

INLINE v8d log_8(v8d x, v8l *special) {
  *special = ~is_positive_normal(x);
  v8d low;
  const v8d high = log_core_8(x, &low);
  return high + low;
}

INLINE v8d sin_8(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(LARGE_ANGLE));
  v8d rest, low;
  v8l steps;
  const v8d r = angle_8(x, &rest, &steps);
  const v8d high = sin_core_8(r, rest, steps, &low);
  return select_8(less_8(magnitude_8(x), splat_8(0x1p-27)), x, high + low);
}

INLINE v8d cos_8(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(LARGE_ANGLE));
  v8d rest, low;
  v8l steps;
  const v8d r = angle_8(x, &rest, &steps);
  const v8d high = sin_core_8(r, rest, steps + 16, &low);
  return high + low;
}

INLINE v8d tanh_8(v8d x, v8l *special) {
  *special = (v8l){0};
  const v8d size = magnitude_8(x);
  const v8l large = less_8(splat_8(20), size);
  v8d result = tanh_core_8(select_8(large, splat_8(20), size));
  result = select_8(large, splat_8(1), result);
  result = select_8(less_8(size, splat_8(0x1p-28)), size, result);
  return (v8d)((v8l)result | ((v8l)x & INT64_MIN));
}

INLINE v8d sigmoid_8(v8d x, v8l *special) {
  const v8d power = exp_8(-magnitude_8(x), special);
  return select_8(less_8(x, splat_8(0)), power, splat_8(1)) / (splat_8(1) + power);
}

FUNCTION_LOOP(loop_exp, exp_8, exp_f64)
FUNCTION_LOOP(loop_log, log_8, log_f64)
FUNCTION_LOOP(loop_sin, sin_8, sin_f64)
FUNCTION_LOOP(loop_cos, cos_8, cos_f64)
FUNCTION_LOOP(loop_tanh, tanh_8, tanh_f64)
FUNCTION_LOOP(loop_sigmoid, sigmoid_8, sigmoid_f64)

// What the functions of one number take for ordinary arguments.
INLINE v8d exp2_8(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(1000));
  v8d low;
  v8l k;
  const v8d high = exp2_core_8(x, &low, &k);
  return number_8((k + 1023) << 52) * (high + low);
}

INLINE v8d expm1_8(v8d x, v8l *special) {
  *special = ~(less_8(splat_8(-45), x) & less_8(x, splat_8(60)));
  v8d low;
  const v8d high = expm1_core_8(x, splat_8(0), &low);
  const v8l tiny = less_8(magnitude_8(x), splat_8(0x1p-40));
  const v8d near = select_8(x == splat_8(0), x, FMA(splat_8(0.5) * x, x, x));
  return select_8(tiny, near, high + low);
}

INLINE v8d log2_8(v8d x, v8l *special) {
  *special = ~is_positive_normal(x);
  return pair_multiply_8(log_normal_8(x), (Pair_8){splat_8(LOG2_E_1), splat_8(LOG2_E_2)}).high;
}

INLINE v8d log10_8(v8d x, v8l *special) {
  *special = ~is_positive_normal(x);
  return pair_multiply_8(log_normal_8(x), (Pair_8){splat_8(LOG10_E_1), splat_8(LOG10_E_2)}).high;
}

INLINE v8d log1p_8(v8d x, v8l *special) {
  *special = ~(less_8(splat_8(-1), x) & less_8(x, splat_8(INFINITE)));
  const v8d result = log1p_core_8((Pair_8){x, splat_8(0)}).high;
  return select_8(less_8(magnitude_8(x), splat_8(0x1p-54)), x, result);
}

INLINE v8d tan_8(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(LARGE_ANGLE));
  v8d rest;
  v8l steps;
  const v8d r = angle_8(x, &rest, &steps);
  const v8d result = tan_core_8(r, rest, steps);
  return select_8(less_8(magnitude_8(x), splat_8(0x1p-27)), x, result);
}

// An odd function from its values for positive arguments; tiny ones are their own values.
INLINE v8d odd_8(v8d x, v8d result) {
  result = (v8d)((v8l)result | ((v8l)x & INT64_MIN));
  return select_8(less_8(magnitude_8(x), splat_8(0x1p-28)), x, result);
}

INLINE v8d arcsin_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~less_8(size, splat_8(1));
  return odd_8(x, arctan_core_8((Pair_8){size, splat_8(0)}, other_side_8(size)).high);
}

INLINE v8d arccos_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~(less_8(size, splat_8(1)) & (size >= splat_8(0x1p-60)));
  return arccos_core_8(x);
}

INLINE v8d arctan_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~less_8(size, splat_8(0x1p60));
  const Pair_8 y = {size, splat_8(0)}, one = {splat_8(1), splat_8(0)};
  return odd_8(x, arctan_core_8(y, one).high);
}

INLINE v8d sinh_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~(size <= splat_8(40));
  return odd_8(x, sinh_core_8(size));
}

INLINE v8d cosh_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~(size <= splat_8(40));
  return cosh_core_8(size);
}

INLINE v8d arcsinh_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~(size <= splat_8(0x1p30));
  return odd_8(x, arcsinh_core_8(size));
}

INLINE v8d arccosh_8(v8d x, v8l *special) {
  *special = ~(less_8(splat_8(1), x) & (x <= splat_8(0x1p30)));
  return arccosh_core_8(x);
}

INLINE v8d arctanh_8(v8d x, v8l *special) {
  const v8d size = magnitude_8(x);
  *special = ~less_8(size, splat_8(1));
  return odd_8(x, arctanh_core_8(size));
}

FUNCTION_LOOP(loop_exp2, exp2_8, exp2_f64)
FUNCTION_LOOP(loop_expm1, expm1_8, expm1_f64)
FUNCTION_LOOP(loop_log2, log2_8, log2_f64)
FUNCTION_LOOP(loop_log10, log10_8, log10_f64)
FUNCTION_LOOP(loop_log1p, log1p_8, log1p_f64)
FUNCTION_LOOP(loop_tan, tan_8, tan_f64)
FUNCTION_LOOP(loop_arcsin, arcsin_8, arcsin_f64)
FUNCTION_LOOP(loop_arccos, arccos_8, arccos_f64)
FUNCTION_LOOP(loop_arctan, arctan_8, arctan_f64)
FUNCTION_LOOP(loop_sinh, sinh_8, sinh_f64)
FUNCTION_LOOP(loop_cosh, cosh_8, cosh_f64)
FUNCTION_LOOP(loop_arcsinh, arcsinh_8, arcsinh_f64)
FUNCTION_LOOP(loop_arccosh, arccosh_8, arccosh_f64)
FUNCTION_LOOP(loop_arctanh, arctanh_8, arctanh_f64)

// The other functions, one element at a time.
#define PLAIN_LOOP(NAME, FUNCTION)                                                               \
  static void NAME(double *out, const double *x, size_t count) {                                 \
    for (size_t i = 0; i < count; i++) out[i] = noted(FUNCTION(x[i]));                           \
  }
PLAIN_LOOP(loop_cbrt, cbrt_f64)
PLAIN_LOOP(loop_erf, erf_f64)
PLAIN_LOOP(loop_erfc, erfc_f64)

// MARK: Functions of two numbers

// Powers of eight ordinary bases; exponents that `power_f64` treats apart count as special.
INLINE v8d power_8(v8d x, v8d y, v8l *special) {
  v8d low, power_low;
  v8l k;
  v8d log = log_core_8(x, &low);
  log = quick_sum_8(log, low, &low);
  const v8d product = y * log;
  const v8d tail = FMA(y, log, -product) + y * low;
  const v8d high = exp_core_8(product, tail, &power_low, &k);
  *special = ~(is_positive_normal(x) & less_8(magnitude_8(product), splat_8(708))) |
             (y == splat_8(2)) | (magnitude_8(y) == splat_8(1)) | (y == splat_8(3)) |
             (y == splat_8(4)) | (y == splat_8(0.5));
  return number_8((k + 1023) << 52) * (high + power_low);
}

INLINE v8l is_middling(v8d x) {
  const v8d size = magnitude_8(x);
  return (size >= splat_8(0x1p-200)) & (size <= splat_8(0x1p200));
}

INLINE v8d cube_8(v8d x, v8l *special) {
  *special = ~is_middling(x);
  return cube_core_8(x);
}

INLINE v8d fourth_8(v8d x, v8l *special) {
  *special = ~is_middling(x);
  return fourth_core_8(x);
}

INLINE v8d root_8(v8d x, v8l *special) {
  *special = ~((x >= splat_8(0x1p-200)) & (x <= splat_8(0x1p200)));
  return __builtin_elementwise_sqrt(x);
}

static double cube_f64(double x) { return power_f64(x, 3); }
static double fourth_f64(double x) { return power_f64(x, 4); }
static double root_f64(double x) { return power_f64(x, 0.5); }
FUNCTION_LOOP(loop_cube, cube_8, cube_f64)
FUNCTION_LOOP(loop_fourth, fourth_8, fourth_f64)
FUNCTION_LOOP(loop_root, root_8, root_f64)

static void loop_power(
    double *out, const double *x, const double *y, size_t count, CKOperands kind) {
  if (count == 0) return;
  if (kind == CK_RIGHT_NUMBER && (y[0] == 2 || y[0] == 1 || y[0] == -1)) {
    if (y[0] == 2) multiply_f64(out, x, x, count, CK_BOTH_ARRAYS);
    if (y[0] == 1) memcpy(out, x, sizeof(double) * count);
    if (y[0] == -1) reciprocal_f64(out, x, count);
    return;
  }
  if (kind == CK_RIGHT_NUMBER) {
    if (y[0] == 3) return loop_cube(out, x, count);
    if (y[0] == 4) return loop_fourth(out, x, count);
    if (y[0] == 0.5) return loop_root(out, x, count);
  }
  const v8d base = splat_8(x[0]), exponent = splat_8(y[0]);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const v8d a = kind == CK_LEFT_NUMBER ? base : load8(x + i);
    const v8d b = kind == CK_RIGHT_NUMBER ? exponent : load8(y + i);
    v8l special;
    store8(out + i, power_8(a, b, &special));
    if (any(special)) {
      for (int lane = 0; lane < 8; lane++) {
        if (special[lane]) out[i + (size_t)lane] = noted(power_f64(a[lane], b[lane]));
      }
    }
  }
  for (; i < count; i++) {
    out[i] =
        noted(power_f64(x[kind == CK_LEFT_NUMBER ? 0 : i], y[kind == CK_RIGHT_NUMBER ? 0 : i]));
  }
}

#define PAIR_LOOP(NAME, FUNCTION)                                                                \
  static void NAME(                                                                              \
      double *out, const double *x, const double *y, size_t count, CKOperands kind) {            \
    for (size_t i = 0; i < count; i++) {                                                         \
      out[i] = noted(                                                                            \
          FUNCTION(x[kind == CK_LEFT_NUMBER ? 0 : i], y[kind == CK_RIGHT_NUMBER ? 0 : i]));      \
    }                                                                                            \
  }
PAIR_LOOP(loop_arctan2, arctan2_f64)
PAIR_LOOP(loop_hypot, hypot_f64)
