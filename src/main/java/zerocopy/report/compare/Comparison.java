package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Show;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.UserError;
import zerocopy.stats.BetweenRuns;
import zerocopy.stats.Estimate;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.TwoWayLayout;
import zerocopy.stats.Verdict;

/**
 * Two runs, row by row.
 *
 * @param base the run that is held to be known
 * @param candidate the run in question
 * @param lines rows that both have, as tables list them
 * @param questions geometric means, a question each, over the lines
 * @param onlyBase names of rows that the candidate lacks
 * @param onlyCandidate names of rows that the base lacks
 * @param incomparable names of rows that both have in different modes
 * @param differences how the environments differ
 * @param common time in the candidate over time in the base that all rows have in common, which is
 *     subtracted; empty where there are too few rows to tell
 */
public record Comparison(
    Run base,
    Run candidate,
    List<Line> lines,
    List<Question> questions,
    List<String> onlyBase,
    List<String> onlyCandidate,
    List<String> incomparable,
    List<Difference> differences,
    Optional<Ratio> common) {

  /**
   * One row of both runs.
   *
   * @param row the row in the candidate
   * @param base its estimate in the base
   * @param candidate its estimate in the candidate
   * @param ratio time in the candidate over time in the base, without what all rows have in common
   * @param verdict on the candidate, corrected over all lines
   */
  public record Line(
      ResultRow row, Estimate base, Estimate candidate, Ratio ratio, Verdict verdict) {

    /**
     * The row's name as tables show it.
     *
     * @return {@code FileCopy.transferTo (fileSize=1 MiB)}
     */
    public String name() {
      return shown(row);
    }

    /**
     * Whether the candidate takes more time, beyond doubt and by no less than a threshold.
     *
     * @param threshold smallest change that counts, as a fraction
     * @return true if it does
     */
    public boolean regressed(double threshold) {
      // Rounding must not save a change of exactly the threshold.
      return verdict == Verdict.SLOWER && ratio.value() >= (1 + threshold) * (1 - 1e-9);
    }

    /**
     * Whether the candidate takes less time, beyond doubt and by no less than a threshold.
     *
     * @param threshold smallest change that counts, as a fraction
     * @return true if it does
     */
    public boolean improved(double threshold) {
      return verdict == Verdict.FASTER && ratio.value() * (1 + threshold) <= 1 + 1e-9;
    }
  }

  /**
   * The rows of one question together.
   *
   * @param name the class, {@code FileCopy}
   * @param rows number of lines
   * @param ratio geometric mean of their ratios
   * @param verdict on the candidate, corrected over all questions
   */
  public record Question(String name, int rows, Ratio ratio, Verdict verdict) {}

  private record Key(String benchmark, SortedMap<String, String> params) {
    Key(ResultRow row) {
      this(row.benchmark(), row.params());
    }
  }

  private record Pair(ResultRow base, ResultRow candidate) {}

  /**
   * Compares two runs.
   *
   * @param base the run that is held to be known
   * @return the comparison, with at least one line
   * @throws UserError if they have no row in common that can be compared
   */
  public static Comparison of(Run base, Run candidate) {
    Map<Key, ResultRow> rows = new LinkedHashMap<>();
    candidate.rows().forEach(row -> rows.put(new Key(row), row));
    List<Pair> pairs = new ArrayList<>();
    List<String> onlyBase = new ArrayList<>();
    List<String> incomparable = new ArrayList<>();
    for (ResultRow row : base.rows().stream().sorted(RowOrder.comparator()).toList()) {
      ResultRow other = rows.remove(new Key(row));
      if (other == null) {
        onlyBase.add(shown(row));
      } else if (!other.mode().equals(row.mode())) {
        incomparable.add("%s: %s against %s".formatted(shown(row), row.mode(), other.mode()));
      } else {
        pairs.add(new Pair(row, other));
      }
    }
    requireCommon(pairs, incomparable, base, candidate);
    BetweenRuns between =
        BetweenRuns.of(
            pairs.stream().map(Pair::candidate).toList(),
            TwoWayLayout.of(candidate.rows()),
            pairs.stream().map(Pair::base).toList(),
            TwoWayLayout.of(base.rows()));
    return new Comparison(
        base,
        candidate,
        lines(pairs, between),
        questions(pairs, between),
        onlyBase,
        rows.values().stream().sorted(RowOrder.comparator()).map(Comparison::shown).toList(),
        incomparable,
        Difference.between(base.environment(), candidate.environment()),
        between.common());
  }

  private static void requireCommon(
      List<Pair> pairs, List<String> incomparable, Run base, Run candidate) {
    if (pairs.isEmpty()) {
      throw new UserError(
          "%s and %s have no row in common%s: compare runs of the same benchmarks and parameters"
              .formatted(
                  base.id(), candidate.id(), incomparable.isEmpty() ? "" : " in the same mode"));
    }
  }

  private static List<Line> lines(List<Pair> pairs, BetweenRuns between) {
    List<Ratio> ratios =
        pairs.stream().map(pair -> between.ratio(pair.candidate, pair.base)).toList();
    List<Verdict> verdicts = Family.judge(ratios);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < ratios.size(); i++) {
      Pair pair = pairs.get(i);
      lines.add(
          new Line(
              pair.candidate,
              Estimate.of(pair.base, between.base()),
              Estimate.of(pair.candidate, between.candidate()),
              ratios.get(i),
              verdicts.get(i)));
    }
    return List.copyOf(lines);
  }

  private static List<Question> questions(List<Pair> pairs, BetweenRuns between) {
    Map<String, List<Pair>> byQuestion = new LinkedHashMap<>();
    pairs.forEach(
        pair ->
            byQuestion.computeIfAbsent(pair.base.question(), name -> new ArrayList<>()).add(pair));
    List<Ratio> ratios =
        byQuestion.values().stream()
            .map(
                group ->
                    between.ratio(
                        group.stream().map(Pair::candidate).toList(),
                        group.stream().map(Pair::base).toList()))
            .toList();
    List<Verdict> verdicts = Family.judge(ratios);
    List<String> names = List.copyOf(byQuestion.keySet());
    return IntStream.range(0, names.size())
        .mapToObj(
            i ->
                new Question(
                    names.get(i),
                    byQuestion.get(names.get(i)).size(),
                    ratios.get(i),
                    verdicts.get(i)))
        .toList();
  }

  /**
   * How many lines have a verdict.
   *
   * @param verdict which
   */
  public int count(Verdict verdict) {
    return (int) lines.stream().filter(line -> line.verdict() == verdict).count();
  }

  private static String shown(ResultRow row) {
    String params = Show.params(row.params());
    return row.question() + "." + row.strategy() + (params.isEmpty() ? "" : " (" + params + ")");
  }
}
