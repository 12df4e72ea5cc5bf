/**
 * References of real programs, as valgrind's lackey tool records them: {@link
 * zerocopy.mmu.trace.TraceInput} finds the bytes, {@link zerocopy.mmu.trace.LackeyReader} the
 * references.
 */
package zerocopy.mmu.trace;
