package zerocopy.run.fork;

import java.io.IOException;
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

  /** Told to ignore its lock, JMH warns of it for every fork; {@code RunLock} holds the lock. */
  private static final String LOCK_IGNORED = "# WARNING: JMH lock is ignored";

  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final OutputFormat shown;

  /**
   * Output that is kept.
   *
   * @param shown what shows it as JMH does, in the wanted detail
   */
  CapturedOutput(OutputFormat shown) {
    this.shown = shown;
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  private synchronized void keep(String text) {
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
  public void print(String text) {
    keep(text);
    shown.print(text);
  }

  @Override
  public void println(String text) {
    if (!text.startsWith(LOCK_IGNORED)) {
      keep(text + "\n");
      shown.println(text);
    }
  }

  @Override
  public void verbosePrintln(String text) {
    shown.verbosePrintln(text);
  }

  @Override
  public void write(int b) {
    keep(String.valueOf((char) b));
    shown.write(b);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    keep(new String(bytes, StandardCharsets.UTF_8));
    shown.write(bytes);
  }

  @Override
  public void flush() {
    shown.flush();
  }

  /** What shows the output serves further forks. */
  @Override
  public void close() {
    shown.flush();
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
    shown.iteration(benchmark, params, iteration);
  }

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
    shown.iterationResult(benchmark, params, iteration, data);
  }

  @Override
  public void startBenchmark(BenchmarkParams benchmark) {
    shown.startBenchmark(benchmark);
  }

  @Override
  public void endBenchmark(BenchmarkResult result) {
    if (result != null) {
      shown.endBenchmark(result);
    }
  }

  @Override
  public void startRun() {
    shown.startRun();
  }

  @Override
  public void endRun(Collection<RunResult> results) {
    // The results of a single fork are not the run's.
  }
}
