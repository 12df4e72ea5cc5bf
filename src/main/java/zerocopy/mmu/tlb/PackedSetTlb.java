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

  private static final int WAYS_PER_WORD = 8;
  private static final long ORDER_BY_WAY = 0xFEDCBA9876543210L;
  private static final long DIGIT_ONES = 0x1111111111111111L;
  private static final long DIGIT_HIGHS = 0x8888888888888888L;
  private static final long BYTE_ONES = 0x0101010101010101L;
  private static final long BYTE_HIGHS = 0x8080808080808080L;
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private final TlbGeometry geometry;
  private final boolean promoteHits;
  private final int ways;

  /** Words of hashes for a set; a word has the place of eight ways, also where there are fewer. */
  private final int words;

  private final long lowBits;
  private final int highShift;
  private final long highBit;
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
    SetIndex index = geometry.index();
    lowBits = index.lowBits(geometry.sets());
    highShift = index.highShift();
    highBit = index.highBit();
    promoteHits = policy == TlbPolicy.LRU;
    ways = geometry.ways();
    words = (ways + WAYS_PER_WORD - 1) / WAYS_PER_WORD;
    oldestShift = 4 * (ways - 1);
    hashes = new long[geometry.sets() * words];
    keys = new long[hashes.length * WAYS_PER_WORD];
    values = new long[keys.length];
    order = new long[geometry.sets()];
    flushAll();
  }

  @Override
  public int find(long key, long now) {
    int set = setOf(key);
    int position = search(key, set);
    if (promoteHits && position != MISS) {
      order[set] = promoted(order[set], position - set * words * WAYS_PER_WORD);
    }
    return position;
  }

  /** As {@link SetIndex#setOf}, but with what that looks up kept here: it is done at each miss. */
  private int setOf(long key) {
    return (int) (key & lowBits | key >>> highShift & highBit);
  }

  private int search(long key, int set) {
    int word = set * words;
    int position = searchWord(key, word);
    return position == MISS && words > 1 ? searchWord(key, word + 1) : position;
  }

  private int searchWord(long key, int word) {
    long difference = hashes[word] ^ hash(key) * BYTE_ONES;
    long candidates = difference - BYTE_ONES & ~difference & BYTE_HIGHS;
    while (candidates != 0) {
      int position = WAYS_PER_WORD * word + (Long.numberOfTrailingZeros(candidates) >>> 3);
      if (keys[position] == key) {
        return position;
      }
      candidates &= candidates - 1;
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
    int position = search(key, setOf(key));
    if (position != MISS) {
      values[position] = value;
    }
    return position != MISS;
  }

  @Override
  public long fill(long key, long value, long now) {
    int set = setOf(key);
    long used = order[set];
    int way = (int) (used >>> oldestShift) & 0xF;
    order[set] = promoted(used, way);
    int word = set * words + (way >>> 3);
    int shift = (way & 7) * 8;
    hashes[word] = hashes[word] & ~(0xFFL << shift) | hash(key) << shift;
    int position = set * words * WAYS_PER_WORD + way;
    long evicted = keys[position];
    if (evicted == TlbKey.NONE) {
      size++;
    }
    keys[position] = key;
    values[position] = value;
    return evicted;
  }

  @Override
  public boolean flush(long key) {
    int position = search(key, setOf(key));
    if (position != MISS) {
      empty(position);
    }
    return position != MISS;
  }

  /** Empties a way and makes it the set's next victim. */
  private void empty(int position) {
    keys[position] = TlbKey.NONE;
    size--;
    int set = position / WAYS_PER_WORD / words;
    int way = position - set * words * WAYS_PER_WORD;
    long demoted = 0;
    int digits = 0;
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
        empty(position);
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
