package zerocopy.results;

import java.util.Map;
import java.util.Optional;

/**
 * JMH's units, brought to one: times to {@code ns/op}, rates to {@code ops/s}.
 *
 * @param unit the unit that all rows of the mode are shown in
 * @param factor what a score is multiplied with
 */
public record Scale(String unit, double factor) {

  /**
   * Nanoseconds by JMH's abbreviations ({@code TimeValue.tuToString}), and by those of
   * kotlinx-benchmark ({@code BenchmarkTimeUnit.toText}), which writes {@code sec}.
   */
  private static final Map<String, Double> NANOSECONDS =
      Map.ofEntries(
          Map.entry("ns", 1.0),
          Map.entry("us", 1e3),
          Map.entry("\u00b5s", 1e3),
          Map.entry("\u03bcs", 1e3),
          Map.entry("ms", 1e6),
          Map.entry("s", 1e9),
          Map.entry("sec", 1e9),
          Map.entry("min", 60e9),
          Map.entry("hr", 3600e9),
          Map.entry("day", 86400e9));

  /** The scale of a mode and unit; none where the unit is no unit of that mode. */
  public static Optional<Scale> of(String mode, String unit) {
    return switch (mode) {
      case "avgt", "sample", "ss" ->
          unit.endsWith("/op")
              ? Optional.ofNullable(NANOSECONDS.get(unit.substring(0, unit.length() - 3)))
                  .map(ns -> new Scale("ns/op", ns))
              : Optional.empty();
      case "thrpt" ->
          unit.startsWith("ops/")
              ? Optional.ofNullable(NANOSECONDS.get(unit.substring(4)))
                  .map(ns -> new Scale("ops/s", 1e9 / ns))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
