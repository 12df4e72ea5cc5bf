/**
 * What a benchmark says about itself: annotations at its class and methods, written into the run,
 * read by the report. Run and report learn the names of benchmarks only from here.
 */
package zerocopy.catalogue;
