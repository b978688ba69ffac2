// Functions of float32 over arrays, eight elements at a time; the last ones are filled up with ones.

INLINE v8d widened(const float *from) { return __builtin_convertvector(load8f(from), v8d); }
INLINE void store_narrow(float *to, v8d x) { store8f(to, __builtin_convertvector(x, v8f)); }

// Results of which the digits do not tell the nearest float32: within 2^-39 of the middle between two, or subnormal.
INLINE v8l uncertain(v8d result) {
  const v8l digits = ((v8l)result & 0x1fffffff) - (0x10000000 - 0x4000);
  // 0 counts as no float below 2^-126.
  const v8l size = ((v8l)result & INT64_MAX) - 1;
  return ((v8u)digits < 0x8000) | ((v8u)size < (uint64_t)bits_1(0x1p-126) - 1);
}

// CORE computes eight results; those of `special` lanes come from the function of one number.
#define SINGLE_LOOP(NAME, CORE, FUNCTION)                                                        \
  INLINE v8d NAME##_8(v8d x) {                                                                   \
    v8l special = {0};                                                                           \
    v8d result = CORE(x, &special);                                                              \
    special |= uncertain(result);                                                                \
    if (any(special)) {                                                                          \
      for (int lane = 0; lane < 8; lane++) {                                                     \
        if (special[lane]) result[lane] = noted(FUNCTION(x[lane]));                              \
      }                                                                                          \
    }                                                                                            \
    return result;                                                                               \
  }                                                                                              \
  static void NAME(float *out, const float *x, size_t count) {                                   \
    size_t i = 0;                                                                                \
    for (; i + 8 <= count; i += 8) store_narrow(out + i, NAME##_8(widened(x + i)));              \
    if (i < count) {                                                                             \
      float rest[8] = {1, 1, 1, 1, 1, 1, 1, 1};                                                  \
      memcpy(rest, x + i, sizeof(float) * (count - i));                                          \
      store_narrow(rest, NAME##_8(widened(rest)));                                               \
      memcpy(out + i, rest, sizeof(float) * (count - i));                                        \
    }                                                                                            \
  }

INLINE v8d exp_single_of(v8d x, v8l *special) {
  (void)special;
  return exp_single_8(x);
}

INLINE v8d log_single_of(v8d x, v8l *special) {
  *special = ~is_positive(x);
  return log_single_8(x);
}

INLINE v8d sin_single_of(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(LARGE_ANGLE));
  // Tiny sines, -0 among them, are their angles.
  return select_8(less_8(magnitude_8(x), splat_8(0x1p-27)), x, sin_single_8(x, 0));
}

INLINE v8d cos_single_of(v8d x, v8l *special) {
  *special = ~less_8(magnitude_8(x), splat_8(LARGE_ANGLE));
  return sin_single_8(x, 16);
}

INLINE v8d tanh_single_of(v8d x, v8l *special) {
  (void)special;
  return (v8d)((v8l)tanh_single_8(magnitude_8(x)) | ((v8l)x & INT64_MIN));
}

INLINE v8d sigmoid_single_of(v8d x, v8l *special) {
  (void)special;
  const v8d power = exp_single_8(-magnitude_8(x));
  return select_8(less_8(x, splat_8(0)), power, splat_8(1)) / (splat_8(1) + power);
}

SINGLE_LOOP(loop_exp_single, exp_single_of, exp_f64)
SINGLE_LOOP(loop_log_single, log_single_of, log_f64)
SINGLE_LOOP(loop_sin_single, sin_single_of, sin_f64)
SINGLE_LOOP(loop_cos_single, cos_single_of, cos_f64)
SINGLE_LOOP(loop_tanh_single, tanh_single_of, tanh_f64)
SINGLE_LOOP(loop_sigmoid_single, sigmoid_single_of, sigmoid_f64)

INLINE v8d power_single_8(v8d x, v8d y, v8l *special) {
  const v8d product = y * log_single_8(x);
  const v8d result = exp_single_8(product);
  *special = ~(is_positive(x) & less_8(magnitude_8(product), splat_8(180))) | uncertain(result);
  return result;
}

INLINE v8d power_single_of(v8d x, v8d y) {
  v8l special;
  v8d result = power_single_8(x, y, &special);
  if (any(special)) {
    for (int lane = 0; lane < 8; lane++) {
      if (special[lane]) result[lane] = noted(power_f64(x[lane], y[lane]));
    }
  }
  return result;
}

static void loop_power_single(
    float *out, const float *x, const float *y, size_t count, CKOperands kind) {
  if (count == 0) return;
  if (kind == CK_RIGHT_NUMBER && (y[0] == 2 || y[0] == 1 || y[0] == -1)) {
    if (y[0] == 2) multiply_f32(out, x, x, count, CK_BOTH_ARRAYS);
    if (y[0] == 1) memcpy(out, x, sizeof(float) * count);
    if (y[0] == -1) reciprocal_f32(out, x, count);
    return;
  }
  size_t i = 0;
  if (kind == CK_RIGHT_NUMBER) {
    const v8d b = splat_8((double)y[0]);
    for (; i + 8 <= count; i += 8) store_narrow(out + i, power_single_of(widened(x + i), b));
  } else if (kind == CK_LEFT_NUMBER) {
    const v8d a = splat_8((double)x[0]);
    for (; i + 8 <= count; i += 8) store_narrow(out + i, power_single_of(a, widened(y + i)));
  } else {
    for (; i + 8 <= count; i += 8) {
      store_narrow(out + i, power_single_of(widened(x + i), widened(y + i)));
    }
  }
  for (; i < count; i++) {
    const double a = (double)x[kind == CK_LEFT_NUMBER ? 0 : i];
    const double b = (double)y[kind == CK_RIGHT_NUMBER ? 0 : i];
    out[i] = (float)noted(power_f64(a, b));
  }
}
