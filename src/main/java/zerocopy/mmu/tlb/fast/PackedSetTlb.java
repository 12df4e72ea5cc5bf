package zerocopy.mmu.tlb.fast;

import java.util.Arrays;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbKey;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * A set-associative TLB of up to 16 ways with LRU or FIFO replacement, whose sets are searched and
 * ordered a word at a time.
 *
 * <p>The order of use of a set is one {@code long}, as {@link WayOrder} says; a set is searched
 * eight ways at a time by their {@link WayHashes}.
 */
public final class PackedSetTlb implements TlbLevel {
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
    if (geometry.ways() > WayOrder.MAX_WAYS || !ordered) {
      throw new IllegalArgumentException("only up to 16 ways with LRU or FIFO");
    }
    SetIndex index = geometry.index();
    lowBits = index.lowBits(geometry.sets());
    highShift = index.highShift();
    highBit = index.highBit();
    promoteHits = policy == TlbPolicy.LRU;
    ways = geometry.ways();
    words = WayHashes.words(ways);
    oldestShift = WayOrder.oldestShift(ways);
    hashes = new long[geometry.sets() * words];
    keys = new long[hashes.length * WayHashes.WAYS];
    values = new long[keys.length];
    order = new long[geometry.sets()];
    flushAll();
  }

  @Override
  public int find(long key, long now) {
    int set = setOf(key);
    int position = search(key, set);
    if (promoteHits && position != MISS) {
      order[set] = WayOrder.promoted(order[set], position - set * words * WayHashes.WAYS);
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
    long candidates = WayHashes.candidates(hashes[word], key);
    while (candidates != 0) {
      int position = WayHashes.WAYS * word + WayHashes.first(candidates);
      if (keys[position] == key) {
        return position;
      }
      candidates &= candidates - 1;
    }
    return MISS;
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
    int way = WayOrder.oldest(order[set], oldestShift);
    order[set] = WayOrder.promoted(order[set], way);
    int word = set * words + (way >>> WayHashes.WAYS_SHIFT);
    hashes[word] = WayHashes.replaced(hashes[word], way & WayHashes.WAYS - 1, key);
    int position = set * words * WayHashes.WAYS + way;
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
    int set = position / WayHashes.WAYS / words;
    int way = position - set * words * WayHashes.WAYS;
    order[set] = WayOrder.demoted(order[set], way, ways);
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
    Arrays.fill(order, WayOrder.BY_WAY);
    size = 0;
  }

  @Override
  public int size() {
    return size;
  }
}
