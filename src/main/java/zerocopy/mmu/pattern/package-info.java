/** Access patterns that the real machine and the model run alike. */
package zerocopy.mmu.pattern;
