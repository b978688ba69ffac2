// Numbers as unevaluated sums high + low of two doubles, about 105 bits.
#ifndef CK_DOUBLE_DOUBLE_H
#define CK_DOUBLE_DOUBLE_H

typedef struct {
  double high, low;
} Pair;

INLINE Pair pair_sum(double a, double b) {
  Pair result;
  result.high = exact_sum_1(a, b, &result.low);
  return result;
}

INLINE Pair pair_normal(double a, double b) {
  Pair result;
  result.high = quick_sum_1(a, b, &result.low);
  return result;
}

INLINE Pair pair_add(Pair a, Pair b) {
  const Pair high = pair_sum(a.high, b.high), low = pair_sum(a.low, b.low);
  const Pair middle = pair_normal(high.high, high.low + low.high);
  return pair_normal(middle.high, middle.low + low.low);
}

INLINE Pair pair_negative(Pair a) { return (Pair){-a.high, -a.low}; }

INLINE Pair pair_product(double a, double b) {
  const double high = a * b;
  return (Pair){high, FMA(a, b, -high)};
}

INLINE Pair pair_multiply(Pair a, Pair b) {
  const Pair p = pair_product(a.high, b.high);
  return pair_normal(p.high, p.low + FMA(a.high, b.low, a.low * b.high));
}

INLINE Pair pair_divide(Pair a, Pair b) {
  const double q = a.high / b.high;
  const double rest = FMA(-q, b.high, a.high) + FMA(-q, b.low, a.low);
  return pair_normal(q, rest / b.high);
}

INLINE Pair pair_square_root(Pair a) {
  const double root = __builtin_elementwise_sqrt(a.high);
  if (root == 0) return (Pair){0, 0};
  const double rest = FMA(-root, root, a.high) + a.low;
  return pair_normal(root, rest / (root + root));
}

INLINE Pair pair_scale(Pair a, double factor) { return (Pair){a.high * factor, a.low * factor}; }

// (high + low) 2^k rounded once, also where the result is subnormal or overflows.
INLINE double scaled_sum(double high, double low, int64_t k) {
  Pair sum = pair_normal(high, low);
  if (sum.high == 0) return sum.high;
  const int64_t exponent = ((bits_1(sum.high) >> 52) & 0x7ff) - 1023 + k;
  if (exponent > 1023) return high * 0x1p1000 * 0x1p1000;
  if (exponent >= -1022) {
    const int64_t first = k / 2;
    return sum.high * number_1((first + 1023) << 52) * number_1((k - first + 1023) << 52);
  }
  if (exponent < -1080) return sum.high * 0x1p-1000 * 0x1p-1000;
  // The last place that 2^k leaves above 2^-1074 is 2^(-1074 - k): round there by adding 2^52 times it.
  const double anchor = number_1((-1074 - k + 52 + 1023) << 52);
  const double signed_anchor = sum.high < 0 ? -anchor : anchor;
  const Pair rounded = pair_normal(signed_anchor, sum.high);
  const double whole = rounded.high + (rounded.low + sum.low);
  const int64_t first = k / 2;
  const double kept = whole - signed_anchor;
  return __builtin_copysign(
      kept * number_1((first + 1023) << 52) * number_1((k - first + 1023) << 52), high);
}

#endif
