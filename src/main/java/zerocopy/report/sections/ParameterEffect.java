package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Question;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.text.Units;
import zerocopy.stats.Verdict;

/** The values of a parameter against one another, each strategy for itself. */
record ParameterEffect(Question question, String name, String value, Comparisons comparisons) {

  /** The usual value and another one, of one strategy under the same conditions. */
  private record Effect(Measured usual, Measured other, Comparisons.Judged judged) {

    boolean isSlower() {
      return judged.verdict() == Verdict.SLOWER;
    }
  }

  Optional<Decisions.Decision> decision(List<Measured> rows) {
    List<Effect> effects = effects(rows);
    List<Effect> slower =
        effects.stream()
            .filter(Effect::isSlower)
            .sorted(Comparator.comparingDouble((Effect e) -> -e.judged().ratio().value()))
            .toList();
    if (slower.isEmpty()) {
      return question.about().isEmpty() || effects.isEmpty()
          ? Optional.empty()
          : Optional.of(nothing(effects));
    }
    Effect worst = slower.get(0);
    Comparisons.Judged judged = worst.judged();
    return Optional.of(
        new Decisions.Decision(
            task(worst.usual()),
            shown(worst.usual()),
            Decisions.times(judged.ratio())
                + shown(worst.other())
                + " ("
                + worst.usual().label()
                + ")",
            except(effects, worst)));
  }

  /** No value is slower: they are all the same, or these forks do not tell. */
  private Decisions.Decision nothing(List<Effect> effects) {
    boolean equal = effects.stream().allMatch(e -> e.judged().verdict() == Verdict.EQUAL);
    return new Decisions.Decision(
        task(effects.get(0).usual()),
        equal ? "any " + name : "this run cannot tell",
        "no difference found between " + values(effects),
        "measured with " + strategies(effects) + " only");
  }

  private List<Effect> effects(List<Measured> rows) {
    List<Measured> own = rows.stream().filter(m -> m.row().params().containsKey(name)).toList();
    List<Effect> effects = new ArrayList<>();
    for (Measured usual : own) {
      if (usual.row().params().get(name).equals(value)) {
        own.stream()
            .filter(m -> m != usual && without(m).equals(without(usual)))
            .forEach(
                m ->
                    comparisons
                        .of(Cost.TIME, m.row(), usual.row())
                        .ifPresent(judged -> effects.add(new Effect(usual, m, judged))));
      }
    }
    return effects;
  }

  private String without(Measured m) {
    Map<String, String> others = new TreeMap<>(m.row().params());
    others.remove(name);
    return m.strategy() + others;
  }

  private String task(Measured m) {
    String subject =
        question.about().isEmpty() ? question.answer() + ": " + name : question.answer();
    String piece = question.piece() + " of ";
    return subject
        + (m.size().isPresent() ? " (" + piece + Units.size(m.size().getAsLong()) + ")" : "");
  }

  private String shown(Measured m) {
    return name + " " + m.shown(name);
  }

  private static String strategies(List<Effect> effects) {
    return Decisions.listed(effects.stream().map(effect -> effect.other().label()).toList());
  }

  private String values(List<Effect> effects) {
    return effects.stream()
        .flatMap(effect -> Stream.of(effect.usual(), effect.other()))
        .sorted(Comparator.comparingLong(m -> m.number(name).orElse(0)))
        .map(m -> m.shown(name))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Strategies on which the worst value has no effect, and values that beat the usual one. */
  private String except(List<Effect> effects, Effect worst) {
    List<String> parts = new ArrayList<>();
    effects.stream()
        .filter(effect -> effect.judged().verdict() == Verdict.FASTER)
        .min(Comparator.comparingDouble(effect -> effect.judged().ratio().value()))
        .ifPresent(
            effect ->
                parts.add(
                    Decisions.times(effect.judged().ratio().inverse())
                        + shown(effect.usual())
                        + ": "
                        + shown(effect.other())
                        + " ("
                        + effect.other().label()
                        + ")"));
    List<Effect> unmoved =
        effects.stream()
            .filter(effect -> !effect.isSlower())
            .filter(
                effect ->
                    effect
                        .other()
                        .row()
                        .params()
                        .get(name)
                        .equals(worst.other().row().params().get(name)))
            .toList();
    if (!unmoved.isEmpty()) {
      parts.add("no effect found at " + shown(worst.other()) + " with " + strategies(unmoved));
    }
    return parts.isEmpty() ? Decisions.NOWHERE : String.join("; ", parts);
  }
}
