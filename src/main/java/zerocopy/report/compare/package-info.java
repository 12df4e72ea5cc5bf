/**
 * What changed between two runs: rows held against rows, environments against environments, told on
 * a terminal, in Markdown, as JSON and as a figure.
 */
package zerocopy.report.compare;
