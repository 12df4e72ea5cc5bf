package zerocopy.report;

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
import zerocopy.report.stats.Family;
import zerocopy.report.stats.Ratio;
import zerocopy.report.stats.Verdict;
import zerocopy.report.text.Units;

/**
 * The answer in at most five sentences of plain text: which way to move bytes, from which size on,
 * on this machine. Every sentence is made of the run's own numbers; what was not measured is not
 * said.
 */
final class Answer {

  private static final int SENTENCES = 5;

  /** Where a strategy is asked for, what it moves, and what it is held against. */
  private record Topic(String name, String piece, String question, String baseline) {}

  private static final List<Topic> TOPICS =
      List.of(
          new Topic("From a file to a socket", "a file", "FileToSocket", "readWriteDirect"),
          new Topic("From file to file", "a file", "FileCopy", "readWriteDirect"),
          new Topic("From a cached file into memory", "a file", "FileRead", "direct"),
          new Topic("In memory", "a copy", "BufferCopy", "directToDirect"),
          new Topic("To consume every byte of a cached file", "a file", "FileScan", "direct"),
          new Topic("From memory to a file", "a file", "FileWrite", "direct"));

  private Answer() {}

  /**
   * A winner that waits for its verdicts.
   *
   * @param rivals the others under the same conditions: the one that it is told against first
   * @param ratios times of the rivals over its own
   * @param senderCpu its sender's CPU time over that of the first rival
   */
  private record Claim(
      Topic topic,
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
  static List<String> of(List<Measured> rows, List<Duel> duels) {
    List<Claim> claims = new ArrayList<>();
    for (Topic topic : TOPICS) {
      claim(rows, topic).ifPresent(claims::add);
    }
    Optional<String> alignment = alignment(rows);
    List<Claim> kept =
        claims.subList(0, Math.min(claims.size(), SENTENCES - (alignment.isPresent() ? 1 : 0)));
    // The winner is chosen by these very numbers, so every rival counts as a comparison.
    Iterator<Verdict> verdicts =
        Family.judge(kept.stream().flatMap(c -> c.comparisons().stream()).toList()).iterator();
    List<String> sentences = new ArrayList<>();
    for (Claim claim : kept) {
      sentences.add(
          sentence(claim, claim.comparisons().stream().map(r -> verdicts.next()).toList(), duels));
    }
    alignment.ifPresent(sentences::add);
    return sentences;
  }

  /** The fastest strategy at the largest size that most strategies ran, against the baseline. */
  private static Optional<Claim> claim(List<Measured> rows, Topic topic) {
    List<Measured> own =
        rows.stream()
            .filter(m -> m.question().equals(topic.question()) && m.hasThroughput())
            .filter(m -> m.estimate().forks() > 0)
            .toList();
    Set<String> names = new TreeSet<>();
    own.forEach(m -> names.addAll(m.row().params().keySet()));
    Comparator<List<Measured>> telling =
        Comparator.<List<Measured>>comparingInt(g -> strategies(g) / 2)
            .thenComparingLong(g -> g.stream().mapToLong(Answer::preference).max().orElse(0))
            .thenComparingLong(g -> g.stream().mapToLong(m -> m.estimate().forks()).sum());
    return Conditions.group(own, names).entrySet().stream()
        .max(Map.Entry.comparingByValue(telling))
        .flatMap(group -> claim(topic, group.getKey(), group.getValue()));
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
    long usual = Usual.is(m) ? 2 : 0;
    return 4 * size + usual + (m.row().params().containsValue("discarding") ? 1 : 0);
  }

  private static Optional<Claim> claim(
      Topic topic, SortedMap<String, String> conditions, List<Measured> group) {
    List<Measured> fastestFirst =
        group.stream().sorted(Comparator.comparingDouble(m -> m.time().mean())).toList();
    if (fastestFirst.size() < 2) {
      return Optional.empty();
    }
    Measured best = fastestFirst.get(0);
    List<Measured> rivals = new ArrayList<>(fastestFirst.subList(1, fastestFirst.size()));
    rivals.stream()
        .filter(m -> m.strategy().equals(topic.baseline()))
        .findFirst()
        .ifPresent(
            baseline -> {
              rivals.remove(baseline);
              rivals.add(0, baseline);
            });
    SortedMap<String, String> others = new TreeMap<>(conditions);
    others.keySet().removeAll(Measured.SIZES);
    others.keySet().removeAll(Usual.among(others));
    String where = Conditions.words(others);
    List<Ratio> ratios = rivals.stream().map(m -> Ratio.within(m.row(), best.row())).toList();
    Optional<Ratio> senderCpu =
        best.senderCpuRow()
            .flatMap(own -> rivals.get(0).senderCpuRow().map(its -> Ratio.within(own, its)));
    return Optional.of(new Claim(topic, best, rivals, where, ratios, senderCpu));
  }

  private static String sentence(Claim claim, List<Verdict> verdicts, List<Duel> duels) {
    OptionalLong size = claim.best().size();
    String at =
        size.isPresent()
            ? " (" + claim.topic().piece() + " of " + Units.size(size.getAsLong()) + where(claim)
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
            : ", %s times as fast as %s".formatted(Duel.ratio(claim.ratios().get(0)), rival);
    ties.add(0, best);
    return "%s%s, %s %s GiB/s%s%s%s."
        .formatted(
            claim.topic().name(),
            at.isEmpty() ? "" : at + ")",
            ties.size() == 1
                ? best + " is the fastest of " + (others + 1) + " ways:"
                : "tied: " + listed(ties) + "; " + best + " reaches",
            claim.best().throughput().words(),
            ratio,
            crossover(claim, duels),
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
            .formatted(best, Duel.ratio(ratio), rival, both);
  }

  private static String cpuSeconds(Measured m) {
    return m.senderCpuSecondsPerGiB().map(value -> Units.measured(value.mean())).orElse("–");
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

  private static String crossover(Claim claim, List<Duel> duels) {
    String best = claim.topic().question() + "." + claim.best().strategy();
    String against = claim.topic().question() + "." + claim.rival().strategy();
    return duels.stream()
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

  /** What the worst page offset costs, against the start of a page. */
  private static Optional<String> alignment(List<Measured> rows) {
    List<Measured> own =
        rows.stream()
            .filter(m -> m.question().equals("BufferAlignment") && m.hasThroughput())
            .filter(m -> m.number("offset").isPresent())
            .toList();
    Map<String, List<Measured>> groups =
        own.stream().collect(Collectors.groupingBy(Answer::withoutOffset));
    List<Measured> shifted = new ArrayList<>();
    List<Ratio> ratios = new ArrayList<>();
    for (List<Measured> group : groups.values()) {
      group.stream()
          .filter(m -> m.number("offset").getAsLong() == 0)
          .findFirst()
          .ifPresent(
              aligned ->
                  group.stream()
                      .filter(m -> m != aligned)
                      .forEach(
                          m -> {
                            shifted.add(m);
                            ratios.add(Ratio.within(m.row(), aligned.row()));
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
                    ? alignSentence(shifted.get(i), ratios.get(i))
                    : noOffsetSentence(shifted.get(i), ratios, ratios.get(i), offsets(own)));
  }

  private static String offsets(List<Measured> rows) {
    return rows.stream()
        .map(m -> m.number("offset").getAsLong())
        .distinct()
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String withoutOffset(Measured m) {
    Map<String, String> others = new TreeMap<>(m.row().params());
    others.remove("offset");
    return m.strategy() + others;
  }

  private static String alignSentence(Measured worst, Ratio ratio) {
    return "Whatever the strategy, align buffers to pages: at page offset %s, %s takes %s times as long as at offset 0."
        .formatted(worst.row().params().get("offset"), worst.strategy(), Duel.ratio(ratio));
  }

  private static String noOffsetSentence(
      Measured worst, List<Ratio> all, Ratio ratio, String offsets) {
    String offset = worst.row().params().get("offset");
    return "Of the page offsets measured (%s) none makes a difference that these forks can tell (worst: %s at offset %s, ratio %s, its interval not corrected for %d comparisons)."
        .formatted(offsets, worst.strategy(), offset, Duel.ratio(ratio), all.size());
  }
}
