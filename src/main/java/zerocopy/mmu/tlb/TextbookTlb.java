package zerocopy.mmu.tlb;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A TLB of any geometry and policy: a set is searched way by way. The general case, and what the
 * fast implementations are tested against.
 */
public final class TextbookTlb implements TlbLevel {
  private final TlbGeometry geometry;
  private final TlbPolicy policy;
  private final int ways;
  private final int setMask;
  private final long[] keys;
  private final long[] values;
  private final long[] stamps;
  private final PseudoLruTree tree;
  private final BitSet referenced = new BitSet();
  private final XorShift random = new XorShift(1);

  /**
   * Creates an empty TLB.
   *
   * @param geometry shape
   * @param policy replacement
   */
  public TextbookTlb(TlbGeometry geometry, TlbPolicy policy) {
    this.geometry = geometry;
    this.policy = policy;
    ways = geometry.ways();
    setMask = geometry.sets() - 1;
    keys = new long[geometry.entries()];
    values = new long[geometry.entries()];
    stamps = new long[geometry.entries()];
    tree = policy == TlbPolicy.PLRU ? new PseudoLruTree(geometry.sets(), ways) : null;
    flushAll();
  }

  @Override
  public int find(long key, long now) {
    int position = search(key);
    if (position >= 0) {
      use(position, now, policy == TlbPolicy.LRU);
    }
    return position;
  }

  private int search(long key) {
    int first = firstWay(key);
    for (int position = first; position < first + ways; position++) {
      if (keys[position] == key) {
        return position;
      }
    }
    return MISS;
  }

  private int firstWay(long key) {
    return geometry.index().setOf(key, setMask) * ways;
  }

  private void use(int position, long now, boolean stamp) {
    if (stamp) {
      stamps[position] = now;
    }
    if (tree != null) {
      tree.use(position / ways, position % ways);
    }
    if (policy == TlbPolicy.NRU) {
      setReferenced(position);
    }
  }

  private void setReferenced(int position) {
    int first = position - position % ways;
    referenced.set(position);
    if (referenced.nextClearBit(first) >= first + ways) {
      referenced.clear(first, first + ways);
      referenced.set(position);
    }
  }

  @Override
  public long fill(long key, long value, long now) {
    int position = victim(firstWay(key));
    long evicted = keys[position];
    keys[position] = key;
    values[position] = value;
    use(position, now, true);
    return evicted;
  }

  private int victim(int first) {
    for (int position = first; position < first + ways; position++) {
      if (keys[position] == TlbKey.NONE) {
        return position;
      }
    }
    return switch (policy) {
      case LRU, FIFO -> oldest(first);
      case PLRU -> first + tree.victim(first / ways);
      case RANDOM -> first + random.below(ways);
      case NRU -> notReferenced(first);
    };
  }

  private int notReferenced(int first) {
    if (ways == 1) {
      return first;
    }
    int position = first + random.below(ways);
    while (referenced.get(position)) {
      position = first + random.below(ways);
    }
    return position;
  }

  private int oldest(int first) {
    int oldest = first;
    for (int position = first + 1; position < first + ways; position++) {
      if (stamps[position] < stamps[oldest]) {
        oldest = position;
      }
    }
    return oldest;
  }

  @Override
  public long value(int position) {
    return values[position];
  }

  @Override
  public boolean update(long key, long value) {
    int position = search(key);
    if (position >= 0) {
      values[position] = value;
    }
    return position >= 0;
  }

  @Override
  public boolean flush(long key) {
    int position = search(key);
    if (position >= 0) {
      keys[position] = TlbKey.NONE;
    }
    return position >= 0;
  }

  @Override
  public void flushSpace(int space) {
    for (int position = 0; position < keys.length; position++) {
      if (keys[position] != TlbKey.NONE && TlbKey.space(keys[position]) == space) {
        keys[position] = TlbKey.NONE;
      }
    }
  }

  @Override
  public void flushAll() {
    Arrays.fill(keys, TlbKey.NONE);
  }

  @Override
  public int size() {
    return (int) Arrays.stream(keys).filter(key -> key != TlbKey.NONE).count();
  }
}
