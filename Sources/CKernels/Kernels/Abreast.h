// Convolutions of narrow images: a vector holds the same place of several images, so that no lanes are lost at the ends of
// rows. Included once for float64 and once for float32, in Convolutions.h.

// Padded rows that are kept at once: a part of the second cache.
#define ABREAST_BYTES ((size_t)384 << 10)
#define MOST_ABREAST_BYTES ((size_t)4 << 20)

// Padded rows from `first` on of several images, place by place; lanes without an image are zeros in `turned` already.
static void G(fill_abreast)(
    T *to, const Padded *p, const T *from, size_t image_size, size_t images, size_t channels,
    size_t first, T *turned) {
  const size_t start = first > p->top ? first - p->top : 0;
  const size_t past = first + p->height > p->top ? first + p->height - p->top : 0;
  const size_t end = past < p->rows ? past : p->rows;
  if (start >= end) return;
  for (size_t c = 0; c < channels; c++) {
    const T *plane = from + (c * p->rows + start) * p->columns;
    G(turn)(turned, VN, plane, image_size, images, (end - start) * p->columns);
    for (size_t y = start; y < end; y++) {
      const size_t row = y + p->top - first;
      if (row % p->step_y >= p->seen_y) continue;
      const G(vector) *next = (const G(vector) *)(turned + (y - start) * p->columns * VN);
      G(vector) *place = (G(vector) *)to + c * p->plane;
      if (p->step_x == 1) {
        place += place_in(p, row, p->left);
        for (size_t x = 0; x < p->columns; x++) place[x] = next[x];
        continue;
      }
      for (size_t x = 0; x < p->columns; x++) place[place_in(p, row, x + p->left)] = next[x];
    }
  }
}

static void G(abreast_piece)(void *context, size_t index) {
  G(Batch) *b = context;
  const Grid *g = b->grids;
  const Padded *p = &b->layout;
  const size_t band = index / b->blocks % b->bands, row = band * b->band;
  const size_t start = index / b->blocks / b->bands * VN;
  const size_t images = b->images - start < VN ? b->images - start : VN;
  const size_t rows = b->rows - row < b->band ? b->rows - row : b->band, places = rows * g->columns;
  size_t first, last;
  G(block_of)(b, index % b->blocks, &first, &last);
  const size_t source_size = b->channels * p->plane * VN, turned_size = p->height * p->columns * VN;
  const size_t sizes = (source_size + turned_size + MR * places * VN) * sizeof(T);
  const size_t bytes = sizes + 2 * places * sizeof(uint32_t);
  T *source = ck_allocate(bytes);
  if (source == NULL) {
    b->failed = 1;
    return;
  }
  T *turned = source + source_size, *strip = turned + turned_size;
  uint32_t *from = (uint32_t *)(strip + MR * places * VN), *to = from + places;
  memset(source, 0, (source_size + (images < VN ? turned_size : 0)) * sizeof(T));
  G(fill_abreast)(
      source, p, b->from + start * b->channels * b->from_plane, b->channels * b->from_plane, images,
      b->channels, row * b->step, turned);
  for (size_t v = 0; v < places; v++) {
    from[v] = (uint32_t)((v / g->columns * p->pitch + v % g->columns) * VN);
    to[v] = (uint32_t)(v * VN);
  }
  for (size_t f = first; f < last; f += MR) {
    const size_t tile = G(tile_rows)(b->planes - f), height = last - f < MR ? last - f : MR;
    for (size_t k = 0, length; k < g->depth; k += length) {
      length = G(panel)(g->depth - k);
      const T *packed = b->weights + g->weights + f * g->depth + k * tile;
      const T *added = k + length == g->depth && b->bias != NULL ? b->bias + f : NULL;
      for (size_t v = 0; v < places;) {
        const size_t left = places - v;
        const size_t wide = left >= NV ? (NV == 3 && left == 4 ? 2 : NV) : left;
        G(correlation_for)(tile, wide)(
            strip, places * VN, to + v, source, from + v, packed, g->offsets + k, length, height,
            k > 0, added);
        v += wide;
      }
    }
    for (size_t i = 0; i < height; i++) {
      G(turn)(
          b->to + (start * b->planes + f + i) * b->to_plane + row * g->row_step,
          b->planes * b->to_plane, strip + i * places * VN, VN, places, images);
    }
  }
  ck_release(source, bytes);
}

// Whether to take images abreast, and in how many bands; by an estimate of both ways' time. The results are the same.
static int G(choose_abreast)(G(Batch) *b) {
  Grid *g = b->grids;
  Padded *p = &b->layout;
  count_vectors(g, p->pitch, VN, G(panel)(g->depth) < g->depth);
  if (g->start != 0 || g->column_step != 1 || g->row_step != g->columns) return 0;
  const size_t groups = divided_up(b->images, VN);
  const size_t row_bytes = b->channels * p->pitch * p->step_x * VECTOR_BYTES;
  const size_t most = ABREAST_BYTES / row_bytes;
  size_t band = most > b->reach ? (most - b->reach) / b->step + 1 : 1;
  if (band > g->rows) band = g->rows;
  const size_t bands = divided_up(g->rows, band);
  band = divided_up(g->rows, bands);
  const size_t height = (band - 1) * b->step + b->reach;
  if (height * row_bytes > MOST_ABREAST_BYTES) return 0;
  const double products = (double)b->planes * (double)g->depth, places = (double)(g->rows * g->columns);
  // In products of vectors: what a place takes to be copied, before and after.
  const double copies = 16 * (double)(bands * height * p->columns * b->channels) +
                        12 * (double)b->planes * places;
  const double mine = (double)groups * (products * places + copies);
  const double theirs = (double)b->images * products * (double)g->vectors;
  if (mine > 0.97 * theirs) return 0;
  b->is_abreast = 1;
  b->images_each = VN;
  b->bands = bands;
  g->rows = b->band = band;
  set_height(p, height, VECTOR_BYTES);
  const size_t pieces = groups * bands, tiles = divided_up(b->planes, MR);
  if (pieces < 4) b->blocks = tiles < 4 / pieces ? tiles : 4 / pieces;
  return 1;
}

#undef ABREAST_BYTES
#undef MOST_ABREAST_BYTES
