/** References of real programs, as valgrind's lackey tool records them. */
package zerocopy.mmu.trace;
