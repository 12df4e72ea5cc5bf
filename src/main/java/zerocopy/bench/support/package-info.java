/** Fixtures that all benchmarks share: buffers, content, temporary files, complete transfers. */
package zerocopy.bench.support;
