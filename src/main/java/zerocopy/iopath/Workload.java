package zerocopy.iopath;

/**
 * What one operation of a strategy moves.
 *
 * @param fileSize bytes of the file, at least 1
 * @param chunk bytes of one read or write call, at least 1; larger than the file means the file
 * @param newTarget whether the target file of a copy is made anew
 * @param transport how a socket is reached, {@code tcp} or {@code unix}; empty where there is none
 */
public record Workload(long fileSize, long chunk, boolean newTarget, String transport) {

  /** Refuses empty files and chunks. */
  public Workload {
    if (fileSize < 1 || chunk < 1) {
      throw new IllegalArgumentException("file size and chunk are at least 1 byte");
    }
    chunk = Math.min(chunk, fileSize);
  }
}
