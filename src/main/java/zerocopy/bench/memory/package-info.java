/** What bytes cost that stay in memory: copies, single elements, getting and releasing buffers. */
package zerocopy.bench.memory;
