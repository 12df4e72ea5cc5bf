package zerocopy.report.charts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Question;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Comparisons.Judged;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Units;
import zerocopy.stats.Verdict;

/**
 * The sentence that a figure says, made of the verdicts of its run: which way is the fastest, by
 * how much, at which sizes; ways that tie are named together. It is about the conditions under
 * which most rows were measured, the usual ones first.
 *
 * @param comparisons of the run
 * @param cost what the figure shows
 * @param name what the figure calls a row
 */
record Finding(Comparisons comparisons, Cost cost, Function<Measured, String> name) {

  /** Ways that a title names; more are counted. */
  private static final int MOST_NAMED = 4;

  /** The ways at one size. */
  private record Place(String at, Map<String, Measured> ways) {}

  /**
   * The sentence.
   *
   * @param rows that the figure shows, of one run
   * @return without a full stop; empty where no comparison of the run is about them
   */
  String of(List<Measured> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    Question question = rows.get(0).asked().question();
    if (!question.about().isEmpty()) {
      return about(rows, question);
    }
    return competition(rows, question);
  }

  /**
   * From the least value to the greatest, for rows that do not compete.
   *
   * @param begin first words
   * @param value what the figure shows of a row
   * @param words the same with its unit
   */
  static String range(
      String begin,
      List<Measured> rows,
      Function<Measured, String> name,
      ToDoubleFunction<Measured> value,
      DoubleFunction<String> words) {
    Comparator<Measured> rising = Comparator.comparingDouble(value);
    Measured least = Collections.min(rows, rising);
    Measured most = Collections.max(rows, rising);
    return least == most
        ? ""
        : begin
            + "%s (%s) to %s (%s)"
                .formatted(
                    words.apply(value.applyAsDouble(least)),
                    name.apply(least),
                    words.apply(value.applyAsDouble(most)),
                    name.apply(most));
  }

  private String competition(List<Measured> rows, Question question) {
    Set<String> varying = Conditions.varying(rows);
    Map<SortedMap<String, String>, List<Place>> stories = new LinkedHashMap<>();
    Conditions.group(rows, varying)
        .forEach(
            (values, group) -> {
              SortedMap<String, String> others = new TreeMap<>(values);
              String size =
                  group.get(0).scale().stream().map(others::remove).reduce("", Finding::first);
              Place place = place(group.get(0), size, group);
              if (place.ways().size() > 1) {
                stories.computeIfAbsent(others, key -> new ArrayList<>()).add(place);
              }
            });
    return stories.entrySet().stream()
        .max(Comparator.comparing(story -> weight(story.getValue())))
        .map(story -> sentence(story.getKey(), story.getValue(), question))
        .orElse("");
  }

  private static String first(String one, String other) {
    return other == null ? one : other;
  }

  private Place place(Measured any, String size, List<Measured> group) {
    Map<String, Measured> ways = new LinkedHashMap<>();
    group.forEach(m -> ways.putIfAbsent(name.apply(m), m));
    return new Place(any.place().isPresent() ? any.placed(any.place().getAsLong()) : size, ways);
  }

  /** Usual conditions before others, then those with more rows; equal ones in their order. */
  private static long weight(List<Place> places) {
    boolean usual =
        places.stream().flatMap(p -> p.ways().values().stream()).allMatch(Measured::isUsual);
    return places.stream().mapToLong(p -> p.ways().size()).sum() + (usual ? 1L << 32 : 0);
  }

  private String sentence(
      SortedMap<String, String> conditions, List<Place> places, Question question) {
    if (places.stream()
        .flatMap(this::judgements)
        .noneMatch(j -> j.ratio().interval().isPresent())) {
      return "";
    }
    List<Set<String>> best = places.stream().map(this::unbeaten).toList();
    boolean none = true;
    for (int i = 0; i < places.size(); i++) {
      none &= best.get(i).equals(places.get(i).ways().keySet());
    }
    // Where chunks differ, the name of a way tells its own.
    conditions.remove(Comparisons.OPTIONAL);
    String where = conditions.isEmpty() ? "" : " (" + Conditions.words(conditions, true) + ")";
    if (none) {
      boolean equal =
          places.stream().flatMap(this::judgements).allMatch(j -> j.verdict() == Verdict.EQUAL);
      return (equal ? "All equal within 5 %" : "No difference that these forks can tell") + where;
    }
    return winner(places, best, question) + where;
  }

  /** At the most sizes in a row at which one and the same way is beaten, the larger ones first. */
  private String winner(List<Place> places, List<Set<String>> best, Question question) {
    String leader = leader(places, best);
    for (int length = places.size(); length > 0; length--) {
      for (int end = places.size(); end >= length; end--) {
        List<Place> told = places.subList(end - length, end);
        List<Set<String>> first = best.subList(end - length, end);
        Optional<String> rival =
            first.stream().allMatch(ways -> ways.contains(leader))
                ? rival(told, leader, question)
                : Optional.empty();
        if (rival.isPresent()) {
          Set<String> ties = new LinkedHashSet<>(Set.of(leader));
          ties.addAll(best.get(end - 1));
          first.forEach(ties::retainAll);
          return victory(told, leader, ties, rival.get())
              + range(places, end - length, end, question);
        }
      }
    }
    return leader + " is never beaten";
  }

  private String victory(List<Place> places, String leader, Set<String> ties, String rival) {
    List<String> winners =
        ties.stream()
            .filter(way -> places.stream().allMatch(place -> beats(place, way, rival)))
            .toList();
    Set<String> unclear = new LinkedHashSet<>(ties);
    winners.forEach(unclear::remove);
    boolean one = winners.size() == 1;
    String factor = factor(places, winners, rival);
    String beats =
        cost == Cost.TIME
            ? (one ? " is " : " tie: ") + factor + " times as fast as " + rival
            : (one ? " takes " : " tie: ") + factor + " times the sender's CPU time of " + rival;
    String others = unclear.size() == 1 ? listed(unclear) : unclear.size() + " others";
    String apart = unclear.isEmpty() ? "" : " (not told from " + others + ")";
    return listed(winners) + apart + beats;
  }

  /** The way that is unbeaten at most sizes; of several the one at the larger sizes. */
  private String leader(List<Place> places, List<Set<String>> best) {
    Map<String, Double> score = new LinkedHashMap<>();
    for (int i = 0; i < places.size(); i++) {
      for (String way : best.get(i)) {
        score.merge(way, 1 + i / 1e3, Double::sum);
      }
    }
    Map<String, Measured> last = places.get(places.size() - 1).ways();
    return score.keySet().stream()
        .max(
            Comparator.comparing(score::get)
                .thenComparing(way -> last.containsKey(way) ? -cost(last.get(way)) : 0))
        .orElseThrow();
  }

  private double cost(Measured m) {
    return cost == Cost.TIME
        ? m.time().typical()
        : m.senderCpu().map(value -> value.typical()).orElse(0.0);
  }

  /** Slower at all of the sizes: the baseline, else the next best. */
  private Optional<String> rival(List<Place> places, String leader, Question question) {
    Predicate<String> slower = way -> places.stream().allMatch(place -> beats(place, leader, way));
    Map<String, Measured> last = places.get(places.size() - 1).ways();
    List<String> slowerOnes =
        last.keySet().stream()
            .filter(slower)
            .sorted(Comparator.comparingDouble(way -> cost(last.get(way))))
            .toList();
    return slowerOnes.stream()
        .filter(way -> last.get(way).strategy().equals(question.baseline()))
        .findFirst()
        .or(() -> slowerOnes.stream().findFirst());
  }

  private boolean beats(Place place, String one, String other) {
    return judged(place, one, other).filter(j -> j.verdict() == Verdict.FASTER).isPresent();
  }

  private Optional<Judged> judged(Place place, String one, String other) {
    Measured first = place.ways().get(one);
    Measured second = place.ways().get(other);
    return first == null || second == null || first == second
        ? Optional.empty()
        : comparisons.of(cost, first.row(), second.row());
  }

  private Stream<Judged> judgements(Place place) {
    List<String> ways = List.copyOf(place.ways().keySet());
    return ways.stream()
        .flatMap(
            one ->
                ways.subList(ways.indexOf(one) + 1, ways.size()).stream()
                    .flatMap(other -> judged(place, one, other).stream()));
  }

  private Set<String> unbeaten(Place place) {
    Set<String> ways = place.ways().keySet();
    return ways.stream()
        .filter(way -> ways.stream().noneMatch(other -> beats(place, other, way)))
        .sorted(Comparator.comparingDouble(way -> cost(place.ways().get(way))))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** {@code 1.8} or {@code 1.4 to 2.1}: how much faster, or the share of the CPU time. */
  private String factor(List<Place> places, List<String> winners, String rival) {
    double[] factors =
        places.stream()
            .flatMap(place -> winners.stream().flatMap(way -> judged(place, rival, way).stream()))
            .mapToDouble(j -> (cost == Cost.TIME ? j.ratio() : j.ratio().inverse()).value())
            .sorted()
            .toArray();
    String low = Units.rough(factors[0]);
    String high = Units.rough(factors[factors.length - 1]);
    return low.equals(high) ? low : low + " to " + high;
  }

  private static String range(List<Place> places, int begin, int end, Question question) {
    String low = places.get(begin).at();
    String high = places.get(end - 1).at();
    if (low.isEmpty()) {
      return "";
    }
    if (end - begin == 1) {
      return " at " + low;
    }
    if (end - begin == places.size()) {
      return question.over().isEmpty() ? " at every size" : " at all " + question.over();
    }
    return end == places.size()
        ? " from " + low + " on"
        : begin == 0 ? " up to " + high : " from " + low + " to " + high;
  }

  private static String listed(Collection<String> names) {
    List<String> all = List.copyOf(names);
    if (all.size() > MOST_NAMED) {
      return all.size() + " ways";
    }
    int last = all.size() - 1;
    return last == 0
        ? all.get(0)
        : String.join(", ", all.subList(0, last)) + " and " + all.get(last);
  }

  /** The worst value of the parameter that a question is about, against its baseline. */
  private String about(List<Measured> rows, Question question) {
    String about = question.about();
    Map<Measured, Judged> effects = new LinkedHashMap<>();
    for (Measured base : rows) {
      if (question.baseline().equals(base.row().params().get(about))) {
        rows.stream()
            .filter(m -> m.strategy().equals(base.strategy()))
            .filter(m -> m.conditions(Set.of(about)).equals(base.conditions(Set.of(about))))
            .forEach(
                m -> comparisons.of(cost, m.row(), base.row()).ifPresent(j -> effects.put(m, j)));
      }
    }
    Comparator<Measured> ratio = Comparator.comparing(m -> effects.get(m).ratio().value());
    String strategies = listed(effects.keySet().stream().map(name).distinct().toList());
    return effects.keySet().stream()
        .filter(m -> effects.get(m).verdict() == Verdict.SLOWER)
        .max(ratio)
        .map(
            worst ->
                "%s takes %s times as long at %s %s as at %s"
                    .formatted(
                        name.apply(worst),
                        Units.rough(effects.get(worst).ratio().value()),
                        about,
                        worst.shown(about),
                        question.baseline()))
        .or(
            () ->
                effects.keySet().stream()
                    .max(Comparator.comparing(m -> RowOrder.natural(m.shown(about))))
                    .map(
                        last ->
                            "No %s up to %s makes a difference to %s that these forks can tell"
                                .formatted(about, last.shown(about), strategies)))
        .orElse("");
  }
}
