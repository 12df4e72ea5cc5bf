package zerocopy.mmu.trace;

import java.io.IOException;

/** A trace cannot be read; the message is one sentence that names the file, and the line if any. */
public final class TraceException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message file, line and what is wrong
   */
  public TraceException(String message) {
    super(message);
  }
}
