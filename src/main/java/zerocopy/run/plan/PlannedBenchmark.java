package zerocopy.run.plan;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import zerocopy.catalogue.Catalogue;

/**
 * One benchmark with one set of parameters: what a row of the results will be.
 *
 * @param entry JMH's description of the method
 * @param mode what JMH measures
 * @param params values by parameter
 * @param forks how many forks, 1 or more
 * @param warmup iterations that are not counted
 * @param measurement iterations that are
 * @param forkSeconds expected time of a fork beside its iterations
 * @param jvmArgs JVM arguments that the profile gives
 */
public record PlannedBenchmark(
    BenchmarkListEntry entry,
    Mode mode,
    SortedMap<String, String> params,
    int forks,
    Timing warmup,
    Timing measurement,
    double forkSeconds,
    List<String> jvmArgs) {

  private static final Pattern ON_HEAP = Pattern.compile("heap|array");
  private static final Pattern DIRECT = Pattern.compile("direct|native");

  public String benchmark() {
    return entry.getUsername();
  }

  /** The identity within a run; modes are told apart too. */
  public String key() {
    return benchmark() + params + mode.shortLabel();
  }

  /**
   * Whether its two threads may run on two cores, so that it matters how far apart these are: all
   * benchmarks with two threads have the parameter.
   */
  public boolean crossesCores() {
    return !params.getOrDefault("cores", "one").equals("one");
  }

  /** What an operation moves; empty where it moves no bytes. */
  public OptionalLong bytes() {
    return asked().bytes(method(), params);
  }

  /** Bytes that lie on the heap while it runs, as far as its name tells. */
  public long heldOnHeap() {
    return asked().held(method(), params, ON_HEAP);
  }

  /** Bytes that lie in direct buffers, as far as its name tells. */
  public long heldInDirectBuffers() {
    return asked().held(method(), params, DIRECT);
  }

  /** The same with other JVM arguments. */
  public PlannedBenchmark with(List<String> otherJvmArgs) {
    return new PlannedBenchmark(
        entry, mode, params, forks, warmup, measurement, forkSeconds, otherJvmArgs);
  }

  private String method() {
    return benchmark().substring(benchmark().lastIndexOf('.') + 1);
  }

  private Catalogue.Entry asked() {
    String owner = entry.getUserClassQName();
    return Catalogue.ofSuite().entry(owner.substring(owner.lastIndexOf('.') + 1));
  }

  /** What rows have in common that are weighed against one another: question and conditions. */
  String group() {
    SortedMap<String, String> conditions = new TreeMap<>(params);
    // Strategies without chunks, pipes or queues stand beside those with them.
    conditions.keySet().removeAll(Set.of("chunk", "pipe", "window", "depth"));
    return asked().family() + conditions;
  }

  /** Expected time of one fork. */
  public double seconds() {
    return forkSeconds + warmup.seconds() + measurement.seconds();
  }

  /** The same with a single iteration of a millisecond: it loads the classes and does no more. */
  public PlannedBenchmark shortest() {
    Timing least = Timing.ofMillis(1, 1);
    return new PlannedBenchmark(entry, mode, params, 1, least, least, forkSeconds, jvmArgs);
  }

  /**
   * Class, method, parameters and a mode that is not the usual one, as short as they stay clear.
   */
  public String title() {
    return named() + (mode == Mode.AverageTime ? "" : " (" + mode.shortLabel() + ")");
  }

  private String named() {
    String name = benchmark();
    String owner = name.substring(0, name.lastIndexOf('.'));
    String method = name.substring(owner.lastIndexOf('.') + 1);
    return params.isEmpty()
        ? method
        : method
            + params.entrySet().stream()
                .map(e -> " " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
  }

  /** The unit in which JMH will report, as far as the benchmark decides on it. */
  TimeUnit timeUnit() {
    return entry.getTimeUnit().orElse(Defaults.OUTPUT_TIMEUNIT);
  }
}
