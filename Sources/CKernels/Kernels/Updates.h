// Steps of optimizers in one pass over memory; included once for float64 and once for float32.
// Expects G(name), T and VN. Every operation is rounded by itself, in the order in which the formulas are written; square
// roots and quotients are exact ones. `to` may be `w`.

typedef T G(lanes) __attribute__((vector_size(VN * sizeof(T)), aligned(sizeof(T)), may_alias));

#define AT(pointer) (*(G(lanes) *)((pointer) + i))
#define SEEN(pointer) (*(const G(lanes) *)((pointer) + i))
#define ROOT(x) __builtin_elementwise_sqrt(x)

// A step over whole vectors, and the rest by way of vectors of its own.
#define UPDATE(NAME, CONSTANTS, STEP)                                                            \
  static void G(NAME)(                                                                           \
      T *to, const T *w, const T *g, T *first, T *second, size_t count,                          \
      const CKUpdateNumbers *numbers) {                                                          \
    const T rate = (T)numbers->rate, keep = (T)numbers->keep;                                    \
    CONSTANTS                                                                                    \
    size_t i = 0;                                                                                \
    for (; i + VN <= count; i += VN) STEP                                                        \
    if (i == count) return;                                                                      \
    const size_t rest = count - i;                                                               \
    T copies[4][VN] = {{0}};                                                                     \
    memcpy(copies[0], w + i, rest * sizeof(T));                                                  \
    memcpy(copies[1], g + i, rest * sizeof(T));                                                  \
    if (first != NULL) memcpy(copies[2], first + i, rest * sizeof(T));                           \
    if (second != NULL) memcpy(copies[3], second + i, rest * sizeof(T));                         \
    T *const last_to = to + i, *const last_first = first + i, *const last_second = second + i;   \
    G(NAME)(copies[0], copies[0], copies[1], copies[2], copies[3], VN, numbers);                 \
    memcpy(last_to, copies[0], rest * sizeof(T));                                                \
    if (first != NULL) memcpy(last_first, copies[2], rest * sizeof(T));                          \
    if (second != NULL) memcpy(last_second, copies[3], rest * sizeof(T));                        \
  }

UPDATE(plain_step, , { AT(to) = SEEN(w) * keep - rate * SEEN(g); })

UPDATE(momentum_step, const T mu = (T)numbers->decay;, {
  const G(lanes) v = mu * AT(first) - rate * SEEN(g);
  AT(to) = SEEN(w) * keep + v;
  AT(first) = v;
})

UPDATE(nesterov_step, const T mu = (T)numbers->decay; const T onward = (T)(1 + numbers->decay);, {
  const G(lanes) before = AT(first);
  const G(lanes) v = mu * before - rate * SEEN(g);
  AT(to) = SEEN(w) * keep + (onward * v - mu * before);
  AT(first) = v;
})

UPDATE(adagrad_step, const T epsilon = (T)numbers->epsilon;, {
  const G(lanes) c = AT(first) + SEEN(g) * SEEN(g);
  AT(to) = SEEN(w) * keep - rate * SEEN(g) / (ROOT(c) + epsilon);
  AT(first) = c;
})

UPDATE(rmsprop_step, const T epsilon = (T)numbers->epsilon; const T decay = (T)numbers->decay;
       const T fresh = (T)(1 - numbers->decay);, {
  const G(lanes) c = decay * AT(first) + fresh * (SEEN(g) * SEEN(g));
  AT(to) = SEEN(w) * keep - rate * SEEN(g) / (ROOT(c) + epsilon);
  AT(first) = c;
})

UPDATE(adadelta_step, const T epsilon = (T)numbers->epsilon; const T decay = (T)numbers->decay;
       const T fresh = (T)(1 - numbers->decay);, {
  const G(lanes) c = decay * AT(first) + fresh * (SEEN(g) * SEEN(g));
  const G(lanes) step = ROOT(AT(second) + epsilon) / ROOT(c + epsilon) * SEEN(g);
  AT(second) = decay * AT(second) + fresh * (step * step);
  AT(to) = SEEN(w) * keep - rate * step;
  AT(first) = c;
})

// m/(1 - β1^t) times the rate and v/(1 - β2^t) with one product each.
UPDATE(adam_step, const T epsilon = (T)numbers->epsilon; const T decay = (T)numbers->decay;
       const T fresh = (T)(1 - numbers->decay); const T slow = (T)numbers->second_decay;
       const T slow_fresh = (T)(1 - numbers->second_decay);
       const T scaled = (T)(numbers->rate / numbers->correction);
       const T spread = (T)(1 / numbers->second_correction); (void)rate;, {
  const G(lanes) m = decay * AT(first) + fresh * SEEN(g);
  const G(lanes) v = slow * AT(second) + slow_fresh * (SEEN(g) * SEEN(g));
  AT(to) = SEEN(w) * keep - scaled * m / (ROOT(v * spread) + epsilon);
  AT(first) = m;
  AT(second) = v;
})

#undef AT
#undef SEEN
#undef ROOT
#undef UPDATE
