package zerocopy.mmu.tlb.fast;

import java.util.Arrays;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbKey;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * A fully associative TLB with LRU or FIFO replacement whose cost does not grow with its size.
 *
 * <p>A hit is one probe of a hash table, a comparison with the entry's key, and two stores, which
 * are what finds the victims.
 *
 * <p>Entries never move. Those of the same hash are chained; there are several chains for each
 * entry, so that a single probe nearly always tells a hit as well as a miss. An empty chain ends
 * with an entry that no key finds, which spares a hit the question whether there is any.
 */
public final class HashedTlb extends StampedEntries implements TlbLevel {
  private static final int CHAINS_PER_ENTRY = 8;
  private static final int LOGGED_USES_PER_ENTRY = 8;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
  private static final int HASH_SHIFT = 32;

  private static final int NEXT = 3;

  /** The time of use of an entry that is not in use: never the least recent. */
  private static final long NEVER = Long.MAX_VALUE;

  private final boolean stampHits;

  /** Positions of the first entries of all chains. */
  private final int[] heads;

  private final int nowhere;

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
    super(
        geometry.entries() + 1,
        geometry.entries(),
        roundedUp(geometry.entries()) * LOGGED_USES_PER_ENTRY);
    boolean ordered = policy == TlbPolicy.LRU || policy == TlbPolicy.FIFO;
    if (geometry.sets() != 1 || !ordered) {
      throw new IllegalArgumentException("only fully associative with LRU or FIFO");
    }
    stampHits = policy == TlbPolicy.LRU;
    heads = new int[roundedUp(capacity) * CHAINS_PER_ENTRY];
    nowhere = capacity * ENTRY;
    free = new int[capacity];
    flushAll();
  }

  /** Returns the chain of a key. */
  private static int home(long key, int[] heads) {
    return (int) (key * GOLDEN_RATIO >>> HASH_SHIFT) & heads.length - 1;
  }

  @Override
  public int find(long key, long now) {
    int position = search(key);
    if (stampHits && position != MISS) {
      use(position, now);
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
    if (size == capacity) {
      position = victim(now);
      evicted = entries[position + KEY];
      unchain(position, evicted);
    } else {
      position = free[size++];
    }
    int home = home(key, heads);
    entries[position + KEY] = key;
    entries[position + VALUE] = value;
    entries[position + NEXT] = heads[home];
    heads[home] = position;
    use(position, now);
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
    forgetUses();
  }

  @Override
  public int size() {
    return size;
  }
}
