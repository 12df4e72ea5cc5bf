package zerocopy.run.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The order of all forks: in every round one fork of every benchmark, in an order of its own drawn
 * at random, so that a drift of the machine meets all benchmarks alike instead of looking like a
 * difference between them. Rows that are weighed against one another run next to each other: first
 * the order of the groups is drawn, then the order within each.
 *
 * <p>A benchmark with fewer forks than there are rounds takes part in rounds that are spread
 * evenly. The same plan and seed give the same schedule on every JVM ({@link Random} and {@link
 * Collections#shuffle} are specified to the bit); a run is resumed by that.
 *
 * @param seed of the orders
 * @param rounds number of rounds
 * @param forks all forks in the order in which they run
 */
public record Schedule(long seed, int rounds, List<Fork> forks) {

  /** Tells the orders of further rounds from those of the planned ones. */
  private static final long FURTHER = 0x9E3779B97F4A7C15L;

  /**
   * One fork to run.
   *
   * @param position number within the schedule, from 0
   * @param round number of the round, from 0
   * @param planned what to run
   */
  public record Fork(int position, int round, PlannedBenchmark planned) {}

  public static Schedule of(List<PlannedBenchmark> plan, long seed) {
    int rounds = plan.stream().mapToInt(PlannedBenchmark::forks).max().orElse(0);
    List<Fork> forks = new ArrayList<>();
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      List<PlannedBenchmark> order = new ArrayList<>();
      for (PlannedBenchmark planned : plan) {
        if (takesPart(planned.forks(), round, rounds)) {
          order.add(planned);
        }
      }
      for (PlannedBenchmark planned : shuffled(order, random)) {
        forks.add(new Fork(forks.size(), round, planned));
      }
    }
    return new Schedule(seed, rounds, List.copyOf(forks));
  }

  /**
   * This schedule and one more round.
   *
   * @param takePart benchmarks with one fork each in that round
   * @return a longer schedule, the same for the same seed, round and benchmarks
   */
  public Schedule withRoundOf(List<PlannedBenchmark> takePart) {
    Random random = new Random(seed ^ (rounds + 1) * FURTHER);
    List<Fork> longer = new ArrayList<>(forks);
    for (PlannedBenchmark planned : shuffled(takePart, random)) {
      longer.add(new Fork(longer.size(), rounds, planned));
    }
    return new Schedule(seed, rounds + 1, List.copyOf(longer));
  }

  private static List<PlannedBenchmark> shuffled(List<PlannedBenchmark> rows, Random random) {
    Map<String, List<PlannedBenchmark>> byGroup = new LinkedHashMap<>();
    rows.forEach(row -> byGroup.computeIfAbsent(row.group(), g -> new ArrayList<>()).add(row));
    List<List<PlannedBenchmark>> groups = new ArrayList<>(byGroup.values());
    Collections.shuffle(groups, random);
    groups.forEach(group -> Collections.shuffle(group, random));
    return groups.stream().flatMap(List::stream).toList();
  }

  /** Spreads {@code forks} over {@code rounds}, with the first in round 0. */
  private static boolean takesPart(int forks, int round, int rounds) {
    return ((long) round * forks) % rounds < forks;
  }
}
