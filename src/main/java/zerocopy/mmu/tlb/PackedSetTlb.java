package zerocopy.mmu.tlb;

import java.util.Arrays;

/**
 * A set-associative TLB of up to 16 ways with LRU or FIFO replacement, whose sets are searched and
 * ordered a word at a time.
 *
 * <p>The order of use of a set is one {@code long}: its lowest hexadecimal digit is the way that
 * was used last, the next digit the one before, and so on. A set is searched by comparing one byte
 * of hash per way, eight at a time; only ways whose byte agrees are compared in full.
 */
public final class PackedSetTlb implements TlbLevel {
  /** The largest associativity. */
  public static final int MAX_WAYS = 16;

  private static final long ORDER_BY_WAY = 0xFEDCBA9876543210L;
  private static final long DIGIT_ONES = 0x1111111111111111L;
  private static final long DIGIT_HIGHS = 0x8888888888888888L;
  private static final long BYTE_ONES = 0x0101010101010101L;
  private static final long BYTE_HIGHS = 0x8080808080808080L;
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private final TlbGeometry geometry;
  private final SetIndex index;
  private final boolean promoteHits;
  private final int ways;
  private final int words;
  private final int setMask;
  private final int oldestShift;
  private final long[] keys;
  private final long[] values;
  private final long[] hashes;
  private final long[] order;
  private int size;

  /**
   * Creates an empty TLB.
   *
   * @param geometry shape: at most 16 ways
   * @param policy LRU or FIFO
   * @throws IllegalArgumentException for any other shape or policy
   */
  public PackedSetTlb(TlbGeometry geometry, TlbPolicy policy) {
    boolean ordered = policy == TlbPolicy.LRU || policy == TlbPolicy.FIFO;
    if (geometry.ways() > MAX_WAYS || !ordered) {
      throw new IllegalArgumentException("only up to 16 ways with LRU or FIFO");
    }
    this.geometry = geometry;
    index = geometry.index();
    promoteHits = policy == TlbPolicy.LRU;
    ways = geometry.ways();
    words = (ways + 7) / 8;
    setMask = geometry.sets() - 1;
    oldestShift = 4 * (ways - 1);
    keys = new long[geometry.entries()];
    values = new long[geometry.entries()];
    hashes = new long[geometry.sets() * words];
    order = new long[geometry.sets()];
    flushAll();
  }

  @Override
  public int find(long key, long now) {
    int set = index.setOf(key, setMask);
    int position = search(key, set);
    if (promoteHits && position >= 0) {
      order[set] = promoted(order[set], position - set * ways);
    }
    return position;
  }

  private int search(long key, int set) {
    long hash = hash(key) * BYTE_ONES;
    for (int word = 0; word < words; word++) {
      long difference = hashes[set * words + word] ^ hash;
      long candidates = difference - BYTE_ONES & ~difference & BYTE_HIGHS;
      for (; candidates != 0; candidates &= candidates - 1) {
        int way = 8 * word + (Long.numberOfTrailingZeros(candidates) >>> 3);
        if (way < ways && keys[set * ways + way] == key) {
          return set * ways + way;
        }
      }
    }
    return MISS;
  }

  /** Returns 8 bits that depend on all bits of a key. */
  private static long hash(long key) {
    return key * MIXER >>> 56;
  }

  /** Moves a way to the front of the order: the digits before it move up by one. */
  private static long promoted(long order, int way) {
    long difference = order ^ way * DIGIT_ONES;
    long zeros = difference - DIGIT_ONES & ~difference & DIGIT_HIGHS;
    int digit = Long.numberOfTrailingZeros(zeros) & ~3;
    long before = (1L << digit) - 1;
    long upTo = before << 4 | 0xF;
    return order & ~upTo | (order & before) << 4 | way;
  }

  @Override
  public long value(int position) {
    return values[position];
  }

  @Override
  public boolean update(long key, long value) {
    int position = search(key, index.setOf(key, setMask));
    if (position >= 0) {
      values[position] = value;
    }
    return position >= 0;
  }

  @Override
  public long fill(long key, long value, long now) {
    int set = index.setOf(key, setMask);
    int way = (int) (order[set] >>> oldestShift) & 0xF;
    int position = set * ways + way;
    long evicted = keys[position];
    if (evicted == TlbKey.NONE) {
      size++;
    }
    keys[position] = key;
    values[position] = value;
    int word = set * words + (way >>> 3);
    int shift = (way & 7) * 8;
    hashes[word] = hashes[word] & ~(0xFFL << shift) | hash(key) << shift;
    order[set] = promoted(order[set], way);
    return evicted;
  }

  @Override
  public boolean flush(long key) {
    int set = index.setOf(key, setMask);
    int position = search(key, set);
    if (position >= 0) {
      empty(set, position);
    }
    return position >= 0;
  }

  /** Empties a way and makes it the set's next victim. */
  private void empty(int set, int position) {
    keys[position] = TlbKey.NONE;
    size--;
    long demoted = 0;
    int digits = 0;
    int way = position - set * ways;
    for (int i = 0; i < ways; i++) {
      long other = order[set] >>> 4 * i & 0xF;
      if (other != way) {
        demoted |= other << 4 * digits++;
      }
    }
    long beyond = oldestShift == 60 ? 0 : order[set] & -1L << oldestShift + 4;
    order[set] = beyond | demoted | (long) way << oldestShift;
  }

  @Override
  public void flushSpace(int space) {
    for (int position = 0; position < keys.length; position++) {
      if (keys[position] != TlbKey.NONE && TlbKey.space(keys[position]) == space) {
        empty(position / ways, position);
      }
    }
  }

  @Override
  public void flushAll() {
    Arrays.fill(keys, TlbKey.NONE);
    Arrays.fill(order, ORDER_BY_WAY);
    size = 0;
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
