package zerocopy.mmu.tlb.fast;

import static zerocopy.mmu.tlb.TlbLevel.MISS;

import java.util.Arrays;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbKey;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * A fully associative TLB before a set-associative one of up to 16 ways, both with LRU replacement,
 * in one structure: an entry of the second level says by its time of use whether its page is in the
 * first level, too. What passes between the levels need not be moved, and a lookup in the second
 * level has been made by that in the first.
 *
 * <p>The first level holds exactly the pages used since a certain time, which moves on when a page
 * has to give way. Pages that the second level has evicted but not the first lie in a few spare
 * places behind the sets.
 *
 * <p>While misses are rare, hits are found by a table of hints: where the page is that hit last of
 * all with the same hash.
 */
final class JointTlb extends StampedEntries implements TlbPair {
  private static final int HINT_BITS = 10;
  private static final int MOST_AT_ONCE = 64;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** Eight places in a row: a set, or half of one, or a part of the spares. */
  private static final int GROUP = WayHashes.WAYS * ENTRY;

  /** What is known of a group, in two consecutive longs. */
  private static final int NOTE = 2;

  private static final int HASHES = 0;
  private static final int ORDER = 1;

  /** By how many bits to shift an entry's position to get the number of its place. */
  private static final int PLACE_SHIFT = 2;

  /** By how many bits to shift where a group begins to get where its note is. */
  private static final int NOTE_SHIFT = 4;

  /** The time of use of an entry that is not in the first level. */
  private static final long LONG_AGO = -1;

  private final int ways;

  /**
   * The number of groups for a set, 1 or 2; a group has eight places, also where there are fewer
   * ways.
   */
  private final int groupsPerSet;

  /** By how many bits to shift an entry's position to get the number of its set. */
  private final int setShift;

  private final int placeMask;

  private final long lowBits;
  private final int highShift;
  private final long highBit;
  private final int oldestShift;

  /** Where the spare places begin. */
  private final int spares;

  /** Where an entry is that is never used. */
  private final int nowhere;

  /**
   * A word of hashes for each group, and beside that of the first one of a set the order in which
   * the ways of the set were used.
   */
  private final long[] notes;

  /** Where a page of the first level is that has this hash, or {@link #nowhere}. */
  private final int[] hints = new int[1 << HINT_BITS];

  /** Spare places that are empty: the first {@code free} of these. */
  private final int[] empty;

  private int free;
  private int size;

  /** Where the sets begin of the pages that {@link #lookUpAll} looks up. */
  private final int[] sets = new int[MOST_AT_ONCE];

  /** Which hints there are: all have to be forgotten before the first level evicts a page. */
  private final int[] hinted = new int[1 << HINT_BITS];

  private int hintedSize;

  /** Whether nothing is in the way of {@link #lookUpAll}: all is in use but spares and hints. */
  private boolean plain;

  private long frames;
  private int missed;
  private long filled;

  /**
   * Creates an empty pair.
   *
   * @param first shape of the first level: fully associative
   * @param second shape of the second level: up to 16 ways
   */
  JointTlb(TlbGeometry first, TlbGeometry second) {
    super(places(first, second) + 1, first.entries(), roundedUp(places(first, second)));
    ways = second.ways();
    groupsPerSet = WayHashes.words(ways);
    placeMask = groupsPerSet * WayHashes.WAYS - 1;
    setShift = PLACE_SHIFT + Integer.bitCount(placeMask);
    SetIndex index = second.index();
    lowBits = index.lowBits(second.sets());
    highShift = index.highShift();
    highBit = index.highBit();
    oldestShift = WayOrder.oldestShift(ways);
    spares = second.sets() << setShift;
    nowhere = places(first, second) * ENTRY;
    notes = new long[nowhere / GROUP * NOTE];
    empty = new int[capacity];
    flushAll();
  }

  /** Returns the number of places for both levels: whole groups. */
  private static int places(TlbGeometry first, TlbGeometry second) {
    int groups = second.sets() * WayHashes.words(second.ways()) + WayHashes.words(first.entries());
    return groups * WayHashes.WAYS;
  }

  /** Tells whether two levels can be joined. */
  static boolean canBe(TlbGeometry first, TlbGeometry second, TlbPolicy policy) {
    return policy == TlbPolicy.LRU && first.sets() == 1 && second.ways() <= WayOrder.MAX_WAYS;
  }

  @Override
  public int find(long key, long now) {
    return found(search(key), now);
  }

  /**
   * All that the loop needs is in local variables, as few as possible, which is what makes it fast:
   * sets are found before, in a loop of their own, and while the log holds all uses, the oldest of
   * these is that since which pages are in the first level, so that one variable is enough for
   * both.
   */
  @Override
  public int lookUpAll(long[] keys, long[] translations, int from, int to, long now) {
    findSets(keys, from, to);
    final int[] setsOfKeys = sets;
    final long[] held = entries;
    final long[] known = notes;
    final int[] ring = log;
    final long start = now - from;
    final boolean twoGroups = groupsPerSet > 1;
    final boolean mayChange = plain && !hasForgotten(now + to - from);
    long first = mayChange ? oldest : since;
    int missedHere = 0;
    long filledHere = 0;
    int i = from;
    for (; i < to; i++) {
      long key = keys[i];
      int set = setsOfKeys[i];
      int note = set >>> NOTE_SHIFT;
      long candidates = WayHashes.candidates(known[note + HASHES], key);
      int position = MISS;
      if (candidates != 0 || twoGroups) {
        position = set + WayHashes.first(candidates) * ENTRY;
        if (held[position + KEY] != key) {
          position = searchSet(key);
        }
      }
      if (position == MISS) {
        long itsOrder = known[note + ORDER];
        int way = WayOrder.oldest(itsOrder, oldestShift);
        position = set + way * ENTRY;
        if (!mayChange
            || translations[i] == PageTableEntry.ABSENT
            || held[position + STAMP] >= first) {
          break;
        }
        replace(position, key, translations[i]);
        filledHere |= 1L << i;
        known[note + ORDER] = WayOrder.renewed(itsOrder, way);
        first = nextLastUse(held, ring, first) + 1;
        missedHere++;
      } else {
        if (held[position + STAMP] < first) {
          if (!mayChange) {
            break;
          }
          first = nextLastUse(held, ring, first) + 1;
          known[note + ORDER] = WayOrder.promoted(known[note + ORDER], wayOf(position));
          missedHere++;
        }
        translations[i] = held[position + VALUE];
      }
      long time = start + i;
      held[position + STAMP] = time;
      ring[(int) time & ring.length - 1] = position;
    }
    if (missedHere != 0) {
      oldest = first;
      since = first;
    }
    missed = missedHere;
    filled = filledHere;
    return i;
  }

  private void findSets(long[] keys, int from, int to) {
    final int[] setsOfKeys = sets;
    for (int i = from; i < to; i++) {
      setsOfKeys[i] = setOf(keys[i]);
    }
  }

  @Override
  public int missed() {
    return missed;
  }

  @Override
  public long filled() {
    return filled;
  }

  @Override
  public int hitAll(long[] loads, int from, int to, int pageBits, long tag, long now) {
    long sum = 0;
    int i = from;
    while (i < to) {
      i = followHints(loads, i, to, pageBits, tag, now + i - from);
      sum += frames;
      if (i < to && !findHint(loads[i] >>> pageBits | tag, now + i - from)) {
        break;
      }
    }
    frames = sum;
    return i;
  }

  /**
   * Uses pages of the first level as long as the hints say where they are. The log learns of that
   * when the hints are forgotten, by one note for each page: this loop is short of registers.
   */
  private int followHints(long[] loads, int from, int to, int pageBits, long tag, long now) {
    final long[] held = entries;
    final int[] table = hints;
    final long start = now - from;
    long sum = 0;
    int i = from;
    for (; i < to; i++) {
      long key = loads[i] >>> pageBits | tag;
      int position = table[hintOf(key) & table.length - 1];
      if (held[position + KEY] != key) {
        break;
      }
      held[position + STAMP] = start + i;
      sum += PageTableEntry.frame(held[position + VALUE]);
    }
    frames = sum;
    return i;
  }

  /** Notes where a page is, if it is in the first level and not in a spare place. */
  private boolean findHint(long key, long now) {
    int position = searchSet(key);
    if (position == MISS || !isInFirst(position)) {
      return false;
    }
    int hint = hintOf(key);
    if (hints[hint] == nowhere) {
      hinted[hintedSize++] = hint;
    } else {
      logLastUse(hints[hint], now);
    }
    hints[hint] = position;
    plain = false;
    return true;
  }

  /** Pages in a row have different hints: this is what the golden ratio is for. */
  private static int hintOf(long key) {
    return (int) (key * GOLDEN_RATIO >>> Long.SIZE - HINT_BITS);
  }

  @Override
  public long frames() {
    return frames;
  }

  /** Uses an entry that is in the first level, or says where in the second it is. */
  private int found(int position, long now) {
    if (position == MISS || !isInFirst(position)) {
      return MISS - 1 - position;
    }
    use(position, now);
    return position;
  }

  @Override
  public long value(int position) {
    return entries[position + VALUE];
  }

  private boolean isInFirst(int position) {
    return entries[position + STAMP] >= since;
  }

  private int searchSet(long key) {
    int group = setOf(key);
    int position = searchGroup(key, group);
    return position == MISS && groupsPerSet > 1 ? searchGroup(key, group + GROUP) : position;
  }

  /**
   * Returns the position of the first entry of a key's set: as {@link SetIndex#setOf}, but with
   * what that looks up kept here, since it is done at each miss.
   */
  private int setOf(long key) {
    return (int) (key & lowBits | key >>> highShift & highBit) << setShift;
  }

  private int searchGroup(long key, int group) {
    long candidates = WayHashes.candidates(notes[(group >>> NOTE_SHIFT) + HASHES], key);
    while (candidates != 0) {
      int position = group + WayHashes.first(candidates) * ENTRY;
      if (entries[position + KEY] == key) {
        return position;
      }
      candidates &= candidates - 1;
    }
    return MISS;
  }

  private int search(long key) {
    int position = searchSet(key);
    return position == MISS && free < capacity ? searchSpares(key) : position;
  }

  private int searchSpares(long key) {
    int position = MISS;
    for (int group = spares; group < nowhere && position == MISS; group += GROUP) {
      position = searchGroup(key, group);
    }
    return position;
  }

  @Override
  public long fetch(int missed, long key, long now) {
    int position = MISS - 1 - missed;
    if (position == MISS) {
      return PageTableEntry.ABSENT;
    }
    forgetHints(now);
    promote(position);
    enterFirst(position, now);
    return entries[position + VALUE];
  }

  private void promote(int position) {
    int order = orderOf(position);
    notes[order] = WayOrder.promoted(notes[order], wayOf(position));
  }

  /** Returns where the order of use is noted for the set that an entry belongs to. */
  private int orderOf(int position) {
    return (position >>> setShift << setShift - NOTE_SHIFT) + ORDER;
  }

  private int wayOf(int position) {
    return position >>> PLACE_SHIFT & placeMask;
  }

  private void enterFirst(int position, long now) {
    if (size < capacity) {
      size++;
    } else {
      int victim = victim(now);
      if (victim >= spares) {
        release(victim);
      }
    }
    use(position, now);
    checkPlain();
  }

  private void forgetHints(long now) {
    while (hintedSize > 0) {
      int hint = hinted[--hintedSize];
      logLastUse(hints[hint], now);
      hints[hint] = nowhere;
    }
  }

  private void checkPlain() {
    plain = size == capacity && free == capacity && hintedSize == 0;
  }

  private void release(int spare) {
    entries[spare + KEY] = TlbKey.NONE;
    entries[spare + STAMP] = LONG_AGO;
    empty[free++] = spare;
  }

  @Override
  public void fill(long key, long translation, long now) {
    forgetHints(now);
    int set = setOf(key);
    int position = set + WayOrder.oldest(notes[orderOf(set)], oldestShift) * ENTRY;
    if (isInFirst(position)) {
      spare(position);
    }
    promote(position);
    replace(position, key, translation);
    enterFirst(position, now);
  }

  private void replace(int position, long key, long translation) {
    noteHash(position, key);
    entries[position + KEY] = key;
    entries[position + VALUE] = translation;
  }

  private void noteHash(int position, long key) {
    int place = position >>> PLACE_SHIFT;
    int note = (position & -GROUP) >>> NOTE_SHIFT;
    int way = place & WayHashes.WAYS - 1;
    notes[note + HASHES] = WayHashes.replaced(notes[note + HASHES], way, key);
  }

  /** Moves an entry of both levels out of the second one. */
  private void spare(int from) {
    int to = empty[--free];
    System.arraycopy(entries, from, entries, to, ENTRY);
    noteHash(to, entries[to + KEY]);
    entries[from + STAMP] = LONG_AGO;
    moved(from, to);
  }

  @Override
  public void update(long key, long translation) {
    int position = search(key);
    if (position != MISS) {
      entries[position + VALUE] = translation;
    }
  }

  @Override
  public void flush(long key) {
    int position = search(key);
    if (position != MISS) {
      remove(position);
    }
  }

  private void remove(int position) {
    if (isInFirst(position)) {
      size--;
    }
    if (position >= spares) {
      release(position);
    } else {
      entries[position + KEY] = TlbKey.NONE;
      entries[position + STAMP] = LONG_AGO;
      int order = orderOf(position);
      notes[order] = WayOrder.demoted(notes[order], wayOf(position), ways);
    }
    checkPlain();
  }

  @Override
  public void flushSpace(int space) {
    for (int position = 0; position < entries.length; position += ENTRY) {
      long key = entries[position + KEY];
      if (key != TlbKey.NONE && TlbKey.space(key) == space) {
        remove(position);
      }
    }
  }

  @Override
  public void flushAll() {
    for (int position = 0; position < entries.length; position += ENTRY) {
      entries[position + KEY] = TlbKey.NONE;
      entries[position + STAMP] = LONG_AGO;
    }
    for (int order = ORDER; order < notes.length; order += NOTE) {
      notes[order] = WayOrder.BY_WAY;
    }
    forgetUses();
    size = 0;
    free = 0;
    for (int spare = 0; spare < capacity; spare++) {
      empty[free++] = spares + spare * ENTRY;
    }
    Arrays.fill(hints, nowhere);
    hintedSize = 0;
    checkPlain();
  }
}
