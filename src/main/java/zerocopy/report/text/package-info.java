/** Text that comes from result files, made harmless for the place where it is shown. */
package zerocopy.report.text;
