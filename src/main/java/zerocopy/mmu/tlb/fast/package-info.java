/**
 * The same TLBs, made for speed: nobody has to read this room to understand a TLB.
 *
 * <p>It computes what {@link zerocopy.mmu.tlb.TextbookTlb} and one lookup after the other compute:
 * the same hits, the same victims, the same counts, for long streams of loads; {@code
 * src/test/c/compare-tlb.sh} compares its speed with that of a program in C. {@link
 * zerocopy.mmu.tlb.TlbLevel#of} and {@link zerocopy.mmu.tlb.TlbMmu} choose it by themselves where
 * geometry and policy allow.
 *
 * <p>It is exact because it stores the order of use in another form and changes no decision: {@link
 * zerocopy.mmu.tlb.fast.HashedTlb} finds an entry by its hash and the victim by a log of uses,
 * {@link zerocopy.mmu.tlb.fast.PackedSetTlb} keeps the order of a set in one {@code long}, {@code
 * JointTlb} tells by an entry's time of use whether the first level holds it, too, and {@code
 * LoadBatch} adds up runs of loads from one page, which are hits in every TLB and change no order.
 *
 * <p>It is tested against the textbook version by property tests of every structure, entry by entry
 * and victim by victim, against the golden counts of independent programs, and by its twin in C.
 */
package zerocopy.mmu.tlb.fast;
