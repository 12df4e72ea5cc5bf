package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.UserError;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * False alarms and power of the report's statistics, counted on the forks of a real run.
 *
 * <p>One trial splits the rounds of the run in two, the same way for all rows, and compares every
 * row with itself: whatever is called different is a false alarm. For the paired method
 * neighbouring rounds make a pair, and a coin says which of the two is called base; for the
 * unpaired method the rounds are drawn at random. In a second go one row's candidate takes longer
 * by a known factor.
 *
 * <p>Trials reuse the same forks in other combinations, so a thousand trials are not a thousand
 * experiments: what a run can tell is bounded by its rows and rounds, which the report names.
 *
 * @param run name of the run
 * @param rows number of rows that were split
 * @param rounds number of rounds that were split
 * @param leftOut number of rows that lack rounds
 * @param slowdown the factor injected, 1.05
 * @param counts what was counted, by method and number of forks
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

  private static final int[] FORKS = {3, 5, 8, 10, 15, 20, 30};

  /**
   * What was counted for one method and number of forks.
   *
   * @param method how ratios were formed
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
      Ratio.Method method,
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
   * @param trials number of trials for each method and number of forks
   * @param slowdown factor to inject, above 1
   * @param seed of the splits
   * @return what was counted
   * @throws UserError if the run has too few rounds
   */
  public static Calibration of(Run run, int trials, double slowdown, long seed) {
    Sample sample = Sample.of(run);
    Random random = new Random(seed);
    List<Count> counts = new ArrayList<>();
    for (Ratio.Method method : Ratio.Method.values()) {
      for (int forks : FORKS) {
        if (2 * forks <= sample.rounds().length) {
          counts.add(count(sample, method, forks, trials, slowdown, random));
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
   * Whether verdicts keep their word: at most one report in twenty raises a false alarm, over all
   * numbers of forks.
   *
   * @return true if they do
   */
  public boolean passes() {
    int alarmed = counts.stream().mapToInt(Count::alarmedTrials).sum();
    return alarmed <= Family.LEVEL * counts.stream().mapToInt(Count::trials).sum();
  }

  /**
   * The fewest forks with which a method finds the slow-down four times in five.
   *
   * @param method how ratios are formed
   * @return empty if none of the numbers tried does
   */
  public Optional<Integer> forksNeeded(Ratio.Method method) {
    return counts.stream()
        .filter(c -> c.method() == method && c.share(c.rawFound()) >= 0.8)
        .map(Count::forks)
        .findFirst();
  }

  private static Count count(
      Sample sample, Ratio.Method method, int forks, int trials, double slowdown, Random random) {
    int rawAlarms = 0;
    int alarms = 0;
    int alarmedTrials = 0;
    int rawFound = 0;
    int found = 0;
    for (int trial = 0; trial < trials; trial++) {
      Split split = Split.draw(method, sample.rounds().length, forks, random);
      double[] equal = p(sample.rows(), split, method, 1);
      int called = called(Family.correct(equal));
      rawAlarms += called(equal);
      alarms += called;
      alarmedTrials += called > 0 ? 1 : 0;
      for (int row = 0; row < equal.length; row++) {
        Ratio slow = split.compare(sample.rows().get(row), method, slowdown);
        if (slow.value() > 1) {
          double[] mixed = equal.clone();
          mixed[row] = slow.p();
          rawFound += slow.p() <= Family.LEVEL ? 1 : 0;
          found += Family.correct(mixed)[row] <= Family.LEVEL ? 1 : 0;
        }
      }
    }
    int comparisons = trials * sample.rows().size();
    return new Count(
        method, forks, comparisons, rawAlarms, alarms, trials, alarmedTrials, rawFound, found);
  }

  private static double[] p(List<ResultRow> rows, Split split, Ratio.Method method, double factor) {
    return rows.stream().mapToDouble(row -> split.compare(row, method, factor).p()).toArray();
  }

  private static int called(double[] p) {
    return (int) IntStream.range(0, p.length).filter(i -> p[i] <= Family.LEVEL).count();
  }

  static boolean isSlower(Ratio ratio) {
    return Family.judge(List.of(ratio)).get(0) == Verdict.SLOWER;
  }
}
