/**
 * A software memory-management unit, from absolute addresses to the TLB, told in the order of the
 * textbooks (Tanenbaum and Bos, "Modern Operating Systems", chapter 3; Arpaci-Dusseau, "Operating
 * Systems: Three Easy Pieces", chapters 13 to 22).
 *
 * <ol>
 *   <li><b>No memory abstraction</b>: {@link zerocopy.mmu.IdentityMapping}; {@link
 *       zerocopy.mmu.StaticRelocation} rewrites addresses when a program is loaded; {@link
 *       zerocopy.mmu.relocation} runs programs in one memory.
 *   <li><b>Address spaces</b>: {@link zerocopy.mmu.BaseLimitRegisters} relocate each reference: an
 *       add and a compare. {@link zerocopy.mmu.swapping} moves whole processes, and renews the base
 *       register.
 *   <li><b>Paging</b>: {@link zerocopy.mmu.paging} cuts memory into pages, page tables map them.
 *   <li><b>User and kernel</b>: {@link zerocopy.mmu.boundary}, the user bit and the ways into the
 *       kernel.
 *   <li><b>Page faults</b>: {@link zerocopy.mmu.replacement} brings absent pages in and chooses
 *       which ones have to leave.
 *   <li><b>Speeding up paging</b>: {@link zerocopy.mmu.tlb}, the translation lookaside buffer;
 *       page- walk caches; nested paging.
 *   <li><b>Real processors</b>: {@link zerocopy.mmu.preset} holds their sizes and costs; {@link
 *       zerocopy.mmu.trace} runs real programs' references through the model.
 * </ol>
 *
 * <p>All of them answer the same question, {@link zerocopy.mmu.AddressSpace#translate}, or trap
 * with a {@link zerocopy.mmu.Fault}.
 */
package zerocopy.mmu;
