// The same exact model as TranslationCost.fourLevelWithTlb, over the same streams: 64 fully associative and 2048 x 8 entries with the Zen 3
// index, both LRU, before a walk of four levels whose ends are found 32 loads ahead. -DTLB='"tlb-joint.h"' has the algorithm of the Java version, -DTLB='"tlb-levels.h"' one structure per level.
// usage: tlb PAGES counts|MILLISECONDS    PAGES 0 is the sequential stream; prints counters of one pass, or nanoseconds per translation
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint64_t u64;
enum { ADDRESSES = 1 << 20, SLICE = 1 << 14, PAGE_BITS = 20, ENTRIES = 64, SETS = 256, WAYS = 8, AHEAD = 32, DENSE = 8 };
#define GOLDEN 0x9E3779B97F4A7C15ull
#define ONES 0x0101010101010101ull
#define NONE (~0ull)

static u64 *slots, used, now, l1Misses, l2Misses, walkReferences, seenAhead;
static u64 addresses[ADDRESSES];

#include TLB

static u64 walkEnd(u64 page) {
  u64 table = 0;
  for (int level = 3; level > 0; level--) {
    u64 slot = table + (page >> 9 * level & 511), entry = slots[slot];
    if ((entry & (1 | 1 << 7)) != 1) return slot;
    table = entry >> 12 & 0xFFFFFFFFFFull;
  }
  return table + (page & 511);
}

static void map(u64 page, u64 frame) {
  u64 table = 0;
  for (int level = 3; level > 0; level--) {
    u64 *entry = slots + table + (page >> 9 * level & 511);
    if (!*entry) *entry = used << 12 | 3, used += 512;
    table = *entry >> 12;
  }
  slots[table + (page & 511)] = frame << 12 | 3;
}

static u64 walk(u64 slot) {
  if (!(slots[slot] & 1)) abort();
  if (!(slots[slot] & 1 << 5)) slots[slot] |= 1 << 5;
  walkReferences += 4;
  return slots[slot];
}

__attribute__((noinline)) static u64 translateAll(const u64 *virtual, int from, int to) {
  u64 sum = 0, displacement = 0, lastPage = NONE, ends[AHEAD];
  const u64 time = now - from + 1;
  int lastWalk = from - DENSE, aheadFrom = from, aheadTo = from;
  for (int i = from; i < to; i++) {
    u64 address = virtual[i], page = address >> 12;
    if (page != lastPage) {
      if ((address + (1ull << 47)) >> 48) abort();
      u64 entry = lookUp(page, time + i);
      if (!entry) {
        l2Misses++;
        if (i >= aheadTo && i - lastWalk <= DENSE) {
          aheadFrom = i, aheadTo = i + AHEAD < to ? i + AHEAD : to;
          for (int j = i; j < aheadTo; j++) ends[j - i] = walkEnd(virtual[j] >> 12 & ((1ull << 36) - 1));
          for (int j = i; j < aheadTo; j++) seenAhead += slots[ends[j - i]];
        }
        lastWalk = i;
        entry = walk(i < aheadTo ? ends[i - aheadFrom] : walkEnd(page));
        fill(page, entry);
      }
      displacement = ((entry >> 12 & 0xFFFFFFFFFFull) << 12) - (address & ~0xFFFull);
      lastPage = page;
    }
    sum += address + displacement;
  }
  now = time + to - 1;
  return sum;
}

static u64 mix(u64 z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

// java.util.SplittableRandom(0x7ab1e).nextLong(bound)
static u64 below(u64 bound) {
  static u64 seed = 0x7ab1e;
  for (;;) {
    u64 r = mix(seed += GOLDEN);
    if (!(bound & (bound - 1))) return r & (bound - 1);
    u64 u = r >> 1;
    r = u % bound;
    if ((int64_t)(u + bound - 1 - r) >= 0) return r;
  }
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static u64 pass(void) {
  u64 sum = 0;
  for (int i = 0; i < ADDRESSES; i += SLICE) sum += translateAll(addresses, i, i + SLICE);
  return sum;
}

static int byTime(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  u64 pages = strtoull(argv[1], NULL, 10), expected = 0;
  slots = calloc(4096 * 512, sizeof *slots);
  used = 512;
  for (u64 page = 0; page < 1 << PAGE_BITS; page++) map(page, page * 0x9E3779B1u & ((1 << PAGE_BITS) - 1));
  reset();
  for (int i = 0; i < ADDRESSES; i++) {
    u64 address = addresses[i] = (pages ? below(pages << 9) : (u64)i) << 3;
    expected += ((address >> 12) * 0x9E3779B1u & ((1 << PAGE_BITS) - 1)) << 12 | (address & 4095);
  }
  u64 sum = pass();
  if (sum != expected) return fprintf(stderr, "the sum of the physical addresses is wrong\n"), 1;
  if (!strcmp(argv[2], "counts")) {
    printf("%lu %lu %lu %lu %lu\n", now, now - l1Misses, l1Misses - l2Misses, l2Misses, walkReferences);
    return 0;
  }
  double times[10000], end = seconds() + strtod(argv[2], NULL) / 1000;
  int n = 0;
  for (double start = seconds(); n < 10000 && start < end; n++) {
    sum += pass();
    double stop = seconds();
    times[n] = stop - start, start = stop;
  }
  qsort(times, n, sizeof *times, byTime);
  printf("%.4f\n", times[n / 2] * 1e9 / ADDRESSES);
  return seenAhead == 1 && sum == 1;
}
