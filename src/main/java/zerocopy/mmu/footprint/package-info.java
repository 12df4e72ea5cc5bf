/** What the model's data structures occupy in the heap, measured with jol. */
package zerocopy.mmu.footprint;
