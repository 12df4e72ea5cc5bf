package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.UserError;
import zerocopy.stats.Family;
import zerocopy.stats.LogMean;
import zerocopy.stats.Ratio;
import zerocopy.stats.TwoWayLayout;

/**
 * False alarms and power of the report's statistics, counted on the forks of a real run.
 *
 * <p>One trial splits the rounds of the run in two, the same way for all rows ({@link Split}), and
 * compares every row with itself by the estimator of the report ({@link TwoWayLayout}): whatever is
 * called different is a false alarm. In a second go one row's candidate takes longer by a known
 * factor.
 *
 * <p>Trials reuse the same forks in other combinations, so a thousand trials are not a thousand
 * experiments: what a run can tell is bounded by its rows and rounds, which the report names.
 *
 * @param run name of the run
 * @param rows number of rows that were split
 * @param rounds number of rounds that were split
 * @param leftOut number of rows that lack rounds
 * @param slowdown the factor injected, 1.05
 * @param counts what was counted, by split and number of forks
 * @param real pairs of rows whose workloads really differ by about the slow-down
 */
public record Calibration(
    String run,
    int rows,
    int rounds,
    int leftOut,
    double slowdown,
    List<Count> counts,
    List<RealPair> real) {

  private static final int[] FORKS = {3, 5, 8, 10, 15, 20};

  /**
   * What was counted for one split and number of forks.
   *
   * @param split how the rounds were split
   * @param forks forks of each of the two that are compared
   * @param comparisons number of A/A comparisons
   * @param rawAlarms those with p at or under 0.05, before correction
   * @param alarms those called different, after correction over all rows of a trial
   * @param trials number of trials, each one report over all rows
   * @param alarmedTrials trials in which any row was called different
   * @param rawFound comparisons with the slow-down injected that had p at or under 0.05
   * @param found those called slower after correction, the other rows being unchanged
   */
  public record Count(
      Split split,
      int forks,
      int comparisons,
      int rawAlarms,
      int alarms,
      int trials,
      int alarmedTrials,
      int rawFound,
      int found) {

    /**
     * Share of the comparisons.
     *
     * @param number how many of them
     * @return fraction
     */
    public double share(int number) {
      return (double) number / comparisons;
    }
  }

  /**
   * Two rows that differ only in one parameter, by about the slow-down.
   *
   * @param name of the longer one and of the parameter's two values
   * @param factor quotient of the parameter's values
   * @param ratio as all rounds measure it
   * @param forks number of rounds in each trial
   * @param found share of the trials whose verdict is slower
   */
  public record RealPair(String name, double factor, Ratio ratio, int forks, double found) {}

  /**
   * Calibrates on a run.
   *
   * @param run a run with at least six rounds
   * @param trials number of trials for each split and number of forks
   * @param slowdown factor to inject, above 1
   * @param seed of the splits
   * @return what was counted
   * @throws UserError if the run has too few rounds
   */
  public static Calibration of(Run run, int trials, double slowdown, long seed) {
    Sample sample = Sample.of(run);
    Random random = new Random(seed);
    List<Count> counts = new ArrayList<>();
    for (Split split : Split.values()) {
      for (int forks : FORKS) {
        if (2 * forks <= sample.rounds().length) {
          counts.add(count(sample, split, forks, trials, slowdown, random));
        }
      }
    }
    return new Calibration(
        run.id(),
        sample.rows().size(),
        sample.rounds().length,
        sample.leftOut(),
        slowdown,
        List.copyOf(counts),
        RealPairs.find(sample, trials, slowdown, random));
  }

  /**
   * Whether verdicts keep their word: at most one report in twenty raises a false alarm, over both
   * splits and all numbers of forks.
   *
   * @return true if they do
   */
  public boolean passes() {
    int alarmed = counts.stream().mapToInt(Count::alarmedTrials).sum();
    return alarmed <= Family.LEVEL * counts.stream().mapToInt(Count::trials).sum();
  }

  /**
   * The fewest forks with which the slow-down is found four times in five.
   *
   * @return empty if none of the numbers tried does
   */
  public Optional<Integer> forksNeeded() {
    return counts.stream()
        .filter(c -> c.split() == Split.RANDOM && c.share(c.found()) >= 0.8)
        .map(Count::forks)
        .findFirst();
  }

  private static Count count(
      Sample sample, Split split, int forks, int trials, double slowdown, Random random) {
    int rawAlarms = 0;
    int alarms = 0;
    int alarmedTrials = 0;
    int rawFound = 0;
    int found = 0;
    for (int trial = 0; trial < trials; trial++) {
      int[] places = split.draw(sample.rounds().length, forks, random);
      List<Ratio> equal = halves(sample, places);
      double[] p = equal.stream().mapToDouble(Ratio::p).toArray();
      int called = called(Family.correct(p));
      rawAlarms += called(p);
      alarms += called;
      alarmedTrials += called > 0 ? 1 : 0;
      for (int row = 0; row < p.length; row++) {
        Ratio slow = slowed(equal.get(row), slowdown);
        if (slow.value() > 1) {
          double[] mixed = p.clone();
          mixed[row] = slow.p();
          rawFound += slow.p() <= Family.LEVEL ? 1 : 0;
          found += Family.correct(mixed)[row] <= Family.LEVEL ? 1 : 0;
        }
      }
    }
    int comparisons = trials * sample.rows().size();
    return new Count(
        split, forks, comparisons, rawAlarms, alarms, trials, alarmedTrials, rawFound, found);
  }

  /** Every row's second half over its first, as a run of so many rounds would tell it. */
  private static List<Ratio> halves(Sample sample, int[] places) {
    List<ResultRow> base = sample.in(Arrays.copyOf(places, places.length / 2));
    List<ResultRow> candidate =
        sample.in(Arrays.copyOfRange(places, places.length / 2, places.length));
    TwoWayLayout layout =
        TwoWayLayout.of(sample.in(places))
            .moderatedBy(Stream.concat(base.stream(), candidate.stream()).toList());
    return IntStream.range(0, base.size())
        .mapToObj(row -> layout.ratio(candidate.get(row), base.get(row)))
        .toList();
  }

  private static Ratio slowed(Ratio ratio, double slowdown) {
    LogMean log = ratio.log();
    return new Ratio(new LogMean(log.value() + Math.log(slowdown), log.error(), log.freedom()));
  }

  private static int called(double[] p) {
    return (int) Arrays.stream(p).filter(one -> one <= Family.LEVEL).count();
  }
}
