package zerocopy.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.Escape;
import zerocopy.results.Placement;
import zerocopy.results.UserError;

/**
 * Single values of a run, put into a text in the place of their names.
 *
 * <ul>
 *   <li>{@code {FileRead.direct fileSize=1048576: GiB/s}} is one value; further units are {@code
 *       ns}, {@code µs}, {@code ms} for an operation and {@code sender CPU} (seconds for a GiB)
 *   <li>{@code {FileRead.heap / direct fileSize=1048576: time}} is the time of the first over that
 *       of the second; {@code sender CPU} works here, too. The first has the parameters of the
 *       second, but for those of its own
 * </ul>
 *
 * <p>A strategy that lacks one of the parameters is meant whatever that parameter's value. Where
 * more rows than one remain, the usual conditions are meant; of the places where the host had the
 * cores, the one with more forks. What the run did not measure is a dash.
 */
final class TextValues {

  private static final Pattern VALUE =
      Pattern.compile(
          "\\{(\\w+)\\.(\\w+)(PARAMS)(?: / ([\\w.]+)(PARAMS))?: ([^{}]+)\\}"
              .replace("PARAMS", "(?: \\w+=[^\\s:}]+)*"));
  private static final String ABSENT = "–";
  private static final String SENDER_CPU = "sender CPU";
  private static final Map<String, Double> TIMES = Map.of("ns", 1.0, "µs", 1e-3, "ms", 1e-6);

  private final ReportData data;

  TextValues(ReportData data) {
    this.data = data;
  }

  /**
   * The text with the values in the place of their names.
   *
   * @throws UserError for a brace that is no such name, and for a name that is no single row's
   */
  String filled(String template) {
    String filled =
        VALUE.matcher(template).replaceAll(found -> Matcher.quoteReplacement(value(found)));
    if (filled.contains("{")) {
      throw new UserError(
          "cannot read the name of a value: write {Question.strategy parameter=value: unit} in "
              + filled.lines().filter(line -> line.contains("{")).findFirst().orElseThrow());
    }
    return filled;
  }

  private String value(MatchResult name) {
    String first = name.group(1) + "." + name.group(2);
    Map<String, String> own = params(name.group(3));
    String unit = name.group(6);
    if (name.group(4) == null) {
      return row(first, own, name.group())
          .flatMap(m -> value(m, unit, name.group()))
          .map(TextValues::cell)
          .orElse(ABSENT);
    }
    Cost cost = cost(unit, name.group());
    Map<String, String> params = params(name.group(5));
    String second = data.catalogue().entry(name.group(1)).qualified(name.group(4));
    Optional<Measured> base = row(second, params, name.group());
    params.putAll(own);
    return row(first, params, name.group())
        .flatMap(m -> base.flatMap(other -> ratio(m, other, cost)))
        .map(TextValues::cell)
        .orElse(ABSENT);
  }

  private static Map<String, String> params(String written) {
    Map<String, String> params = new TreeMap<>();
    for (String param : written.strip().split(" ")) {
      if (!param.isEmpty()) {
        params.put(param.substring(0, param.indexOf('=')), param.substring(param.indexOf('=') + 1));
      }
    }
    return params;
  }

  private static String cell(Value value) {
    return Escape.markdown(value.words().replace(" (too few forks for an interval)", ""));
  }

  private static Optional<Value> value(Measured row, String unit, String name) {
    if (unit.equals("GiB/s")) {
      return row.bandwidth();
    }
    if (unit.equals(SENDER_CPU)) {
      return row.senderCpuSecondsPerGiB();
    }
    Double scale = TIMES.get(unit);
    if (scale == null) {
      throw unknown(unit, name, "GiB/s, ns, µs, ms or sender CPU");
    }
    return row.timeOfOne().map(time -> time.times(scale));
  }

  private static Cost cost(String unit, String name) {
    return switch (unit) {
      case "time" -> Cost.TIME;
      case SENDER_CPU -> Cost.SENDER_CPU;
      default -> throw unknown(unit, name, "time or sender CPU");
    };
  }

  private static UserError unknown(String unit, String name, String known) {
    return new UserError("there is no unit '%s' in %s: take %s".formatted(unit, name, known));
  }

  /** With an interval that agrees with the verdict, where the page has one on these two rows. */
  private Optional<Value> ratio(Measured row, Measured base, Cost cost) {
    return data.comparisons()
        .of(cost, row.row(), base.row())
        .map(Comparisons.Judged::ratio)
        .or(() -> row.over(base, cost))
        .map(ratio -> new Value(ratio.value(), ratio.interval()));
  }

  private Optional<Measured> row(String strategy, Map<String, String> params, String name) {
    requireKnown(strategy, name);
    List<Measured> fitting =
        Comparisons.named(data.first(), strategy).stream()
            .filter(m -> params.entrySet().stream().allMatch(p -> fits(m, p)))
            .toList();
    List<Measured> usual = fitting.stream().filter(Measured::isUsual).toList();
    List<Measured> meant = usual.isEmpty() ? fitting : usual;
    Set<Map<String, String>> conditions =
        meant.stream().map(TextValues::chosen).collect(Collectors.toSet());
    if (conditions.size() > 1) {
      throw new UserError("%s is more than one row: add one of %s".formatted(name, conditions));
    }
    return meant.stream().max(Comparator.comparingInt(m -> m.row().forks().size()));
  }

  private static boolean fits(Measured row, Map.Entry<String, String> param) {
    return row.row()
        .params()
        .getOrDefault(param.getKey(), param.getValue())
        .equals(param.getValue());
  }

  /** The conditions without the one that the host chose. */
  private static Map<String, String> chosen(Measured row) {
    Map<String, String> chosen = new TreeMap<>(row.row().params());
    chosen.remove(Placement.PARAMETER);
    return chosen;
  }

  /**
   * A slip of the pen must not look like a row that was not measured. The strategies of a question
   * that this jar lacks are known to the jar of a newer JDK alone.
   */
  private void requireKnown(String strategy, String name) {
    String[] words = strategy.split("\\.", 2);
    boolean known =
        Stream.of(data.catalogue(), Catalogue.ofSuite())
                .anyMatch(c -> c.entry(words[0]).strategies().containsKey(words[1]))
            || Catalogue.ofSuite().lacks().contains(words[0]);
    if (!known) {
      throw new UserError("there is no strategy %s, which %s names".formatted(strategy, name));
    }
  }
}
