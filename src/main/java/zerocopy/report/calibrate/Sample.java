package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.UserError;

/**
 * The part of a run that can be split: rows that have a fork in each of the same rounds.
 *
 * @param rows the rows, each with one fork a round, in the order of {@code rounds}
 * @param rounds the rounds that all of them have, ascending
 * @param leftOut number of rows of the run that lack too many rounds
 */
record Sample(List<ResultRow> rows, int[] rounds, int leftOut) {

  /** Two halves of three forks are the least that says anything. */
  private static final int FEWEST_ROUNDS = 6;

  static Sample of(Run run) {
    int most = run.rows().stream().mapToInt(row -> row.rounds().length).max().orElse(0);
    List<ResultRow> whole =
        run.rows().stream().filter(row -> distinct(row).size() * 10 >= most * 9).toList();
    Set<Integer> common = new TreeSet<>();
    whole.forEach(row -> common.addAll(distinct(row)));
    whole.forEach(row -> common.retainAll(distinct(row)));
    if (common.size() < FEWEST_ROUNDS) {
      throw new UserError(
          ("%s has %d rounds that its rows share: calibration needs at least %d, and 40 to say much;"
                  + " measure with more forks (-f 40)")
              .formatted(run.id(), common.size(), FEWEST_ROUNDS));
    }
    int[] rounds = common.stream().mapToInt(round -> round).toArray();
    List<ResultRow> rows = whole.stream().map(row -> only(row, rounds)).toList();
    return new Sample(rows, rounds, run.rows().size() - rows.size());
  }

  /** The rows with their forks of some places of {@link #rounds} only. */
  List<ResultRow> in(int[] places) {
    return rows.stream().map(row -> pick(row, places)).toList();
  }

  private static ResultRow pick(ResultRow row, int[] places) {
    return with(
        row,
        Arrays.stream(places).mapToObj(place -> row.forks().get(place)).toList(),
        Arrays.stream(places).map(place -> row.rounds()[place]).toArray());
  }

  private static ResultRow only(ResultRow row, int[] rounds) {
    List<double[]> forks = new ArrayList<>();
    for (int round : rounds) {
      int fork =
          IntStream.range(0, row.rounds().length)
              .filter(f -> row.rounds()[f] == round)
              .findFirst()
              .orElseThrow();
      forks.add(row.forks().get(fork));
    }
    return with(row, forks, rounds);
  }

  private static ResultRow with(ResultRow row, List<double[]> forks, int[] rounds) {
    return new ResultRow(
        row.benchmark(), row.params(), row.mode(), row.unit(), forks, rounds, Map.of());
  }

  private static Set<Integer> distinct(ResultRow row) {
    Set<Integer> rounds = new TreeSet<>();
    Arrays.stream(row.rounds()).forEach(rounds::add);
    return rounds;
  }
}
