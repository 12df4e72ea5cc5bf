package zerocopy.report.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import zerocopy.report.KnownRows;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.rows.ReportData;
import zerocopy.results.ResultRow;

/** The points of a figure against the rows that it is drawn from. */
class ChartsTest {

  private static final String CEILING =
      "{\"ceiling\":[{\"workingSetBytes\":4096,\"bytesPerSecond\":5e10}]}";

  private static ResultRow copy(String strategy, String destination, long size, double nanos) {
    return KnownRows.row(
        "file.FileCopy." + strategy,
        Map.of("fileSize", String.valueOf(size), "destination", destination),
        nanos,
        Map.of());
  }

  private static Figure figure(Optional<String> rowsBy, ResultRow... rows) {
    ReportData data = ReportData.of(List.of(KnownRows.run("run", CEILING, rows)));
    return Charts.of(data, chart("FileCopy", rowsBy)).get(0);
  }

  private static Chart chart(String question, Optional<String> rowsBy) {
    return new Chart(
        "id",
        "title",
        List.of(question),
        m -> true,
        Optional.empty(),
        rowsBy,
        List.of(),
        false,
        "",
        List.of());
  }

  private static List<String> points(Figure figure) {
    List<String> points = new ArrayList<>();
    for (Panel panel : figure.panels()) {
      for (Series series : panel.series()) {
        for (Point point : series.points()) {
          points.add(
              "%s|%s|%.0f|%.4f".formatted(panel.title(), series.label(), point.x(), point.y()));
        }
      }
    }
    return points;
  }

  /** Four cores: {@code 4xcores} is 16, which the run has measured as well. */
  @Test
  void threadsThatFollowFromTheCoresStandAtTheirNumberAndBlocksInPanels() {
    List<ResultRow> rows = new ArrayList<>();
    for (String threads : List.of("4xcores", "16", "cores", "1")) {
      for (String block : List.of("512", "4096", "16384")) {
        Map<String, String> params = Map.of("threads", threads, "block", block);
        rows.add(KnownRows.row("random.RandomRead.mapped", params, 100, Map.of()));
      }
    }
    ReportData data =
        ReportData.of(
            List.of(
                KnownRows.run("run", "{\"cpu\":{\"cores\":4}}", rows.toArray(ResultRow[]::new))));
    Figure figure = Charts.of(data, chart("RandomRead", Optional.empty())).get(0);
    assertEquals("threads", figure.x().label());
    List<String> expected = new ArrayList<>();
    for (String block : List.of("512\u00a0B", "4\u00a0KiB", "16\u00a0KiB")) {
      for (int threads : new int[] {1, 4, 16}) {
        expected.add("block %s|mapped|%d|100.0000".formatted(block, threads));
      }
    }
    assertEquals(expected, points(figure));
  }

  /** 4 KiB in 4 µs and 1 MiB in 1 ms are 0.9537 and 0.9766 GiB/s. */
  @Test
  void everyPointStandsAtItsSizeAndBandwidthInThePanelOfItsConditions() {
    Figure figure =
        figure(
            Optional.empty(),
            copy("transferTo", "existing", 1 << 20, 1e6),
            copy("transferTo", "existing", 4096, 4e3),
            copy("transferTo", "existing", 65536, 6.4e4),
            copy("transferTo", "new", 4096, 8e3),
            copy("transferTo", "new", 65536, 12.8e4),
            copy("readWriteHeap", "existing", 4096, 16e3),
            copy("filesCopy", "existing", 1 << 20, 10));
    assertEquals(
        List.of(
            "destination existing|read + write by heap buffer|4096|0.2384",
            "destination existing|transferTo|4096|0.9537",
            "destination existing|transferTo|65536|0.9537",
            "destination existing|transferTo|1048576|0.9766",
            "destination new|transferTo|4096|0.4768",
            "destination new|transferTo|65536|0.4768"),
        points(figure));
    assertEquals("GiB/s", figure.y().label());
    assertTrue(figure.caption().contains("Higher is better."), figure.caption());
    assertTrue(
        figure.caption().endsWith("Not drawn, because no valid bandwidth: filesCopy."),
        figure.caption());
    assertTrue(figure.caption().contains("one fork: no interval"), figure.caption());
  }

  private static ResultRow forks(String strategy, long size, String chunk, double nanos) {
    TreeMap<String, String> params = new TreeMap<>(Map.of("fileSize", String.valueOf(size)));
    if (!chunk.isEmpty()) {
      params.put("chunk", chunk);
    }
    List<double[]> forks = new ArrayList<>();
    for (double noise : new double[] {0.99, 1, 1.01, 1.005, 0.995}) {
      forks.add(new double[] {nanos * noise, nanos * noise});
    }
    return new ResultRow(
        "zerocopy.bench.file.FileCopy." + strategy,
        params,
        "avgt",
        "ns/op",
        forks,
        new int[] {0, 1, 2, 3, 4},
        Map.of());
  }

  /** The baseline is slower from 64 KiB on, and one of three is as fast as the fastest there. */
  @Test
  void theTitleIsTheVerdictAndNamesTies() {
    Figure figure =
        figure(
            Optional.empty(),
            forks("transferTo", 4096, "", 1000),
            forks("transferFrom", 4096, "", 1000),
            forks("readWriteDirect", 4096, "65536", 1000),
            forks("transferTo", 65536, "", 10_000),
            forks("transferFrom", 65536, "", 10_000),
            forks("readWriteDirect", 65536, "65536", 18_000),
            forks("transferTo", 1 << 20, "", 200_000),
            forks("transferFrom", 1 << 20, "", 200_000),
            forks("readWriteDirect", 1 << 20, "65536", 400_000));
    assertEquals(
        "transferFrom and transferTo tie: 1.8 to 2.0 times as fast as read + write by direct buffer"
            + " from 64 KiB on",
        figure.title().replace('\u00a0', ' '));
  }

  @Test
  void equalRowsHaveATitleThatSaysSo() {
    assertEquals(
        "All equal within 5 %",
        figure(
                Optional.empty(),
                forks("transferTo", 4096, "", 1000),
                forks("transferFrom", 4096, "", 1000))
            .title());
  }

  /** What has no chunk is drawn once, however many sizes of chunks the others have. */
  @Test
  void chunksArePartOfTheLabelAndEveryRowIsDrawnOnce() {
    List<String> points =
        points(
            figure(
                Optional.empty(),
                forks("transferTo", 4096, "", 1000),
                forks("transferTo", 65536, "", 10_000),
                forks("transferTo", 1 << 20, "", 200_000),
                forks("readWriteDirect", 1 << 20, "4096", 400_000),
                forks("readWriteDirect", 1 << 20, "65536", 300_000)));
    assertEquals(
        List.of(
            "|transferTo|4096",
            "|transferTo|65536",
            "|transferTo|1048576",
            "|read + write by direct buffer (chunk 4 KiB)|1048576",
            "|read + write by direct buffer (chunk 64 KiB)|1048576"),
        points.stream()
            .map(point -> point.substring(0, point.lastIndexOf('|')).replace('\u00a0', ' '))
            .toList());
  }

  /** One size on an axis of sizes would say nothing: such conditions get dots of their own. */
  @Test
  void conditionsWithOneSizeAreDotsInAFigureOfTheirOwn() {
    ReportData data =
        ReportData.of(
            List.of(
                KnownRows.run(
                    "run",
                    CEILING,
                    copy("transferTo", "existing", 4096, 4e3),
                    copy("transferTo", "existing", 65536, 6.4e4),
                    copy("transferTo", "existing", 1 << 20, 1e6),
                    copy("transferTo", "new", 4096, 8e3))));
    assertEquals(
        List.of("id LINE", "id-at-one-size DOT"),
        Charts.of(data, chart("FileCopy", Optional.empty())).stream()
            .map(figure -> figure.id() + " " + figure.kind())
            .toList());
  }

  @Test
  void dotsStandInTheirRowsFromTheBestStrategyOn() {
    Figure figure =
        figure(
            Optional.empty(),
            copy("slow", "existing", 4096, 16e3),
            copy("fast", "existing", 4096, 4e3),
            copy("middle", "existing", 4096, 8e3));
    assertEquals(List.of("fast", "middle", "slow"), figure.y().categories());
    List<String> dots = new ArrayList<>();
    figure
        .panels()
        .get(0)
        .series()
        .forEach(
            s ->
                dots.add(
                    "%s %.4f %.0f"
                        .formatted(s.label(), s.points().get(0).x(), s.points().get(0).y())));
    assertTrue(
        dots.containsAll(List.of("fast 0.9537 0", "middle 0.4768 1", "slow 0.2384 2")),
        dots.toString());
  }
}
