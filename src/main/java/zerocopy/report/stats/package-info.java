/**
 * Rows held against each other: ratios, verdicts, crossovers, drift, and the machine's ceiling.
 *
 * <p>Several ratios are summed up by their geometric mean (P. Fleming, J. Wallace, "How not to lie
 * with statistics", CACM 29(3), 1986).
 */
package zerocopy.report.stats;
