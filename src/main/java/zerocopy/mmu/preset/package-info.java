/**
 * Real processors as data: sizes of their TLBs, costs in cycles, and where the numbers are from.
 */
package zerocopy.mmu.preset;
