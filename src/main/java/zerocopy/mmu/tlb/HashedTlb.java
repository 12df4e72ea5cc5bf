package zerocopy.mmu.tlb;

import java.util.Arrays;

/**
 * A fully associative TLB with LRU or FIFO replacement whose cost does not grow with its size.
 *
 * <p>A hit is one probe of an open-addressed hash table and one store of the time of use. The order
 * of use is not maintained at all: only when a victim is needed and none is known, the entries are
 * sorted by their time of use. The queue of victims that this yields stays exact for a long while:
 * an entry that has been used after the sort is younger than all that have not, so the first unused
 * one in the queue is the least recently used of all. A queue of n entries is consumed by at least
 * n references, which makes sorting a small constant cost per reference.
 *
 * <p>Entries never move. Every place counts how many entries have it as their home but had to be
 * placed further on; as the table is sixteen times larger than the TLB, that number is nearly
 * always 0, and one probe tells a miss.
 */
public final class HashedTlb implements TlbLevel {
  private static final int SPARSENESS = 16;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** A place in the table is four consecutive longs, so that a hit touches one cache line. */
  private static final int PLACE = 4;

  private static final int KEY = 0;
  private static final int STAMP = 1;
  private static final int VALUE = 2;
  private static final int DISPLACED = 3;

  private final TlbGeometry geometry;
  private final boolean stampHits;
  private final long[] table;
  private final int homeShift;
  private final int last;

  /** Places of all entries: victims in their order from {@code next} on, others before. */
  private final int[] queue;

  private final long[] sorting;
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
    int places = Integer.highestOneBit(geometry.entries() * SPARSENESS);
    last = places - 1;
    homeShift = Long.numberOfLeadingZeros(last);
    table = new long[places * PLACE];
    queue = new int[geometry.entries()];
    sorting = new long[geometry.entries()];
    flushAll();
  }

  private int home(long key) {
    return (int) (key * GOLDEN_RATIO >>> homeShift);
  }

  @Override
  public int find(long key, long now) {
    int place = home(key);
    if (table[place * PLACE + KEY] != key) {
      place = searchDisplaced(place, key);
      if (place == MISS) {
        return MISS;
      }
    }
    if (stampHits) {
      table[place * PLACE + STAMP] = now;
    }
    return place;
  }

  private int search(long key) {
    int home = home(key);
    return table[home * PLACE + KEY] == key ? home : searchDisplaced(home, key);
  }

  private int searchDisplaced(int home, long key) {
    long unseen = table[home * PLACE + DISPLACED];
    for (int place = home; unseen > 0; ) {
      place = place + 1 & last;
      long other = table[place * PLACE + KEY];
      if (other == key) {
        return place;
      }
      if (other != TlbKey.NONE && home(other) == home) {
        unseen--;
      }
    }
    return MISS;
  }

  @Override
  public long value(int position) {
    return table[position * PLACE + VALUE];
  }

  @Override
  public boolean update(long key, long value) {
    int place = search(key);
    if (place != MISS) {
      table[place * PLACE + VALUE] = value;
    }
    return place != MISS;
  }

  @Override
  public long fill(long key, long value, long now) {
    long evicted = TlbKey.NONE;
    int queued = size;
    if (size == queue.length) {
      queued = victim();
      evicted = table[queue[queued] * PLACE + KEY];
      empty(queue[queued]);
      next = queued + 1;
    } else {
      size++;
    }
    queue[queued] = place(key, value, now);
    return evicted;
  }

  /** Returns the index in the queue of the entry that was used least recently. */
  private int victim() {
    int index = next;
    while (index < size && table[queue[index] * PLACE + STAMP] > sortedAt) {
      index++;
    }
    if (index < size) {
      return index;
    }
    sort();
    return 0;
  }

  private void sort() {
    long newest = 0;
    for (int i = 0; i < size; i++) {
      long stamp = table[queue[i] * PLACE + STAMP];
      newest = Math.max(newest, stamp);
      sorting[i] = stamp << Long.SIZE - homeShift | queue[i];
    }
    Arrays.sort(sorting, 0, size);
    for (int i = 0; i < size; i++) {
      queue[i] = (int) sorting[i] & last;
    }
    sortedAt = newest;
  }

  private int place(long key, long value, long now) {
    int home = home(key);
    int place = home;
    while (table[place * PLACE + KEY] != TlbKey.NONE) {
      place = place + 1 & last;
    }
    if (place != home) {
      table[home * PLACE + DISPLACED]++;
    }
    table[place * PLACE + KEY] = key;
    table[place * PLACE + STAMP] = now;
    table[place * PLACE + VALUE] = value;
    return place;
  }

  private void empty(int place) {
    int home = home(table[place * PLACE + KEY]);
    if (home != place) {
      table[home * PLACE + DISPLACED]--;
    }
    table[place * PLACE + KEY] = TlbKey.NONE;
  }

  @Override
  public boolean flush(long key) {
    int place = search(key);
    for (int i = 0; i < size; i++) {
      if (queue[i] == place) {
        forget(i);
        return true;
      }
    }
    return false;
  }

  private void forget(int index) {
    empty(queue[index]);
    size--;
    System.arraycopy(queue, index + 1, queue, index, size - index);
    if (index < next) {
      next--;
    }
  }

  @Override
  public void flushSpace(int space) {
    for (int i = size - 1; i >= 0; i--) {
      if (TlbKey.space(table[queue[i] * PLACE + KEY]) == space) {
        forget(i);
      }
    }
  }

  @Override
  public void flushAll() {
    for (int place = 0; place <= last; place++) {
      table[place * PLACE + KEY] = TlbKey.NONE;
      table[place * PLACE + DISPLACED] = 0;
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
