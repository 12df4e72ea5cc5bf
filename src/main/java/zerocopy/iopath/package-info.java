/**
 * What each way of moving bytes does, step by step, and what it should therefore cost.
 *
 * <p>A {@link zerocopy.iopath.IoPath} is a short list of {@link zerocopy.iopath.Step}s between
 * named {@link zerocopy.iopath.Place}s. From this list alone come the {@linkplain
 * zerocopy.iopath.Counts counts} (crossings, copies, interrupts, faults) and the {@linkplain
 * zerocopy.iopath.PathDiagram diagram}. {@link zerocopy.iopath.TextbookPaths} holds the paths of
 * the textbooks. {@code zerocopy.iopath.device} executes the three I/O modes on a small simulated
 * machine.
 */
package zerocopy.iopath;
