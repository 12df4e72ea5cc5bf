package zerocopy.iopath;

/**
 * What the machine's primitives cost, measured apart from the strategies that are predicted. All
 * times are in nanoseconds; {@link Double#NaN} says that a primitive was not measured.
 */
public interface Primitives {

  /** One system call of that name, both crossings included, that moves next to nothing. */
  double call(String name);

  /**
   * The kernel copies {@code bytes} bytes within memory, by a copying instruction of its own; where
   * a side is a file, it searches each cached page.
   */
  double kernelCopy(long bytes, CopyFootprint over);

  /**
   * What a copy into a file's cached pages costs the kernel beyond {@link #kernelCopy}: locks,
   * marks that pages are dirty, and in each call a walk over the buffers of whole folios.
   *
   * @param bytes bytes that one call writes
   * @param file bytes of the file, all of which are written
   */
  double cachedWrite(long bytes, long file);

  /** What the JDK does to have its hidden buffer between a heap array and one call. */
  double hiddenBuffer();

  /** The program copies {@code bytes} bytes within memory. */
  double userCopy(long bytes, CopyFootprint over);

  /** The program reads {@code bytes} bytes at that place from a working set of {@code span}. */
  double consume(Place place, long bytes, long span);

  /**
   * One page fault that makes a window of cached file pages readable (fault-around), and the
   * removal of that window's entries when the mapping goes.
   *
   * @param mapped bytes of the whole mapping: a large one may share faults between windows
   */
  double readFault(long mapped);

  /** One pass of at most 64 KiB through the kernel's pipe into a file, without its copy. */
  double pipePass();

  /**
   * A target file of {@code bytes} bytes is unlinked, made anew, given blocks and closed.
   *
   * @param bytes size of the file
   * @param mapped whether it is written through a mapping; faults included then
   */
  double newFile(long bytes, boolean mapped);

  /**
   * {@code fileSize} bytes of memory are written to a loopback socket in calls of {@code chunk}
   * bytes, until the receiver has the last of them.
   *
   * @param transport as {@link Workload#transport} says it
   * @param fileSize bytes in all
   * @param chunk bytes of a call
   * @return what that takes; {@link Transfer#UNKNOWN} where it was not measured
   */
  Transfer memoryToSocket(String transport, long fileSize, long chunk);

  /**
   * As {@link #memoryToSocket}, by calls that hand over the pages of a cached file of one chunk.
   *
   * @param transport as {@link Workload#transport} says it
   * @param fileSize bytes in all
   * @param chunk bytes of a call
   * @return what that takes; {@link Transfer#UNKNOWN} where it was not measured
   */
  Transfer pagesToSocket(String transport, long fileSize, long chunk);

  /**
   * What a transfer takes, ns.
   *
   * @param wall until the sender has the acknowledgement
   * @param sender CPU time of the sender; NaN where it is not known
   * @param receiver CPU time of the receiver; NaN where it is not known, or where the receiver
   *     never sleeps, so that it says nothing
   * @param oneCore whether both work on the same core, and so one after the other
   */
  record Transfer(double wall, double sender, double receiver, boolean oneCore) {

    /** A transfer that was not measured. */
    public static final Transfer UNKNOWN = new Transfer(Double.NaN, Double.NaN, Double.NaN, false);
  }
}
