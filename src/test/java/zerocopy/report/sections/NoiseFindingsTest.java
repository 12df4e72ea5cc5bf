package zerocopy.report.sections;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Layouts;
import zerocopy.report.rows.Measured;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.stats.Estimate;

class NoiseFindingsTest {

  private static final Run RUN =
      new Run("run", Path.of("run"), Environment.UNKNOWN, List.of(), List.of(), List.of());

  /** Half-widths of two forks: Student's 12.706 times half their difference, of their mean. */
  @Test
  void theMedianWidthOfTwoRowsLiesBetweenThem() {
    String finding =
        NoiseFindings.findings(RUN, List.of(row("a", 100, 101, 102), row("b", 100, 102, 104)))
            .stream()
            .filter(f -> f.subject().equals("width of intervals"))
            .findFirst()
            .orElseThrow()
            .finding();
    assertTrue(finding.contains("median ± 3.67"), finding);
  }

  private static Measured row(String method, double... nanos) {
    ResultRow row =
        new ResultRow(
            "zerocopy.bench.file.FileRead." + method,
            new TreeMap<>(),
            "avgt",
            "ns/op",
            List.of(new double[] {nanos[0]}, new double[] {nanos[1]}, new double[] {nanos[2]}),
            new int[] {0, 1, 2},
            Map.of());
    Layouts layouts = new Layouts(List.of(row));
    return new Measured(
        0,
        Catalogue.ofSuite().entry(row.question()),
        row,
        layouts,
        Estimate.of(row, layouts.of(Cost.TIME)),
        OptionalLong.empty(),
        Measured.Standing.VALID);
  }
}
