package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Escape;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Units;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * The answer in at most five sentences of plain text: which way to move bytes, from which size on,
 * on this machine. Every sentence is made of the run's own numbers; what was not measured is not
 * said.
 */
public final class Answer {

  private static final int SENTENCES = 5;

  private Answer() {}

  /**
   * A winner that waits for its verdicts.
   *
   * @param rivals the others under the same conditions: the one that it is told against first
   * @param ratios times of the rivals over its own
   * @param senderCpu its sender's CPU time over that of the first rival
   */
  private record Claim(
      Measured best,
      List<Measured> rivals,
      String where,
      List<Ratio> ratios,
      Optional<Ratio> senderCpu) {

    Measured rival() {
      return rivals.get(0);
    }

    List<Ratio> comparisons() {
      return Stream.concat(ratios.stream(), senderCpu.stream()).toList();
    }
  }

  /** The sentences. */
  public static List<String> of(List<Measured> rows, List<StrategyPair> pairs) {
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
    // The winner is chosen by these very numbers, so every rival counts as a comparison.
    Iterator<Verdict> verdicts =
        Family.judge(kept.stream().flatMap(c -> c.comparisons().stream()).toList()).iterator();
    List<String> sentences = new ArrayList<>();
    for (Claim claim : kept) {
      sentences.add(
          sentence(claim, claim.comparisons().stream().map(r -> verdicts.next()).toList(), pairs));
    }
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
    Measured best = fastestFirst.get(0);
    List<Measured> rivals = new ArrayList<>(fastestFirst.subList(1, fastestFirst.size()));
    rivals.stream()
        .filter(m -> m.strategy().equals(m.asked().question().baseline()))
        .findFirst()
        .ifPresent(
            baseline -> {
              rivals.remove(baseline);
              rivals.add(0, baseline);
            });
    SortedMap<String, String> others = new TreeMap<>(conditions);
    others.keySet().removeAll(Measured.SIZES);
    others.keySet().removeAll(best.asked().untold(others));
    String where = Conditions.words(others);
    List<Ratio> ratios = rivals.stream().map(m -> Ratio.within(m.row(), best.row())).toList();
    Optional<Ratio> senderCpu =
        best.senderCpuRow()
            .flatMap(own -> rivals.get(0).senderCpuRow().map(its -> Ratio.within(own, its)));
    return Optional.of(new Claim(best, rivals, where, ratios, senderCpu));
  }

  private static String sentence(Claim claim, List<Verdict> verdicts, List<StrategyPair> pairs) {
    OptionalLong size = claim.best().size();
    String at =
        size.isPresent()
            ? " ("
                + claim.best().asked().question().piece()
                + " of "
                + Units.size(size.getAsLong())
                + where(claim)
            : where(claim).replaceFirst("^, ", " (");
    List<String> ties = new ArrayList<>();
    int others = claim.rivals().size();
    for (int i = 0; i < others; i++) {
      if (verdicts.get(i) != Verdict.SLOWER) {
        ties.add(claim.rivals().get(i).strategy());
      }
    }
    String cpu = claim.senderCpu().map(r -> senderCpu(claim, r, verdicts.get(others))).orElse("");
    String best = claim.best().strategy();
    String rival = claim.rival().strategy();
    String ratio =
        ties.contains(rival)
            ? ""
            : ", %s times as fast as %s"
                .formatted(StrategyPair.ratio(claim.ratios().get(0)), rival);
    ties.add(0, best);
    return "%s%s, %s %s GiB/s%s%s%s."
        .formatted(
            claim.best().asked().question().answer(),
            at.isEmpty() ? "" : at + ")",
            ties.size() == 1
                ? best + " is the fastest of " + (others + 1) + " ways:"
                : "tied: " + listed(ties) + "; " + best + " reaches",
            claim.best().throughput().words(),
            ratio,
            crossover(claim, pairs),
            cpu);
  }

  /** The sender's CPU time beside that of the rival: spared, or paid on top. */
  private static String senderCpu(Claim claim, Ratio ratio, Verdict verdict) {
    String best = claim.best().strategy();
    String rival = claim.rival().strategy();
    String both =
        " (%s against %s CPU s/GiB)".formatted(cpuSeconds(claim.best()), cpuSeconds(claim.rival()));
    return verdict == Verdict.NOT_DISTINGUISHABLE
        ? "; the processor's time of the senders of %s is not distinguishable%s"
            .formatted(listed(List.of(best, rival)), both)
        : "; the sender of %s uses %s times the processor's time of %s%s"
            .formatted(best, StrategyPair.ratio(ratio), rival, both);
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

  private static String crossover(Claim claim, List<StrategyPair> pairs) {
    String best = claim.best().question() + "." + claim.best().strategy();
    String against = claim.best().question() + "." + claim.rival().strategy();
    return pairs.stream()
        .filter(d -> claim.where().contains(d.conditions()))
        .filter(
            d ->
                d.first().equals(best) && d.other().equals(against)
                    || d.first().equals(against) && d.other().equals(best))
        .filter(d -> d.crossover().points().size() > 1 && !d.weighsSenderCpu())
        .findFirst()
        .map(d -> " (over the sizes: " + d.words() + ")")
        .orElse("");
  }

  /** What the worst value of the parameter costs that a question is about, against its baseline. */
  private static Optional<String> about(List<Measured> rows, Question question) {
    String about = question.about();
    List<Measured> own = rows.stream().filter(m -> m.row().params().containsKey(about)).toList();
    Map<String, List<Measured>> groups =
        own.stream().collect(Collectors.groupingBy(m -> without(m, about)));
    List<Measured> others = new ArrayList<>();
    List<Ratio> ratios = new ArrayList<>();
    for (List<Measured> group : groups.values()) {
      group.stream()
          .filter(m -> m.row().params().get(about).equals(question.baseline()))
          .findFirst()
          .ifPresent(
              baseline ->
                  group.stream()
                      .filter(m -> m != baseline)
                      .forEach(
                          m -> {
                            others.add(m);
                            ratios.add(Ratio.within(m.row(), baseline.row()));
                          }));
    }
    List<Verdict> verdicts = Family.judge(ratios);
    return IntStream.range(0, ratios.size())
        .boxed()
        .max(
            Comparator.comparing((Integer i) -> verdicts.get(i) == Verdict.SLOWER)
                .thenComparing(i -> ratios.get(i).value()))
        .map(
            i ->
                verdicts.get(i) == Verdict.SLOWER
                    ? slower(question, others.get(i), ratios.get(i))
                    : noDifference(question, others.get(i), ratios, ratios.get(i), own));
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

  private static String slower(Question question, Measured worst, Ratio ratio) {
    String about = question.about();
    return "%s: at %s %s, %s takes %s times as long as at %s %s."
        .formatted(
            question.answer(),
            about,
            worst.row().params().get(about),
            worst.strategy(),
            StrategyPair.ratio(ratio),
            about,
            question.baseline());
  }

  private static String noDifference(
      Question question, Measured worst, List<Ratio> all, Ratio ratio, List<Measured> rows) {
    String about = question.about();
    return "Of the values of %s measured (%s) none makes a difference that these forks can tell (worst: %s at %s %s, ratio %s, its interval not corrected for %d comparisons)."
        .formatted(
            about,
            values(rows, about),
            worst.strategy(),
            about,
            worst.row().params().get(about),
            StrategyPair.ratio(ratio),
            all.size());
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
    html.append("</ol><p class=\"note\">In brackets: 95 % confidence intervals, not corrected;");
    html.append(" the winner is judged after correction for the number of comparisons.");
    html.append(runs > 1 ? " About the first run.</p>" : "</p>");
    return Section.of("answer", "The answer in five sentences", html.toString());
  }
}
