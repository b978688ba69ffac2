// Functions of float32 computed in float64 to 2^-41 relative or better; the caller rounds, and asks the float64
// function where these digits do not tell how. Included twice, like Cores.h.

// e^x; past 2^±288 the result stays there, which is infinite or 0 in float32. NaN gives NaN.
INLINE REAL F(exp_single)(REAL x) {
  x = F(select)(F(less)(F(splat)(200), x), F(splat)(200), x);
  x = F(select)(F(less)(x, F(splat)(-200)), F(splat)(-200), x);
  const REAL shifted = x * F(splat)(SIXTEENTHS_A_LN2) + F(splat)(ROUNDER);
  const REAL n = shifted - F(splat)(ROUNDER);
  const INTEGER steps = F(bits)(shifted) - bits_1(ROUNDER);
  const REAL r = FMA(-n, F(splat)(LN2_16_1), x) - n * F(splat)(LN2_16_2);
  const REAL t = F(find16)(exp_high, steps) * F(number)(((steps >> 4) + 1023) << 52);
  const REAL r2 = r * r;
  const double *c = one_over_factorial;
  const REAL p23 = FMA(r, F(splat)(c[3]), F(splat)(c[2]));
  const REAL p45 = FMA(r, F(splat)(c[5]), F(splat)(c[4]));
  return FMA(t, FMA(r2, FMA(r2, p45, p23), r), t);
}

// log x for a positive finite x that is normal in float64, as every float32 is.
INLINE REAL F(log_single)(REAL x) {
  const INTEGER bits = F(bits)(x);
  const INTEGER offset = bits - LOG_START;
  const INTEGER index = (offset >> 48) & 15;
  const REAL z = F(number)(bits - (offset & ~(INT64_C(0xfffffffffffff))));
  const REAL k = F(number)((offset >> 52) + bits_1(ROUNDER)) - F(splat)(ROUNDER);
  const REAL r = FMA(F(find16)(log16_c, index), z, F(splat)(-1));
  const REAL r2 = r * r;
  const REAL p34 = FMA(r, F(splat)(-1.0 / 4), F(splat)(1.0 / 3));
  const REAL p56 = FMA(r, F(splat)(-1.0 / 6), F(splat)(1.0 / 5));
  const REAL p78 = FMA(r, F(splat)(-1.0 / 8), F(splat)(1.0 / 7));
  const REAL p = FMA(r2, FMA(r2, FMA(r2, F(splat)(1.0 / 9), p78), p56), p34);
  return FMA(k, F(splat)(LN2_1), F(find16)(log16_log, index)) +
         FMA(r2, FMA(r, p, F(splat)(-0.5)), r);
}

// tanh |x| as E/(E + 2), E = e^2|x| - 1; 1 from 10 on. NaN gives NaN.
INLINE REAL F(tanh_single)(REAL size) {
  size = F(select)(F(less)(F(splat)(10), size), F(splat)(10), size);
  const REAL x = size + size;
  const REAL shifted = x * F(splat)(SIXTEENTHS_A_LN2) + F(splat)(ROUNDER);
  const REAL n = shifted - F(splat)(ROUNDER);
  const INTEGER steps = F(bits)(shifted) - bits_1(ROUNDER);
  const REAL r = FMA(-n, F(splat)(LN2_16_1), x) - n * F(splat)(LN2_16_2);
  const REAL t = F(find16)(exp_high, steps) * F(number)(((steps >> 4) + 1023) << 52);
  const REAL r2 = r * r;
  const double *c = one_over_factorial;
  const REAL p23 = FMA(r, F(splat)(c[3]), F(splat)(c[2]));
  const REAL p45 = FMA(r, F(splat)(c[5]), F(splat)(c[4]));
  const REAL q = FMA(r2, FMA(r2, FMA(r2, F(splat)(c[6]), p45), p23), r);
  const REAL e = FMA(t, q, t - F(splat)(1));
  return e / (e + F(splat)(2));
}

// The sine of x, or with 16 steps more the cosine, for |x| < 10^7.
INLINE REAL F(sin_single)(REAL x, int64_t more) {
  const REAL shifted = x * F(splat)(STEPS_A_PI) + F(splat)(ROUNDER);
  const REAL n = shifted - F(splat)(ROUNDER);
  const INTEGER steps = F(bits)(shifted) - bits_1(ROUNDER) + more;
  const REAL r = FMA(-n, F(splat)(PI_32_2), FMA(-n, F(splat)(PI_32_1), x));
  const REAL s = F(find16)(sine_high, steps);
  const REAL c = F(find16)(cosine_high, steps);
  const INTEGER odd = -((steps >> 4) & 1);
  const INTEGER negative = ((steps >> 5) & 1) << 63;
  const REAL a = F(select)(odd, c, s);
  const REAL b = F(select)(odd, -s, c);
  const REAL r2 = r * r;
  const double *f = one_over_factorial;
  const REAL cosine = FMA(r2, FMA(r2, F(splat)(-f[6]), F(splat)(f[4])), F(splat)(-f[2]));
  const REAL sine = FMA(r2, FMA(r2, F(splat)(-f[7]), F(splat)(f[5])), F(splat)(-f[3]));
  const REAL result = FMA(b, FMA(r * r2, sine, r), FMA(a * r2, cosine, a));
  return F(number)(F(bits)(result) ^ negative);
}
