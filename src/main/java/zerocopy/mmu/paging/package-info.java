/**
 * Paging: virtual memory in pages, physical memory in page frames of the same size, and a page
 * table between them.
 *
 * <ol>
 *   <li>{@link zerocopy.mmu.paging.PageTableEntry}: frame number, present, referenced, modified and
 *       protection bits in one word;
 *   <li>{@link zerocopy.mmu.paging.PageTableLayout}: how an address is cut into indexes and offset;
 *   <li>{@link zerocopy.mmu.paging.PageTable}: {@link zerocopy.mmu.paging.LinearPageTable} with one
 *       level (the textbook's MMU of 16-bit virtual and 15-bit physical addresses is one of 16
 *       pages), {@link zerocopy.mmu.paging.RadixPageTable} with two, four, five or any number;
 *   <li>{@link zerocopy.mmu.paging.PagedMmu}: every reference walks the table.
 * </ol>
 */
package zerocopy.mmu.paging;
