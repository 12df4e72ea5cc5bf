package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import zerocopy.report.text.Show;
import zerocopy.results.ResultRow;
import zerocopy.stats.Ratio;

/**
 * Slow-downs that need no injection: the same strategy with a few per cent more bytes, {@code -p
 * size=1048576,1101056}. Each is compared with the shorter one as the report would, round by round.
 */
final class RealPairs {

  private static final int FORKS = 10;

  /** How far a parameter's quotient may lie from the slow-down. */
  private static final double TOLERANCE = 0.02;

  private RealPairs() {}

  static List<Calibration.RealPair> find(
      Sample sample, int trials, double slowdown, Random random) {
    List<Calibration.RealPair> pairs = new ArrayList<>();
    for (ResultRow longer : sample.rows()) {
      for (ResultRow shorter : sample.rows()) {
        factor(longer, shorter)
            .filter(factor -> Math.abs(factor - slowdown) < TOLERANCE)
            .ifPresent(f -> pairs.add(pair(longer, shorter, f, trials, random)));
      }
    }
    return List.copyOf(pairs);
  }

  private static Calibration.RealPair pair(
      ResultRow longer, ResultRow shorter, double factor, int trials, Random random) {
    int rounds = longer.forks().size();
    int forks = Math.min(FORKS, rounds);
    int found = 0;
    for (int trial = 0; trial < trials; trial++) {
      int[] some = Split.some(rounds, forks, random);
      Ratio ratio = Ratio.within(Sample.pick(longer, some, 1), Sample.pick(shorter, some, 1));
      found += Calibration.isSlower(ratio) ? 1 : 0;
    }
    String name =
        "%s.%s (%s) against (%s)"
            .formatted(
                longer.question(),
                longer.strategy(),
                Show.params(longer.params()),
                Show.params(shorter.params()));
    return new Calibration.RealPair(
        name, factor, Ratio.within(longer, shorter), forks, (double) found / trials);
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
