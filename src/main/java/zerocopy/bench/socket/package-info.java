/**
 * Sockets: what sending a cached file costs, until the receiver has every byte, and what the socket
 * alone costs.
 */
package zerocopy.bench.socket;
