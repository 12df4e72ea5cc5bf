/**
 * The run folder as data: what the run writes and the report reads, and the only contract between
 * them.
 */
package zerocopy.results;
