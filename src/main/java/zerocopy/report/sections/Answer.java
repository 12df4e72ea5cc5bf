package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Escape;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Units;
import zerocopy.stats.Best;
import zerocopy.stats.Verdict;

/**
 * The answer in at most five sentences of plain text: which way to move bytes, from which size on,
 * on this machine. Every sentence is made of the run's own numbers; what was not measured is not
 * said.
 */
public final class Answer {

  private static final int SENTENCES = 5;

  /**
   * Ways to do one thing, to be ranked.
   *
   * @param ways the fastest first, at least two
   * @param rival the way that the fastest is told against: the baseline, else the next
   * @param where the conditions in words
   */
  private record Claim(List<Measured> ways, Measured rival, String where) {

    Measured fastest() {
      return ways.get(0);
    }

    /** The strategies that may be the fastest, and those that are slower than all of them. */
    Best best(int claims) {
      return Best.of(ways, (way, other) -> way.over(other, Cost.TIME).orElseThrow(), claims);
    }
  }

  private final Comparisons comparisons;
  private final List<StrategyPair> pairs;

  private Answer(Comparisons comparisons, List<StrategyPair> pairs) {
    this.comparisons = comparisons;
    this.pairs = pairs;
  }

  /**
   * The sentences.
   *
   * @param rows of one run
   * @param comparisons of the same rows
   * @param pairs of the same rows
   */
  public static List<String> of(
      List<Measured> rows, Comparisons comparisons, List<StrategyPair> pairs) {
    return new Answer(comparisons, pairs).sentences(rows);
  }

  private List<String> sentences(List<Measured> rows) {
    List<Claim> claims = new ArrayList<>();
    List<String> about = new ArrayList<>();
    for (Catalogue.Entry entry : ReportData.asked(rows)) {
      if (entry.question().answer().isEmpty()) {
        continue;
      }
      List<Measured> own =
          rows.stream()
              .filter(m -> m.question().equals(entry.name()) && m.hasThroughput())
              .filter(m -> m.estimate().forks() > 0)
              .toList();
      if (entry.question().about().isEmpty()) {
        claim(own).ifPresent(claims::add);
      } else {
        about(own, entry.question()).ifPresent(about::add);
      }
    }
    List<Claim> kept =
        claims.subList(0, Math.max(0, Math.min(claims.size(), SENTENCES - about.size())));
    List<String> sentences = new ArrayList<>();
    kept.forEach(claim -> sentences.add(sentence(claim, claim.best(kept.size()))));
    sentences.addAll(about);
    return sentences;
  }

  /** The fastest strategy at the largest size that most strategies ran, against the baseline. */
  private static Optional<Claim> claim(List<Measured> own) {
    Set<String> names = new TreeSet<>();
    own.forEach(m -> names.addAll(m.row().params().keySet()));
    Comparator<List<Measured>> telling =
        Comparator.<List<Measured>>comparingInt(g -> strategies(g) / 2)
            .thenComparingLong(g -> g.stream().mapToLong(Answer::preference).max().orElse(0))
            .thenComparingLong(g -> g.stream().mapToLong(m -> m.estimate().forks()).sum());
    return Conditions.group(own, names).entrySet().stream()
        .max(Map.Entry.comparingByValue(telling))
        .flatMap(group -> claim(group.getKey(), group.getValue()));
  }

  private static int strategies(List<Measured> group) {
    return (int) group.stream().map(Measured::strategy).distinct().count();
  }

  /**
   * Larger sizes and calls first; usual conditions before others; and a receiver that discards
   * before one that reads, since only there a sender pays for all that it does.
   */
  private static long preference(Measured m) {
    long size = m.size().orElse(0) / 16 + m.number("chunk").orElse(0) / (1 << 10);
    long usual = m.isUsual() ? 2 : 0;
    return 4 * size + usual + (m.row().params().containsValue("discarding") ? 1 : 0);
  }

  private static Optional<Claim> claim(SortedMap<String, String> conditions, List<Measured> group) {
    List<Measured> fastestFirst =
        group.stream().sorted(Comparator.comparingDouble(m -> m.time().typical())).toList();
    if (fastestFirst.size() < 2) {
      return Optional.empty();
    }
    Measured fastest = fastestFirst.get(0);
    Measured rival =
        fastestFirst.stream()
            .skip(1)
            .filter(m -> m.strategy().equals(m.asked().question().baseline()))
            .findFirst()
            .orElse(fastestFirst.get(1));
    SortedMap<String, String> others = new TreeMap<>(conditions);
    others.keySet().removeAll(Measured.SIZES);
    others.keySet().removeAll(fastest.asked().untold(others));
    return Optional.of(new Claim(fastestFirst, rival, Conditions.words(others, true)));
  }

  private String sentence(Claim claim, Best best) {
    Measured fastest = claim.fastest();
    OptionalLong size = fastest.size();
    String at =
        size.isPresent()
            ? " ("
                + fastest.asked().question().piece()
                + " of "
                + Units.size(size.getAsLong())
                + where(claim)
            : where(claim).replaceFirst("^, ", " (");
    List<String> contenders =
        best.contenders().stream().map(i -> claim.ways().get(i).strategy()).toList();
    return "%s%s, %s %s GiB/s%s%s%s."
        .formatted(
            fastest.asked().question().answer(),
            at.isEmpty() ? "" : at + ")",
            contenders.size() == 1
                ? contenders.get(0) + " is the fastest of " + claim.ways().size() + " ways:"
                : "no single winner: "
                    + listed(contenders)
                    + "; "
                    + fastest.strategy()
                    + " reaches",
            fastest.throughput().words(),
            againstRival(claim, best),
            crossover(claim),
            senderCpu(claim));
  }

  private static String againstRival(Claim claim, Best best) {
    boolean slower = best.slower().contains(claim.ways().indexOf(claim.rival()));
    return claim
        .rival()
        .over(claim.fastest(), Cost.TIME)
        .filter(ratio -> slower)
        .map(
            ratio ->
                ", %s times as fast as %s"
                    .formatted(StrategyPair.ratio(ratio), claim.rival().strategy()))
        .orElse("");
  }

  /** The sender's CPU time beside that of the rival: spared, or paid on top. */
  private String senderCpu(Claim claim) {
    return comparisons
        .of(Cost.SENDER_CPU, claim.fastest().row(), claim.rival().row())
        .map(judged -> senderCpu(claim, judged))
        .orElse("");
  }

  private static String senderCpu(Claim claim, Comparisons.Judged judged) {
    String fastest = claim.fastest().strategy();
    String rival = claim.rival().strategy();
    String both =
        " (%s against %s CPU s/GiB)"
            .formatted(cpuSeconds(claim.fastest()), cpuSeconds(claim.rival()));
    return switch (judged.verdict()) {
      case FASTER, SLOWER ->
          "; the sender of %s uses %s times the processor's time of %s%s"
              .formatted(fastest, StrategyPair.ratio(judged.ratio()), rival, both);
      case EQUAL ->
          "; the senders of %s use the same processor's time within 5 %%%s"
              .formatted(listed(List.of(fastest, rival)), both);
      case CANNOT_TELL ->
          "; whose sender uses less of the processor's time, %s or %s, cannot be told%s"
              .formatted(fastest, rival, both);
    };
  }

  private static String cpuSeconds(Measured m) {
    return m.senderCpuSecondsPerGiB().map(value -> Units.measured(value.typical())).orElse("–");
  }

  private static String where(Claim claim) {
    return claim.where().isEmpty() ? "" : ", " + claim.where();
  }

  /** {@code a, b and c}. */
  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  private String crossover(Claim claim) {
    String fastest = claim.fastest().question() + "." + claim.fastest().strategy();
    String against = claim.rival().question() + "." + claim.rival().strategy();
    return pairs.stream()
        .filter(pair -> claim.where().contains(pair.conditions()))
        .filter(
            pair ->
                pair.first().equals(fastest) && pair.other().equals(against)
                    || pair.first().equals(against) && pair.other().equals(fastest))
        .filter(pair -> pair.points().size() > 1 && !pair.weighsSenderCpu())
        .findFirst()
        .map(pair -> " (over the sizes: " + pair.words() + ")")
        .orElse("");
  }

  /** A value of the parameter that a question is about, held against the baseline. */
  private record Effect(Measured other, Comparisons.Judged judged) {

    boolean isSlower() {
      return judged.verdict() == Verdict.SLOWER;
    }
  }

  /** What the worst value of the parameter costs that a question is about, against its baseline. */
  private Optional<String> about(List<Measured> rows, Question question) {
    String about = question.about();
    List<Measured> own = rows.stream().filter(m -> m.row().params().containsKey(about)).toList();
    List<Effect> effects = new ArrayList<>();
    for (Measured baseline : own) {
      if (baseline.row().params().get(about).equals(question.baseline())) {
        own.stream()
            .filter(m -> m != baseline && without(m, about).equals(without(baseline, about)))
            .forEach(
                m ->
                    comparisons
                        .of(Cost.TIME, m.row(), baseline.row())
                        .ifPresent(judged -> effects.add(new Effect(m, judged))));
      }
    }
    return effects.stream()
        .max(
            Comparator.comparing(Effect::isSlower)
                .thenComparing(effect -> effect.judged().ratio().value()))
        .map(
            worst ->
                worst.isSlower()
                    ? slower(question, worst)
                    : noDifference(question, worst, effects.size(), own));
  }

  private static String values(List<Measured> rows, String parameter) {
    return rows.stream()
        .map(m -> m.row().params().get(parameter))
        .distinct()
        .sorted(Comparator.comparing(RowOrder::natural))
        .collect(Collectors.joining(", "));
  }

  private static String without(Measured m, String parameter) {
    Map<String, String> others = new TreeMap<>(m.row().params());
    others.remove(parameter);
    return m.strategy() + others;
  }

  private static String slower(Question question, Effect worst) {
    String about = question.about();
    return "%s: at %s %s, %s takes %s times as long as at %s %s."
        .formatted(
            question.answer(),
            about,
            worst.other().row().params().get(about),
            worst.other().strategy(),
            StrategyPair.ratio(worst.judged().ratio()),
            about,
            question.baseline());
  }

  private static String noDifference(
      Question question, Effect worst, int comparisons, List<Measured> rows) {
    String about = question.about();
    return "Of the values of %s measured (%s) none makes a difference that these forks can tell (worst: %s at %s %s, ratio %s, its interval not corrected for %d comparisons)."
        .formatted(
            about,
            values(rows, about),
            worst.other().strategy(),
            about,
            worst.other().row().params().get(about),
            StrategyPair.ratio(worst.judged().ratio()),
            comparisons);
  }

  /** The sentences as a section of the page. */
  public static Section section(List<String> answer, int runs) {
    if (answer.isEmpty()) {
      return Section.of(
          "answer",
          "The answer",
          "<p>This run holds no question that has an answer of one sentence.</p>");
    }
    StringBuilder html = new StringBuilder("<ol class=\"answer\">");
    answer.forEach(s -> html.append("<li>").append(Escape.html(s)).append("</li>\n"));
    html.append("</ol><p class=\"note\">In brackets: 95 % confidence intervals, not corrected.");
    html.append(" A winner is named where it beats every other way (multiple comparisons with the");
    html.append(" best, 5 % over all sentences); ways that may each be the fastest are all named.");
    html.append(runs > 1 ? " About the first run.</p>" : "</p>");
    return Section.of("answer", "The answer in five sentences", html.toString());
  }
}
