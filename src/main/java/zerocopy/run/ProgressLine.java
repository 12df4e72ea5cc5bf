package zerocopy.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One line of progress: rewritten in place on a terminal, a line each in a log. */
final class ProgressLine {

  private static final Path STDOUT = Path.of("/proc/self/fd/1");

  private final PrintStream out;
  private final boolean inPlace;
  private boolean lineIsOpen;

  ProgressLine(PrintStream out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /** Progress on standard output. */
  static ProgressLine onStandardOutput() {
    return new ProgressLine(System.out, isTerminal());
  }

  /**
   * The console object does not say: newer JDKs have one for a pipe, too. Who sets {@code NO_COLOR}
   * (no-color.org) or has a dumb terminal gets no control characters.
   */
  private static boolean isTerminal() {
    if (!System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
        || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      if (Files.exists(STDOUT)) {
        String target = Files.readSymbolicLink(STDOUT).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      }
    } catch (IOException e) {
      return false;
    }
    return System.console() != null;
  }

  /** On a terminal only: what is running now. */
  synchronized void running(String line) {
    if (inPlace) {
      rewrite(line);
    }
  }

  /** What has ended. */
  synchronized void done(String line) {
    if (inPlace) {
      rewrite(line);
    } else {
      out.println(line);
    }
  }

  /** A line that stays. */
  synchronized void message(String line) {
    if (lineIsOpen) {
      out.print("\r\033[K");
      lineIsOpen = false;
    }
    out.println(line);
    out.flush();
  }

  /** Ends the line that is being rewritten. */
  synchronized void end() {
    if (lineIsOpen) {
      out.println();
      lineIsOpen = false;
    }
    out.flush();
  }

  /** Whether some of it could not be written. */
  synchronized boolean isIncomplete() {
    return out.checkError();
  }

  /** Wrapping is off while the line is written: a long line is cut, not broken. */
  private void rewrite(String line) {
    out.print("\r\033[K\033[?7l" + line + "\033[?7h");
    out.flush();
    lineIsOpen = true;
  }

  static String duration(double seconds) {
    long s = Math.round(Math.max(0, seconds));
    if (s >= 3600) {
      return String.format(Locale.ROOT, "%d h %02d min", s / 3600, s % 3600 / 60);
    }
    return s >= 60
        ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d s", s);
  }
}
