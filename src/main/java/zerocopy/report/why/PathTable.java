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
import zerocopy.report.page.HtmlTable;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Ledger;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/** The counts of the textbooks, and those of this run beside the ledger's. */
final class PathTable {

  private static final long BYTES = 64 * 1024;

  private PathTable() {}

  /** Every textbook path with its counts, for one transfer of 64 KiB. */
  static String textbook() {
    HtmlTable table =
        new HtmlTable(
            "path", "crossings", "copies", "by CPU", "by DMA", "interrupts", "polls", "faults");
    for (IoPath path : TextbookPaths.all(BYTES)) {
      Counts c = path.counts();
      table.row(path.name());
      cells(table, c.crossings(), c.copies(), c.cpuCopies(), c.dmaCopies());
      cells(table, c.interrupts(), c.polls(), c.faults());
    }
    return table.html();
  }

  /** Calls and faults per operation of a run beside the ledger's; empty without such rows. */
  static String measured(Run run) {
    Platform platform = Ledger.platform(run.environment());
    Map<String, ResultRow> rows = new TreeMap<>();
    for (ResultRow row : run.rows()) {
      if (row.secondary().containsKey(KernelMetrics.READ_CALLS)
          && Ledger.path(row, platform).isPresent()) {
        rows.put(row.key(), row);
      }
    }
    if (rows.isEmpty()) {
      return "";
    }
    HtmlTable table =
        new HtmlTable(
            "strategy",
            "conditions",
            "read calls, ledger",
            "measured",
            "write calls, ledger",
            "measured",
            "faults, ledger",
            "measured");
    rows.values().forEach(row -> measured(table, row, Ledger.path(row, platform)));
    return table.html();
  }

  private static void measured(HtmlTable table, ResultRow row, Optional<IoPath> path) {
    Counts counts = path.orElseThrow().counts();
    table.row(row.question() + "." + row.strategy()).text(conditions(row));
    cells(table, counts.kernelReadCalls(), metric(row, KernelMetrics.READ_CALLS));
    cells(table, counts.kernelWriteCalls(), metric(row, KernelMetrics.WRITE_CALLS));
    cells(table, counts.faults(), metric(row, KernelMetrics.MINOR_FAULTS));
  }

  static String conditions(ResultRow row) {
    return Conditions.words(row.params(), true);
  }

  private static double metric(ResultRow row, String name) {
    ResultRow.Secondary found = row.secondary().get(name);
    List<double[]> forks = found == null ? List.of() : found.forks();
    return forks.stream().flatMapToDouble(java.util.Arrays::stream).average().orElse(Double.NaN);
  }

  private static void cells(HtmlTable table, double... values) {
    for (double value : values) {
      table.number(value, number(value));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
