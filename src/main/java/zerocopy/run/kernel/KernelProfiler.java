package zerocopy.run.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import zerocopy.bench.support.TimedRegion;
import zerocopy.results.KernelMetrics;

/**
 * What an operation asks of the Linux kernel: read and write calls and bytes, page faults, context
 * switches, CPU time, allocation; per operation, as secondary results named in {@link
 * KernelMetrics}. {@code -prof kernel}; on by default on Linux.
 *
 * <p>In forks of this suite only the operations are observed, not the set-up and tear-down of an
 * iteration ({@link ObservedExecutor}); single shots and foreign hosts see the whole iteration.
 * Benchmarks that prepare every invocation tell when its measured time begins and ends ({@link
 * TimedRegion}); of them only that time is observed ({@link KernelLaps}).
 */
public final class KernelProfiler implements InternalProfiler {

  private final KernelWindow iteration;
  private final KernelWindow operations;
  private KernelLaps laps;

  /**
   * Called by JMH.
   *
   * @throws ProfilerException where the system is not Linux
   */
  public KernelProfiler() throws ProfilerException {
    try {
      iteration = new KernelWindow();
      operations = new KernelWindow();
    } catch (IOException e) {
      throw new ProfilerException(unsupported(e));
    }
  }

  private static String unsupported(IOException failure) {
    return Files.exists(Path.of("/proc/self"))
        ? "the kernel profiler cannot open %s: if too many files are open, raise ulimit -n"
            .formatted(failure.getMessage())
        : "the kernel profiler reads /proc/self/io, which only Linux has";
  }

  /** Whether this system offers the counters. */
  public static boolean isSupported() {
    try {
      KernelWindow.tryOut();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String getDescription() {
    return "Calls, bytes, faults, switches, CPU time per operation (Linux; short name: kernel)";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams params) {
    iteration.reset();
    operations.reset();
    if (!ObservedExecutor.observes(benchmark)) {
      iteration.open();
    }
    laps = new KernelLaps();
    TimedRegion.tell(laps);
    ObservedExecutor.listen(
        new ObservedExecutor.Listener() {
          @Override
          public void opened() {
            operations.open();
          }

          @Override
          public void closed() {
            // After a failed set-up JMH counts the latch down, too.
            if (operations.isOpen()) {
              operations.close();
            }
          }
        });
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams params, IterationResult result) {
    ObservedExecutor.listen(null);
    TimedRegion.tell(null);
    if (iteration.isOpen()) {
      iteration.close();
    }
    long ops = result.getMetadata().getAllOps();
    if (ops == 0) {
      return List.of();
    }
    List<ScalarResult> results = new ArrayList<>();
    totals(benchmark.getThreads())
        .forEach(
            (name, total) ->
                results.add(
                    new ScalarResult(name, total / ops, unit(name), AggregationPolicy.AVG)));
    return results;
  }

  private Map<String, Double> totals(int threads) {
    if (laps.any()) {
      return laps.totals();
    }
    if (operations.isComplete() && threads == 1) {
      return operations.totals();
    }
    KernelWindow seen = operations.isComplete() ? operations : iteration;
    Map<String, Double> all = seen.isComplete() ? seen.totals() : new HashMap<>();
    // One thread of several, or the one that ran none of the operations, is no witness of them.
    all.keySet().removeIf(KernelMetrics::isOfThread);
    return all;
  }

  private static String unit(String name) {
    if (name.endsWith("Calls")) {
      return "calls/op";
    }
    if (name.endsWith("Bytes")) {
      return "B/op";
    }
    if (name.endsWith("Time")) {
      return "ns/op";
    }
    return name.endsWith("Faults") ? "faults/op" : "switches/op";
  }
}
