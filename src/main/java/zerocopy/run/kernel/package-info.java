/** Inside a fork: what the kernel counts in the measured time. */
package zerocopy.run.kernel;
