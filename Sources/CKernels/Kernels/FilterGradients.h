// The adjoint of a convolution by its filters. Included once for float64 and once for float32, after Convolutions.h.
//
// Each number is fma(number, gradient, ...) over a chain of places: some rows of an image, or several small images; the
// chains' sums are added in order. Chains are cut by the shapes alone.

// Places of a chain, about as many as a panel of a product is deep.
#define CHAIN ((size_t)256)
// Bytes of one call's partial sums, all pieces together.
#define PARTIAL_BYTES ((size_t)16 << 20)
// Numbers past the last plane.
#define SLACK 128

// total[height][...] += Σ over places of u (place, vectors) by numbers that lie at `offsets` from each place.
INLINE void G(filter_tile)(
    const int vectors, T *total, size_t step, const T *source, const int32_t *offsets,
    const T *u, const uint32_t *places, size_t count, size_t height) {
  G(vector) c[MR][NV];
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) c[i][v] = (G(vector)){0};
  }
  const T *s[MR];
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) s[i] = source + offsets[(size_t)i < height ? i : 0];
  for (size_t p = 0; p < count; p++) {
    const size_t place = places[p];
    G(vector) row[NV];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) row[v] = *(const G(vector) *)(u + v * VN);
#pragma clang loop unroll(full)
    for (int i = 0; i < MR; i++) {
      const G(vector) spread = s[i][place] - (G(vector)){0};
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) c[i][v] = FMA(spread, row[v], c[i][v]);
    }
    u += vectors * VN;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) {
    if ((size_t)i >= height) break;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      *(G(vector) *)(total + (size_t)i * step + (size_t)v * VN) += c[i][v];
    }
  }
}

#define FILTER_TILE(VECTORS)                                                                     \
  static __attribute__((noinline)) void G(filter_tile_##VECTORS)(                                \
      T *total, size_t step, const T *source, const int32_t *offsets, const T *u,                \
      const uint32_t *places, size_t count, size_t height) {                                     \
    G(filter_tile)(VECTORS, total, step, source, offsets, u, places, count, height);             \
  }
FILTER_TILE(1)
FILTER_TILE(2)
#if NV > 2
FILTER_TILE(3)
#endif
#undef FILTER_TILE

typedef struct {
  const CKConvolution *c;
  const T *x, *u;
  // A part for each piece, (depth, filters rounded up).
  T *partial;
  int32_t *offsets;
  // Places of `together` images in padded memory.
  uint32_t *places;
  Padded layout;
  size_t depth, filters, images_each, together;
  _Atomic int failed;
} G(FilterBatch);

// Vectors of filters that are taken at once.
INLINE size_t G(filters_wide)(size_t filters) {
  const size_t left = filters / VN;
  return left >= NV ? (NV == 3 && left == 4 ? 2 : NV) : left;
}

// The share of some images in padded memory, whose gradients are turned: for each block of filters (place, filters).
static void G(add_filter_images)(
    const G(FilterBatch) *b, T *total, const T *source, const T *across, size_t images) {
  const size_t columns = b->c->output[1], places = images * b->c->output[0] * columns;
  // Chains of whole rows.
  const size_t most = images > 1 ? places : columns >= CHAIN ? columns : CHAIN / columns * columns;
  for (size_t place = 0; place < places; place += most) {
    const size_t taken = places - place < most ? places - place : most;
    for (size_t f = 0, vectors; f < b->filters; f += vectors * VN) {
      vectors = G(filters_wide)(b->filters - f);
      const T *u = across + f * places + place * vectors * VN;
      for (size_t k = 0; k < b->depth; k += MR) {
        const size_t height = b->depth - k < MR ? b->depth - k : MR;
        T *to = total + k * b->filters + f;
        const int32_t *offsets = b->offsets + k;
        const uint32_t *list = b->places + place;
        if (vectors == 1) {
          G(filter_tile_1)(to, b->filters, source, offsets, u, list, taken, height);
        } else if (vectors == 2) {
          G(filter_tile_2)(to, b->filters, source, offsets, u, list, taken, height);
        } else {
#if NV > 2
          G(filter_tile_3)(to, b->filters, source, offsets, u, list, taken, height);
#endif
        }
      }
    }
  }
}

static void G(filter_piece)(void *context, size_t index) {
  G(FilterBatch) *b = context;
  const CKConvolution *c = b->c;
  const size_t places = c->output[0] * c->output[1];
  const size_t start = index * b->images_each;
  const size_t end = start + b->images_each < c->images ? start + b->images_each : c->images;
  const size_t image_size = c->channels * b->layout.plane;
  const size_t source_size = b->together * image_size + SLACK;
  const size_t across_size = b->together * places * b->filters;
  const size_t bytes = (source_size + across_size) * sizeof(T);
  T *total = b->partial + index * b->depth * b->filters;
  T *source = ck_allocate(bytes);
  if (source == NULL) {
    b->failed = 1;
    return;
  }
  T *across = source + source_size;
  memset(source, 0, source_size * sizeof(T));
  memset(total, 0, b->depth * b->filters * sizeof(T));
  if (b->filters > c->filters) memset(across, 0, across_size * sizeof(T));
  for (size_t image = start, taken; image < end; image += taken) {
    taken = end - image < b->together ? end - image : b->together;
    for (size_t i = 0; i < taken; i++) {
      G(fill)(
          source + i * image_size, &b->layout,
          b->x + (image + i) * c->channels * c->input[0] * c->input[1], c->channels, 0);
      for (size_t f = 0, wide; f < c->filters; f += wide) {
        wide = G(filters_wide)(b->filters - f) * VN;
        G(turn)(
            across + (f * taken + i * wide) * places, wide,
            b->u + ((image + i) * c->filters + f) * places, places,
            c->filters - f < wide ? c->filters - f : wide, places);
      }
    }
    G(add_filter_images)(b, total, source, across, taken);
  }
  ck_release(source, bytes);
}

static int G(convolution_filter)(const CKConvolution *c, T *out, const T *x, const T *u) {
  const size_t taps = c->size[0] * c->size[1], depth = c->channels * taps;
  const size_t rows = c->output[0], columns = c->output[1];
  G(FilterBatch) b = {.c = c, .x = x, .u = u, .depth = depth};
  // The same in every variant: partial sums are cut by the shapes.
  b.filters = divided_up(c->filters, 64 / sizeof(T)) * (64 / sizeof(T));
  b.layout = padded(
      c->input[0], c->input[1], c->padding[0], c->padding[0], c->padding[1], c->padding[1],
      c->stride[0], c->stride[1], sizeof(T));
  b.layout.seen_y = seen_phases(c->size[0], c->dilation[0], c->stride[0]);
  b.layout.seen_x = seen_phases(c->size[1], c->dilation[1], c->stride[1]);
  b.together = rows * columns < CHAIN ? CHAIN / (rows * columns) : 1;
  if (b.together > c->images) b.together = c->images;
  const size_t part = depth * b.filters;
  const double products = (double)c->images * (double)part * (double)rows * (double)columns;
  size_t pieces = products < 2e6 ? 1 : 16;
  if (pieces > PARTIAL_BYTES / sizeof(T) / part) pieces = PARTIAL_BYTES / sizeof(T) / part;
  if (pieces < 2 && products >= 2e6) pieces = 2;
  if (pieces > c->images) pieces = c->images;
  if (pieces < 1) pieces = 1;
  b.images_each = divided_up(divided_up(c->images, pieces), b.together) * b.together;
  pieces = divided_up(c->images, b.images_each);
  const size_t sums = pieces * part * sizeof(T), count = b.together * rows * columns;
  const size_t bytes = sums + depth * sizeof(int32_t) + count * sizeof(uint32_t);
  char *memory = ck_allocate(bytes);
  if (memory == NULL) return 0;
  b.partial = (T *)memory;
  b.offsets = (int32_t *)(memory + sums);
  b.places = (uint32_t *)(b.offsets + depth);
  for (size_t k = 0; k < depth; k++) {
    const size_t i = k % taps / c->size[1], j = k % taps % c->size[1];
    b.offsets[k] = (int32_t)(k / taps * b.layout.plane +
                             place_in(&b.layout, i * c->dilation[0], j * c->dilation[1]));
  }
  uint32_t *next = b.places;
  for (size_t image = 0; image < b.together; image++) {
    for (size_t y = 0; y < rows; y++) {
      const size_t first = image * c->channels * b.layout.plane + y * b.layout.pitch;
      for (size_t x = 0; x < columns; x++) *next++ = (uint32_t)(first + x);
    }
  }
  ck_parallel(pieces, G(filter_piece), &b);
  if (!b.failed) {
    for (size_t piece = 1; piece < pieces; piece++) {
      T *first = b.partial, *next = b.partial + piece * part;
      for (size_t i = 0; i < part; i++) first[i] += next[i];
    }
    G(turn)(out, depth, b.partial, b.filters, depth, c->filters);
  }
  ck_release(memory, bytes);
  return !b.failed;
}

#undef CHAIN
#undef PARTIAL_BYTES
#undef SLACK
