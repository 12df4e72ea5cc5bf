package zerocopy.run;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Keeps the last lines that JMH and a fork print, for the reason of a failure. */
final class CapturedOutput implements OutputFormat {

  private static final int LINES = 200;

  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final PrintStream echo;

  /**
   * Output that is kept.
   *
   * @param echo where it is shown as well, or null
   */
  CapturedOutput(PrintStream echo) {
    this.echo = echo;
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public synchronized void print(String text) {
    if (echo != null) {
      echo.print(text);
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        lines.add(line.toString());
        line.setLength(0);
        if (lines.size() > LINES) {
          lines.remove(0);
        }
      } else {
        line.append(text.charAt(i));
      }
    }
  }

  @Override
  public void println(String text) {
    print(text + "\n");
  }

  @Override
  public void verbosePrintln(String text) {
    // JMH's own diagnostics, which no reason of a failure stands in.
  }

  @Override
  public void write(int b) {
    print(String.valueOf((char) b));
  }

  @Override
  public void write(byte[] bytes) {
    print(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void flush() {
    if (echo != null) {
      echo.flush();
    }
  }

  @Override
  public void close() {
    flush();
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
    // The progress line tells of forks, not iterations.
  }

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
    // As above.
  }

  @Override
  public void startBenchmark(BenchmarkParams benchmark) {
    // As above.
  }

  @Override
  public void endBenchmark(BenchmarkResult result) {
    // As above.
  }

  @Override
  public void startRun() {
    // One run of JMH is one fork.
  }

  @Override
  public void endRun(Collection<RunResult> results) {
    // As above.
  }
}
