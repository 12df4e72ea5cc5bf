package zerocopy.report.why;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import zerocopy.iopath.Counts;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.TextbookPaths;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/** The counts of the textbooks, and those of this run beside the ledger's. */
final class PathTable {

  private static final long BYTES = 64 * 1024;

  private PathTable() {}

  /** Every textbook path with its counts, for one transfer of 64 KiB. */
  static String textbook() {
    StringBuilder out =
        new StringBuilder(
            "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th>path</th>"
                + "<th>crossings</th><th>copies</th><th>by CPU</th><th>by DMA</th>"
                + "<th>interrupts</th><th>polls</th><th>faults</th></tr></thead><tbody>");
    for (IoPath path : TextbookPaths.all(BYTES)) {
      Counts c = path.counts();
      out.append("<tr><td>").append(Escape.html(path.name())).append("</td>");
      cells(out, c.crossings(), c.copies(), c.cpuCopies(), c.dmaCopies());
      cells(out, c.interrupts(), c.polls(), c.faults());
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>").toString();
  }

  /** Calls and faults per operation of a run beside the ledger's; empty without such rows. */
  static String measured(Run run) {
    Platform platform = Platform.linux(Explanation.jdk(run));
    Map<String, ResultRow> rows = new TreeMap<>();
    for (ResultRow row : run.rows()) {
      if (row.secondary().containsKey(KernelMetrics.READ_CALLS)
          && Explanation.path(row, platform).isPresent()) {
        rows.put(row.key(), row);
      }
    }
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder out =
        new StringBuilder(
            "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th>strategy</th>"
                + "<th>conditions</th><th>read calls, ledger</th><th>measured</th>"
                + "<th>write calls, ledger</th><th>measured</th><th>faults, ledger</th>"
                + "<th>measured</th></tr></thead><tbody>");
    rows.values().forEach(row -> measured(out, row, Explanation.path(row, platform)));
    return out.append("</tbody></table></div>").toString();
  }

  private static void measured(StringBuilder out, ResultRow row, Optional<IoPath> path) {
    Counts counts = path.orElseThrow().counts();
    out.append("<tr><td>").append(Escape.html(row.question() + "." + row.strategy()));
    out.append("</td><td>").append(Escape.html(conditions(row))).append("</td>");
    cells(out, counts.kernelReadCalls(), metric(row, KernelMetrics.READ_CALLS));
    cells(out, counts.kernelWriteCalls(), metric(row, KernelMetrics.WRITE_CALLS));
    cells(out, counts.faults(), metric(row, KernelMetrics.MINOR_FAULTS));
    out.append("</tr>");
  }

  static String conditions(ResultRow row) {
    StringBuilder words = new StringBuilder();
    row.params()
        .forEach(
            (name, value) ->
                words
                    .append(words.length() == 0 ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(
                        value.matches("\\d{1,18}")
                            ? Units.size(Double.parseDouble(value))
                            : value));
    return words.toString();
  }

  private static double metric(ResultRow row, String name) {
    ResultRow.Secondary found = row.secondary().get(name);
    List<double[]> forks = found == null ? List.of() : found.forks();
    return forks.stream().flatMapToDouble(java.util.Arrays::stream).average().orElse(Double.NaN);
  }

  private static void cells(StringBuilder out, double... values) {
    for (double value : values) {
      out.append("<td>").append(Double.isNaN(value) ? "" : number(value)).append("</td>");
    }
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
