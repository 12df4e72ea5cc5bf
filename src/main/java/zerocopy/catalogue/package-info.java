/**
 * What a benchmark says about itself: annotations at its class and methods, written into the run,
 * read by the report. It is the only place that knows benchmarks by name.
 */
package zerocopy.catalogue;
