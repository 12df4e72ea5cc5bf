/**
 * Random reads of a file: small blocks, by several threads, with the tail of their times, and what
 * mappings do to the threads beside them.
 */
package zerocopy.bench.random;
