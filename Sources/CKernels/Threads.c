// Work shared among threads: a pool that is made when first asked for. Work is cut into pieces by whoever asks, from
// shapes alone, so that results do not depend on how many threads took them.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#define PAUSE() _mm_pause()
#else
#define PAUSE() ((void)0)
#endif

#include "include/CKernels.h"

// More threads than this do not help any work there is.
#define MOST_THREADS 64
#define STACK_BYTES ((size_t)512 << 10)
// Turns of a waiting loop before a thread sleeps: some 20 microseconds.
#define SPINS 600

static struct {
  pthread_mutex_t lock;
  pthread_cond_t wake, done;
  // The work at hand; changed under the lock while nobody is inside.
  CKWork work;
  void *context;
  size_t count;
  // Whether workers may enter, how many more may, and how many are inside.
  int is_open, room, sleeping;
  atomic_int inside;
  atomic_size_t next;
  // Grows with every piece of work.
  atomic_uint turn;
  int workers;
  // What the workers' processors noted.
  atomic_int has_note;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .wake = PTHREAD_COND_INITIALIZER,
          .done = PTHREAD_COND_INITIALIZER};

// One piece of work at a time: who finds the pool in use does its work alone.
static atomic_flag in_use = ATOMIC_FLAG_INIT;
static atomic_int wanted;

static int available(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

static int bounded(long count) {
  return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : (int)count;
}

int ck_threads(void) {
  int count = atomic_load_explicit(&wanted, memory_order_relaxed);
  if (count > 0) return count;
  count = bounded(available());
  const char *asked = getenv("LESSON_THREADS");
  if (asked != NULL) {
    char *end;
    const long lower = strtol(asked, &end, 10);
    if (end != asked && *end == 0 && lower >= 1 && lower < count) count = (int)lower;
  }
  int none = 0;
  atomic_compare_exchange_strong(&wanted, &none, count);
  return atomic_load_explicit(&wanted, memory_order_relaxed);
}

int ck_use_threads(int count) {
  const int chosen = bounded(count);
  atomic_store_explicit(&wanted, chosen, memory_order_relaxed);
  return chosen;
}

static void take(CKWork work, void *context, size_t count) {
  for (;;) {
    const size_t index = atomic_fetch_add_explicit(&pool.next, 1, memory_order_relaxed);
    if (index >= count) return;
    work(context, index);
  }
}

static void *worker(void *unused) {
  (void)unused;
  unsigned seen = 0;
  for (;;) {
    for (int i = 0; i < SPINS && atomic_load_explicit(&pool.turn, memory_order_relaxed) == seen; i++) {
      PAUSE();
    }
    pthread_mutex_lock(&pool.lock);
    while (atomic_load_explicit(&pool.turn, memory_order_relaxed) == seen) {
      pool.sleeping++;
      pthread_cond_wait(&pool.wake, &pool.lock);
      pool.sleeping--;
    }
    seen = atomic_load_explicit(&pool.turn, memory_order_relaxed);
    const int enters = pool.is_open && pool.room > 0;
    if (!enters) {
      pthread_mutex_unlock(&pool.lock);
      continue;
    }
    pool.room--;
    atomic_fetch_add_explicit(&pool.inside, 1, memory_order_relaxed);
    const CKWork work = pool.work;
    void *context = pool.context;
    const size_t count = pool.count;
    pthread_mutex_unlock(&pool.lock);
    ck_clear_notes();
    take(work, context, count);
    if (ck_has_note()) atomic_store_explicit(&pool.has_note, 1, memory_order_relaxed);
    if (atomic_fetch_sub_explicit(&pool.inside, 1, memory_order_release) == 1) {
      pthread_mutex_lock(&pool.lock);
      pthread_cond_signal(&pool.done);
      pthread_mutex_unlock(&pool.lock);
    }
  }
  return NULL;
}

// Under the lock. A thread that the system refuses is done without.
static void add_workers(int count) {
  if (pool.workers >= count) return;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  while (pool.workers < count) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, worker, NULL) != 0) break;
    pool.workers++;
  }
  pthread_attr_destroy(&attributes);
}

void ck_parallel(size_t count, CKWork work, void *context) {
  int helpers = ck_threads() - 1;
  if ((size_t)helpers >= count) helpers = count == 0 ? 0 : (int)count - 1;
  if (helpers < 1 || atomic_flag_test_and_set_explicit(&in_use, memory_order_acquire)) {
    for (size_t i = 0; i < count; i++) work(context, i);
    return;
  }
  pthread_mutex_lock(&pool.lock);
  add_workers(helpers);
  pool.work = work;
  pool.context = context;
  pool.count = count;
  pool.room = helpers;
  pool.is_open = 1;
  atomic_store_explicit(&pool.has_note, 0, memory_order_relaxed);
  atomic_store_explicit(&pool.next, 0, memory_order_relaxed);
  atomic_fetch_add_explicit(&pool.turn, 1, memory_order_relaxed);
  if (pool.sleeping > 0) {
    if (helpers == 1) {
      pthread_cond_signal(&pool.wake);
    } else {
      pthread_cond_broadcast(&pool.wake);
    }
  }
  pthread_mutex_unlock(&pool.lock);

  take(work, context, count);

  // Who has not come by now is not waited for.
  pthread_mutex_lock(&pool.lock);
  pool.is_open = 0;
  pthread_mutex_unlock(&pool.lock);
  for (int i = 0; i < SPINS && atomic_load_explicit(&pool.inside, memory_order_acquire) > 0; i++) {
    PAUSE();
  }
  if (atomic_load_explicit(&pool.inside, memory_order_acquire) > 0) {
    pthread_mutex_lock(&pool.lock);
    while (atomic_load_explicit(&pool.inside, memory_order_acquire) > 0) {
      pthread_cond_wait(&pool.done, &pool.lock);
    }
    pthread_mutex_unlock(&pool.lock);
  }
  const int has_note = atomic_load_explicit(&pool.has_note, memory_order_relaxed);
  atomic_flag_clear_explicit(&in_use, memory_order_release);
  if (has_note) ck_leave_note();
}
