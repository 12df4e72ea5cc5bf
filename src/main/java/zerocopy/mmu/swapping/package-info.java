/** Swapping: whole processes move between memory and a backing store, and come back elsewhere. */
package zerocopy.mmu.swapping;
