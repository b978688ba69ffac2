// Numbers as unevaluated sums high + low of two doubles, about 105 bits, and functions of them without branches.
// Included twice, like Cores.h.

typedef struct {
  REAL high, low;
} F(Pair);

INLINE F(Pair) F(pair_sum)(REAL a, REAL b) {
  F(Pair) result;
  result.high = F(exact_sum)(a, b, &result.low);
  return result;
}

INLINE F(Pair) F(pair_normal)(REAL a, REAL b) {
  F(Pair) result;
  result.high = F(quick_sum)(a, b, &result.low);
  return result;
}

INLINE F(Pair) F(pair_add)(F(Pair) a, F(Pair) b) {
  const F(Pair) high = F(pair_sum)(a.high, b.high), low = F(pair_sum)(a.low, b.low);
  const F(Pair) middle = F(pair_normal)(high.high, high.low + low.high);
  return F(pair_normal)(middle.high, middle.low + low.low);
}

INLINE F(Pair) F(pair_negative)(F(Pair) a) { return (F(Pair)){-a.high, -a.low}; }

INLINE F(Pair) F(pair_product)(REAL a, REAL b) {
  const REAL high = a * b;
  return (F(Pair)){high, FMA(a, b, -high)};
}

INLINE F(Pair) F(pair_multiply)(F(Pair) a, F(Pair) b) {
  const F(Pair) p = F(pair_product)(a.high, b.high);
  return F(pair_normal)(p.high, p.low + FMA(a.high, b.low, a.low * b.high));
}

INLINE F(Pair) F(pair_divide)(F(Pair) a, F(Pair) b) {
  const REAL inverse = F(splat)(1) / b.high;
  const REAL q = a.high * inverse;
  const REAL rest = FMA(-q, b.high, a.high) + FMA(-q, b.low, a.low);
  return F(pair_normal)(q, rest * inverse);
}

// Of a positive number.
INLINE F(Pair) F(pair_square_root)(F(Pair) a) {
  const REAL root = __builtin_elementwise_sqrt(a.high);
  const REAL rest = FMA(-root, root, a.high) + a.low;
  return F(pair_normal)(root, rest / (root + root));
}

INLINE F(Pair) F(pair_scale)(F(Pair) a, REAL factor) { return (F(Pair)){a.high * factor, a.low * factor}; }

// MARK: Functions put together from pairs, for ordinary arguments

#define CONSTANT(NAME) ((F(Pair)){F(splat)(NAME##_1), F(splat)(NAME##_2)})
#define ONE ((F(Pair)){F(splat)(1), F(splat)(0)})
#define SINGLE(X) ((F(Pair)){(X), F(splat)(0)})

// log of a positive normal x.
INLINE F(Pair) F(log_normal)(REAL x) {
  REAL low;
  const REAL high = F(log_core)(x, &low);
  return F(pair_normal)(high, low);
}

// log(1 + u) for a pair u > -1: below 2^-12 by u - u^2/2 + u^3/3 - ..., the square as a pair.
INLINE F(Pair) F(log1p_core)(F(Pair) u) {
  const REAL x = u.high;
  const F(Pair) square = F(pair_product)(F(splat)(-0.5) * x, x);
  const REAL more =
      FMA(x, FMA(x, F(splat)(1.0 / 5), F(splat)(-1.0 / 4)), F(splat)(1.0 / 3)) * x * x * x;
  F(Pair) small = F(pair_normal)(x, square.high);
  small = F(pair_normal)(small.high, small.low + (more + (square.low + FMA(-u.low, x, u.low))));
  F(Pair) z = F(pair_sum)(F(splat)(1), u.high);
  z.low += u.low;
  z = F(pair_normal)(z.high, z.low);
  F(Pair) result;
  result.high = F(log_core_of_sum)(z.high, z.low / z.high, &result.low);
  result = F(pair_normal)(result.high, result.low);
  const INTEGER is_small = F(less)(F(magnitude)(x), F(splat)(0x1p-12));
  result.high = F(select)(is_small, small.high, result.high);
  result.low = F(select)(is_small, small.low, result.low);
  return result;
}

// tan of steps pi/32 + r + rest.
INLINE REAL F(tan_core)(REAL r, REAL rest, INTEGER steps) {
  F(Pair) sine, cosine;
  sine.high = F(sin_core)(r, rest, steps, &sine.low);
  cosine.high = F(sin_core)(r, rest, steps + 16, &cosine.low);
  return F(pair_divide)(
             F(pair_normal)(sine.high, sine.low), F(pair_normal)(cosine.high, cosine.low))
      .high;
}

// sinh of 0 <= x <= 40: (E + E/(E + 1))/2 with E = e^x - 1, where no digits cancel.
INLINE REAL F(sinh_core)(REAL x) {
  F(Pair) e;
  e.high = F(expm1_core)(x, F(splat)(0), &e.low);
  const F(Pair) sum = F(pair_add)(e, F(pair_divide)(e, F(pair_add)(e, ONE)));
  return F(splat)(0.5) * sum.high;
}

// cosh of 0 <= x <= 40: (e^x + 1/e^x)/2.
INLINE REAL F(cosh_core)(REAL x) {
  INTEGER k;
  REAL low;
  const REAL high = F(exp_core)(x, F(splat)(0), &low, &k);
  const F(Pair) power =
      F(pair_scale)(F(pair_normal)(high, low), F(number)((k + 1023) << 52));
  return F(splat)(0.5) * F(pair_add)(power, F(pair_divide)(ONE, power)).high;
}

// arctan(y/x) for pairs with 0 <= y and 0 < x, neither near the ends of the range, y/x > 2^-1000.
// With t the smaller quotient and c = j/32 near it: arctan t = arctan c + arctan((t - c)/(1 + t c)).
INLINE F(Pair) F(arctan_core)(F(Pair) y, F(Pair) x) {
  const INTEGER swapped = F(less)(x.high, y.high);
  const F(Pair) top = {
      F(select)(swapped, x.high, y.high), F(select)(swapped, x.low, y.low)};
  const F(Pair) bottom = {
      F(select)(swapped, y.high, x.high), F(select)(swapped, y.low, x.low)};
  const REAL shifted = top.high / bottom.high * F(splat)(32) + F(splat)(ROUNDER);
  const INTEGER j = F(bits)(shifted) & 63;
  const REAL c = (shifted - F(splat)(ROUNDER)) * F(splat)(0.03125);
  // (top - c bottom)/(bottom + c top).
  const F(Pair) over = F(pair_add)(top, F(pair_multiply)(bottom, SINGLE(-c)));
  const F(Pair) u =
      F(pair_divide)(over, F(pair_add)(bottom, F(pair_multiply)(top, SINGLE(c))));
  // u - u^3/3 + ..., |u| <= 1/64.
  const REAL v = u.high, v2 = v * v;
  const REAL s1 = FMA(v2, F(splat)(-1.0 / 11), F(splat)(1.0 / 9));
  const REAL s2 = FMA(v2, FMA(v2, s1, F(splat)(-1.0 / 7)), F(splat)(1.0 / 5));
  const REAL series = FMA(v2, s2, F(splat)(-1.0 / 3));
  F(Pair) result = F(pair_sum)(F(find)(arctan_high, j), v);
  result = F(pair_normal)(
      result.high, result.low + (F(find)(arctan_low, j) + FMA(v * v2, series, u.low)));
  const F(Pair) other = F(pair_add)(CONSTANT(PI_2), F(pair_negative)(result));
  result.high = F(select)(swapped, other.high, result.high);
  result.low = F(select)(swapped, other.low, result.low);
  return result;
}

// sqrt(1 - x^2) as a pair, from (1 - x)(1 + x), for 0 <= x < 1.
INLINE F(Pair) F(other_side)(REAL x) {
  return F(pair_square_root)(
      F(pair_multiply)(F(pair_sum)(F(splat)(1), -x), F(pair_sum)(F(splat)(1), x)));
}

// arccos for |x| < 1, from a size not below 2^-60.
INLINE REAL F(arccos_core)(REAL x) {
  const REAL size = F(magnitude)(x);
  const F(Pair) angle = F(arctan_core)(F(other_side)(size), SINGLE(size));
  const F(Pair) pi = {F(splat)(PI_1), F(splat)(PI_2)};
  const REAL left = F(pair_add)(pi, F(pair_negative)(angle)).high;
  return F(select)(F(less)(x, F(splat)(0)), left, angle.high);
}

// arcsinh of 0 <= x <= 2^30: log(1 + u), u = x + x^2/(1 + sqrt(1 + x^2)).
INLINE REAL F(arcsinh_core)(REAL x) {
  const F(Pair) square = F(pair_product)(x, x);
  const F(Pair) root = F(pair_square_root)(F(pair_add)(square, ONE));
  const F(Pair) u =
      F(pair_add)(SINGLE(x), F(pair_divide)(square, F(pair_add)(root, ONE)));
  return F(log1p_core)(u).high;
}

// arccosh of 1 < x <= 2^30: log(1 + u), u = t + sqrt(2 t + t^2) with t = x - 1 exact.
INLINE REAL F(arccosh_core)(REAL x) {
  const REAL t = x - F(splat)(1);
  const F(Pair) root =
      F(pair_square_root)(F(pair_add)(F(pair_product)(t, t), SINGLE(t + t)));
  return F(log1p_core)(F(pair_add)(SINGLE(t), root)).high;
}

// arctanh of 0 <= x < 1: log(1 + 2x/(1 - x))/2.
INLINE REAL F(arctanh_core)(REAL x) {
  const F(Pair) u = F(pair_divide)(SINGLE(x + x), F(pair_sum)(F(splat)(1), -x));
  return F(splat)(0.5) * F(log1p_core)(u).high;
}

// 2^x for |x| < 1000 as (result + low) 2^k: x = whole + rest exactly, e^(rest ln2) needs no large argument.
INLINE REAL F(exp2_core)(REAL x, REAL *low, INTEGER *k) {
  const REAL shifted = x + F(splat)(ROUNDER);
  const REAL rest = x - (shifted - F(splat)(ROUNDER));
  const F(Pair) power = F(pair_multiply)(SINGLE(rest), CONSTANT(LN2));
  INTEGER more;
  const REAL high = F(exp_core)(power.high, power.low, low, &more);
  *k = F(bits)(shifted) - bits_1(ROUNDER) + more;
  return high;
}

// sqrt(a^2 + b^2) for 2^-450 <= b <= a <= 2^500.
INLINE REAL F(hypot_core)(REAL a, REAL b) {
  return F(pair_square_root)(F(pair_add)(F(pair_product)(a, a), F(pair_product)(b, b))).high;
}

// x^3 and x^4 for 2^-200 <= |x| <= 2^200, rounded once.
INLINE REAL F(cube_core)(REAL x) {
  const F(Pair) square = F(pair_product)(x, x);
  const F(Pair) cube = F(pair_product)(square.high, x);
  return cube.high + FMA(square.low, x, cube.low);
}

INLINE REAL F(fourth_core)(REAL x) {
  const F(Pair) square = F(pair_product)(x, x);
  const F(Pair) fourth = F(pair_product)(square.high, square.high);
  return fourth.high + FMA(square.high + square.high, square.low, fourth.low);
}

#undef CONSTANT
#undef ONE
#undef SINGLE
