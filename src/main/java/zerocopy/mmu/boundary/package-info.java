/**
 * User and kernel: an address space split between them, the user bit that keeps user code out, and
 * the three ways into the kernel. {@link zerocopy.mmu.boundary.Machine} makes the steps.
 */
package zerocopy.mmu.boundary;
