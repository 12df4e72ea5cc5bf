/**
 * Page faults and page replacement: which page has to leave when another one is needed.
 *
 * <ol>
 *   <li>{@link zerocopy.mmu.replacement.Pager} handles page faults;
 *   <li>{@link zerocopy.mmu.replacement.FrameTable} says what the page frames hold;
 *   <li>{@link zerocopy.mmu.replacement.Policy} lists the algorithms, each a small {@link
 *       zerocopy.mmu.replacement.ReplacementPolicy};
 *   <li>{@link zerocopy.mmu.replacement.Replacement} runs one over a {@link
 *       zerocopy.mmu.replacement.ReferenceString}.
 * </ol>
 */
package zerocopy.mmu.replacement;
