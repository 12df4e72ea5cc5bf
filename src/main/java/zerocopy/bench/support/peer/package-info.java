/**
 * The other end of a connection that sends: a thread of this process, or one on another machine
 * that a token lets in.
 */
package zerocopy.bench.support.peer;
