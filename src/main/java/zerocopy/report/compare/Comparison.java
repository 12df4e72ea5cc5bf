package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Show;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.UserError;
import zerocopy.stats.Drift;
import zerocopy.stats.Estimate;
import zerocopy.stats.Family;
import zerocopy.stats.GeometricMean;
import zerocopy.stats.Ratio;
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
 * @param baseDrift how the machine's mood moved during the base
 * @param candidateDrift how it moved during the candidate
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
    Drift baseDrift,
    Drift candidateDrift) {

  /**
   * One row of both runs.
   *
   * @param row the row in the candidate
   * @param base its estimate in the base
   * @param candidate its estimate in the candidate
   * @param ratio time in the candidate over time in the base
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
    Drift baseDrift = Drift.of(base.rows());
    Drift candidateDrift = Drift.of(candidate.rows());
    return new Comparison(
        base,
        candidate,
        lines(pairs, baseDrift, candidateDrift),
        questions(pairs, baseDrift, candidateDrift),
        onlyBase,
        rows.values().stream().sorted(RowOrder.comparator()).map(Comparison::shown).toList(),
        incomparable,
        Difference.between(base.environment(), candidate.environment()),
        baseDrift,
        candidateDrift);
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

  private static List<Line> lines(List<Pair> pairs, Drift baseDrift, Drift candidateDrift) {
    List<Ratio> ratios =
        pairs.stream()
            .map(pair -> Ratio.between(pair.candidate, candidateDrift, pair.base, baseDrift))
            .toList();
    List<Verdict> verdicts = Family.judge(ratios);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < ratios.size(); i++) {
      Pair pair = pairs.get(i);
      lines.add(
          new Line(
              pair.candidate,
              Estimate.of(pair.base.forks()),
              Estimate.of(pair.candidate.forks()),
              ratios.get(i),
              verdicts.get(i)));
    }
    return List.copyOf(lines);
  }

  private static List<Question> questions(List<Pair> pairs, Drift baseDrift, Drift candidateDrift) {
    Map<String, List<Pair>> byQuestion = new LinkedHashMap<>();
    pairs.forEach(
        pair ->
            byQuestion.computeIfAbsent(pair.base.question(), name -> new ArrayList<>()).add(pair));
    Map<String, Ratio> ratios = new HashMap<>();
    byQuestion.forEach(
        (name, group) ->
            ratios.put(
                name,
                GeometricMean.between(
                    group.stream().map(Pair::candidate).toList(),
                    candidateDrift,
                    group.stream().map(Pair::base).toList(),
                    baseDrift)));
    List<String> names = List.copyOf(byQuestion.keySet());
    List<Verdict> verdicts = Family.judge(names.stream().map(ratios::get).toList());
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      questions.add(
          new Question(name, byQuestion.get(name).size(), ratios.get(name), verdicts.get(i)));
    }
    return List.copyOf(questions);
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
