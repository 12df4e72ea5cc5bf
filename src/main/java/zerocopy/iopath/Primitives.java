package zerocopy.iopath;

/**
 * What the machine's primitives cost, measured apart from the strategies that are predicted. All
 * times are in nanoseconds; {@link Double#NaN} says that a primitive was not measured.
 */
public interface Primitives {

  /** One system call of that name, both crossings included, that moves next to nothing. */
  double call(String name);

  /** The kernel copies {@code bytes} bytes within memory. */
  double kernelCopy(long bytes, Footprint over);

  /**
   * What a copy out of a file's cached pages costs the kernel beyond {@link #kernelCopy}: the
   * search for each page, and a copying instruction of its own.
   *
   * @param bytes bytes that are copied
   * @param span bytes of the file that are read before the first is read again
   */
  double cachedRead(long bytes, long span);

  /**
   * What a copy into a file's cached pages costs the kernel beyond {@link #kernelCopy}: the search
   * for each page, its lock, and the mark that it is dirty.
   *
   * @param bytes bytes that are copied
   * @param span bytes of the file that are written before the first is written again
   */
  double cachedWrite(long bytes, long span);

  /** The program copies {@code bytes} bytes within memory. */
  double userCopy(long bytes, Footprint over);

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
   */
  double memoryToSocket(String transport, long fileSize, long chunk);
}
