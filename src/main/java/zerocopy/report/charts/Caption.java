package zerocopy.report.charts;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.results.Counted;

/**
 * What a reader has to know below a figure: conditions, direction, dots and bars, what is missing.
 *
 * @param data the runs
 * @param chart what the figure shows
 * @param rows the rows that it shows
 * @param over name of the axis along which they lie; empty for dots
 * @param higherIsBetter whether it shows rates
 */
record Caption(
    ReportData data,
    Chart chart,
    List<Measured> rows,
    Optional<String> over,
    boolean higherIsBetter) {

  /**
   * The caption.
   *
   * @param withoutPlace what the figure cannot show, or empty
   * @param leftOut what it leaves out to stay legible, or empty
   */
  String words(String withoutPlace, String leftOut) {
    boolean lines = over.isPresent() && !chart.references().isEmpty();
    return (chart.hint().isEmpty() ? "" : chart.hint() + " ")
        + (lines ? "Vertical lines: the CPU's caches. " : "")
        + same()
        + threads()
        + (higherIsBetter ? "Higher is better. " : "Lower is better. ")
        + forks()
        + rejected()
        + withoutPlace
        + leftOut;
  }

  /** Parameters that have one value; the figure names them nowhere else. */
  private String same() {
    Set<String> varying = Conditions.varying(rows);
    SortedMap<String, String> all = new TreeMap<>();
    rows.forEach(m -> all.putAll(m.row().params()));
    all.keySet().removeAll(varying);
    chart.rows().ifPresent(all::remove);
    SortedMap<String, String> some = new TreeMap<>(all);
    rows.forEach(m -> all.keySet().retainAll(m.row().params().keySet()));
    some.keySet().removeAll(all.keySet());
    boolean own = rows.stream().allMatch(Measured::isOwn);
    return (all.isEmpty() ? "" : "All with " + Conditions.words(all, own) + ". ")
        + (some.isEmpty() ? "" : "With " + Conditions.words(some, own) + " where that applies. ");
  }

  private String threads() {
    return rows.stream().allMatch(m -> m.threads() == 1)
        ? ""
        : "A rate is that of all threads together, a time that of each. ";
  }

  private String forks() {
    int least = rows.stream().mapToInt(m -> m.estimate().forks()).min().orElse(0);
    int most = rows.stream().mapToInt(m -> m.estimate().forks()).max().orElse(0);
    if (most == 1) {
      return "A point is one fork: no interval.";
    }
    String number = least == most ? Counted.of(most, "fork") : least + " to " + most + " forks";
    return "A faint dot is a fork, a point their geometric mean, a bar its 95 % interval ("
        + number
        + ").";
  }

  private String rejected() {
    List<String> names =
        data.of(chart.questions()).stream()
            .filter(m -> !m.isValid() && chart.only().test(m))
            .map(Measured::strategy)
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : " Not drawn, because no valid bandwidth: " + String.join(", ", names) + ".";
  }
}
