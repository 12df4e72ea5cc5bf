/**
 * Estimates, intervals, ratios and verdicts. Iterations of one fork share its heap layout, its
 * compiled code and its luck, so they are not independent: forks are the sample, iterations only
 * sharpen what one fork says.
 *
 * <p>Everything is computed on the logarithm of what the forks say ({@link
 * zerocopy.stats.ForkLevel}), for all rows of a run together ({@link zerocopy.stats.TwoWayLayout}).
 * Disturbances multiply (a stolen quantum makes a fork some per cent slower, whatever its time),
 * times are positive and skewed to the right, and the result is the same whether a time, its
 * reciprocal in GiB/s or another unit went in.
 *
 * <p>Sources: A. Georges, D. Buytaert, L. Eeckhout, "Statistically rigorous Java performance
 * evaluation", OOPSLA 2007 (t intervals over the means of VM invocations); T. Kalibera, R. Jones,
 * "Rigorous benchmarking in reasonable time", ISMM 2013 (the highest level of the hierarchy rules,
 * ratios with intervals); A. Maricq et al., "Taming performance variability", OSDI 2018 (skew,
 * outliers and several modes are the rule on servers).
 */
package zerocopy.stats;
