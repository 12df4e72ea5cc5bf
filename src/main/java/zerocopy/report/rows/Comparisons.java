package zerocopy.report.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.results.ResultRow;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * Every comparison that a page tells of a run, judged as one family, so that no two sections say
 * different things of the same two rows: all strategies of a question under the same conditions,
 * the values of the parameter that a question is about, and the pairs that questions declare.
 */
public final class Comparisons {

  /** Parameters that some strategies do not look at, and are run with one value of. */
  private static final Set<String> OPTIONAL = Set.of("chunk");

  /**
   * A ratio and its verdict.
   *
   * @param ratio cost of one row over that of another, its interval corrected over the family
   * @param verdict on the first row, corrected over the family
   */
  public record Judged(Ratio ratio, Verdict verdict) {

    private Judged inverse() {
      return new Judged(ratio.inverse(), verdict.inverse());
    }
  }

  private record Key(Cost cost, String row, String base) {
    Key inverse() {
      return new Key(cost, base, row);
    }
  }

  private final Map<Key, Judged> judged = new LinkedHashMap<>();

  /**
   * Judges a run.
   *
   * @param rows of one run; rejected ones take no part
   */
  public Comparisons(List<Measured> rows) {
    List<Measured> valid = rows.stream().filter(m -> m.isValid() && m.isTime()).toList();
    Map<Key, Ratio> open = new LinkedHashMap<>();
    Map<String, List<Measured>> byQuestion = ReportData.byQuestion(valid);
    for (Catalogue.Entry entry : ReportData.asked(valid)) {
      List<Question.Pair> pairs = List.of(entry.question().pairs());
      boolean senderCpu = pairs.stream().anyMatch(Question.Pair::senderCpu);
      // What asks nothing has no answer, pair or prediction that would tell a comparison.
      if (!entry.question().asks().isEmpty()) {
        addQuestion(byQuestion.get(entry.name()), senderCpu, open);
      }
      pairs.forEach(pair -> addPair(valid, entry, pair, open));
    }
    List<Ratio> ratios = Family.corrected(List.copyOf(open.values()));
    List<Verdict> verdicts = Family.judge(ratios);
    List<Key> keys = List.copyOf(open.keySet());
    for (int i = 0; i < keys.size(); i++) {
      judged.put(keys.get(i), new Judged(ratios.get(i), verdicts.get(i)));
    }
  }

  /** Rows of one strategy whose parameters have the same names. */
  private record Kind(String strategy, Set<String> names, String mode, String unit) {
    Kind(Measured m) {
      this(m.strategy(), m.row().params().keySet(), m.row().mode(), m.row().unit());
    }
  }

  /**
   * Two strategies under the same conditions, or one at two values of a parameter that people
   * choose.
   */
  private static void addQuestion(
      List<Measured> question, boolean senderCpu, Map<Key, Ratio> open) {
    Map<Kind, List<Measured>> kinds = new LinkedHashMap<>();
    question.forEach(m -> kinds.computeIfAbsent(new Kind(m), kind -> new ArrayList<>()).add(m));
    List<Map.Entry<Kind, List<Measured>>> all = List.copyOf(kinds.entrySet());
    Set<String> weighed = question.get(0).asked().parameters().keySet();
    for (int i = 0; i < all.size(); i++) {
      for (int k = i; k < all.size(); k++) {
        boolean one = all.get(i).getKey().strategy().equals(all.get(k).getKey().strategy());
        for (String name : one ? weighed : Set.of("")) {
          Set<String> common = new TreeSet<>(all.get(i).getKey().names());
          common.retainAll(all.get(k).getKey().names());
          if (!one || common.remove(name)) {
            addMatches(all.get(i).getValue(), all.get(k).getValue(), common, senderCpu, open);
          }
        }
      }
    }
  }

  /** Rows that agree in all parameters that both have. */
  private static void addMatches(
      List<Measured> rows,
      List<Measured> others,
      Set<String> names,
      boolean senderCpu,
      Map<Key, Ratio> open) {
    Map<Map<String, String>, List<Measured>> byValues = new HashMap<>();
    others.forEach(
        m -> byValues.computeIfAbsent(values(m, names), values -> new ArrayList<>()).add(m));
    for (Measured row : rows) {
      for (Measured other : byValues.getOrDefault(values(row, names), List.of())) {
        if (row != other && areOfOneScale(row, other)) {
          add(row, other, senderCpu, open);
        }
      }
    }
  }

  private static Map<String, String> values(Measured m, Set<String> names) {
    Map<String, String> values = new TreeMap<>(m.row().params());
    values.keySet().retainAll(names);
    return values;
  }

  private static boolean areOfOneScale(Measured a, Measured b) {
    return a.row().unit().equals(b.row().unit()) && a.row().mode().equals(b.row().mode());
  }

  private static void addPair(
      List<Measured> rows, Catalogue.Entry entry, Question.Pair pair, Map<Key, Ratio> open) {
    List<Measured> others = named(rows, entry.qualified(pair.other()));
    for (Measured first : named(rows, entry.qualified(pair.first()))) {
      partner(first, others).ifPresent(other -> add(first, other, pair.senderCpu(), open));
    }
  }

  private static void add(Measured row, Measured base, boolean senderCpu, Map<Key, Ratio> open) {
    add(Cost.TIME, row, base, open);
    if (senderCpu) {
      add(Cost.SENDER_CPU, row, base, open);
    }
  }

  private static void add(Cost cost, Measured row, Measured base, Map<Key, Ratio> open) {
    Key key = key(cost, row.row(), base.row());
    if (!open.containsKey(key.inverse())) {
      row.over(base, cost).ifPresent(ratio -> open.put(key, ratio));
    }
  }

  private static Key key(Cost cost, ResultRow row, ResultRow base) {
    return new Key(cost, row.key(), base.key());
  }

  /**
   * What the run says of two rows.
   *
   * @return empty where the family does not hold this comparison
   */
  public Optional<Judged> of(Cost cost, ResultRow row, ResultRow base) {
    Key key = key(cost, row, base);
    return Optional.ofNullable(judged.get(key))
        .or(() -> Optional.ofNullable(judged.get(key.inverse())).map(Judged::inverse));
  }

  /** How many comparisons share the correction. */
  public int size() {
    return judged.size();
  }

  /** The valid rows of a strategy, named {@code FileCopy.transferTo}. */
  public static List<Measured> named(List<Measured> rows, String strategy) {
    return rows.stream()
        .filter(m -> (m.question() + "." + m.strategy()).equals(strategy))
        .filter(m -> m.isValid() && m.isTime())
        .toList();
  }

  /** The row among those of another strategy that was measured under the same conditions. */
  public static Optional<Measured> partner(Measured first, List<Measured> others) {
    Optional<Measured> same = others.stream().filter(m -> shared(first, m, Set.of())).findFirst();
    if (same.isPresent()) {
      return same;
    }
    List<Measured> nearly = others.stream().filter(m -> shared(first, m, OPTIONAL)).toList();
    return nearly.size() == 1 ? Optional.of(nearly.get(0)) : Optional.empty();
  }

  private static boolean shared(Measured a, Measured b, Set<String> without) {
    Map<String, String> left = new TreeMap<>(a.row().params());
    Map<String, String> right = new TreeMap<>(b.row().params());
    // A parameter that only one of the two has is no difference in conditions.
    left.keySet().removeIf(k -> without.contains(k) || !b.row().params().containsKey(k));
    right.keySet().removeIf(k -> without.contains(k) || !a.row().params().containsKey(k));
    return left.equals(right) && areOfOneScale(a, b);
  }
}
