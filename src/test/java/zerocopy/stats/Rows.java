package zerocopy.stats;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import zerocopy.results.ResultRow;

/** Rows with noise as measured on shared machines: forks differ more than their iterations do. */
public final class Rows {

  private Rows() {}

  /** A row in ns/op whose forks ran in rounds 0, 1, 2, …. */
  public static ResultRow of(String method, double[]... forks) {
    return new ResultRow(
        "zerocopy.bench.memory.BufferCopy." + method,
        new TreeMap<>(Map.of("size", "4096")),
        "avgt",
        "ns/op",
        List.of(forks),
        IntStream.range(0, forks.length).toArray(),
        Map.of());
  }

  /** The same in ops/s. */
  public static ResultRow rate(String method, double[]... forks) {
    ResultRow row = of(method, forks);
    return new ResultRow(
        row.benchmark(), row.params(), "thrpt", "ops/s", row.forks(), row.rounds(), Map.of());
  }

  /** A row without rounds. */
  public static ResultRow unordered(String method, double[]... forks) {
    ResultRow row = of(method, forks);
    return new ResultRow(
        row.benchmark(), row.params(), row.mode(), row.unit(), row.forks(), new int[0], Map.of());
  }

  /**
   * Log-normal forks and iterations; now and then a fork is disturbed and 5 to 20 % slower.
   *
   * @param mood factor of every round, shared by all rows of a run
   */
  public static double[][] noisy(
      Random random, double level, double forkSpread, double[] mood, int iterations) {
    double[][] forks = new double[mood.length][iterations];
    for (int f = 0; f < mood.length; f++) {
      double disturbed = random.nextInt(20) == 0 ? 1.05 + 0.15 * random.nextDouble() : 1;
      double fork = level * mood[f] * disturbed * Math.exp(forkSpread * random.nextGaussian());
      for (int i = 0; i < iterations; i++) {
        forks[f][i] = fork * Math.exp(forkSpread / 2 * random.nextGaussian());
      }
    }
    return forks;
  }

  /** Drift over rounds: a random walk with steps of a given size. */
  public static double[] mood(Random random, int rounds, double step) {
    double[] mood = new double[rounds];
    double level = 0;
    for (int r = 0; r < rounds; r++) {
      level += step * random.nextGaussian();
      mood[r] = Math.exp(level);
    }
    return mood;
  }
}
