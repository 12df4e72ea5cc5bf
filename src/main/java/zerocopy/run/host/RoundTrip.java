package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.Unsupported;

/**
 * How long a cache line takes from one core to another and back: two threads, each on its core,
 * hand a number to one another. It tells how far apart two cores are, also where a hypervisor has
 * put them and does not say.
 *
 * @param first one core
 * @param second another
 */
public record RoundTrip(int first, int second) {

  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Before the first probe the loops have to be compiled. */
  private static final long WARMUP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long SEARCH_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int SLICE = 200;

  /** Cores that are tried against one another: 120 pairs, a quarter of a second. */
  private static final int MOST_CORES = 16;

  /** A line of its own on every processor: the neighbours of its 64 bytes are fetched along. */
  private static final int MIDDLE = 32;

  /** A quiet slice: a quarter of the slices are faster, whatever disturbed the others. */
  private static final double QUIET = 25;

  /**
   * The pair of cores that every fork with two threads uses: of the cores that this process may
   * use, the two with the shortest round trip, hyper-threads of one core left out where there are
   * others.
   *
   * @throws Unsupported where there is only one core, or the system does not let threads choose
   */
  public static RoundTrip choose() {
    List<Integer> cores = oneThreadACore(Cores.allowed());
    if (cores.size() < 2) {
      throw new Unsupported("this process may use one core only");
    }
    RoundTrip best = new RoundTrip(cores.get(0), cores.get(1));
    best.nanos(WARMUP_NANOS);
    double shortest = Double.POSITIVE_INFINITY;
    List<Integer> tried = cores.subList(0, Math.min(cores.size(), MOST_CORES));
    for (int i = 0; i < tried.size() && tried.size() > 2; i++) {
      for (int k = i + 1; k < tried.size(); k++) {
        RoundTrip pair = new RoundTrip(tried.get(i), tried.get(k));
        double nanos = pair.nanos(SEARCH_NANOS);
        if (nanos < shortest) {
          shortest = nanos;
          best = pair;
        }
      }
    }
    return best;
  }

  /** All threads where the cores have only one between them. */
  private static List<Integer> oneThreadACore(List<Integer> allowed) {
    List<String> seen = new ArrayList<>();
    List<Integer> cores = new ArrayList<>();
    for (int core : allowed) {
      String siblings = siblings(core);
      if (siblings.isEmpty() || !seen.contains(siblings)) {
        seen.add(siblings);
        cores.add(core);
      }
    }
    return cores.size() > 1 ? cores : allowed;
  }

  private static String siblings(int core) {
    return SystemFiles.OWN.text(
        "/sys/devices/system/cpu/cpu" + core + "/topology/thread_siblings_list");
  }

  /**
   * Measures for some 20 ms.
   *
   * @return ns of a round trip
   * @throws Unsupported if the system refuses the cores
   */
  public double nanos() {
    return nanos(PROBE_NANOS);
  }

  private double nanos(long duration) {
    AtomicLongArray line = new AtomicLongArray(2 * MIDDLE);
    CountDownLatch ready = new CountDownLatch(1);
    Thread echo = new Thread(() -> echo(line, ready), "round-trip-echo");
    echo.setDaemon(true);
    Runnable unpin = Cores.pinTo(first);
    echo.start();
    try {
      ready.await();
      return measure(line, duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    } finally {
      line.setOpaque(MIDDLE, -1);
      unpin.run();
    }
  }

  private void echo(AtomicLongArray line, CountDownLatch ready) {
    try {
      Cores.pinTo(second);
    } catch (Unsupported refused) {
      line.setOpaque(MIDDLE, -1);
    }
    ready.countDown();
    for (long seen = 0; seen >= 0; ) {
      seen = line.getAcquire(MIDDLE);
      // Odd numbers are questions.
      if ((seen & 1) == 1 && seen > 0) {
        line.compareAndSet(MIDDLE, seen, seen + 1);
      }
    }
  }

  private static double measure(AtomicLongArray line, long duration) {
    long value = 0;
    DescriptiveStatistics slices = new DescriptiveStatistics();
    long begin = System.nanoTime();
    for (long now = begin; now - begin < duration; ) {
      long slice = now;
      for (int i = 0; i < SLICE; i++) {
        if (!line.compareAndSet(MIDDLE, value, value + 1)) {
          return Double.NaN;
        }
        value += 2;
        while (line.getAcquire(MIDDLE) != value) {
          if (line.getAcquire(MIDDLE) < 0) {
            return Double.NaN;
          }
        }
      }
      now = System.nanoTime();
      slices.addValue((double) (now - slice) / SLICE);
    }
    return slices.getPercentile(QUIET);
  }

  /** The pair as {@code environment.json} has it. */
  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("cores").add(first).add(second);
    node.put(
        "hyperThreadsOfOneCore",
        !siblings(first).isEmpty() && siblings(first).equals(siblings(second)));
    return node;
  }

  /** As forks are told it. */
  public String flag() {
    return "-D%s=%d,%d".formatted(Cores.PROPERTY, first, second);
  }
}
