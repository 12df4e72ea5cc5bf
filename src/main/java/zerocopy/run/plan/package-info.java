/**
 * From the command line and a profile to the forks of a run: which benchmarks, which parameters, in
 * which order.
 */
package zerocopy.run.plan;
