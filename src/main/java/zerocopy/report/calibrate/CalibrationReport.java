package zerocopy.report.calibrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Show;
import zerocopy.report.text.TextTable;
import zerocopy.results.Environment;
import zerocopy.stats.Family;

/** A calibration as Markdown, which a terminal can show too, and as JSON. */
public final class CalibrationReport {

  private CalibrationReport() {}

  /**
   * The calibration for readers.
   *
   * @param calibration what was counted
   * @param environment of its run
   */
  public static String markdown(Calibration calibration, Environment environment) {
    List<String> out = new ArrayList<>();
    out.add("# Calibration of the statistics");
    out.add("");
    out.add(
        "Run %s: %d rows, split by its %d rounds (left out for want of rounds: %d)."
            .formatted(
                Escape.markdown(calibration.run()),
                calibration.rows(),
                calibration.rounds(),
                calibration.leftOut()));
    out.add(
        "%s, JDK %s, %s."
            .formatted(
                Escape.markdown(environment.cpuModel()),
                Escape.markdown(environment.jdkVersion()),
                Escape.markdown(environment.kernelRelease())));
    out.add("");
    out.add(
        calibration.passes()
            ? "**Passed**: at most one report in twenty raises a false alarm."
            : "**Failed**: more than one report in twenty raises a false alarm.");
    out.add("");
    addCounts(calibration, out);
    addReal(calibration, out);
    return String.join("\n", out) + "\n";
  }

  private static void addCounts(Calibration calibration, List<String> out) {
    String slow = Show.percent(calibration.slowdown() - 1);
    out.add("## The same row under two names, and the same row slowed by " + slow);
    out.add("");
    TextTable table =
        TextTable.of(
            "rounds split",
            "#forks",
            "#comparisons",
            "#p ≤ 0.05 though equal",
            "#called different though equal",
            "#reports with a false alarm",
            "#p ≤ 0.05, one row slowed",
            "#called slower");
    for (Calibration.Count c : calibration.counts()) {
      table.add(
          c.split().words(),
          c.forks(),
          c.comparisons(),
          percent(c.share(c.rawAlarms())),
          percent(c.share(c.alarms())),
          percent((double) c.alarmedTrials() / c.trials()) + " of " + c.trials(),
          percent(c.share(c.rawFound())),
          percent(c.share(c.found())));
    }
    out.addAll(table.markdown());
    out.add("");
    out.add(
        calibration
            .forksNeeded()
            .map(
                forks ->
                    "%d forks a row find a slow-down of %s four times in five."
                        .formatted(forks, slow))
            .orElse(
                "No number of forks tried finds a slow-down of %s four times in five."
                    .formatted(slow)));
    out.add("");
    out.add(
        ("Every trial splits the rounds another way, the same way for all rows: one report over %d"
                + " rows. \"Called\" is after correction over the report (Benjamini-Hochberg, level"
                + " %s); slowed rows are slowed one at a time. Trials reuse the same forks.")
            .formatted(calibration.rows(), Show.percent(Family.LEVEL)));
  }

  private static void addReal(Calibration calibration, List<String> out) {
    if (calibration.real().isEmpty()) {
      return;
    }
    out.add("");
    out.add("## A slow-down that is real: a few per cent more bytes");
    out.add("");
    TextTable table =
        TextTable.of("rows", "#bytes ×", "#time ×", "#95 % interval", "#forks", "#called slower");
    for (Calibration.RealPair pair : calibration.real()) {
      table.add(
          pair.name(),
          Show.ratio(pair.factor()),
          Show.ratio(pair.ratio().value()),
          pair.ratio()
              .interval()
              .map(i -> Show.ratio(i.lower()) + " to " + Show.ratio(i.upper()))
              .orElse("none"),
          pair.forks(),
          percent(pair.found()));
    }
    out.addAll(table.markdown());
  }

  /**
   * The calibration for programs.
   *
   * @param calibration what was counted
   */
  public static ObjectNode json(Calibration calibration) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("run", calibration.run());
    root.put("rows", calibration.rows());
    root.put("rounds", calibration.rounds());
    root.put("rowsLeftOut", calibration.leftOut());
    root.put("slowdown", calibration.slowdown());
    root.put("passes", calibration.passes());
    ArrayNode counts = root.putArray("counts");
    for (Calibration.Count c : calibration.counts()) {
      ObjectNode node = counts.addObject();
      node.put("split", c.split().words());
      node.put("forks", c.forks());
      node.put("comparisons", c.comparisons());
      node.put("rawFalseAlarms", c.rawAlarms());
      node.put("falseAlarms", c.alarms());
      node.put("reports", c.trials());
      node.put("reportsWithFalseAlarm", c.alarmedTrials());
      node.put("rawFound", c.rawFound());
      node.put("found", c.found());
    }
    ArrayNode real = root.putArray("real");
    for (Calibration.RealPair pair : calibration.real()) {
      ObjectNode node = real.addObject();
      node.put("rows", pair.name());
      node.put("factor", pair.factor());
      node.put("ratio", pair.ratio().value());
      node.put("p", pair.ratio().p());
      node.put("forks", pair.forks());
      node.put("found", pair.found());
    }
    return root;
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }
}
