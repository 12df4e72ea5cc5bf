package zerocopy.mmu.tlb.fast;

import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * A first-level and a second-level TLB as one: what a page of one size may be looked up in. What
 * they hold are leaf entries of page tables.
 */
public interface TlbPair {

  /**
   * Builds the fastest implementation.
   *
   * @param first shape of the first level
   * @param second shape of the second level
   * @param policy replacement in both
   */
  static TlbPair of(TlbGeometry first, TlbGeometry second, TlbPolicy policy) {
    return JointTlb.canBe(first, second, policy)
        ? new JointTlb(first, second)
        : new SeparateTlbs(TlbLevel.of(first, policy), TlbLevel.of(second, policy));
  }

  /**
   * Looks a page up in the first level; a miss changes nothing that can be seen.
   *
   * @param now time of the reference: a number that grows with every reference
   * @return where the entry is until the next change; or after a miss a negative number, which
   *     {@link #fetch} wants to know
   */
  int find(long key, long now);

  /**
   * Looks up the pages of one load after the other, until one is not in the first level or cannot
   * be found there without a detour: for that one nothing has changed.
   *
   * @param loads virtual addresses
   * @param from index of the first
   * @param to index after the last one
   * @param pageBits bits of the offset within a page
   * @param tag what a page's number is to be joined with to be its key
   * @param now time of the first reference; each of the others is one later
   * @return index of the first that is not done
   */
  int hitAll(long[] loads, int from, int to, int pageBits, long tag, long now);

  /** Returns the sum of the frame numbers of the pages done by the last {@link #hitAll}. */
  long frames();

  /** Returns the translation of an entry that has been found. */
  long value(int position);

  /**
   * Looks a page that is not in the first level up in the second, from where it enters the first.
   *
   * @param missed what {@link #find} returned
   * @param now time of the reference
   * @return the translation, or {@link PageTableEntry#ABSENT} after a miss
   */
  long fetch(int missed, long key, long now);

  /**
   * Looks up one page after the other in both levels, and enters a page that is in neither, until
   * one needs a detour.
   *
   * @param translations what each page is translated to if it is in neither level, or {@link
   *     PageTableEntry#ABSENT} if this is not known; takes what those are translated to that are
   *     done
   * @param from index of the first
   * @param to index after the last one, at most 64
   * @param now time of the first reference; each of the others is one later
   * @return index of the first that is not done, since it is in neither level and not known, or
   *     since {@link #find}, {@link #fetch} and {@link #fill} have to be asked for it
   */
  int lookUpAll(long[] keys, long[] translations, int from, int to, long now);

  /**
   * Returns how many of the pages done by the last {@link #lookUpAll} were not in the first level.
   */
  int missed();

  /** Returns which of the pages done by the last {@link #lookUpAll} were in neither level. */
  long filled();

  /**
   * Enters a translation that is in neither level into both.
   *
   * @param translation what it is translated to
   * @param now time of the reference
   */
  void fill(long key, long translation, long now);

  /** Replaces the translation of a page wherever it is held. */
  void update(long key, long translation);

  /** Flushes a page. */
  void flush(long key);

  /** Flushes all pages of an address space. */
  void flushSpace(int space);

  /** Flushes everything. */
  void flushAll();
}
