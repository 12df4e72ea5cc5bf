/**
 * The translation lookaside buffer: a small cache of translations that spares nearly all page
 * walks.
 *
 * <ol>
 *   <li>{@link zerocopy.mmu.tlb.TlbGeometry}, {@link zerocopy.mmu.tlb.SetIndex} and {@link
 *       zerocopy.mmu.tlb.TlbPolicy}: entries, ways, which set, which victim;
 *   <li>{@link zerocopy.mmu.tlb.TextbookTlb}: one TLB, to be read; {@code zerocopy.mmu.tlb.fast}
 *       has the same thing for speed;
 *   <li>{@link zerocopy.mmu.tlb.TlbHierarchy}: two levels, for one or several page sizes, and its
 *       {@link zerocopy.mmu.tlb.TlbCounters};
 *   <li>{@link zerocopy.mmu.tlb.WalkModel}: how many memory references a miss costs, with page-walk
 *       caches ({@link zerocopy.mmu.tlb.NativeWalk}) and nested paging ({@link
 *       zerocopy.mmu.tlb.NestedWalk});
 *   <li>{@link zerocopy.mmu.tlb.TlbMmu}: all of it as an address space.
 * </ol>
 */
package zerocopy.mmu.tlb;
