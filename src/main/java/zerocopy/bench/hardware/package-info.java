/** What the machine itself does: latency of its caches, memory and address translation. */
package zerocopy.bench.hardware;
