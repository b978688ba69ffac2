// One number of a pair times a power of two.
#ifndef CK_DOUBLE_DOUBLE_H
#define CK_DOUBLE_DOUBLE_H

// (high + low) 2^k rounded once, also where the result is subnormal or overflows.
INLINE double scaled_sum(double high, double low, int64_t k) {
  Pair_1 sum = pair_normal_1(high, low);
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
  const Pair_1 rounded = pair_normal_1(signed_anchor, sum.high);
  const double whole = rounded.high + (rounded.low + sum.low);
  const int64_t first = k / 2;
  const double kept = whole - signed_anchor;
  return __builtin_copysign(
      kept * number_1((first + 1023) << 52) * number_1((k - first + 1023) << 52), high);
}

#endif
