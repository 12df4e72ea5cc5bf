/** Figures as data, and the one renderer that draws them all as SVG and PNG. */
package zerocopy.report.figure;
