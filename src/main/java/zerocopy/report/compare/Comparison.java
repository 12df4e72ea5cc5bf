package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zerocopy.report.rows.Runs;
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
    List<Difference> differences,
    Optional<Ratio> common) {

  /**
   * One row of both runs.
   *
   * @param name what tables call the row, {@code FileCopy.transferTo (fileSize=1 MiB)}
   * @param row the row in the candidate
   * @param base its estimate in the base
   * @param candidate its estimate in the candidate
   * @param ratio time in the candidate over time in the base, without what all rows have in common;
   *     its interval is corrected like the verdict
   * @param verdict on the candidate, corrected over all lines
   */
  public record Line(
      String name, ResultRow row, Estimate base, Estimate candidate, Ratio ratio, Verdict verdict) {

    /** Whether there are forks enough on both sides for a verdict. */
    public boolean hasVerdict() {
      return ratio.log().isKnown();
    }

    /** Whether one of the two sides has a single fork. */
    public boolean hasSingleFork() {
      return Math.min(base.forks(), candidate.forks()) == 1;
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
   * @param ratio geometric mean of their ratios; its interval is corrected like the verdict
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
    Names names = new Names(Runs.questions(List.of(base, candidate), (run, row) -> false));
    List<Pair> pairs = new ArrayList<>();
    List<ResultRow> onlyBase = new ArrayList<>();
    for (ResultRow row : base.rows().stream().sorted(RowOrder.comparator()).toList()) {
      ResultRow other = rows.remove(new Key(row));
      if (other == null) {
        onlyBase.add(row);
      } else {
        pairs.add(new Pair(row, other));
      }
    }
    if (pairs.isEmpty()) {
      throw nothingInCommon(base, candidate);
    }
    BetweenRuns between =
        BetweenRuns.of(
            pairs.stream().map(Pair::candidate).toList(),
            TwoWayLayout.of(candidate.rows()),
            pairs.stream().map(Pair::base).toList(),
            TwoWayLayout.of(base.rows()));
    return new Comparison(
        base,
        candidate,
        lines(pairs, between, names),
        questions(pairs, between, names),
        onlyBase.stream().map(names::row).toList(),
        rows.values().stream().sorted(RowOrder.comparator()).map(names::row).toList(),
        Difference.between(base, candidate),
        between.common());
  }

  /**
   * Whether ratios of two runs tell what changed.
   *
   * @return true if both ran on one kind of processor, as far as they say, and share a row
   */
  public static boolean isFair(Run base, Run candidate) {
    Set<Key> rows = base.rows().stream().map(Key::new).collect(Collectors.toSet());
    return Difference.processors(base, candidate).isEmpty()
        && candidate.rows().stream().map(Key::new).anyMatch(rows::contains);
  }

  private static UserError nothingInCommon(Run base, Run candidate) {
    Set<String> names = new HashSet<>();
    base.rows().forEach(row -> names.add(row.benchmark()));
    boolean same = candidate.rows().stream().anyMatch(row -> names.contains(row.benchmark()));
    List<String> differences =
        Difference.settings(base, candidate).stream()
            .map(d -> "%s %s against %s".formatted(d.subject(), d.base(), d.candidate()))
            .toList();
    return new UserError(
        "%s and %s have no row in common%s: compare runs of the same benchmarks, parameters, mode and threads"
            .formatted(
                base.id(),
                candidate.id(),
                same && !differences.isEmpty() ? " (" + String.join(", ", differences) + ")" : ""));
  }

  private static List<Line> lines(List<Pair> pairs, BetweenRuns between, Names names) {
    List<Ratio> ratios =
        Family.corrected(
            pairs.stream().map(pair -> between.ratio(pair.candidate, pair.base)).toList());
    List<Verdict> verdicts = Family.judge(ratios);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < ratios.size(); i++) {
      Pair pair = pairs.get(i);
      lines.add(
          new Line(
              names.row(pair.candidate),
              pair.candidate,
              Estimate.of(pair.base, between.base()),
              Estimate.of(pair.candidate, between.candidate()),
              ratios.get(i),
              verdicts.get(i)));
    }
    return List.copyOf(lines);
  }

  private static List<Question> questions(List<Pair> pairs, BetweenRuns between, Names classes) {
    Map<String, List<Pair>> byQuestion = new LinkedHashMap<>();
    pairs.forEach(
        pair ->
            byQuestion
                .computeIfAbsent(classes.question(pair.base), name -> new ArrayList<>())
                .add(pair));
    List<Ratio> ratios =
        Family.corrected(
            byQuestion.values().stream()
                .map(
                    group ->
                        between.ratio(
                            group.stream().map(Pair::candidate).toList(),
                            group.stream().map(Pair::base).toList()))
                .toList());
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
   * How many lines have a verdict, those apart that have too few forks for any.
   *
   * @param verdict which
   */
  public int count(Verdict verdict) {
    return (int)
        lines.stream().filter(Line::hasVerdict).filter(line -> line.verdict() == verdict).count();
  }

  /** What tables call rows: classes by the part of their names that tells them apart. */
  private record Names(Map<String, String> classes) {

    String question(ResultRow row) {
      return classes.get(row.owner());
    }

    String row(ResultRow row) {
      String params = Show.params(row.params(), row.isOfThisSuite());
      return question(row) + "." + row.strategy() + (params.isEmpty() ? "" : " (" + params + ")");
    }
  }
}
