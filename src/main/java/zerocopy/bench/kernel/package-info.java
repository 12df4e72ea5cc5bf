/** What crossing into the kernel, a page fault and waiting cost: the primitives of every path. */
package zerocopy.bench.kernel;
