// Convolutions of small images in batches too small to be taken abreast. Included once for float64 and once for float32, in
// Convolutions.h.

// Small planes fill vectors badly: the numbers that the windows of several images meet are written out side by side.
static void G(gathered_piece)(void *context, size_t index) {
  G(Batch) *b = context;
  const Grid *g = b->grids;
  const size_t places = g->rows * g->columns, start = index * b->gathered;
  const size_t images = b->images - start < b->gathered ? b->images - start : b->gathered;
  const size_t used = images * places, vectors = divided_up(used, VN), length = vectors * VN;
  const size_t source_size = b->channels * b->layout.plane, most = G(panel)(g->depth);
  const size_t sizes[] = {images * source_size + SLACK, most * length,
                          divided_up(b->planes, MR) * MR * length};
  const size_t lists = (most + vectors) * sizeof(int32_t);
  const size_t bytes = (sizes[0] + sizes[1] + sizes[2]) * sizeof(T) + lists;
  T *source = ck_allocate(bytes);
  if (source == NULL) {
    b->failed = 1;
    return;
  }
  T *side = source + sizes[0], *strips = side + sizes[1];
  int32_t *offsets = (int32_t *)(strips + sizes[2]);
  uint32_t *lines = (uint32_t *)(offsets + most);
  memset(source, 0, sizes[0] * sizeof(T));
  for (size_t i = 0; i < images; i++) {
    G(fill)(
        source + i * source_size, &b->layout, b->from + (start + i) * b->channels * b->from_plane,
        b->channels, 0);
  }
  for (size_t k = 0; k < most; k++) offsets[k] = (int32_t)(k * length);
  for (size_t v = 0; v < vectors; v++) lines[v] = (uint32_t)(v * VN);
  for (size_t k = 0, taken; k < g->depth; k += taken) {
    taken = G(panel)(g->depth - k);
    const int is_last = k + taken == g->depth;
    for (size_t i = 0; i < taken; i++) {
      T *to = side + i * length;
      for (size_t image = 0; image < images; image++) {
        const T *from = source + image * source_size + g->offsets[k + i];
        const size_t pitch = b->layout.pitch;
        if (g->columns == 8) {
          for (size_t y = 0; y < g->rows; y++) {
            *(G(eight) *)(to + 8 * y) = *(const G(eight) *)(from + y * pitch);
          }
        } else if (g->columns == 4) {
          for (size_t y = 0; y < g->rows; y++) {
            *(G(four) *)(to + 4 * y) = *(const G(four) *)(from + y * pitch);
          }
        } else {
          for (size_t y = 0; y < g->rows; y++) {
            G(copy)(to + y * g->columns, from + y * pitch, g->columns);
          }
        }
        to += places;
      }
      for (size_t x = used; x < length; x++) side[i * length + x] = 0;
    }
    for (size_t f = 0; f < b->planes; f += MR) {
      const size_t rows = G(tile_rows)(b->planes - f);
      const T *packed = b->weights + g->weights + f * g->depth + k * rows;
      const T *added = is_last && b->bias != NULL ? b->bias + f : NULL;
      const size_t height = b->planes - f < MR ? b->planes - f : MR;
      T *strip = strips + f * length;
      for (size_t v = 0; v < vectors;) {
        const size_t left = vectors - v;
        const size_t wide = left >= NV ? (NV == 3 && left == 4 ? 2 : NV) : left;
        G(correlation_for)(rows, wide)(
            strip, length, lines + v, side, lines + v, packed, offsets, taken, height, k > 0,
            added);
        v += wide;
      }
    }
  }
  for (size_t image = 0; image < images; image++) {
    for (size_t f = 0; f < b->planes; f++) {
      G(copy)(
          b->to + ((start + image) * b->planes + f) * b->to_plane,
          strips + f * length + image * places, places);
    }
  }
  ck_release(source, bytes);
}

// Whether to gather, and how many images at once. The results are the same.
static int G(choose_gathering)(G(Batch) *b) {
  const Grid *g = b->grids;
  const size_t places = g->rows * g->columns;
  if (b->planes < 3 * MR || g->is_direct || places > 400) return 0;
  if ((double)places / (double)(g->vectors * VN) >= 0.85) return 0;
  const size_t most = b->planes > 256 ? 192 : 384, share = divided_up(b->images, 4);
  const size_t wanted = most / places > 0 ? most / places : 1;
  b->images_each = b->gathered = wanted < share ? wanted : share;
  return 1;
}
