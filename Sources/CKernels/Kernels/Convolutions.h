// The three convolutions over a batch, image by image on all threads. Included once for float64 and once for float32.

// Numbers past the last plane that vectors read and nobody uses.
#define SLACK 128
// Bands of images are cut from about this size on.
#define BAND_BYTES ((size_t)256 << 10)
// What all pieces of a convolution or of its adjoint by the input share.
typedef struct {
  const T *from, *weights, *bias;
  T *to;
  size_t images, channels, planes;
  size_t from_plane, to_plane;
  Padded layout;
  Grid *grids;
  size_t grid_count, strip_size;
  // Pieces: so many images each, rows of the only grid in so many bands of `band`, the planes in so many blocks.
  size_t images_each, bands, band, rows, blocks;
  // Padded rows that one row of the only grid meets, and from there to those of the next row.
  size_t reach, step;
  // Whether vectors hold the same place of several images.
  int is_abreast;
  // Places of the result that no window sees are zeros.
  int has_gaps;
  // How many images' outputs are gathered side by side; 0 where each image stands for itself.
  size_t gathered;
  _Atomic int failed;
} G(Batch);

// Where a row of padded memory comes from; NULL where it is padding.
INLINE const T *G(row_of)(const Padded *p, const T *plane, size_t padded_row) {
  if (padded_row < p->top || padded_row - p->top >= p->rows) return NULL;
  return plane + (padded_row - p->top) * p->columns;
}

// Padded rows from `first` on of the planes of one image. The padding beside rows is zero already.
static void G(fill)(T *to, const Padded *p, const T *from, size_t channels, size_t first) {
  for (size_t c = 0; c < channels; c++) {
    for (size_t y = 0; y < p->height; y++) {
      if (y % p->step_y >= p->seen_y) continue;
      const T *row = G(row_of)(p, from + c * p->rows * p->columns, first + y);
      T *plane = to + c * p->plane;
      if (row == NULL) {
        for (size_t x = 0; x < p->seen_x; x++) {
          memset(plane + place_in(p, y, x), 0, p->pitch * sizeof(T));
        }
        continue;
      }
      if (p->step_x == 1) {
        G(copy)(plane + place_in(p, y, p->left), row, p->columns);
        continue;
      }
      if (p->step_x == 2) {
        G(split)(
            plane + place_in(p, y, p->left), plane + place_in(p, y, p->left + 1), row,
            p->columns);
        continue;
      }
      for (size_t phase = 0; phase < p->seen_x; phase++) {
        // The first column of this phase.
        const size_t x = (phase + p->step_x - p->left % p->step_x) % p->step_x;
        if (x >= p->columns) continue;
        T *place = plane + place_in(p, y, x + p->left);
        for (size_t i = x; i < p->columns; i += p->step_x) *place++ = row[i];
      }
    }
  }
}

// The planes [first, last) of a block.
INLINE void G(block_of)(const G(Batch) *b, size_t block, size_t *first, size_t *last) {
  const size_t tiles = divided_up(b->planes, MR), past = tiles * (block + 1) / b->blocks * MR;
  *first = tiles * block / b->blocks * MR;
  *last = past < b->planes ? past : b->planes;
}

static void G(batch_piece)(void *context, size_t index) {
  G(Batch) *b = context;
  const size_t band = index / b->blocks % b->bands;
  const size_t start = index / b->blocks / b->bands * b->images_each;
  const size_t end = start + b->images_each < b->images ? start + b->images_each : b->images;
  size_t first, last;
  G(block_of)(b, index % b->blocks, &first, &last);
  const size_t source_size = b->channels * b->layout.plane + SLACK;
  const size_t bytes = (source_size + b->strip_size) * sizeof(T);
  T *source = ck_allocate(bytes);
  if (source == NULL) {
    b->failed = 1;
    return;
  }
  memset(source, 0, source_size * sizeof(T));
  Grid part = b->grids[0];
  if (b->bands > 1) {
    const size_t left = b->rows - band * b->band;
    if (left < b->band) {
      part.vectors = part.is_direct ? part.vectors / part.rows * left
                                    : divided_up((left - 1) * b->layout.pitch + part.columns, VN);
      part.rows = left;
    }
  }
  for (size_t image = start; image < end; image++) {
    G(fill)(
        source, &b->layout, b->from + image * b->channels * b->from_plane, b->channels,
        band * b->band * b->step);
    T *out = b->to + image * b->planes * b->to_plane + band * b->band * part.row_step;
    if (b->has_gaps) memset(out + first * b->to_plane, 0, (last - first) * b->to_plane * sizeof(T));
    for (size_t g = 0; g < b->grid_count; g++) {
      const Grid *grid = g == 0 ? &part : b->grids + g;
      if (grid->vectors == 0 || grid->depth == 0) continue;
      G(correlate)(
          grid, b->layout.pitch, out, b->to_plane, source + source_size, source,
          b->weights + grid->weights, first, last, b->bias);
    }
  }
  ck_release(source, bytes);
}

#include "Abreast.h"
#include "Gathered.h"

// Cuts the work into pieces, enough of them to share, but not so many that their preparation shows; and says how many padded
// rows are kept. Grids have rows, columns and depth by now, the layout its pitch.
static void G(plan)(G(Batch) *b, double products) {
  Grid *g = b->grids;
  const int is_large = products >= 2e6;
  b->images_each = divided_up(b->images, is_large ? 32 : 1);
  b->bands = b->blocks = 1;
  b->rows = b->band = g->rows;
  if (!is_large) return;
  if (b->grid_count == 1 && !b->has_gaps && g->rows > 0 && g->columns > 0) {
    if (G(choose_abreast)(b) || G(choose_gathering)(b)) return;
  }
  const size_t chunks = divided_up(b->images, b->images_each), tiles = divided_up(b->planes, MR);
  size_t wanted = chunks < 8 ? divided_up(8, chunks) : 1;
  if (b->grid_count == 1 && g->rows > 0) {
    // Bands share the rows that windows at their edges meet.
    const size_t memory = b->channels * b->layout.plane * sizeof(T) / BAND_BYTES;
    const size_t shared = b->reach > b->step ? b->reach - b->step : 1;
    const size_t most = g->rows * b->step / (4 * shared);
    b->bands = wanted > memory ? wanted : memory;
    if (b->bands > most) b->bands = most > 0 ? most : 1;
    b->band = divided_up(g->rows, b->bands);
    b->bands = divided_up(g->rows, b->band);
    g->rows = b->band;
    set_height(&b->layout, (b->band - 1) * b->step + b->reach, sizeof(T));
    wanted /= b->bands;
  }
  if (wanted > 1) b->blocks = tiles < wanted ? tiles : wanted;
}

static int G(run_batch)(G(Batch) *b) {
  const size_t chunks = divided_up(b->images, b->images_each);
  ck_parallel(
      chunks * b->bands * b->blocks,
      b->is_abreast      ? G(abreast_piece)
      : b->gathered > 0 ? G(gathered_piece)
                        : G(batch_piece),
      b);
  return !b->failed;
}

// Finishes grids whose rows, columns, depth and start are known: counts, then places in `memory`, which is as large as the first
// call says.
static size_t G(finish_grids)(G(Batch) *b, char *memory) {
  size_t bytes = 0, weights = 0;
  b->strip_size = 0;
  for (size_t i = 0; i < b->grid_count; i++) {
    Grid *g = b->grids + i;
    const int is_split = G(panel)(g->depth) < g->depth;
    count_vectors(g, b->layout.pitch, VN, is_split);
    const size_t own = (g->depth + 2 * g->vectors) * sizeof(int32_t);
    g->weights = weights;
    weights += G(packed_size)(b->planes, g->depth);
    if (memory != NULL) {
      g->offsets = (int32_t *)(memory + bytes);
      g->from = (uint32_t *)(g->offsets + g->depth);
      g->to = g->from + g->vectors;
      place_vectors(g, b->layout.pitch, VN);
      if (!g->is_direct) {
        const size_t size = (is_split ? divided_up(b->planes, MR) : 1) * MR * g->length;
        if (size > b->strip_size) b->strip_size = size;
      }
    }
    bytes += own;
  }
  bytes = divided_up(bytes, 64) * 64;
  if (memory != NULL) b->weights = (T *)(memory + bytes);
  return bytes + (weights + 1) * sizeof(T);
}

// Row `plane` of one grid's weights, number by number.
INLINE T *G(packed_row)(const G(Batch) *b, const Grid *g, size_t plane, size_t *step) {
  const size_t tile = plane / MR * MR;
  *step = G(tile_rows)(b->planes - tile);
  return (T *)b->weights + g->weights + tile * g->depth + plane % MR;
}

// Missing planes of the last tile are zeros.
static void G(clear_last_tile)(const G(Batch) *b, const Grid *g) {
  const size_t tile = b->planes / MR * MR;
  if (tile == b->planes) return;
  memset(
      (T *)b->weights + g->weights + tile * g->depth, 0,
      G(tile_rows)(b->planes - tile) * g->depth * sizeof(T));
}

static int G(convolution)(
    const CKConvolution *c, T *out, const T *x, const T *w, const T *bias) {
  const size_t taps = c->size[0] * c->size[1], depth = c->channels * taps;
  Grid grid = {.rows = c->output[0],
               .columns = c->output[1],
               .row_step = c->output[1],
               .column_step = 1,
               .depth = depth};
  G(Batch) b = {.from = x,
                .to = out,
                .bias = bias,
                .images = c->images,
                .channels = c->channels,
                .planes = c->filters,
                .from_plane = c->input[0] * c->input[1],
                .to_plane = c->output[0] * c->output[1],
                .grids = &grid,
                .grid_count = 1,
                .reach = (c->size[0] - 1) * c->dilation[0] + 1,
                .step = c->stride[0]};
  b.layout = padded(
      c->input[0], c->input[1], c->padding[0], c->padding[0], c->padding[1], c->padding[1],
      c->stride[0], c->stride[1], sizeof(T));
  b.layout.seen_y = seen_phases(c->size[0], c->dilation[0], c->stride[0]);
  b.layout.seen_x = seen_phases(c->size[1], c->dilation[1], c->stride[1]);
  G(plan)(&b, (double)c->images * (double)c->filters * (double)depth * (double)b.to_plane);
  const size_t bytes = G(finish_grids)(&b, NULL);
  char *memory = ck_allocate(bytes);
  if (memory == NULL) return 0;
  G(finish_grids)(&b, memory);
  for (size_t k = 0; k < depth; k++) {
    const size_t i = k % taps / c->size[1], j = k % taps % c->size[1];
    const size_t place = place_in(&b.layout, i * c->dilation[0], j * c->dilation[1]);
    grid.offsets[k] = (int32_t)((k / taps * b.layout.plane + place) * (b.is_abreast ? VN : 1));
  }
  G(clear_last_tile)(&b, &grid);
  for (size_t f = 0; f < c->filters; f += MR) {
    size_t step;
    T *to = G(packed_row)(&b, &grid, f, &step);
    G(turn)(to, step, w + f * depth, depth, c->filters - f < MR ? c->filters - f : MR, depth);
  }
  const int done = G(run_batch)(&b);
  ck_release(memory, bytes);
  return done;
}

// A line of the input's places along one axis that lie alike to the windows: residue r of (place + padding) by the stride.
// They see the outputs m - (t d - r)/s for all t with t d mod s = r, where m counts from `first`.
typedef struct {
  size_t first, count, start;
} G(Residue);

INLINE G(Residue) G(residue)(const CKConvolution *c, int axis, size_t r) {
  const size_t s = c->stride[axis], p = c->padding[axis], n = c->input[axis];
  const size_t first = p > r ? divided_up(p - r, s) : 0;
  const size_t end = p + n > r ? divided_up(p + n - r, s) : 0;
  return (G(Residue)){first, end > first ? end - first : 0, first * s + r - p};
}

static int G(convolution_input)(const CKConvolution *c, T *out, const T *u, const T *w) {
  const size_t taps = c->size[0] * c->size[1];
  // Steps without elements of a window leave places that no window sees.
  const size_t steps[2] = {c->stride[0], c->stride[1]};
  size_t before[2], after[2];
  for (int axis = 0; axis < 2; axis++) {
    const size_t reach = (c->size[axis] - 1) * c->dilation[axis] / steps[axis];
    size_t lowest = SIZE_MAX, highest = 0;
    for (size_t r = 0; r < steps[axis]; r++) {
      const G(Residue) line = G(residue)(c, axis, r);
      if (line.count == 0) continue;
      if (line.first < lowest) lowest = line.first;
      if (line.first + line.count > highest) highest = line.first + line.count;
    }
    before[axis] = lowest < reach ? reach - lowest : 0;
    after[axis] = highest > c->output[axis] ? highest - c->output[axis] : 0;
  }
  const size_t count = steps[0] * steps[1], grid_bytes = divided_up(count * sizeof(Grid), 64) * 64;
  Grid *grids = ck_allocate(grid_bytes);
  if (grids == NULL) return 0;
  G(Batch) b = {.from = u,
                .to = out,
                .images = c->images,
                .channels = c->filters,
                .planes = c->channels,
                .from_plane = c->output[0] * c->output[1],
                .to_plane = c->input[0] * c->input[1],
                .grids = grids,
                .grid_count = count,
                .step = 1};
  b.layout = padded(
      c->output[0], c->output[1], before[0], after[0], before[1], after[1], 1, 1, sizeof(T));
  for (size_t g = 0; g < count; g++) {
    const size_t ry = g / steps[1], rx = g % steps[1];
    const G(Residue) down = G(residue)(c, 0, ry), along = G(residue)(c, 1, rx);
    size_t seen_y = 0, seen_x = 0;
    for (size_t i = 0; i < c->size[0]; i++) seen_y += i * c->dilation[0] % steps[0] == ry;
    for (size_t j = 0; j < c->size[1]; j++) seen_x += j * c->dilation[1] % steps[1] == rx;
    grids[g] = (Grid){.rows = down.count,
                      .columns = along.count,
                      .start = down.start * c->input[1] + along.start,
                      .row_step = steps[0] * c->input[1],
                      .column_step = steps[1],
                      .depth = c->filters * seen_y * seen_x};
    if (grids[g].depth == 0) b.has_gaps = 1;
    b.reach = before[0] + down.first + 1;
  }
  G(plan)(
      &b, (double)c->images * (double)c->filters * (double)c->channels * (double)taps *
              (double)b.from_plane);
  const size_t bytes = G(finish_grids)(&b, NULL);
  char *memory = ck_allocate(bytes);
  if (memory == NULL) {
    ck_release(grids, grid_bytes);
    return 0;
  }
  G(finish_grids)(&b, memory);
  for (size_t g = 0; g < count; g++) {
    const size_t ry = g / steps[1], rx = g % steps[1];
    const G(Residue) down = G(residue)(c, 0, ry), along = G(residue)(c, 1, rx);
    const Grid *grid = grids + g;
    if (grid->depth == 0 || grid->vectors == 0) continue;
    G(clear_last_tile)(&b, grid);
    size_t k = 0;
    const int is_whole = count == 1;
    for (size_t f = 0; f < c->filters; f++) {
      for (size_t channel = 0; is_whole && channel < c->channels; channel += MR) {
        size_t step;
        T *to = G(packed_row)(&b, grid, channel, &step);
        const size_t rows = c->channels - channel < MR ? c->channels - channel : MR;
        G(turn)(
            to + k * step, step, w + (f * c->channels + channel) * taps, taps, rows, taps);
      }
      for (size_t i = 0; i < c->size[0]; i++) {
        if (i * c->dilation[0] % steps[0] != ry) continue;
        const size_t y = before[0] + down.first - i * c->dilation[0] / steps[0];
        for (size_t j = 0; j < c->size[1]; j++) {
          if (j * c->dilation[1] % steps[1] != rx) continue;
          const size_t x = before[1] + along.first - j * c->dilation[1] / steps[1];
          grid->offsets[k] = (int32_t)((f * b.layout.plane + place_in(&b.layout, y, x)) *
                                       (b.is_abreast ? VN : 1));
          for (size_t channel = 0; !is_whole && channel < c->channels; channel++) {
            size_t step;
            T *to = G(packed_row)(&b, grid, channel, &step);
            to[k * step] = w[(f * c->channels + channel) * taps + i * c->size[1] + j];
          }
          k++;
        }
      }
    }
  }
  const int done = G(run_batch)(&b);
  ck_release(memory, bytes);
  ck_release(grids, grid_bytes);
  return done;
}

#undef SLACK
#undef BAND_BYTES
