package zerocopy.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import zerocopy.results.ForkRecord;
import zerocopy.results.Placement;

/**
 * The scores so far of one benchmark with one set of parameters: one mean a fork. Where its forks
 * ran on cores that were now near, now apart, only the state with more of them is told.
 */
final class Pool {

  /** What an operation of these moves, its size parameter says. */
  private static final Pattern MOVES_BYTES =
      Pattern.compile("\\.(file|socket)\\.|\\.(BufferCopy|SegmentCopy|TranslatedCopy)\\.");

  private static final double GIB = 1L << 30;

  private final Map<Optional<Placement>, SummaryStatistics> means = new LinkedHashMap<>();
  private final SummaryStatistics seconds = new SummaryStatistics();
  private final List<String> units = new ArrayList<>();

  void add(ForkRecord fork) {
    means
        .computeIfAbsent(Placement.of(fork), state -> new SummaryStatistics())
        .addValue(
            fork.scores().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
    seconds.addValue(fork.seconds());
    units.add(fork.unit());
  }

  private SummaryStatistics means() {
    return means.values().stream()
        .max(Comparator.comparingLong(SummaryStatistics::getN))
        .orElseGet(SummaryStatistics::new);
  }

  long forks() {
    return means().getN();
  }

  double secondsPerFork() {
    return seconds.getMean();
  }

  double mean() {
    return means().getMean();
  }

  /** Relative half-width of the 95 % confidence interval of the mean, t on the forks' means. */
  double relativeHalfWidth() {
    if (means().getN() < 2) {
      return Double.NaN;
    }
    double t = new TDistribution(means().getN() - 1).inverseCumulativeProbability(0.975);
    return t * means().getStandardDeviation() / Math.sqrt(means().getN()) / means().getMean();
  }

  /**
   * The score for people.
   *
   * @param planned whose score it is
   * @return GiB/s where an operation moves a known number of bytes, else JMH's score
   */
  String text(PlannedBenchmark planned) {
    if (means().getN() == 0) {
      return "";
    }
    long bytes = bytesPerOperation(planned.benchmark(), planned.params());
    String unit = units.get(0);
    if (bytes > 0 && unit.equals("ns/op")) {
      return "%.2f GiB/s".formatted(bytes / means().getMean() * 1e9 / GIB);
    }
    return number(means().getMean()) + " " + unit;
  }

  static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /**
   * How many bytes one operation moves.
   *
   * @return 0 where the benchmark moves none, or its parameters do not say
   */
  static long bytesPerOperation(String benchmark, SortedMap<String, String> params) {
    String size = params.getOrDefault("fileSize", params.get("size"));
    return size != null && size.matches("\\d{1,18}") && MOVES_BYTES.matcher(benchmark).find()
        ? Long.parseLong(size)
        : 0;
  }
}
