// The largest and the mean of regions of planes, and their adjoints. Included once for float64 and once for float32.
// Expects G(name), T, MASK, whole numbers of T's size, and PL, elements of 64 bytes.
//
// A plane is one thread's work from begin to end: what overlapping regions send adds up in row-major order.

// A number is taken if it is larger than the best so far, or the first NaN.
#define BEATS(value, best) (((value) > (best)) | (((value) != (value)) & ((best) == (best))))

#if PL == 16
#define L 16
#define W(name) G(name##_16)
#define EVEN EVEN_16
#define ODD ODD_16
#define LOW LOW_16
#define HIGH HIGH_16
#include "Fours.h"
#endif
#define L 8
#define W(name) G(name##_8)
#define EVEN EVEN_8
#define ODD ODD_8
#define LOW LOW_8
#define HIGH HIGH_8
#include "Fours.h"
#define L 4
#define W(name) G(name##_4)
#define EVEN EVEN_4
#define ODD ODD_4
#define LOW LOW_4
#define HIGH HIGH_4
#include "Fours.h"

// Windows of 2 by 2 without overlap: `count` outputs of two rows, as many at a time as there are.
static void G(largest_of_fours)(T *out, uint8_t *winners, const T *top, const T *low, size_t count) {
  size_t x = 0;
#if PL == 16
  for (; x + 16 <= count; x += 16) {
    G(largest_of_fours_16)(out + x, winners + x, top + 2 * x, low + 2 * x);
  }
#endif
  for (; x + 8 <= count; x += 8) {
    G(largest_of_fours_8)(out + x, winners + x, top + 2 * x, low + 2 * x);
  }
  if (x + 4 <= count) {
    G(largest_of_fours_4)(out + x, winners + x, top + 2 * x, low + 2 * x);
    x += 4;
  }
  for (; x < count; x++) {
    const T numbers[4] = {top[2 * x], top[2 * x + 1], low[2 * x], low[2 * x + 1]};
    unsigned best = 0;
    for (unsigned i = 1; i < 4; i++) {
      if (BEATS(numbers[i], numbers[best])) best = i;
    }
    out[x] = numbers[best];
    winners[x] = (uint8_t)best;
  }
}

static void G(spread_fours)(T *top, T *low, const uint8_t *winners, const T *u, size_t count) {
  size_t x = 0;
#if PL == 16
  for (; x + 16 <= count; x += 16) {
    G(spread_fours_16)(top + 2 * x, low + 2 * x, winners + x, u + x);
  }
#endif
  for (; x + 8 <= count; x += 8) {
    G(spread_fours_8)(top + 2 * x, low + 2 * x, winners + x, u + x);
  }
  if (x + 4 <= count) {
    G(spread_fours_4)(top + 2 * x, low + 2 * x, winners + x, u + x);
    x += 4;
  }
  for (; x < count; x++) {
    top[2 * x] = winners[x] == 0 ? u[x] : 0;
    top[2 * x + 1] = winners[x] == 1 ? u[x] : 0;
    low[2 * x] = winners[x] == 2 ? u[x] : 0;
    low[2 * x + 1] = winners[x] == 3 ? u[x] : 0;
  }
}

// Regions of 2 by 2 that lie side by side from the first row and column on.
INLINE int G(are_fours)(const CKPool *p) {
  if (!p->is_regular || p->input[0] / 2 < p->output[0] || p->input[1] / 2 < p->output[1]) return 0;
  for (size_t axis = 0; axis < 2; axis++) {
    if (p->starts[axis][0] != 0 || p->ends[axis][0] != 2) return 0;
    if (p->output[axis] > 1 && p->starts[axis][1] != 2) return 0;
  }
  return 1;
}

static void G(max_pool)(const CKPool *p, size_t plane, T *outs, void *winners, const T *xs) {
  const size_t places = p->output[0] * p->output[1], columns = p->input[1];
  const T *x = xs + plane * p->input[0] * columns;
  T *out = outs + plane * places;
  uint8_t *bytes = (uint8_t *)winners + plane * places;
  int32_t *words = (int32_t *)winners + plane * places;
  if (p->has_bytes && G(are_fours)(p)) {
    for (size_t i = 0; i < p->output[0]; i++) {
      G(largest_of_fours)(
          out + i * p->output[1], bytes + i * p->output[1], x + 2 * i * columns,
          x + (2 * i + 1) * columns, p->output[1]);
    }
    return;
  }
  for (size_t i = 0; i < p->output[0]; i++) {
    const int32_t top = p->starts[0][i], bottom = p->ends[0][i];
    for (size_t j = 0; j < p->output[1]; j++) {
      const int32_t left = p->starts[1][j], right = p->ends[1][j];
      T best = x[(size_t)top * columns + (size_t)left];
      int32_t place = 0, at = 0;
      for (int32_t y = top; y < bottom; y++) {
        const T *row = x + (size_t)y * columns;
        for (int32_t k = left; k < right; k++, at++) {
          const int beats = BEATS(row[k], best);
          best = beats ? row[k] : best;
          place = beats ? at : place;
        }
      }
      const size_t to = i * p->output[1] + j;
      out[to] = best;
      if (p->has_bytes) {
        bytes[to] = (uint8_t)place;
      } else {
        words[to] = place;
      }
    }
  }
}

static void G(max_pool_gradient)(
    const CKPool *p, size_t plane, T *outs, const void *winners, const T *us) {
  const size_t places = p->output[0] * p->output[1], columns = p->input[1];
  T *out = outs + plane * p->input[0] * columns;
  const T *u = us + plane * places;
  const uint8_t *bytes = (const uint8_t *)winners + plane * places;
  const int32_t *words = (const int32_t *)winners + plane * places;
  if (p->has_bytes && G(are_fours)(p)) {
    for (size_t i = 0; i < p->output[0]; i++) {
      T *top = out + 2 * i * columns;
      G(spread_fours)
      (top, top + columns, bytes + i * p->output[1], u + i * p->output[1], p->output[1]);
      for (size_t j = 2 * p->output[1]; j < columns; j++) top[j] = top[j + columns] = 0;
    }
    for (size_t y = 2 * p->output[0]; y < p->input[0]; y++) {
      memset(out + y * columns, 0, columns * sizeof(T));
    }
    return;
  }
  memset(out, 0, p->input[0] * columns * sizeof(T));
  for (size_t i = 0; i < p->output[0]; i++) {
    for (size_t j = 0; j < p->output[1]; j++) {
      const size_t from = i * p->output[1] + j;
      const size_t place = p->has_bytes ? bytes[from] : (size_t)words[from];
      const size_t width = (size_t)(p->ends[1][j] - p->starts[1][j]);
      const size_t y = (size_t)p->starts[0][i] + place / width;
      out[y * columns + (size_t)p->starts[1][j] + place % width] += u[from];
    }
  }
}

static void G(average_pool)(const CKPool *p, size_t plane, T *outs, const T *xs) {
  const size_t places = p->output[0] * p->output[1], columns = p->input[1];
  const T *x = xs + plane * p->input[0] * columns;
  const T count = (T)p->count;
  T *out = outs + plane * places;
  const int are_fours = G(are_fours)(p);
  for (size_t i = 0; i < p->output[0]; i++) {
    size_t j = 0;
    if (are_fours) {
      const T *top = x + 2 * i * columns, *low = top + columns;
      T *to = out + i * p->output[1];
      for (; j + 8 <= p->output[1]; j += 8) {
        G(mean_of_fours_8)(to + j, top + 2 * j, low + 2 * j, count);
      }
    }
    for (; j < p->output[1]; j++) {
      T total = 0;
      for (int32_t y = p->starts[0][i]; y < p->ends[0][i]; y++) {
        const T *row = x + (size_t)y * columns;
        for (int32_t k = p->starts[1][j]; k < p->ends[1][j]; k++) total += row[k];
      }
      out[i * p->output[1] + j] = total / count;
    }
  }
}

// Each place gets the sum of u/count over the regions that see it.
static void G(average_pool_gradient)(const CKPool *p, size_t plane, T *outs, const T *us) {
  const size_t places = p->output[0] * p->output[1], columns = p->input[1];
  const T share = (T)(1 / p->count), *u = us + plane * places;
  T *out = outs + plane * p->input[0] * columns;
  memset(out, 0, p->input[0] * columns * sizeof(T));
  for (size_t i = 0; i < p->output[0]; i++) {
    for (int32_t y = p->starts[0][i]; y < p->ends[0][i]; y++) {
      T *row = out + (size_t)y * columns;
      for (size_t j = 0; j < p->output[1]; j++) {
        const T part = u[i * p->output[1] + j] * share;
        for (int32_t k = p->starts[1][j]; k < p->ends[1][j]; k++) row[k] += part;
      }
    }
  }
}

#undef BEATS
