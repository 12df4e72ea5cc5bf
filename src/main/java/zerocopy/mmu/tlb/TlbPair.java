package zerocopy.mmu.tlb;

import zerocopy.mmu.paging.PageTableEntry;

/**
 * A first-level and a second-level TLB as one: what a page of one size may be looked up in. What
 * they hold are leaf entries of page tables.
 */
interface TlbPair {

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
   * @param key the page
   * @param now time of the reference: a number that grows with every reference
   * @return where the entry is until the next change; or after a miss a negative number, which
   *     {@link #fetch} wants to know
   */
  int find(long key, long now);

  /**
   * Looks a page up in the first level when misses are rare.
   *
   * @param key the page
   * @param now time of the reference
   * @return where the entry is until the next change; or a negative number when it is not there, or
   *     cannot be found without a detour: then nothing has changed
   */
  int hit(long key, long now);

  /** Returns the translation of an entry that has been found. */
  long value(int position);

  /**
   * Looks a page that is not in the first level up in the second, from where it enters the first.
   *
   * @param missed what {@link #find} returned
   * @param key the page
   * @param now time of the reference
   * @return the translation, or {@link PageTableEntry#ABSENT} after a miss
   */
  long fetch(int missed, long key, long now);

  /**
   * Looks a page up in both levels, and enters it where it is not; unless this needs a detour.
   *
   * @param key the page
   * @param known what the page is translated to if it is in neither level, or {@link
   *     PageTableEntry#ABSENT} if this is not known
   * @param now time of the reference
   * @return the translation, or {@link PageTableEntry#ABSENT} when it is in neither level and not
   *     known, or when {@link #find}, {@link #fetch} and {@link #fill} have to be asked: then
   *     nothing has changed
   */
  long lookUp(long key, long known, long now);

  /** Returns how many calls of {@link #lookUp} have missed in the first level only. */
  long fetches();

  /** Returns how many calls of {@link #lookUp} have entered what was in neither level. */
  long fills();

  /**
   * Enters a translation that is in neither level into both.
   *
   * @param key the page
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
