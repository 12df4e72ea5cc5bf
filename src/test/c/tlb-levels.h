// Two levels one behind the other: hashed chains with a log of uses, then sets with hash bytes and nibbles of order.
enum { CHAIN_BITS = 9, CHAINS = 1 << CHAIN_BITS, LOG = 512 };

static struct { u64 key, stamp, value, next; } l1[ENTRIES + 1];
static uint32_t heads[CHAINS], used1[LOG], queue[ENTRIES], size, next, queued;
static u64 oldest, queuedBefore;
static u64 keys[SETS * WAYS], values[SETS * WAYS], hashes[SETS], order[SETS];

static unsigned home(u64 key) { return key * GOLDEN >> (64 - CHAIN_BITS); }

static int find1(u64 key, u64 now) {
  unsigned e = heads[home(key)];
  while (l1[e].key != key)
    if ((e = l1[e].next) == ENTRIES) return -1;
  l1[e].stamp = now;
  used1[now & (LOG - 1)] = e;
  return e;
}

static int byStamp(const void *a, const void *b) {
  u64 x = l1[*(const uint32_t *)a].stamp, y = l1[*(const uint32_t *)b].stamp;
  return (x > y) - (x < y);
}

static int fromQueue(void) {
  while (next < queued) {
    unsigned e = queue[next++];
    if (l1[e].stamp < queuedBefore) return e;
  }
  return -1;
}

static int forgotten(void) {
  int e = fromQueue();
  if (e >= 0 || now - oldest <= LOG) return e;
  next = queued = 0;
  oldest = queuedBefore = now - LOG / 2;
  for (unsigned i = 0; i < ENTRIES; i++)
    if (l1[i].stamp < queuedBefore) queue[queued++] = i;
  qsort(queue, queued, sizeof *queue, byStamp);
  return fromQueue();
}

static unsigned victim1(void) {
  if (next < queued || now - oldest > LOG) {
    int e = forgotten();
    if (e >= 0) return e;
  }
  unsigned e;
  do e = used1[oldest & (LOG - 1)]; while (l1[e].stamp != oldest++);
  return e;
}

static void fill1(u64 key, u64 value) {
  unsigned e = size < ENTRIES ? size++ : ENTRIES;
  if (e == ENTRIES) {
    e = victim1();
    unsigned home1 = home(l1[e].key), before = heads[home1];
    if (before == e) {
      heads[home1] = l1[e].next;
    } else {
      while (l1[before].next != e) before = l1[before].next;
      l1[before].next = l1[e].next;
    }
  }
  l1[e].key = key, l1[e].stamp = now, l1[e].value = value, l1[e].next = heads[home(key)];
  heads[home(key)] = e;
  used1[now & (LOG - 1)] = e;
}

static unsigned setOf(u64 key) { return (key & 0x7f) | (key >> 2 & 0x80); }

static void promote(unsigned set, u64 way) {
  u64 o = order[set], difference = o ^ way * 0x1111111111111111ull;
  u64 zeros = (difference - 0x1111111111111111ull) & ~difference & 0x8888888888888888ull;
  u64 before = (1ull << (__builtin_ctzll(zeros) & ~3)) - 1;
  order[set] = (o & ~(before << 4 | 0xF)) | (o & before) << 4 | way;
}

static int find2(u64 key) {
  unsigned set = setOf(key);
  u64 difference = hashes[set] ^ (key * GOLDEN >> 56) * ONES;
  for (u64 c = (difference - ONES) & ~difference & ONES << 7; c; c &= c - 1) {
    unsigned way = __builtin_ctzll(c) >> 3;
    if (keys[set * WAYS + way] == key) {
      promote(set, way);
      return set * WAYS + way;
    }
  }
  return -1;
}

static void fill2(u64 key, u64 value) {
  unsigned set = setOf(key), way = order[set] >> 4 * (WAYS - 1) & 0xF;
  keys[set * WAYS + way] = key, values[set * WAYS + way] = value;
  hashes[set] = (hashes[set] & ~(0xFFull << way * 8)) | (key * GOLDEN >> 56) << way * 8;
  order[set] = order[set] << 4 | way;
}

static void reset(void) {
  memset(keys, -1, sizeof keys);
  memset(l1, -1, sizeof l1);
  for (int i = 0; i < CHAINS; i++) heads[i] = ENTRIES;
  l1[ENTRIES].next = ENTRIES;
  for (int i = 0; i < SETS; i++) order[i] = 0x76543210;
}

static inline u64 lookUp(u64 page, u64 time) {
  int at = find1(page, time);
  if (at >= 0) return l1[at].value;
  now = time;
  l1Misses++;
  if ((at = find2(page)) < 0) return 0;
  fill1(page, values[at]);
  return values[at];
}

static inline void fill(u64 page, u64 entry) {
  fill2(page, entry);
  fill1(page, entry);
}
