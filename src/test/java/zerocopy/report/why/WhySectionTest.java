package zerocopy.report.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;
import zerocopy.iopath.Platform;
import zerocopy.iopath.Strategies;
import zerocopy.iopath.Workload;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Ledger;
import zerocopy.report.rows.ReportData;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

class WhySectionTest {

  private static final Catalogue SUITE = Catalogue.ofSuite();

  private static final double COPY = 0.05;
  private static final double SEARCH = 0.02;
  private static final double CALL = 400;

  private final List<ResultRow> rows = new ArrayList<>();

  /** Four forks that differ by a percent. */
  private void row(String benchmark, double time, String... params) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      map.put(params[i], params[i + 1]);
    }
    List<double[]> forks = new ArrayList<>();
    for (int fork = 0; fork < 4; fork++) {
      forks.add(new double[] {time * (1 + 0.005 * (fork % 2)), time});
    }
    rows.add(
        new ResultRow(
            "zerocopy.bench." + benchmark,
            new TreeMap<>(map),
            "avgt",
            "ns/op",
            forks,
            new int[] {0, 1, 2, 3},
            Map.of()));
  }

  private ReportData data() {
    return ReportData.of(List.of(run()));
  }

  private void primitives() {
    row("kernel.CallFloor.readDirect", CALL);
    row("kernel.ModeSwitch.position", 100);
    row("kernel.ModeSwitch.size", 100);
    for (int size : new int[] {65536, 1048576}) {
      row("memory.BufferCopy.directToDirect", COPY * size, "size", "" + size);
      row(
          "file.BufferAlignment.readDirect",
          CALL + (COPY + SEARCH) * size,
          "fileSize",
          "" + size,
          "offset",
          "0");
    }
  }

  private Run run() {
    return new Run("r", Path.of("r"), Environment.UNKNOWN, rows, List.of(), List.of());
  }

  private void reads(double direct, double heap) {
    row("file.FileRead.direct", direct, "fileSize", "1048576", "chunk", "65536");
    row("file.FileRead.heap", heap, "fileSize", "1048576", "chunk", "65536");
  }

  private static double predictedRead() {
    return 100 + 16 * CALL + (COPY + SEARCH) * (1 << 20);
  }

  @Test
  void aRunAsPredictedHasNoErrorAndEverySign() {
    primitives();
    double direct = predictedRead();
    reads(direct, direct + COPY * (1 << 20));
    Explanation explanation = Explanation.of(data());
    assertEquals(2, explanation.rows().size());
    assertEquals(1, explanation.gaps().stream().filter(Gap::isReal).count());
    assertEquals(1, explanation.score().signs().value());
    assertTrue(explanation.medianError() < 0.01, "" + explanation.medianError());
  }

  @Test
  void aWrongSignAndAWrongTimeAreSaid() {
    primitives();
    reads(3 * predictedRead(), predictedRead());
    Explanation explanation = Explanation.of(data());
    assertEquals(0, explanation.score().signs().value());
    assertEquals("FileRead.direct", explanation.worst(1).get(0).name());
    assertTrue(WhySection.verdict(explanation).contains("missed"));
  }

  @Test
  void theTimesThatArePredictedDoNotMoveThePrediction() {
    primitives();
    reads(1e5, 2e5);
    double before = Explanation.of(data()).rows().get(0).prediction().total();
    rows.removeIf(r -> r.question().equals("FileRead"));
    reads(7e6, 9e6);
    assertEquals(before, Explanation.of(data()).rows().get(0).prediction().total());
  }

  @Test
  void theParametersOfARowAreThoseOfItsPath() {
    Platform platform = Platform.linux(17);
    row("file.FileCopy.transferTo", 1, "fileSize", "1000", "destination", "new");
    row("socket.FileToSocket.stream", 1, "fileSize", "999", "chunk", "9", "receiver", "discarding");
    assertEquals(
        Strategies.path(
            "FileCopy", "transferTo", new Workload(1000, 1000, true, "/////"), platform),
        Ledger.path(rows.get(0), platform));
    assertEquals(
        Strategies.path(
            "FileToSocket",
            "stream",
            new Workload(999, 9, false, "/discarding////", true),
            platform),
        Ledger.path(rows.get(1), platform));
  }

  @Test
  void onlyTimesAreExplained() {
    row("file.FileRead.direct", 1e5, "fileSize", "1048576", "chunk", "65536");
    ResultRow time = rows.get(0);
    for (String[] scale : new String[][] {{"thrpt", "ns/op"}, {"avgt", "us/op"}}) {
      ResultRow other =
          new ResultRow(
              time.benchmark(),
              time.params(),
              scale[0],
              scale[1],
              time.forks(),
              time.rounds(),
              Map.of());
      assertTrue(Ledger.path(other, Platform.linux(17)).isEmpty());
    }
  }

  @Test
  void withoutPrimitivesNothingIsPredicted() {
    reads(1e5, 2e5);
    Section section = WhySection.of(data()).orElseThrow();
    assertTrue(section.html().contains("lacks the primitives"));
    assertTrue(section.html().contains("call of read"));
    assertTrue(section.figures().isEmpty());
  }

  @Test
  void theSectionHasDiagramsCountsWaterfallsAndMisses() {
    primitives();
    reads(1e5, 2e5);
    Section section = WhySection.of(data()).orElseThrow();
    List<String> ids = section.figures().stream().map(f -> f.id()).toList();
    assertEquals(List.of("why-fileread-heap-direct", "why-predicted", "why-gaps"), ids);
    for (String part : List.of("<svg", "sendfile with gather", "Worst misses", "textbooks")) {
      assertTrue(section.html().contains(part), part);
    }
    section.figures().forEach(f -> assertTrue(f.hasPoints(), f.id()));
  }

  /** Heap adds the hidden buffer and a copy; what the model does not say is the last bar. */
  @Test
  void theBarsOfAWaterfallLeadFromOneMeasurementToTheOther() {
    primitives();
    reads(1e5, 2e5);
    Explanation explanation = Explanation.of(data());
    var bars = Waterfall.headlines(explanation, SUITE).get(0).panels().get(0).series();
    List<String> names = bars.stream().map(b -> b.points().get(0).detail()).toList();
    assertTrue(names.get(1).startsWith("copies saves 52."), names.get(1));
    assertTrue(names.get(2).startsWith("unexplained saves 47."), names.get(2));
    double at = bars.get(0).points().get(0).high();
    for (var bar : bars.subList(1, bars.size() - 1)) {
      var point = bar.points().get(0);
      assertEquals(at, point.high(), 1e-9, "each begins where the one before ends");
      at = point.low();
    }
    assertEquals(bars.get(bars.size() - 1).points().get(0).high(), at, 1e-9);
  }

  @Test
  void namesOfForeignFilesStayText() {
    primitives();
    row("file.FileRead.direct", 1e5, "fileSize", "1048576", "chunk", "65536", "x<b>", "<script>");
    assertFalse(WhySection.of(data()).orElseThrow().html().contains("<script>"));
  }

  @Test
  void parametersThatAreNoNumbersAreLeftOut() {
    primitives();
    row("file.BufferAlignment.readDirect", 1e5, "fileSize", "big", "offset", "x");
    row("memory.BufferCopy.directToDirect", 1e5, "size", "0");
    row("file.FileRead.heap", 1e5, "fileSize", "99999999999999999999", "chunk", "-1");
    reads(1e5, 2e5);
    assertEquals(2, Explanation.of(data()).rows().size());
  }

  @Test
  void aRunOfOtherQuestionsHasNoSection() {
    row("memory.BufferCopy.heapToHeap", 100, "size", "64");
    assertTrue(WhySection.of(data()).isEmpty());
  }
}
