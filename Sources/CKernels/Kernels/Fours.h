// Windows of 2 by 2 without overlap, L outputs at a time. Included for each element type and several L.
// Expects G(name), T, MASK, and W(name) for names of this width; EVEN, ODD, LOW and HIGH pick from and mix two vectors.

typedef T W(numbers) __attribute__((vector_size(L * sizeof(T)), aligned(sizeof(T)), may_alias));
typedef MASK W(masks) __attribute__((vector_size(L * sizeof(T)), aligned(sizeof(T)), may_alias));
typedef uint8_t W(bytes) __attribute__((vector_size(L), aligned(1), may_alias));

// Lanes of a where the mask is set, of b elsewhere.
INLINE W(numbers) W(pick)(W(masks) mask, W(numbers) a, W(numbers) b) {
  return (W(numbers))(((W(masks))a & mask) | ((W(masks))b & ~mask));
}

INLINE void W(largest_of_fours)(T *out, uint8_t *winners, const T *top, const T *low) {
  const W(numbers) t0 = *(const W(numbers) *)top, t1 = *(const W(numbers) *)(top + L);
  const W(numbers) l0 = *(const W(numbers) *)low, l1 = *(const W(numbers) *)(low + L);
  const W(numbers) a = EVEN(t0, t1), b = ODD(t0, t1), c = EVEN(l0, l1), d = ODD(l0, l1);
  const W(masks) second = BEATS(b, a);
  const W(numbers) upper = W(pick)(second, b, a);
  const W(masks) third = BEATS(c, upper);
  const W(numbers) most = W(pick)(third, c, upper);
  const W(masks) fourth = BEATS(d, most);
  *(W(numbers) *)out = W(pick)(fourth, d, most);
  const W(masks) place = (fourth & 3) | (~fourth & ((third & 2) | (~third & second & 1)));
  *(W(bytes) *)winners = __builtin_convertvector(place, W(bytes));
}

INLINE void W(spread_fours)(T *top, T *low, const uint8_t *winners, const T *u) {
  const W(numbers) g = *(const W(numbers) *)u, zero = {0};
  const W(masks) place = __builtin_convertvector(*(const W(bytes) *)winners, W(masks));
  const W(numbers) a = W(pick)(place == 0, g, zero), b = W(pick)(place == 1, g, zero);
  const W(numbers) c = W(pick)(place == 2, g, zero), d = W(pick)(place == 3, g, zero);
  *(W(numbers) *)top = LOW(a, b);
  *(W(numbers) *)(top + L) = HIGH(a, b);
  *(W(numbers) *)low = LOW(c, d);
  *(W(numbers) *)(low + L) = HIGH(c, d);
}

INLINE void W(mean_of_fours)(T *out, const T *top, const T *low, T count) {
  const W(numbers) t0 = *(const W(numbers) *)top, t1 = *(const W(numbers) *)(top + L);
  const W(numbers) l0 = *(const W(numbers) *)low, l1 = *(const W(numbers) *)(low + L);
  *(W(numbers) *)out =
      ((((0 + EVEN(t0, t1)) + ODD(t0, t1)) + EVEN(l0, l1)) + ODD(l0, l1)) / count;
}

#undef L
#undef W
#undef EVEN
#undef ODD
#undef LOW
#undef HIGH
