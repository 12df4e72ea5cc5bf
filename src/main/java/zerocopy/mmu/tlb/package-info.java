/**
 * The translation lookaside buffer: a small cache of translations that spares nearly all page
 * walks.
 *
 * <ol>
 *   <li>{@link zerocopy.mmu.tlb.TlbGeometry}, {@link zerocopy.mmu.tlb.SetIndex} and {@link
 *       zerocopy.mmu.tlb.TlbPolicy}: entries, ways, which set, which victim;
 *   <li>{@link zerocopy.mmu.tlb.TlbLevel}: one TLB, in the version to be read ({@link
 *       zerocopy.mmu.tlb.TextbookTlb}) and the fast ones ({@link zerocopy.mmu.tlb.HashedTlb},
 *       {@link zerocopy.mmu.tlb.PackedSetTlb});
 *   <li>{@code TlbPair}: two levels for one page size, of any kind or, for the most frequent kind,
 *       in one structure ({@code JointTlb});
 *   <li>{@link zerocopy.mmu.tlb.TlbHierarchy}: two levels, for one or several page sizes, and its
 *       {@link zerocopy.mmu.tlb.TlbCounters};
 *   <li>{@link zerocopy.mmu.tlb.WalkModel}: how many memory references a miss costs, with page-walk
 *       caches ({@link zerocopy.mmu.tlb.NativeWalk}) and nested paging ({@link
 *       zerocopy.mmu.tlb.NestedWalk});
 *   <li>{@link zerocopy.mmu.tlb.TlbMmu}: all of it as an address space.
 * </ol>
 */
package zerocopy.mmu.tlb;
