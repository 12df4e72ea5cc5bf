package zerocopy.run.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.math3.stat.StatUtils;
import zerocopy.results.ForkRecord;
import zerocopy.results.Placement;
import zerocopy.stats.Estimate;

/**
 * The scores so far of one benchmark with one set of parameters, estimated as in the report. Where
 * its forks ran on cores that were now near, now apart, only the state with more of them is told.
 */
public final class Pool {

  private static final double GIB = 1L << 30;

  private final Map<Optional<Placement>, List<double[]>> scores = new LinkedHashMap<>();
  private final List<Double> seconds = new ArrayList<>();
  private final List<String> units = new ArrayList<>();

  /** Adds a fork; without its scores, where they have no logarithm: the report rejects them. */
  public void add(ForkRecord fork) {
    if (fork.scores().stream().allMatch(score -> score > 0 && Double.isFinite(score))) {
      scores
          .computeIfAbsent(Placement.of(fork), state -> new ArrayList<>())
          .add(fork.scores().stream().mapToDouble(Double::doubleValue).toArray());
    }
    seconds.add(fork.seconds());
    units.add(fork.unit());
  }

  private List<double[]> told() {
    return scores.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
  }

  public int forks() {
    return told().size();
  }

  public double secondsPerFork() {
    return StatUtils.mean(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Half of the 95 % interval's width over the typical score; not a number with one fork. */
  public double relativeHalfWidth() {
    return forks() < 2 ? Double.NaN : Estimate.of(told()).halfWidth().orElse(Double.NaN);
  }

  /**
   * The score for people.
   *
   * @param planned whose score it is
   * @return GiB/s where an operation moves a known number of bytes, else JMH's score
   */
  public String text(PlannedBenchmark planned) {
    if (forks() == 0) {
      return "";
    }
    double typical = Estimate.of(told()).typical();
    OptionalLong bytes = planned.bytes();
    String unit = units.get(0);
    if (bytes.isPresent() && unit.equals("ns/op")) {
      return String.format(Locale.ROOT, "%.2f GiB/s", bytes.getAsLong() / typical * 1e9 / GIB);
    }
    return number(typical) + " " + unit;
  }

  static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
