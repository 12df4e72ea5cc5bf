package zerocopy.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import zerocopy.results.Counted;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Pool;
import zerocopy.stats.LogMean;
import zerocopy.stats.TwoWayLayout;

/** A short run's scores for the terminal; the report shows long ones. */
final class ResultTable {

  private static final int LONGEST = 60;

  private ResultTable() {}

  static void print(
      List<PlannedBenchmark> plan, Map<String, Pool> pools, Consumer<String> printer) {
    TwoWayLayout layout =
        TwoWayLayout.of(pools.values().stream().filter(pool -> !pool.isEmpty()).toList());
    List<String[]> rows = new ArrayList<>();
    for (PlannedBenchmark planned : plan) {
      Pool pool = pools.get(planned.key());
      if (!pool.isEmpty()) {
        LogMean mean = layout.mean(pool);
        rows.add(
            new String[] {
              planned.title(),
              pool.text(planned, mean.value()),
              mean.isKnown() ? String.format(Locale.ROOT, "± %.1f %%", 100 * mean.halfWidth()) : "",
              Counted.of(pool.forks().size(), "fork")
            });
      }
    }
    if (rows.isEmpty() || rows.size() > LONGEST) {
      return;
    }
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    String format = "%%-%ds  %%%ds  %%%ds  %%s";
    for (String[] row : rows) {
      printer.accept(
          format
              .formatted(widths[0], Math.max(1, widths[1]), Math.max(1, widths[2]))
              .formatted((Object[]) row));
    }
  }
}
