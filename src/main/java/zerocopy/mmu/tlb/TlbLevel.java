package zerocopy.mmu.tlb;

import zerocopy.mmu.tlb.fast.HashedTlb;
import zerocopy.mmu.tlb.fast.PackedSetTlb;
import zerocopy.mmu.tlb.fast.WayOrder;

/**
 * One TLB: a small table of recently used translations, looked up by {@link TlbKey}.
 *
 * <p>Three implementations behave alike to the last victim: {@link TextbookTlb} is any geometry
 * with any policy, written to be read; {@link HashedTlb} and {@link PackedSetTlb} are made for
 * speed.
 */
public interface TlbLevel {
  /** The position that {@link #find} returns for a page that is not in the TLB. */
  int MISS = -1;

  /**
   * Builds the fastest implementation for a geometry and policy.
   *
   * @param geometry shape
   * @param policy replacement
   */
  static TlbLevel of(TlbGeometry geometry, TlbPolicy policy) {
    boolean ordered = policy == TlbPolicy.LRU || policy == TlbPolicy.FIFO;
    if (ordered && geometry.sets() > 1 && geometry.ways() <= WayOrder.MAX_WAYS) {
      return new PackedSetTlb(geometry, policy);
    }
    if (ordered && geometry.sets() == 1) {
      return new HashedTlb(geometry, policy);
    }
    return new TextbookTlb(geometry, policy);
  }

  /**
   * Looks a page up; a hit is a use in the sense of the replacement policy.
   *
   * @param now time of the reference: a number that grows with every reference
   * @return where the entry is, valid until the next {@link #fill} or flush, or {@link #MISS}
   */
  int find(long key, long now);

  /**
   * Returns the translation that an entry holds.
   *
   * @param position what {@link #find} returned
   */
  long value(int position);

  /**
   * Enters a translation that is not in the TLB, which is a use, too.
   *
   * @param key what it will be found by
   * @param now time of the reference
   * @return the key of the entry that had to give way, or -1 when there was an empty one
   */
  long fill(long key, long value, long now);

  /**
   * Replaces the translation of a page, which is not a use.
   *
   * @return whether the page is in the TLB
   */
  boolean update(long key, long value);

  /**
   * Flushes one page.
   *
   * @return whether it was in the TLB
   */
  boolean flush(long key);

  /** Flushes all pages of an address space. */
  void flushSpace(int space);

  /** Flushes everything. */
  void flushAll();

  /** Returns how many entries are in use. */
  int size();
}
