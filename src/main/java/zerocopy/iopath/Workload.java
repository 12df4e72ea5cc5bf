package zerocopy.iopath;

/**
 * What one operation of a strategy moves.
 *
 * @param fileSize bytes of the file, at least 1
 * @param chunk bytes of one read or write call, at least 1; larger than the file means the file
 * @param newTarget whether the target file of a copy is made anew
 * @param transport how a socket is reached, {@code tcp} or {@code unix}, with whatever else tells
 *     its price apart; empty where there is none
 * @param discarded whether the receiver takes the bytes without copying them
 */
public record Workload(
    long fileSize, long chunk, boolean newTarget, String transport, boolean discarded) {

  /** A workload whose receiver, if there is one, copies what it takes. */
  public Workload(long fileSize, long chunk, boolean newTarget, String transport) {
    this(fileSize, chunk, newTarget, transport, false);
  }

  /** Refuses empty files and chunks. */
  public Workload {
    if (fileSize < 1 || chunk < 1) {
      throw new IllegalArgumentException("file size and chunk are at least 1 byte");
    }
    chunk = Math.min(chunk, fileSize);
  }
}
