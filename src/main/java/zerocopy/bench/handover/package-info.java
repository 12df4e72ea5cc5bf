/** Handing bytes over to another process on the same machine. */
package zerocopy.bench.handover;
