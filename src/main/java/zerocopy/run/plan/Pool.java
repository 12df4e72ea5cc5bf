package zerocopy.run.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.math3.stat.StatUtils;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.Placement;
import zerocopy.results.Scale;
import zerocopy.results.Setting;
import zerocopy.stats.Samples;

/**
 * The forks so far of one benchmark with one set of parameters, as samples for the same estimator
 * as in the report. Where they ran on cores that were now near, now apart, only the state with more
 * forks is told.
 */
public final class Pool implements Samples {

  private static final double GIB = 1L << 30;

  private final Map<Optional<Placement>, List<ForkRecord>> forks = new LinkedHashMap<>();
  private final List<Double> seconds = new ArrayList<>();

  /**
   * Groups forks.
   *
   * @param records of a run, in order; those without scores are left out
   * @return the pools by {@link ForkRecord#key}
   */
  static Map<String, Pool> of(Collection<ForkRecord> records) {
    Map<String, Pool> pools = new LinkedHashMap<>();
    records.stream()
        .filter(record -> record.status() == Status.OK)
        .forEach(record -> pools.computeIfAbsent(record.key(), key -> new Pool()).add(record));
    return pools;
  }

  /** Adds a fork; without its scores, where they have no logarithm: the report rejects them. */
  public void add(ForkRecord fork) {
    if (fork.scores().stream().allMatch(score -> score > 0 && Double.isFinite(score))) {
      forks.computeIfAbsent(Placement.of(fork), state -> new ArrayList<>()).add(fork);
    }
    seconds.add(fork.seconds());
  }

  private List<ForkRecord> told() {
    List<ForkRecord> most = List.of();
    for (List<ForkRecord> state : forks.values()) {
      most = state.size() > most.size() ? state : most;
    }
    return most;
  }

  /** Whether there is anything to estimate. */
  public boolean isEmpty() {
    return forks.isEmpty();
  }

  @Override
  public List<double[]> forks() {
    return told().stream()
        .map(fork -> fork.scores().stream().mapToDouble(Double::doubleValue).toArray())
        .toList();
  }

  @Override
  public int[] rounds() {
    return told().stream().mapToInt(ForkRecord::round).toArray();
  }

  @Override
  public String mode() {
    return told().get(0).mode();
  }

  @Override
  public String unit() {
    return told().get(0).unit();
  }

  @Override
  public String key() {
    return told().get(0).key();
  }

  public double secondsPerFork() {
    return StatUtils.mean(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * The score for people.
   *
   * @param planned whose score it is
   * @return GiB/s where an operation moves a known number of bytes, else JMH's score
   */
  public String text(PlannedBenchmark planned) {
    return isEmpty() ? "" : text(planned, StatUtils.mean(logTimes()));
  }

  /**
   * A score for people.
   *
   * @param logTime logarithm of the time of an operation
   */
  public String text(PlannedBenchmark planned, double logTime) {
    OptionalLong bytes = planned.bytes();
    Optional<Scale> time = Scale.of(mode(), unit()).filter(scale -> scale.unit().equals("ns/op"));
    if (bytes.isPresent() && time.isPresent()) {
      Map<String, String> facts = told().get(0).facts();
      double moved = bytes.getAsLong() * Setting.calls(facts);
      double gib = moved / (Math.exp(logTime) * time.get().factor()) * 1e9 / GIB;
      String threads = facts.getOrDefault(Setting.THREADS_FACT, "");
      return String.format(Locale.ROOT, "%.2f GiB/s", gib)
          + (threads.isEmpty() ? "" : " by each of " + threads + " threads");
    }
    return number(Math.exp(isRate() ? -logTime : logTime)) + " " + unit();
  }

  /** Three digits that count at least: users choose units in which little is left of a score. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size > 0 && size < 0.001) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    if (size > 0 && size < 0.1) {
      return String.format(Locale.ROOT, size < 0.01 ? "%.5f" : "%.4f", value);
    }
    int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
