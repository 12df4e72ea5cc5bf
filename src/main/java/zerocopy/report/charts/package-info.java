/** The figures that the questions declare, drawn from their rows. */
package zerocopy.report.charts;
