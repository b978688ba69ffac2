// The cores of exp, log, sin, cos and tanh: branch-free, for ordinary arguments, results as high + low.
// Included twice: F(name) is name_1 or name_8, REAL a double or eight, INTEGER their bits.

// Adding this rounds to an integer, which then stands in the low bits.
#define ROUNDER 0x1.8p52

// A sum and what it lacks, where |a| >= |b| or a is 0.
INLINE REAL F(quick_sum)(REAL a, REAL b, REAL *low) {
  const REAL sum = a + b;
  *low = (a - sum) + b;
  return sum;
}

// A sum and what it lacks (Knuth).
INLINE REAL F(exact_sum)(REAL a, REAL b, REAL *low) {
  const REAL sum = a + b;
  const REAL part = sum - a;
  *low = (a - (sum - part)) + (b - part);
  return sum;
}

// e^(x + tail) = (high + low) 2^k, for |x| < 1100 and a tail below 2^-40:
// x = (16 k + j) ln2/16 + r, |r| <= ln2/32, e^x = 2^k 2^(j/16) e^r, the last by Taylor's series to r^8.
INLINE REAL F(exp_core)(REAL x, REAL tail, REAL *low, INTEGER *k) {
  const REAL shifted = x * F(splat)(SIXTEENTHS_A_LN2) + F(splat)(ROUNDER);
  const REAL n = shifted - F(splat)(ROUNDER);
  const INTEGER steps = F(bits)(shifted) - bits_1(ROUNDER);
  *k = steps >> 4;
  const REAL first = FMA(-n, F(splat)(LN2_16_1), x);
  const REAL second = n * F(splat)(LN2_16_2);
  const REAL r = first - second;
  const REAL rest = ((first - r) - second) + tail;
  const REAL t = F(find16)(exp_high, steps);
  const REAL t_low = F(find16)(exp_low, steps);
  const REAL r2 = r * r;
  const double *c = one_over_factorial;
  const REAL p23 = FMA(r, F(splat)(c[3]), F(splat)(c[2]));
  const REAL p45 = FMA(r, F(splat)(c[5]), F(splat)(c[4]));
  const REAL p67 = FMA(r, F(splat)(c[7]), F(splat)(c[6]));
  const REAL p = FMA(r2, FMA(r2, FMA(r2, F(splat)(c[8]), p67), p45), p23);
  // e^(r + rest) - 1 - r, for which e^r (1 + rest) is near enough.
  const REAL bent = r2 * p;
  const REAL q = bent + FMA(rest, r + bent, rest);
  const REAL product = t * r;
  const REAL product_low = FMA(t, r, -product);
  REAL error;
  const REAL high = F(quick_sum)(t, product, &error);
  *low = error + (product_low + FMA(t, q, FMA(t_low, r, t_low)));
  return high;
}

// log(x (1 + tail)) = result + low for a positive normal x, to about 2^-69 of the result:
// x = 2^k z, c near 1/z from a table, r = c z - 1, log x = k ln2 - log c + log(1 + r) with |r| < 2^-7.9.
INLINE REAL F(log_steps)(REAL x, REAL tail, int has_tail, REAL *low) {
  const INTEGER bits = F(bits)(x);
  const INTEGER offset = bits - LOG_START;
  const INTEGER index = (offset >> 45) & 127;
  const REAL z = F(number)(bits - (offset & ~(INT64_C(0xfffffffffffff))));
  // The exponent as a number, by way of the low bits of ROUNDER.
  const REAL k = F(number)((offset >> 52) + bits_1(ROUNDER)) - F(splat)(ROUNDER);
  REAL c, c_high, c_low;
  F(find_row)(log_rows, index, &c, &c_high, &c_low);
  const REAL cz = c * z;
  const REAL r = cz - F(splat)(1);
  // r is a multiple of cz's last place; what it lacks and the tail follow.
  REAL rest = FMA(c, z, -cz);
  if (has_tail) rest = FMA(tail, cz, rest);
  // s = -r^2/2, and the series in s instead of r^2.
  const REAL half = r * F(splat)(-0.5);
  const REAL s = half * r;
  const REAL s_low = FMA(half, r, -s);
  const REAL base = FMA(k, F(splat)(LN2_HIGH), c_high);
  REAL e1, e2;
  const REAL first = F(quick_sum)(base, r, &e1);
  const REAL second = F(quick_sum)(first, s, &e2);
  const REAL p34 = FMA(r, F(splat)(2.0 / 4), F(splat)(-2.0 / 3));
  const REAL p56 = FMA(r, F(splat)(-4.0 / 6), F(splat)(4.0 / 5));
  const REAL p78 = FMA(r, F(splat)(8.0 / 8), F(splat)(-8.0 / 7));
  const REAL p = FMA(s, FMA(s, FMA(s, F(splat)(16.0 / 9), p78), p56), p34);
  const REAL bent = FMA(s, F(splat)(-2), -r);
  const REAL smallest = FMA(k, F(splat)(LN2_LOW), c_low) + FMA(rest, bent, rest) + s_low;
  *low = e1 + (e2 + FMA(r * s, p, smallest));
  return second;
}

INLINE REAL F(log_core)(REAL x, REAL *low) { return F(log_steps)(x, x, 0, low); }
INLINE REAL F(log_core_of_sum)(REAL x, REAL tail, REAL *low) {
  return F(log_steps)(x, tail, 1, low);
}

// Steps of pi/32 in x, for |x| < 10^7: their number (its bits in steps), and x less them as r + rest.
INLINE REAL F(angle)(REAL x, REAL *rest, INTEGER *steps) {
  const REAL shifted = x * F(splat)(STEPS_A_PI) + F(splat)(ROUNDER);
  const REAL n = shifted - F(splat)(ROUNDER);
  *steps = F(bits)(shifted) - bits_1(ROUNDER);
  const REAL first = FMA(-n, F(splat)(PI_32_1), x);
  const REAL second = n * F(splat)(PI_32_2);
  const REAL second_low = FMA(n, F(splat)(PI_32_2), -second);
  REAL error;
  const REAL r = F(exact_sum)(first, -second, &error);
  *rest = error - FMA(n, F(splat)(PI_32_3), second_low);
  return r;
}

// sin(steps pi/32 + r + rest) = result + low, for |r| <= pi/64. Sixteen steps more give the cosine.
// With a = j pi/32 below a quarter turn: sin(a + r) = sin a cos r + cos a sin r, cos likewise; Taylor's series.
INLINE REAL F(sin_core)(REAL r, REAL rest, INTEGER steps, REAL *low) {
  const REAL s_high = F(find16)(sine_high, steps);
  const REAL s_low = F(find16)(sine_low, steps);
  const REAL c_high = F(find16)(cosine_high, steps);
  const REAL c_low = F(find16)(cosine_low, steps);
  const INTEGER odd = -((steps >> 4) & 1);
  const INTEGER negative = ((steps >> 5) & 1) << 63;
  // sin x = a cos r + b sin r.
  const REAL a = F(select)(odd, c_high, s_high);
  const REAL a_low = F(select)(odd, c_low, s_low);
  const REAL b = F(select)(odd, -s_high, c_high);
  const REAL b_low = F(select)(odd, -s_low, c_low);
  const REAL r2 = r * r;
  const double *c = one_over_factorial;
  const REAL cos24 = FMA(r2, F(splat)(c[4]), F(splat)(-c[2]));
  const REAL cos68 = FMA(r2, F(splat)(c[8]), F(splat)(-c[6]));
  const REAL cosine = FMA(r2, FMA(r2 * r2, cos68, cos24), -r * rest);
  const REAL sin35 = FMA(r2, F(splat)(c[5]), F(splat)(-c[3]));
  const REAL sin79 = FMA(r2, F(splat)(c[9]), F(splat)(-c[7]));
  const REAL sine = FMA(r * r2, FMA(r2 * r2, sin79, sin35), rest);
  const REAL product = b * r;
  const REAL product_low = FMA(b, r, -product);
  REAL error;
  const REAL high = F(quick_sum)(a, product, &error);
  const REAL sum = error + (product_low + FMA(a, cosine, FMA(b, sine, FMA(b_low, r, a_low))));
  *low = F(number)(F(bits)(sum) ^ negative);
  return F(number)(F(bits)(high) ^ negative);
}

// e^(x + tail) - 1 = result + low, for |x| < 700.
INLINE REAL F(expm1_core)(REAL x, REAL tail, REAL *low) {
  REAL small, error;
  INTEGER k;
  const REAL high = F(exp_core)(x, tail, &small, &k);
  const REAL scale = F(number)((k + 1023) << 52);
  const REAL less = F(exact_sum)(high * scale, F(splat)(-1), &error);
  return F(quick_sum)(less, FMA(small, scale, error), low);
}

// tanh x for 0 <= x <= 20, as (T - 1)/(T + 1) with T = e^2x >= 1; the sign is put on afterwards.
INLINE REAL F(tanh_core)(REAL x) {
  REAL small, e_low, d_low;
  INTEGER k;
  const REAL high = F(exp_core)(x + x, F(splat)(0), &small, &k);
  const REAL scale = F(number)((k + 1023) << 52);
  const REAL t = high * scale;
  const REAL less = F(quick_sum)(t, F(splat)(-1), &e_low);
  const REAL e = F(quick_sum)(less, FMA(small, scale, e_low), &e_low);
  const REAL more = F(quick_sum)(t, F(splat)(1), &d_low);
  const REAL d = F(quick_sum)(more, FMA(small, scale, d_low), &d_low);
  const REAL inverse = F(splat)(1) / d;
  const REAL quotient = e * inverse;
  const REAL remainder = FMA(-quotient, d, e) + FMA(-quotient, d_low, e_low);
  return FMA(remainder, inverse, quotient);
}
