// Where the planes of an image, padded with zeros, lie in memory, and where the numbers of a window lie from each other.
#ifndef CK_CONVOLUTION_LAYOUT_H
#define CK_CONVOLUTION_LAYOUT_H

#include "Vector.h"

// The planes of one image with zeros around them, or a band of their rows. Where windows take steps, a plane is split into
// phases: the places that one element of the windows visits follow each other. A row's right padding is the left padding of
// the next.
typedef struct {
  size_t rows, columns, top, left, step_y, step_x;
  // Elements from row to row of a phase, from phase to phase, and from channel to channel; rows with their padding.
  size_t pitch, phase, plane, height;
  // Phases that windows visit, the first ones.
  size_t seen_y, seen_x;
} Padded;

INLINE size_t divided_up(size_t count, size_t unit) { return (count + unit - 1) / unit; }

// How many padded rows are kept. `bytes` are those of a place.
INLINE void set_height(Padded *p, size_t height, size_t bytes) {
  p->height = height;
  p->phase = divided_up(height, p->step_y) * p->pitch + divided_up(p->left, p->step_x) + 1;
  // An odd number of cache lines: the same row of many channels does not fight for a few places of the cache.
  const size_t line = bytes < 64 ? 64 / bytes : 1;
  p->plane = (divided_up(p->phase * p->step_y * p->step_x, line) | 1) * line;
}

INLINE Padded padded(
    size_t rows, size_t columns, size_t top, size_t bottom, size_t left, size_t right,
    size_t step_y, size_t step_x, size_t bytes) {
  Padded p = {rows, columns, top, left, step_y, step_x, 0, 0, 0, 0, step_y, step_x};
  p.pitch = divided_up(columns + (left > right ? left : right), step_x);
  set_height(&p, rows + top + bottom, bytes);
  return p;
}

/// The first phases that windows of a size visit.
INLINE size_t seen_phases(size_t size, size_t dilation, size_t step) {
  return dilation == 1 && size < step ? size : step;
}

/// Where a place of the padded plane lies.
INLINE size_t place_in(const Padded *p, size_t y, size_t x) {
  return (y % p->step_y * p->step_x + x % p->step_x) * p->phase + y / p->step_y * p->pitch +
         x / p->step_x;
}

// Outputs that are computed together: each is a sum of products over the same `depth` offsets.
typedef struct {
  size_t rows, columns;
  // Where they go in a plane of the result.
  size_t start, row_step, column_step;
  size_t depth;
  int32_t *offsets;
  // Vectors of outputs: where their windows start, and where they are stored: in the result if `is_direct`, else in a
  // strip of `length` elements for each plane, with rows as far apart as in the padded planes.
  size_t vectors;
  uint32_t *from, *to;
  int is_direct;
  size_t length;
  // Where its part of the packed weights starts.
  size_t weights;
} Grid;

// Counts the vectors. Rows of their own waste the ends of vectors, a strip wastes the padding and a copy. What several
// panels add to may not be covered twice.
INLINE void count_vectors(Grid *g, size_t pitch, size_t lanes, int is_split) {
  g->is_direct = 0;
  g->vectors = 0;
  if (g->rows == 0 || g->columns == 0) return;
  if (g->column_step == 1 && g->columns >= lanes && !(is_split && g->columns % lanes != 0)) {
    const size_t vectors = divided_up(g->columns, lanes);
    const double in_rows = (double)g->columns / (double)(vectors * lanes);
    g->is_direct = in_rows >= 0.92 * (double)g->columns / (double)pitch;
    if (g->is_direct) g->vectors = g->rows * vectors;
  }
  if (!g->is_direct) g->vectors = divided_up((g->rows - 1) * pitch + g->columns, lanes);
}

INLINE void place_vectors(Grid *g, size_t pitch, size_t lanes) {
  g->length = g->vectors * lanes;
  size_t next = 0;
  if (!g->is_direct) {
    for (; next < g->vectors; next++) g->from[next] = g->to[next] = (uint32_t)(next * lanes);
    return;
  }
  for (size_t y = 0; y < g->rows; y++) {
    for (size_t x = 0; x < g->columns; x += lanes) {
      // The last vector of a row begins earlier instead of ending later.
      const size_t first = x + lanes <= g->columns ? x : g->columns - lanes;
      g->from[next] = (uint32_t)(y * pitch + first);
      g->to[next++] = (uint32_t)(g->start + y * g->row_step + first);
    }
  }
}

#endif
