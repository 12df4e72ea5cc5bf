/** Page faults and page replacement: which page has to leave when another one is needed. */
package zerocopy.mmu.replacement;
