package zerocopy.mmu.tlb;

import java.util.Arrays;

/**
 * A fully associative TLB with LRU or FIFO replacement whose cost does not grow with its size.
 *
 * <p>A hit is one probe of a hash table of hints, which say where an entry is, a comparison with
 * that entry's key, and one store of the time of use. The order of use is not maintained at all:
 * only when a victim is needed and none is known, the entries are sorted by their time of use. The
 * queue of victims that this yields stays exact for a long while: an entry that has been used after
 * the sort is younger than all that have not, so the first unused one in the queue is the least
 * recently used of all. A queue of n entries is consumed by at least n references, which makes
 * sorting a small cost per reference.
 *
 * <p>Entries never move. The table has at least eight places for each entry, so that a single probe
 * nearly always tells a hit as well as a miss. An empty place points to an entry that no key finds,
 * which spares a hit the question whether there is any.
 */
public final class HashedTlb implements TlbLevel {
  private static final int SPARSENESS = 8;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** An entry is three consecutive longs. */
  private static final int ENTRY = 3;

  private static final int KEY = 0;
  private static final int STAMP = 1;
  private static final int VALUE = 2;

  private final TlbGeometry geometry;
  private final boolean stampHits;
  private final long[] entries;

  /** Positions of entries by hash, with linear probing. */
  private final int[] hints;

  private final int nowhere;
  private final int homeShift;
  private final int last;

  /**
   * Positions of all entries: victims in their order from {@code next} on, others before, and the
   * empty ones from {@code size} on.
   */
  private final int[] queue;

  private final StampSort sort;
  private int size;
  private int next;
  private long sortedAt;

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
    last = Integer.highestOneBit(2 * geometry.entries() - 1) * SPARSENESS - 1;
    homeShift = Long.numberOfLeadingZeros(last);
    hints = new int[last + 1];
    nowhere = geometry.entries() * ENTRY;
    entries = new long[nowhere + ENTRY];
    queue = new int[geometry.entries()];
    sort = new StampSort(entries, STAMP, geometry.entries());
    for (int i = 0; i < queue.length; i++) {
      queue[i] = i * ENTRY;
    }
    flushAll();
  }

  private int home(long key) {
    return (int) (key * GOLDEN_RATIO >>> homeShift);
  }

  @Override
  public int find(long key, long now) {
    int position = search(key);
    if (stampHits && position != MISS) {
      entries[position + STAMP] = now;
    }
    return position;
  }

  private int search(long key) {
    int home = home(key);
    int position = hints[home];
    return entries[position + KEY] == key ? position : searchOn(home, key);
  }

  private int searchOn(int home, long key) {
    int place = home;
    int position = hints[place];
    while (position != nowhere) {
      if (entries[position + KEY] == key) {
        return position;
      }
      place = place + 1 & last;
      position = hints[place];
    }
    return MISS;
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
      int victim = victim();
      position = queue[victim];
      evicted = entries[position + KEY];
      removeHint(position);
      next = victim + 1;
    } else {
      position = queue[size++];
    }
    entries[position + KEY] = key;
    entries[position + STAMP] = now;
    entries[position + VALUE] = value;
    addHint(position, key);
    return evicted;
  }

  /** Returns the index in the queue of the entry that was used least recently. */
  private int victim() {
    int index = next;
    while (index < size && entries[queue[index] + STAMP] > sortedAt) {
      index++;
    }
    if (index < size) {
      return index;
    }
    sort.sort(queue, size);
    sortedAt = entries[queue[size - 1] + STAMP];
    return 0;
  }

  private void addHint(int position, long key) {
    int place = home(key);
    while (hints[place] != nowhere) {
      place = place + 1 & last;
    }
    hints[place] = position;
  }

  /**
   * Removes the hint to an entry and moves up those behind it that would no longer be found (Knuth,
   * The Art of Computer Programming, volume 3, section 6.4, algorithm R).
   */
  private void removeHint(int position) {
    int hole = home(entries[position + KEY]);
    while (hints[hole] != position) {
      hole = hole + 1 & last;
    }
    int place = hole + 1 & last;
    for (int other = hints[place]; other != nowhere; other = hints[place]) {
      int distance = place - home(entries[other + KEY]) & last;
      if (distance >= (place - hole & last)) {
        hints[hole] = other;
        hole = place;
      }
      place = place + 1 & last;
    }
    hints[hole] = nowhere;
  }

  @Override
  public boolean flush(long key) {
    int position = search(key);
    for (int i = 0; i < size; i++) {
      if (queue[i] == position) {
        forget(i);
        return true;
      }
    }
    return false;
  }

  private void forget(int index) {
    int position = queue[index];
    removeHint(position);
    entries[position + KEY] = TlbKey.NONE;
    size--;
    System.arraycopy(queue, index + 1, queue, index, size - index);
    queue[size] = position;
    if (index < next) {
      next--;
    }
  }

  @Override
  public void flushSpace(int space) {
    for (int i = size - 1; i >= 0; i--) {
      if (TlbKey.space(entries[queue[i] + KEY]) == space) {
        forget(i);
      }
    }
  }

  @Override
  public void flushAll() {
    Arrays.fill(hints, nowhere);
    for (int position = 0; position <= nowhere; position += ENTRY) {
      entries[position + KEY] = TlbKey.NONE;
    }
    size = 0;
    next = 0;
    sortedAt = 0;
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
