package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.text.Units;
import zerocopy.stats.Best;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/** The strategies of a question against one another. */
final class Contest {

  private static final int MOST_WINS = 3;

  private final Decisions.Claim claim;
  private final Comparisons comparisons;
  private final double confidence;
  private final List<Measured> tied;
  private final Measured use;

  Contest(Decisions.Claim claim, int claims, Comparisons comparisons) {
    this.claim = claim;
    this.comparisons = comparisons;
    List<Measured> ways = claim.ways();
    List<Measured> contenders =
        Best.contenders(ways, (way, other) -> way.over(other, Cost.TIME).orElseThrow(), claims);
    confidence = 1 - 2 * Best.level(ways.size(), claims);
    tied =
        contenders.stream()
            .filter(way -> contenders.stream().allMatch(other -> slower(way, other).isEmpty()))
            .toList();
    use =
        tied.stream()
            .min(
                Comparator.comparing((Measured m) -> !isBaseline(m))
                    .thenComparing(m -> m.strategy().split("(?=[A-Z])").length)
                    .thenComparing(Measured::strategy))
            .orElseThrow();
  }

  /** How many times as long a way takes as another, where the page calls it slower. */
  private Optional<Ratio> slower(Measured way, Measured other) {
    return comparisons
        .of(Cost.TIME, way.row(), other.row())
        .filter(judged -> judged.verdict() == Verdict.SLOWER)
        .map(Comparisons.Judged::ratio);
  }

  private static boolean isBaseline(Measured m) {
    return m.strategy().equals(m.asked().question().baseline());
  }

  Decisions.Decision decision() {
    SortedMap<String, String> told = new TreeMap<>(claim.conditions());
    told.keySet().removeAll(Measured.SIZES);
    told.keySet().removeAll(use.asked().untold(told));
    List<String> parts = new ArrayList<>();
    OptionalLong size = use.size();
    size.ifPresent(bytes -> parts.add(claim.question().piece() + " of " + Units.size(bytes)));
    if (!told.isEmpty()) {
      parts.add(Conditions.words(told, true));
    }
    String where = parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    return new Decisions.Decision(
        claim.question().answer() + where,
        use.named() + reach(),
        gain(),
        String.join("; ", exceptions()));
  }

  /** From which place of the question's own scale on the way is unbeaten. */
  private String reach() {
    String over = claim.question().over();
    SortedMap<Long, Boolean> unbeaten = new TreeMap<>();
    Decisions.groups(claim.others())
        .forEach(
            (conditions, group) -> {
              SortedMap<String, String> alike = new TreeMap<>(conditions);
              alike.computeIfPresent(over, (name, value) -> claim.conditions().get(name));
              if (alike.equals(claim.conditions()) && group.size() > 1) {
                own(group)
                    .filter(m -> m.number(over).isPresent())
                    .ifPresent(
                        m ->
                            unbeaten.put(
                                m.number(over).getAsLong(),
                                slower(m, Decisions.fastestFirst(group).get(0)).isEmpty()));
              }
            });
    long[] places =
        unbeaten.keySet().stream().filter(unbeaten::get).mapToLong(place -> place).toArray();
    if (unbeaten.size() < 2 || places.length == 0) {
      return "";
    }
    boolean on = !unbeaten.tailMap(places[0]).containsValue(false);
    return on
        ? ", from %s on (measured up to %d)".formatted(use.placed(places[0]), unbeaten.lastKey())
        : ", at " + use.placed(places);
  }

  private Optional<Measured> own(List<Measured> group) {
    return group.stream().filter(m -> m.strategy().equals(use.strategy())).findFirst();
  }

  /** Against the baseline where that is slower, else against the next that is beyond doubt. */
  private String gain() {
    List<String> parts = new ArrayList<>();
    if (tied.size() > 1) {
      parts.add(tie());
    }
    List<Measured> rivals = claim.ways().stream().filter(way -> !tied.contains(way)).toList();
    Stream.of(
            rivals.stream().filter(Contest::isBaseline).flatMap(way -> gainOver(way).stream()),
            rivals.stream().flatMap(way -> certainGainOver(way).stream()),
            rivals.stream().flatMap(way -> gainOver(way).stream()))
        .flatMap(gains -> gains)
        .findFirst()
        .ifPresent(parts::add);
    return String.join("; ", parts);
  }

  /** Its interval is corrected as the tie is judged. */
  private Optional<String> certainGainOver(Measured rival) {
    Ratio ratio = new Ratio(rival.over(use, Cost.TIME).orElseThrow().log(), confidence);
    return ratio
        .interval()
        .filter(interval -> interval.lower() > 1)
        .map(interval -> Decisions.times(ratio) + rival.label());
  }

  /**
   * Likely where the page tells the two ways apart, and the choice among all ways of the table,
   * which needs more confidence, does not.
   */
  private Optional<String> gainOver(Measured rival) {
    return certainGainOver(rival)
        .or(
            () ->
                slower(rival, use)
                    .map(ratio -> "likely: " + Decisions.times(ratio) + rival.label()));
  }

  private String tie() {
    double slowest = tied.get(tied.size() - 1).time().typical();
    long percent = (long) Math.ceil((slowest / tied.get(0).time().typical() - 1) * 100);
    List<String> others = tied.stream().filter(m -> m != use).map(Measured::label).toList();
    String within =
        percent <= Family.MARGIN * 100 ? "within %d %%" : "differences up to %d %% may be chance";
    return ("%d ways tie (" + within + "; also %s): take the simplest")
        .formatted(tied.size(), percent, Decisions.listed(others));
  }

  private List<String> exceptions() {
    List<String> found = new ArrayList<>(wins());
    sparing().ifPresent(found::add);
    return found.isEmpty() ? List.of(Decisions.NOWHERE) : found;
  }

  /** A way that beats the recommended one beyond doubt under other conditions. */
  private record Win(Measured winner, String where, OptionalLong place, double times) {}

  private List<String> wins() {
    List<Win> wins = new ArrayList<>();
    Decisions.groups(claim.others()).forEach((conditions, group) -> win(conditions, group, wins));
    Map<String, List<Win>> alike = new LinkedHashMap<>();
    wins.stream()
        .sorted(Comparator.comparingDouble(Win::times).reversed())
        .forEach(
            win ->
                alike
                    .computeIfAbsent(
                        win.winner().label() + "|" + win.where(), w -> new ArrayList<>())
                    .add(win));
    List<String> words = new ArrayList<>(alike.values().stream().map(Contest::words).toList());
    if (words.size() > MOST_WINS) {
      int left = words.size() - MOST_WINS;
      words.subList(MOST_WINS, words.size()).clear();
      words.add("and " + left + " more");
    }
    return words;
  }

  private void win(SortedMap<String, String> conditions, List<Measured> group, List<Win> wins) {
    Measured winner = Decisions.fastestFirst(group).get(0);
    own(group)
        .filter(m -> m != use)
        .flatMap(m -> slower(m, winner))
        .ifPresent(
            ratio -> {
              SortedMap<String, String> differing = new TreeMap<>(conditions);
              differing.keySet().removeAll(use.scale());
              differing.entrySet().removeAll(claim.conditions().entrySet());
              boolean chosen =
                  differing.keySet().stream().anyMatch(use.asked().parameters()::containsKey);
              if (!chosen) {
                String where = Conditions.words(differing, true);
                wins.add(new Win(winner, where, winner.place(), ratio.value()));
              }
            });
  }

  /** {@code destination new at 1 MiB: direct is up to 1.34 times as fast}. */
  private static String words(List<Win> alike) {
    Win most = alike.get(0);
    long[] places =
        alike.stream().flatMapToLong(win -> win.place().stream()).distinct().sorted().toArray();
    String where =
        Stream.of(most.where(), places.length == 0 ? "" : "at " + most.winner().placed(places))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    return "%s: %s is %s%s times as fast"
        .formatted(
            where,
            most.winner().label(),
            alike.size() > 1 ? "up to " : "",
            Units.measured(most.times()));
  }

  /** The way that costs the sender least of the processor's time, where that is another one. */
  private Optional<String> sparing() {
    return claim.ways().stream()
        .filter(m -> m.senderCpu().isPresent())
        .min(Comparator.comparingDouble(m -> m.senderCpu().get().typical()))
        .flatMap(
            least ->
                comparisons
                    .of(Cost.SENDER_CPU, least.row(), use.row())
                    .filter(judged -> judged.verdict() == Verdict.FASTER)
                    .map(
                        judged ->
                            "to spare the sender's processor: %s uses %s times its time"
                                .formatted(least.label(), StrategyPair.ratio(judged.ratio()))));
  }
}
