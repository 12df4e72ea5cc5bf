package zerocopy.iopath.device;

/**
 * Decides which interrupt the processor takes. Line 0 has the highest priority. A line that is not
 * served stays asserted, and is retried when the handler that outranks it has ended.
 */
public final class InterruptController {

  /** Lines of the controller. */
  public static final int LINES = 8;

  private static final int NONE = -1;

  private int asserted;
  private int inService;
  private long retries;

  /**
   * A device asserts its line and keeps it asserted until it is served.
   *
   * @param line 0 … 7
   */
  public void raise(int line) {
    asserted |= 1 << check(line);
    if (highest(inService) != NONE && highest(inService) <= line) {
      retries++;
    }
  }

  /**
   * The processor asks for work, and by taking it acknowledges it.
   *
   * @return the asserted line of highest priority, if no handler of the same or a higher priority
   *     runs; else −1
   */
  public int acknowledge() {
    int line = highest(asserted);
    int running = highest(inService);
    if (line == NONE || (running != NONE && running <= line)) {
      return NONE;
    }
    asserted &= ~(1 << line);
    inService |= 1 << line;
    return line;
  }

  /**
   * The handler of a line has ended.
   *
   * @param line the line whose handler ran
   * @throws IllegalStateException if it did not run
   */
  public void endOfInterrupt(int line) {
    if ((inService & 1 << check(line)) == 0) {
      throw new IllegalStateException("the handler of line " + line + " does not run");
    }
    inService &= ~(1 << line);
  }

  /** How often a line was raised while a handler of the same or a higher priority ran. */
  public long retries() {
    return retries;
  }

  private static int highest(int lines) {
    return lines == 0 ? NONE : Integer.numberOfTrailingZeros(lines);
  }

  private static int check(int line) {
    if (line < 0 || line >= LINES) {
      throw new IllegalArgumentException("line " + line + " is not in 0.." + (LINES - 1));
    }
    return line;
  }
}
