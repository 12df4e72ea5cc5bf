package zerocopy.mmu.tlb;

import java.util.Arrays;

/**
 * A fully associative TLB with LRU or FIFO replacement whose cost does not grow with its size.
 *
 * <p>A hit is one probe of a hash table, a comparison with the entry's key, and two stores: the
 * entry notes the time of its use, and a log notes which entry was used at that time. The order of
 * use is not maintained at all. A victim is found by reading the log from its oldest end: what was
 * used at a time and says that it has not been used since is the least recently used entry of all.
 * Each time is read once, so a victim costs no more than the uses before it have paid for.
 *
 * <p>The log is a ring. What it has forgotten before it was read, because misses are rare, is made
 * good by sorting those entries that have not been used since; half a ring of uses lies between two
 * such sorts.
 *
 * <p>Entries never move. Those of the same hash are chained; there are several chains for each
 * entry, so that a single probe nearly always tells a hit as well as a miss. An empty chain ends
 * with an entry that no key finds, which spares a hit the question whether there is any.
 */
public final class HashedTlb implements TlbLevel {
  private static final int CHAINS_PER_ENTRY = 8;
  private static final int LOGGED_USES_PER_ENTRY = 8;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
  private static final int HASH_SHIFT = 32;

  /** An entry is four consecutive longs. */
  private static final int ENTRY = 4;

  private static final int KEY = 0;
  private static final int STAMP = 1;
  private static final int VALUE = 2;
  private static final int NEXT = 3;

  /** The time of use of an entry that is not in use: never the least recent. */
  private static final long NEVER = Long.MAX_VALUE;

  private final TlbGeometry geometry;
  private final boolean stampHits;
  private final long[] entries;

  /** Positions of the first entries of all chains. */
  private final int[] heads;

  private final int nowhere;

  /** Which position was used at a time, by its low bits. */
  private final int[] log;

  /** No entry in use was used last before this time, but for those in the queue. */
  private long oldest;

  /** Positions whose uses the log has forgotten, the least recent first. */
  private final int[] queue;

  private final StampSort sort;
  private int next;
  private int queued;
  private long queuedBefore;

  /** Positions of entries that are not in use. */
  private final int[] free;

  private int size;

  /**
   * Creates an empty TLB.
   *
   * @param geometry shape: fully associative
   * @param policy LRU or FIFO
   * @throws IllegalArgumentException for any other shape or policy
   */
  public HashedTlb(TlbGeometry geometry, TlbPolicy policy) {
    boolean ordered = policy == TlbPolicy.LRU || policy == TlbPolicy.FIFO;
    if (geometry.sets() != 1 || !ordered) {
      throw new IllegalArgumentException("only fully associative with LRU or FIFO");
    }
    this.geometry = geometry;
    stampHits = policy == TlbPolicy.LRU;
    int capacity = geometry.entries();
    int rounded = Integer.highestOneBit(2 * capacity - 1);
    heads = new int[rounded * CHAINS_PER_ENTRY];
    log = new int[rounded * LOGGED_USES_PER_ENTRY];
    nowhere = capacity * ENTRY;
    entries = new long[nowhere + ENTRY];
    queue = new int[capacity];
    free = new int[capacity];
    sort = new StampSort(entries, STAMP, capacity);
    flushAll();
  }

  /** Returns the chain of a key. */
  private static int home(long key, int[] heads) {
    return (int) (key * GOLDEN_RATIO >>> HASH_SHIFT) & heads.length - 1;
  }

  /** Notes that an entry has been used. */
  private void log(int position, long now) {
    int[] ring = log;
    ring[(int) now & ring.length - 1] = position;
  }

  /** Returns which entry was used at a time, if the ring still holds it. */
  private int logged(long time) {
    int[] ring = log;
    return ring[(int) time & ring.length - 1];
  }

  @Override
  public int find(long key, long now) {
    int position = search(key);
    if (stampHits && position != MISS) {
      entries[position + STAMP] = now;
      log(position, now);
    }
    return position;
  }

  private int search(long key) {
    int[] chains = heads;
    int position = chains[home(key, chains)];
    while (entries[position + KEY] != key) {
      position = (int) entries[position + NEXT];
      if (position == nowhere) {
        return MISS;
      }
    }
    return position;
  }

  @Override
  public long value(int position) {
    return entries[position + VALUE];
  }

  @Override
  public boolean update(long key, long value) {
    int position = search(key);
    if (position != MISS) {
      entries[position + VALUE] = value;
    }
    return position != MISS;
  }

  @Override
  public long fill(long key, long value, long now) {
    long evicted = TlbKey.NONE;
    int position;
    if (size == queue.length) {
      position = victim(now);
      evicted = entries[position + KEY];
      unchain(position, evicted);
    } else {
      position = free[size++];
    }
    int home = home(key, heads);
    entries[position + KEY] = key;
    entries[position + STAMP] = now;
    entries[position + VALUE] = value;
    entries[position + NEXT] = heads[home];
    heads[home] = position;
    log(position, now);
    return evicted;
  }

  private void unchain(int position, long key) {
    int home = home(key, heads);
    int follower = (int) entries[position + NEXT];
    if (heads[home] == position) {
      heads[home] = follower;
      return;
    }
    int before = heads[home];
    while (entries[before + NEXT] != position) {
      before = (int) entries[before + NEXT];
    }
    entries[before + NEXT] = follower;
  }

  /** Returns the position that was used least recently, when all entries are in use. */
  private int victim(long now) {
    if (next < queued || now - oldest > log.length) {
      int position = forgotten(now);
      if (position != nowhere) {
        return position;
      }
    }
    int position = logged(oldest);
    while (entries[position + STAMP] != oldest) {
      position = logged(++oldest);
    }
    oldest++;
    return position;
  }

  /** Returns the position that was used least recently if the log has forgotten it. */
  private int forgotten(long now) {
    int position = fromQueue();
    if (position == nowhere && now - oldest > log.length) {
      queueAllBefore(now - log.length / 2);
      position = fromQueue();
    }
    return position;
  }

  private int fromQueue() {
    while (next < queued) {
      int position = queue[next++];
      if (entries[position + STAMP] < queuedBefore) {
        return position;
      }
    }
    return nowhere;
  }

  private void queueAllBefore(long time) {
    next = 0;
    queued = 0;
    for (int position = 0; position < nowhere; position += ENTRY) {
      if (entries[position + STAMP] < time) {
        queue[queued++] = position;
      }
    }
    sort.sort(queue, queued);
    queuedBefore = time;
    oldest = time;
  }

  @Override
  public boolean flush(long key) {
    int position = search(key);
    if (position != MISS) {
      release(position);
    }
    return position != MISS;
  }

  private void release(int position) {
    unchain(position, entries[position + KEY]);
    entries[position + KEY] = TlbKey.NONE;
    entries[position + STAMP] = NEVER;
    free[--size] = position;
  }

  @Override
  public void flushSpace(int space) {
    for (int position = 0; position < nowhere; position += ENTRY) {
      long key = entries[position + KEY];
      if (key != TlbKey.NONE && TlbKey.space(key) == space) {
        release(position);
      }
    }
  }

  @Override
  public void flushAll() {
    Arrays.fill(heads, nowhere);
    for (int position = 0; position <= nowhere; position += ENTRY) {
      entries[position + KEY] = TlbKey.NONE;
      entries[position + STAMP] = NEVER;
      entries[position + NEXT] = nowhere;
    }
    for (int i = 0; i < free.length; i++) {
      free[i] = i * ENTRY;
    }
    size = 0;
    next = 0;
    queued = 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public TlbGeometry geometry() {
    return geometry;
  }
}
