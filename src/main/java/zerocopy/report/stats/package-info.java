/** Rows held against each other: ratios, verdicts, crossovers, drift, and the machine's ceiling. */
package zerocopy.report.stats;
