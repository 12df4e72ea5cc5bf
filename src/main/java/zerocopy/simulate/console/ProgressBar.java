package zerocopy.simulate.console;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A progress bar on a terminal; nothing elsewhere. The script says whether standard error is one,
 * because the JDK only tells about the standard input and output.
 */
public final class ProgressBar implements AutoCloseable {
  private static final long EVERY_NANOS = 200_000_000L;
  private static final int WIDTH = 40;

  private final boolean terminal = Boolean.getBoolean("zerocopy.terminal");
  private final PrintStream err;
  private final String name;
  private long last = System.nanoTime();
  private boolean shown;

  /**
   * Creates a bar that is not shown yet.
   *
   * @param err where to draw it
   * @param name what is read
   */
  public ProgressBar(PrintStream err, String name) {
    this.err = err;
    this.name = name;
  }

  /**
   * Shows how far it is, five times a second.
   *
   * @param share share of the file that has been read, or -1 if unknown
   * @param references references so far
   */
  public void report(double share, long references) {
    if (!terminal || System.nanoTime() - last < EVERY_NANOS) {
      return;
    }
    last = System.nanoTime();
    shown = true;
    int done = (int) (Math.max(0, share) * WIDTH);
    String bar = "#".repeat(done) + ".".repeat(WIDTH - done);
    err.print(String.format(Locale.ROOT, "\r%s [%s] %,d references", name, bar, references));
    err.flush();
  }

  @Override
  public void close() {
    if (shown) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
