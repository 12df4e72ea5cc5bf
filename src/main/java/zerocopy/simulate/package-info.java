/**
 * The command line of the models: {@code scripts/simulate.sh}. A command reads its options, lets a
 * model run, and prints what the model tells; no command computes a step by itself.
 */
package zerocopy.simulate;
