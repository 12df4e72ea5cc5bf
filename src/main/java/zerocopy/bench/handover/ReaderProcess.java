package zerocopy.bench.handover;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process that reads, as the process sees it that has started it: a JVM of the same JDK and
 * class path with a heap of 64 MiB.
 *
 * <p>While a piece of work goes on ({@link #begin}, {@link #end}), a watchdog kills a reader that
 * takes too long over it, so that nobody waits for ever.
 */
final class ReaderProcess implements AutoCloseable {

  private static final List<String> FLAGS =
      List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto");
  private static final Duration GLANCE = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final InputStream said;
  private final AtomicLong steps = new AtomicLong();
  private volatile String failure = "it gives no reason";

  /**
   * Starts the process.
   *
   * @param address where it finds what it reads from
   * @param size bytes of a message
   * @param polls whether it waits without sleeping
   */
  ReaderProcess(Class<? extends ReadingEnd> end, String address, int size, boolean polls)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(HandOverReader.class.getName());
    command.addAll(List.of(end.getName(), address, Integer.toString(size), "" + polls));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    said = process.getInputStream();
    Thread watchdog = new Thread(this::watch, "reader-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  /**
   * Waits until it reads.
   *
   * @return the number of the thread that reads
   */
  int awaitReading() throws IOException {
    begin();
    int thread = Integer.parseInt(line());
    end();
    return thread;
  }

  /** Has it keep the next message. */
  void keepNext() throws IOException {
    ask(HandOverReader.KEEP);
  }

  /** The message that it has kept. */
  byte[] kept() throws IOException {
    return said.readNBytes(Integer.parseInt(ask(HandOverReader.TELL)));
  }

  /** CPU time of the thread that reads, in nanoseconds, since it began; −1 when it has ended. */
  long cpuNanos() {
    try {
      return Long.parseLong(ask(HandOverReader.CPU));
    } catch (IOException ended) {
      return -1;
    }
  }

  private String ask(char command) throws IOException {
    begin();
    try {
      process.getOutputStream().write(command);
      process.getOutputStream().flush();
    } catch (IOException ended) {
      throw lost(ended);
    }
    String answer = line();
    end();
    return answer;
  }

  /** The rest of its next line; what the JVM itself says may tell why there is none. */
  private String line() throws IOException {
    for (String line = read(); line != null; line = read()) {
      if (line.startsWith(HandOverReader.OURS) && !line.startsWith(HandOverReader.FAILED)) {
        return line.substring(HandOverReader.OURS.length());
      }
      failure = line.replace(HandOverReader.FAILED, "");
    }
    throw lost(new EOFException());
  }

  /** A line, byte by byte: a message may follow it. */
  private String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int letter = said.read(); letter != '\n'; letter = said.read()) {
      if (letter < 0) {
        return null;
      }
      line.write(letter);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** A piece of work begins that must not take long. */
  void begin() {
    steps.lazySet(steps.getPlain() | 1);
  }

  /** It has ended. */
  void end() {
    steps.lazySet((steps.getPlain() | 1) + 1);
  }

  /**
   * Makes sure that there is somebody to wait for.
   *
   * @throws IOException if the process has ended; the message says why
   */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw lost(new EOFException());
    }
  }

  /**
   * What is thrown when the reader does not answer any more.
   *
   * @param seen how it was noticed
   * @return its message says why the reader ended
   */
  IOException lost(IOException seen) {
    // Process.destroyForcibly would close its output, unread.
    process.toHandle().destroyForcibly();
    try {
      for (String line = read(); line != null; line = read()) {
        failure = line.replace(HandOverReader.FAILED, "");
      }
    } catch (IOException closed) {
      seen.addSuppressed(closed);
    }
    return new IOException("the reader's process has ended: " + failure, seen);
  }

  /** Kills the process, and waits for its end. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    said.close();
    try {
      process.getOutputStream().close();
    } catch (IOException ended) {
      // Its pipe is broken, as it should be.
      return;
    }
  }

  private void watch() {
    long seen = -1;
    long since = System.nanoTime();
    try {
      while (process.isAlive()) {
        Thread.sleep(GLANCE.toMillis());
        long step = steps.get();
        if (step != seen || (step & 1) == 0) {
          seen = step;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
          failure = "nothing moved for %d s".formatted(PATIENCE.toSeconds());
          process.toHandle().destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
