// Both levels in one structure, as JointTlb has them: an entry of the second level says by its time of use whether it is in the first.
enum { PLACES = SETS * WAYS, NODES = ENTRIES + PLACES, RING = 4096 };
static struct { u64 key, last, value, pad; } n[NODES + 1];
static uint32_t used1[RING], orphans, size;
static u64 oldest, boundary;
static u64 order[SETS], hashes[SETS];
static unsigned setOf(u64 key) { return (key & 0x7f) | (key >> 2 & 0x80); }
static void promote(unsigned set, u64 way) {
  u64 o = order[set], difference = o ^ way * 0x1111111111111111ull;
  u64 zeros = (difference - 0x1111111111111111ull) & ~difference & 0x8888888888888888ull;
  u64 before = (1ull << (__builtin_ctzll(zeros) & ~3)) - 1;
  order[set] = (o & ~(before << 4 | 0xF)) | (o & before) << 4 | way;
}
static int search(u64 key) {
  unsigned set = setOf(key);
  u64 difference = hashes[set] ^ (key * GOLDEN >> 56) * ONES;
  for (u64 c = (difference - ONES) & ~difference & ONES << 7; c; c &= c - 1) {
    unsigned way = __builtin_ctzll(c) >> 3;
    if (n[set * WAYS + way].key == key) return set * WAYS + way;
  }
  if (orphans) for (int i = PLACES; i < PLACES + orphans; i++) if (n[i].key == key) return i;
  return -1;
}
static void evict1(void) {
  if (size < ENTRIES) { size++; return; }
  unsigned e;
  do e = used1[oldest & (RING - 1)]; while (n[e].last != oldest++);
  boundary = oldest;
  if (e >= PLACES) { unsigned l = PLACES + --orphans; if (l != e) { n[e] = n[l]; used1[n[e].last & (RING - 1)] = e; } }
}
static inline void fill(u64 key, u64 value) {
  unsigned set = setOf(key), way = order[set] >> 4 * (WAYS - 1) & 0xF;
  order[set] = order[set] << 4 | way;
  unsigned e = set * WAYS + way;
  hashes[set] = (hashes[set] & ~(0xFFull << way * 8)) | (key * GOLDEN >> 56) << way * 8;
  if (n[e].key != NONE && n[e].last >= boundary) {
    unsigned o = PLACES + orphans++;
    n[o] = n[e], used1[n[o].last & (RING - 1)] = o;
  }
  n[e].key = key, n[e].value = value, n[e].last = now;
  used1[now & (RING - 1)] = e;
  evict1();
}

static void reset(void) {
  memset(n, -1, sizeof n);
  for (int i = 0; i < SETS; i++) order[i] = 0x76543210;
}

static inline u64 lookUp(u64 page, u64 time) {
  int e = search(page);
  if (e >= 0 && n[e].last >= boundary) {
    n[e].last = time, used1[time & (RING - 1)] = e;
    return n[e].value;
  }
  now = time;
  l1Misses++;
  if (e < 0) return 0;
  promote(e / WAYS, e % WAYS);
  n[e].last = now, used1[now & (RING - 1)] = e;
  evict1();
  return n[e].value;
}
