// Memory of arrays. A large block costs a page fault every 4 KiB when it comes fresh from the system, more than a
// loop over it, and a small one that is aligned is cut out of a larger one by the C library; so some released blocks are
// kept and handed out again.
#include <stdatomic.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "include/CKernels.h"

// Blocks of less than this have sizes of their own, four between a power of two and the next.
#define LARGE ((size_t)64 << 10)
#define SMALLEST ((size_t)512)
#define CLASSES 29
// Of each such size so many are kept, and so many bytes.
#define MOST_OF_CLASS 32
#define CLASS_BYTES ((size_t)256 << 10)
// Blocks above this are rare, and their faults cost less than keeping them would.
#define LARGEST ((size_t)64 << 20)
#define SLOTS 48
// All kept blocks together.
#define KEPT_BYTES ((size_t)128 << 20)
// Whole huge pages pay off from here.
#define HUGE ((size_t)4 << 20)

static struct {
  void *memory;
  size_t bytes;
} kept[SLOTS];
static size_t kept_bytes;
static atomic_flag busy = ATOMIC_FLAG_INIT;

static void lock(void) {
  while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
  }
}

static void unlock(void) { atomic_flag_clear_explicit(&busy, memory_order_release); }

static size_t rounded(size_t bytes) { return (bytes + 4095) / 4096 * 4096; }

static struct {
  void *blocks[MOST_OF_CLASS];
  int count;
} small[CLASSES];

// The size that a small block really has, and which of the sizes it is.
static size_t small_size(size_t bytes, int *class) {
  *class = 0;
  if (bytes <= SMALLEST) return SMALLEST;
  const int power = 63 - __builtin_clzll(bytes - 1);
  const size_t part = (bytes - 1) >> (power - 2) & 3;
  *class = 1 + (power - 9) * 4 + (int)part;
  return ((size_t)1 << power) + ((part + 1) << (power - 2));
}

static void *allocate_small(size_t bytes) {
  int class;
  const size_t size = small_size(bytes, &class);
  void *found = NULL;
  lock();
  if (small[class].count > 0) found = small[class].blocks[--small[class].count];
  unlock();
  return found != NULL ? found : aligned_alloc(64, size);
}

static void release_small(void *memory, size_t bytes) {
  int class;
  const size_t size = small_size(bytes, &class);
  lock();
  const int has_room =
      small[class].count < MOST_OF_CLASS && (size_t)small[class].count * size < CLASS_BYTES;
  if (has_room) small[class].blocks[small[class].count++] = memory;
  unlock();
  if (!has_room) free(memory);
}

void *ck_allocate(size_t bytes) {
  if (bytes < LARGE) return allocate_small(bytes);
  const size_t size = rounded(bytes);
  if (size <= LARGEST) {
    void *found = NULL;
    lock();
    for (int i = SLOTS - 1; i >= 0; i--) {
      if (kept[i].memory != NULL && kept[i].bytes == size) {
        found = kept[i].memory;
        kept[i].memory = NULL;
        kept_bytes -= size;
        break;
      }
    }
    unlock();
    if (found != NULL) return found;
  }
  void *memory = aligned_alloc(size >= HUGE ? (size_t)2 << 20 : 64, size);
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  if (memory != NULL && size >= HUGE) madvise(memory, size, MADV_HUGEPAGE);
#endif
  return memory;
}

void ck_release(void *memory, size_t bytes) {
  if (memory == NULL) return;
  if (bytes < LARGE) {
    release_small(memory, bytes);
    return;
  }
  const size_t size = rounded(bytes);
  if (size > LARGEST) {
    free(memory);
    return;
  }
  void *dropped[SLOTS + 1];
  int drops = 0;
  lock();
  // The oldest stand first; they make room.
  while (kept_bytes + size > KEPT_BYTES || kept[SLOTS - 1].memory != NULL) {
    for (int i = 0; i < SLOTS; i++) {
      if (kept[i].memory == NULL) continue;
      dropped[drops++] = kept[i].memory;
      kept_bytes -= kept[i].bytes;
      kept[i].memory = NULL;
      break;
    }
    int next = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (kept[i].memory != NULL) {
        const void *memory_here = kept[i].memory;
        const size_t bytes_here = kept[i].bytes;
        kept[i].memory = NULL;
        kept[next].memory = (void *)memory_here;
        kept[next].bytes = bytes_here;
        next++;
      }
    }
  }
  int slot = 0;
  for (int i = 0; i < SLOTS; i++) {
    if (kept[i].memory != NULL) slot = i + 1;
  }
  kept[slot].memory = memory;
  kept[slot].bytes = size;
  kept_bytes += size;
  unlock();
  while (drops > 0) free(dropped[--drops]);
}

// One released reservation, whose used parts are memory already.
static struct {
  void *memory;
  size_t bytes;
} spare;

void *ck_reserve(size_t bytes) {
#if defined(__linux__) && defined(MAP_NORESERVE)
  lock();
  void *found = NULL;
  if (spare.memory != NULL && spare.bytes == bytes) {
    found = spare.memory;
    spare.memory = NULL;
  }
  unlock();
  if (found != NULL) return found;
  void *memory = mmap(
      NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
#else
  (void)bytes;
  return NULL;
#endif
}

void ck_unreserve(void *memory, size_t bytes, size_t used) {
#if defined(__linux__)
  if (used <= KEPT_BYTES) {
    lock();
    void *old = spare.memory;
    const size_t old_bytes = spare.bytes;
    spare.memory = memory;
    spare.bytes = bytes;
    unlock();
    memory = old;
    bytes = old_bytes;
  }
  if (memory != NULL) munmap(memory, bytes);
#else
  (void)memory;
  (void)bytes;
  (void)used;
#endif
}

CKReleases *ck_releases(void) {
  static _Thread_local CKReleases state;
  return &state;
}
