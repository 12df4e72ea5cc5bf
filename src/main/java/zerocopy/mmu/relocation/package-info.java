/**
 * Several programs in one memory: with absolute addresses, with addresses that the loader rewrites,
 * and behind base and limit registers. {@link zerocopy.mmu.relocation.ProgramMemory} loads and runs
 * {@link zerocopy.mmu.relocation.Program}s.
 */
package zerocopy.mmu.relocation;
