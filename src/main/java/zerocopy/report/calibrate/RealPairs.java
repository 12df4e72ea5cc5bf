package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import zerocopy.report.text.Show;
import zerocopy.results.ResultRow;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.TwoWayLayout;
import zerocopy.stats.Verdict;

/**
 * Slow-downs that need no injection: the same strategy with a few per cent more bytes, {@code -p
 * size=1048576,1101056}. Each is compared with the shorter one as the report would, alone.
 */
final class RealPairs {

  private static final int FORKS = 10;

  /** How far a parameter's quotient may lie from the slow-down. */
  private static final double TOLERANCE = 0.02;

  private RealPairs() {}

  static List<Calibration.RealPair> find(
      Sample sample, int trials, double slowdown, Random random) {
    List<Calibration.RealPair> pairs = new ArrayList<>();
    for (int longer = 0; longer < sample.rows().size(); longer++) {
      for (int shorter = 0; shorter < sample.rows().size(); shorter++) {
        Optional<Double> factor = factor(sample.rows().get(longer), sample.rows().get(shorter));
        if (factor.isPresent() && Math.abs(factor.get() - slowdown) < TOLERANCE) {
          pairs.add(pair(sample, longer, shorter, factor.get(), trials, random));
        }
      }
    }
    return List.copyOf(pairs);
  }

  private static Calibration.RealPair pair(
      Sample sample, int longer, int shorter, double factor, int trials, Random random) {
    int rounds = sample.rounds().length;
    int forks = Math.min(FORKS, rounds);
    int found = 0;
    for (int trial = 0; trial < trials; trial++) {
      found += isSlower(sample.in(Split.some(rounds, forks, random)), longer, shorter) ? 1 : 0;
    }
    ResultRow row = sample.rows().get(longer);
    String name =
        "%s.%s (%s) against (%s)"
            .formatted(
                row.question(),
                row.strategy(),
                Show.params(row.params(), row.isOfThisSuite()),
                Show.params(sample.rows().get(shorter).params(), row.isOfThisSuite()));
    Ratio ratio = TwoWayLayout.of(sample.rows()).ratio(row, sample.rows().get(shorter));
    return new Calibration.RealPair(name, factor, ratio, forks, (double) found / trials);
  }

  private static boolean isSlower(List<ResultRow> rows, int longer, int shorter) {
    Ratio ratio = TwoWayLayout.of(rows).ratio(rows.get(longer), rows.get(shorter));
    return Family.judge(List.of(ratio)).get(0) == Verdict.SLOWER;
  }

  /** Quotient of the one parameter in which two rows of a strategy differ, if it is a number. */
  private static Optional<Double> factor(ResultRow longer, ResultRow shorter) {
    if (!longer.benchmark().equals(shorter.benchmark())
        || !longer.params().keySet().equals(shorter.params().keySet())) {
      return Optional.empty();
    }
    List<String> different =
        longer.params().keySet().stream()
            .filter(name -> !longer.params().get(name).equals(shorter.params().get(name)))
            .toList();
    if (different.size() != 1) {
      return Optional.empty();
    }
    String value = longer.params().get(different.get(0));
    String other = shorter.params().get(different.get(0));
    String number = "[1-9]\\d{0,17}";
    return value.matches(number) && other.matches(number)
        ? Optional.of((double) Long.parseLong(value) / Long.parseLong(other))
        : Optional.empty();
  }
}
