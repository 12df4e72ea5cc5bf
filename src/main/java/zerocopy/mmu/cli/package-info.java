/** The command line of the model: {@code scripts/simulate.sh}. */
package zerocopy.mmu.cli;
