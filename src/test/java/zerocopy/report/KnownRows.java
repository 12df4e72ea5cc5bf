package zerocopy.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/**
 * Rows of one fork with known scores: all that a report says of them but the intervals can be
 * worked out by hand.
 */
public final class KnownRows {

  private KnownRows() {}

  /** A row with one fork, whose iterations all have the same score and counters. */
  public static ResultRow row(
      String benchmark, Map<String, String> params, double nanos, Map<String, Double> counters) {
    return row(benchmark, params, "ns/op", nanos, counters);
  }

  /** The same in another unit. */
  public static ResultRow row(
      String benchmark,
      Map<String, String> params,
      String unit,
      double score,
      Map<String, Double> counters) {
    Map<String, ResultRow.Secondary> secondary = new TreeMap<>();
    counters.forEach(
        (name, value) ->
            secondary.put(
                name, new ResultRow.Secondary("1/op", List.of(new double[] {value, value}))));
    return new ResultRow(
        "zerocopy.bench." + benchmark,
        new TreeMap<>(params),
        unit.equals("ns/op") ? "avgt" : "thrpt",
        unit,
        List.of(new double[] {score, score}),
        new int[] {0},
        secondary);
  }

  /** A run with these rows. */
  public static Run run(String id, String environment, ResultRow... rows) {
    try {
      return new Run(
          id,
          Path.of("runs", id),
          new Environment(new ObjectMapper().readTree(environment)),
          List.of(rows),
          List.of(),
          List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a report makes of one row, on a machine with that ceiling. */
  public static Measured measured(String ceiling, ResultRow row) {
    return ReportData.of(List.of(run("run", "{\"ceiling\":" + ceiling + "}", row))).rows().get(0);
  }
}
