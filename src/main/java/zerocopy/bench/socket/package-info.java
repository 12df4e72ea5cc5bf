/** Sockets: what sending a cached file costs, until the receiver has every byte. */
package zerocopy.bench.socket;
