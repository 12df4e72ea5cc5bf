package zerocopy.mmu.tlb;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.tlb.fast.SeparateTlbs;
import zerocopy.mmu.tlb.fast.TlbPair;

/**
 * Two levels of TLB. The second is looked up on a miss in the first only; a miss in both fills
 * both; a hit in the second fills the first; an entry that is evicted from the second stays in the
 * first.
 *
 * <p>A level is either shared by all page sizes or split: one TLB for each page size. The hardware
 * searches for all page sizes at once because it cannot know the size before the hit; this counts
 * as one lookup.
 */
public final class TlbHierarchy {
  private static final int PAGE_LEVELS = 3;
  private static final int NONE = -1;

  private final TlbPair[] pairs;
  private long lookups;
  private long repeats;
  private long firstMisses;
  private long secondMisses;
  private int pageLevelsInUse;
  private int onlyPageLevel = NONE;

  /**
   * Creates a hierarchy.
   *
   * @param pairs the TLBs by the level at which page tables map the pages that they hold: base
   *     pages, large pages, huge pages; the same ones thrice if they are shared
   */
  private TlbHierarchy(TlbPair... pairs) {
    this.pairs = pairs;
  }

  /**
   * Returns the fastest implementation of two levels that are shared by all page sizes.
   *
   * @param first shape of the first-level TLB
   * @param second shape of the second-level TLB
   * @param policy replacement in both
   */
  public static TlbHierarchy shared(TlbGeometry first, TlbGeometry second, TlbPolicy policy) {
    return shared(TlbPair.of(first, second, policy));
  }

  /** Returns two levels that are shared by all page sizes. */
  public static TlbHierarchy shared(TlbLevel first, TlbLevel second) {
    return shared(new SeparateTlbs(first, second));
  }

  private static TlbHierarchy shared(TlbPair pair) {
    return new TlbHierarchy(pair, pair, pair);
  }

  /**
   * Returns a single level that is shared by all page sizes; every miss in it is a page walk and
   * counts as a miss in the second level.
   */
  public static TlbHierarchy single(TlbLevel only) {
    return shared(only, NoTlb.INSTANCE);
  }

  /**
   * Returns two levels with a TLB for each page size; sizes may share one.
   *
   * @param first first-level TLBs for base, large and huge pages
   * @param second second-level TLBs for base, large and huge pages
   */
  public static TlbHierarchy split(TlbLevel[] first, TlbLevel[] second) {
    if (first.length != PAGE_LEVELS || second.length != PAGE_LEVELS) {
      throw new IllegalArgumentException("a split TLB needs one TLB for each of three page sizes");
    }
    TlbPair[] pairs = new TlbPair[PAGE_LEVELS];
    Arrays.setAll(pairs, level -> new SeparateTlbs(first[level], second[level]));
    return new TlbHierarchy(pairs);
  }

  /** Returns how many lookups there were, which is the time by which the TLBs tell old from new. */
  public long lookups() {
    return lookups;
  }

  /**
   * Takes over what a batch of translations has counted in local variables.
   *
   * @param now number of lookups
   * @param missedFirst how many more of them have missed in the first level
   * @param missedBoth how many of these in the second level, too
   */
  public void count(long now, int missedFirst, int missedBoth) {
    lookups = now;
    firstMisses += missedFirst;
    secondMisses += missedBoth;
  }

  /** Counts references to the same page as the one before, which need no lookup to be hits. */
  public void repeat(int times) {
    repeats += times;
  }

  /** Returns how many references there were. */
  long references() {
    return lookups + repeats;
  }

  /** Returns the TLBs for pages that page tables map at a level. */
  public TlbPair pair(int pageLevel) {
    return pairs[pageLevel];
  }

  /**
   * Returns the only level at which pages have been mapped since everything was flushed, or -1 if
   * there are none or several.
   */
  public int onlyPageLevel() {
    return onlyPageLevel;
  }

  private void use(int pageLevels) {
    pageLevelsInUse = pageLevels;
    onlyPageLevel =
        Integer.bitCount(pageLevels) == 1 ? Integer.numberOfTrailingZeros(pageLevels) : NONE;
  }

  /**
   * Looks up a page of any size.
   *
   * @param page number of the base page
   * @param space address-space identifier
   * @param levelShift by how many bits page numbers get shorter at each level
   * @return the translation, or {@link PageTableEntry#ABSENT} after a miss in both levels
   */
  long lookup(long page, int space, int[] levelShift) {
    long now = ++lookups;
    for (int left = pageLevelsInUse; left != 0; left &= left - 1) {
      int level = Integer.numberOfTrailingZeros(left);
      long key = TlbKey.of(page >>> levelShift[level], level, space);
      int position = pairs[level].find(key, now);
      if (position >= 0) {
        return pairs[level].value(position);
      }
    }
    firstMisses++;
    for (int left = pageLevelsInUse; left != 0; left &= left - 1) {
      int level = Integer.numberOfTrailingZeros(left);
      long key = TlbKey.of(page >>> levelShift[level], level, space);
      long translation = pairs[level].fetch(pairs[level].find(key, now), key, now);
      if (translation != PageTableEntry.ABSENT) {
        return translation;
      }
    }
    secondMisses++;
    return PageTableEntry.ABSENT;
  }

  /**
   * Looks up a page when all pages have one size.
   *
   * @return the translation, or {@link PageTableEntry#ABSENT} after a miss in both levels
   */
  public long lookupOnly(long key, int pageLevel) {
    long now = ++lookups;
    TlbPair pair = pairs[pageLevel];
    int position = pair.find(key, now);
    if (position >= 0) {
      return pair.value(position);
    }
    firstMisses++;
    long translation = pair.fetch(position, key, now);
    if (translation == PageTableEntry.ABSENT) {
      secondMisses++;
    }
    return translation;
  }

  /** Enters a translation that missed in both levels. */
  void fill(long key, int pageLevel, long translation) {
    if ((pageLevelsInUse & 1 << pageLevel) == 0) {
      use(pageLevelsInUse | 1 << pageLevel);
    }
    pairs[pageLevel].fill(key, translation, lookups);
  }

  /** Replaces a translation wherever it is held. */
  void update(long key, int pageLevel, long translation) {
    pairs[pageLevel].update(key, translation);
  }

  /** Flushes a page in both levels. */
  void flush(long key, int pageLevel) {
    pairs[pageLevel].flush(key);
  }

  /**
   * Flushes all pages of an address space, as a context switch without address-space identifiers
   * does with the current one.
   */
  public void flushSpace(int space) {
    distinct().forEach(pair -> pair.flushSpace(space));
  }

  /** Flushes everything. The counters go on. */
  public void flushAll() {
    distinct().forEach(TlbPair::flushAll);
    use(0);
  }

  private Set<TlbPair> distinct() {
    return new LinkedHashSet<>(Arrays.asList(pairs));
  }

  /** Returns how many lookups missed in the first level. */
  long firstMisses() {
    return firstMisses;
  }

  /** Returns how many lookups missed in both levels. */
  long secondMisses() {
    return secondMisses;
  }
}
