// Batch norm of (examples, channels, inner) and its adjoint, one channel at a time. Included once for float64 and once for float32.
// Expects G(name), T, SUM and SQUARES, and a vector V8 of eight T.
//
// The same operations, roundings and orders of addition as the small gates that batch norm is made of: each plane is summed
// pairwise, planes one after another; columns (inner = 1) example by example.

#define ARRAYS_FORWARD                                                                           \
  T *const out = arrays[0], *const means = arrays[1], *const variances = arrays[2];              \
  const T *const x = arrays[3], *const gamma = arrays[4], *const beta = arrays[5];               \
  const T count = (T)((double)n->examples * (double)n->inner), epsilon = (T)n->epsilon;

#define ARRAYS_BACKWARD                                                                          \
  T *const dx = arrays[0], *const dgamma = arrays[1], *const dbeta = arrays[2];                  \
  const T *const u = arrays[3], *const x = arrays[4], *const gamma = arrays[5];                  \
  const T *const means = arrays[6], *const variances = arrays[7];                                \
  const T count = (T)((double)n->examples * (double)n->inner), epsilon = (T)n->epsilon;

// Channels [first, last) of planes.
static void G(normalize)(
    const CKNormalization *n, size_t first, size_t last, void *const *arrays) {
  ARRAYS_FORWARD
  for (size_t c = first; c < last; c++) {
    T sum = 0, squares = 0;
    for (size_t e = 0; e < n->examples; e++) {
      sum += SUM(x + (e * n->channels + c) * n->inner, n->inner);
    }
    const T mean = sum / count;
    for (size_t e = 0; e < n->examples; e++) {
      squares += SQUARES(x + (e * n->channels + c) * n->inner, n->inner, mean);
    }
    const T variance = squares / count;
    const T sigma = __builtin_elementwise_sqrt(variance + epsilon);
    means[c] = mean;
    variances[c] = variance;
    const T factor = gamma[c], shift = beta[c];
    for (size_t e = 0; e < n->examples; e++) {
      const size_t start = (e * n->channels + c) * n->inner;
      const T *restrict from = x + start;
      T *restrict to = out + start;
      for (size_t i = 0; i < n->inner; i++) to[i] = factor * ((from[i] - mean) / sigma) + shift;
    }
  }
}

// What a plane adds to dβ, to dγ and, through σ, to the gradient of the variance.
typedef struct {
  T shifts, scales, spread;
} G(Shares);

// The three sums pairwise, in the order of SUM. The numbers go through the registers once.
static G(Shares) G(shares)(
    const T *u, const T *x, size_t count, T mean, T factor, T sigma, T square) {
#define CENTRED (x[i] - mean)
#define SCALE (u[i] * (CENTRED / sigma))
#define SPREAD ((u[i] * factor) * -(CENTRED / square))
  size_t i = 0;
  if (count > 128) {
    size_t half = count / 2;
    half -= half % 8;
    G(Shares) sums = G(shares)(u, x, half, mean, factor, sigma, square);
    const G(Shares) rest = G(shares)(u + half, x + half, count - half, mean, factor, sigma, square);
    sums.shifts += rest.shifts;
    sums.scales += rest.scales;
    sums.spread += rest.spread;
    return sums;
  }
  G(Shares) sums = {0, 0, 0};
  if (count >= 8) {
    V8 shifts = {0}, scales = {0}, spread = {0};
    for (; i + 8 <= count; i += 8) {
      V8 up, centred;
      memcpy(&up, u + i, sizeof up);
      memcpy(&centred, x + i, sizeof centred);
      centred -= mean;
      const V8 scale = up * (centred / sigma), part = (up * factor) * -(centred / square);
      shifts = i == 0 ? up : shifts + up;
      scales = i == 0 ? scale : scales + scale;
      spread = i == 0 ? part : spread + part;
    }
#define ACROSS(r) (((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7])))
    sums = (G(Shares)){ACROSS(shifts), ACROSS(scales), ACROSS(spread)};
#undef ACROSS
  } else if (count > 0) {
    sums = (G(Shares)){u[0], SCALE, SPREAD};
    i = 1;
  }
  for (; i < count; i++) {
    sums.shifts += u[i];
    sums.scales += SCALE;
    sums.spread += SPREAD;
  }
  return sums;
#undef CENTRED
#undef SCALE
#undef SPREAD
}

// With σ = √(variance + ε), x̂ = (x - mean)/σ: dβ = Σ u, dγ = Σ u x̂; through x̂ back to σ, the variance and the mean.
static void G(normalize_gradient)(
    const CKNormalization *n, size_t first, size_t last, void *const *arrays) {
  ARRAYS_BACKWARD
  for (size_t c = first; c < last; c++) {
    const T mean = means[c], factor = gamma[c];
    const T sigma = __builtin_elementwise_sqrt(variances[c] + epsilon);
    const T square = sigma * sigma, inverse = 1 / sigma;
    T shifts = 0, scales = 0, spread = 0, moves = 0;
    for (size_t e = 0; e < n->examples; e++) {
      const size_t start = (e * n->channels + c) * n->inner;
      const G(Shares) sums = G(shares)(u + start, x + start, n->inner, mean, factor, sigma, square);
      shifts += sums.shifts;
      scales += sums.scales;
      spread += sums.spread;
    }
    dbeta[c] = shifts;
    dgamma[c] = scales;
    const T share = spread * (1 / (2 * sigma)) / count;
    for (size_t e = 0; e < n->examples; e++) {
      const size_t start = (e * n->channels + c) * n->inner;
      const T *restrict from = x + start, *restrict up = u + start;
      T *restrict to = dx + start;
      for (size_t i = 0; i < n->inner; i++) {
        const T part = share * (from[i] - mean);
        to[i] = ((up[i] * factor) * inverse + part) + part;
      }
      moves += SUM(to, n->inner);
    }
    const T moved = -moves / count;
    for (size_t e = 0; e < n->examples; e++) {
      T *to = dx + (e * n->channels + c) * n->inner;
      for (size_t i = 0; i < n->inner; i++) to[i] += moved;
    }
  }
}

// The same for channels that stand side by side, so many at a time.
#define COLUMNS 64

static void G(normalize_columns)(
    const CKNormalization *n, size_t first, size_t last, void *const *arrays) {
  ARRAYS_FORWARD
  const size_t width = n->channels;
  for (size_t c = first; c < last; c += COLUMNS) {
    const size_t taken = last - c < COLUMNS ? last - c : COLUMNS;
    T sums[COLUMNS] = {0}, squares[COLUMNS] = {0}, mean[COLUMNS], sigma[COLUMNS];
    for (size_t e = 0; e < n->examples; e++) {
      const T *row = x + e * width + c;
      for (size_t j = 0; j < taken; j++) sums[j] += row[j];
    }
    for (size_t j = 0; j < taken; j++) means[c + j] = mean[j] = sums[j] / count;
    for (size_t e = 0; e < n->examples; e++) {
      const T *row = x + e * width + c;
      for (size_t j = 0; j < taken; j++) squares[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
    }
    for (size_t j = 0; j < taken; j++) {
      variances[c + j] = squares[j] / count;
      sigma[j] = __builtin_elementwise_sqrt(variances[c + j] + epsilon);
    }
    for (size_t e = 0; e < n->examples; e++) {
      const T *restrict row = x + e * width + c;
      T *restrict to = out + e * width + c;
      for (size_t j = 0; j < taken; j++) {
        to[j] = gamma[c + j] * ((row[j] - mean[j]) / sigma[j]) + beta[c + j];
      }
    }
  }
}

static void G(normalize_columns_gradient)(
    const CKNormalization *n, size_t first, size_t last, void *const *arrays) {
  ARRAYS_BACKWARD
  const size_t width = n->channels;
  for (size_t c = first; c < last; c += COLUMNS) {
    const size_t taken = last - c < COLUMNS ? last - c : COLUMNS;
    T shifts[COLUMNS] = {0}, scales[COLUMNS] = {0}, spread[COLUMNS] = {0}, moves[COLUMNS] = {0};
    T sigma[COLUMNS], square[COLUMNS], inverse[COLUMNS], share[COLUMNS], moved[COLUMNS];
    const T *mean = means + c, *factor = gamma + c;
    for (size_t j = 0; j < taken; j++) {
      sigma[j] = __builtin_elementwise_sqrt(variances[c + j] + epsilon);
      square[j] = sigma[j] * sigma[j];
      inverse[j] = 1 / sigma[j];
    }
    for (size_t e = 0; e < n->examples; e++) {
      const T *row = x + e * width + c, *up = u + e * width + c;
      for (size_t j = 0; j < taken; j++) {
        const T centred = row[j] - mean[j];
        shifts[j] += up[j];
        scales[j] += up[j] * (centred / sigma[j]);
        spread[j] += (up[j] * factor[j]) * -(centred / square[j]);
      }
    }
    for (size_t j = 0; j < taken; j++) {
      dbeta[c + j] = shifts[j];
      dgamma[c + j] = scales[j];
      share[j] = spread[j] * (1 / (2 * sigma[j])) / count;
    }
    for (size_t e = 0; e < n->examples; e++) {
      const T *row = x + e * width + c, *up = u + e * width + c;
      T *to = dx + e * width + c;
      for (size_t j = 0; j < taken; j++) {
        const T part = share[j] * (row[j] - mean[j]);
        to[j] = ((up[j] * factor[j]) * inverse[j] + part) + part;
        moves[j] += to[j];
      }
    }
    for (size_t j = 0; j < taken; j++) moved[j] = -moves[j] / count;
    for (size_t e = 0; e < n->examples; e++) {
      T *to = dx + e * width + c;
      for (size_t j = 0; j < taken; j++) to[j] += moved[j];
    }
  }
}

#undef COLUMNS
#undef ARRAYS_FORWARD
#undef ARRAYS_BACKWARD
