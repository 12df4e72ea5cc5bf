/**
 * Swapping: whole processes move between memory and a backing store, and come back elsewhere.
 * {@link zerocopy.mmu.swapping.MemoryMap} knows the holes, {@link zerocopy.mmu.swapping.Swapper}
 * moves the processes.
 */
package zerocopy.mmu.swapping;
