package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Pool;
import zerocopy.run.plan.Schedule;
import zerocopy.run.plan.TestPlans;
import zerocopy.stats.TwoWayLayout;

/** What the terminal shows, character by character. */
class ResultTableTest {

  private final Map<String, Pool> pools = new HashMap<>();

  private PlannedBenchmark measured(String method, int size, Double... scoreOfEachFork) {
    PlannedBenchmark planned = TestPlans.planned(method, 1, "fileSize", String.valueOf(size));
    Schedule.Fork fork = Schedule.of(List.of(planned), 1).forks().get(0);
    Pool pool = new Pool();
    for (Double score : scoreOfEachFork) {
      pool.add(TestPlans.ok(fork, score));
    }
    pools.put(planned.key(), pool);
    return planned;
  }

  private List<String> table(PlannedBenchmark... plan) {
    List<String> lines = new ArrayList<>();
    ResultTable.print(List.of(plan), pools, lines::add);
    return lines;
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    List<String> lines =
        table(
            measured("FileCopy.a", 1 << 20, 1e6),
            measured("FileCopy.nothing", 4096),
            measured("FileCopy.longer", 4096, 100.0, 100.0, 100.0),
            measured("FileCopy.varies", 4096, 100.0, 110.0, 105.0));
    assertEquals(3, lines.size(), lines.toString());
    Pool varies = pools.get(TestPlans.planned("FileCopy.varies", 1, "fileSize", "4096").key());
    double half = TwoWayLayout.of(List.of(varies)).mean(varies).halfWidth();
    String width = String.format(Locale.ROOT, "± %.1f %%", 100 * half);
    assertTrue(lines.get(2).endsWith(" GiB/s  " + width + "  3 forks"), lines.get(2));
    assertEquals(
        "FileCopy.a fileSize=1048576     0.98 GiB/s  %s  1 fork"
            .formatted(" ".repeat(width.length())),
        lines.get(0));
    assertTrue(lines.get(1).matches("FileCopy.longer fileSize=4096  38.15 GiB/s  .*  3 forks"));
  }

  @Test
  void withoutAnyIntervalTheColumnStaysNarrow() {
    assertEquals(
        List.of("FileCopy.a fileSize=4096  3.81 GiB/s     1 fork"),
        table(measured("FileCopy.a", 4096, 1e3)));
  }

  @Test
  void aLongPlanIsLeftToTheReport() {
    PlannedBenchmark[] plan =
        IntStream.range(0, 61)
            .mapToObj(i -> measured("FileCopy.m" + i, 4096, 1e3))
            .toArray(PlannedBenchmark[]::new);
    assertEquals(List.of(), table(plan));
    assertEquals(60, table(List.of(plan).subList(1, 61).toArray(PlannedBenchmark[]::new)).size());
    assertEquals(List.of(), table(measured("FileCopy.none", 4096)));
  }

  @ParameterizedTest
  @CsvSource({
    "-3, 0 s",
    "59.4, 59 s",
    "59.6, 1 min 00 s",
    "61, 1 min 01 s",
    "3599, 59 min 59 s",
    "3600, 1 h 00 min",
    "7325, 2 h 02 min"
  })
  void durations(double seconds, String text) {
    assertEquals(text, ProgressLine.duration(seconds));
  }

  private static String told(boolean inPlace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgressLine progress =
        new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), inPlace);
    progress.running("a runs");
    progress.done("a done");
    progress.message("said");
    progress.done("b done");
    progress.end();
    progress.end();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLogHasALineForEachEnd() {
    assertEquals("a done\nsaid\nb done\n", told(false).replace("\r\n", "\n"));
  }

  @Test
  void aTerminalHasOneLineThatIsRewritten() {
    String line = "\r\033[K\033[?7l%s\033[?7h";
    assertEquals(
        line.formatted("a runs")
            + line.formatted("a done")
            + "\r\033[Ksaid\n"
            + line.formatted("b done")
            + "\n",
        told(true).replace("\r\n", "\n"));
  }
}
