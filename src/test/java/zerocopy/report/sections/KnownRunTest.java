package zerocopy.report.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zerocopy.report.KnownRows;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/**
 * A run with known winners: every cell, sentence and unit that follows from it. The rejected rows
 * are the fastest ones, so that one that is kept wins.
 */
class KnownRunTest {

  private static final Map<String, String> COPY =
      Map.of("fileSize", "1048576", "destination", "existing");
  private static final Map<String, Double> COUNTERS =
      Map.ofEntries(
          Map.entry(KernelMetrics.READ_CALLS, 1.0),
          Map.entry(KernelMetrics.WRITE_CALLS, 2.0),
          Map.entry(KernelMetrics.MINOR_FAULTS, 4.0),
          Map.entry(KernelMetrics.MAJOR_FAULTS, 8.0),
          Map.entry(KernelMetrics.VOLUNTARY_SWITCHES, 16.0),
          Map.entry(KernelMetrics.INVOLUNTARY_SWITCHES, 32.0),
          Map.entry(KernelMetrics.ALLOCATED_BYTES, 64.0),
          Map.entry(KernelMetrics.USER_TIME, 3e5),
          Map.entry(KernelMetrics.SYSTEM_TIME, 6e5),
          Map.entry(KernelMetrics.OWN_TIME, 1e5),
          Map.entry(KernelMetrics.PEER_TIME, 2e5));

  private static final ResultRow TRANSFER =
      KnownRows.row("file.FileCopy.transferTo", COPY, 1e6, COUNTERS);
  private static final ResultRow BASELINE =
      KnownRows.row("file.FileCopy.readWriteDirect", COPY, 2e6, Map.of());
  private static final ResultRow TOO_FAST =
      KnownRows.row("file.FileCopy.readWriteHeap", COPY, 1e3, Map.of());
  private static final ResultRow REFLINK =
      KnownRows.row("file.FileCopy.filesCopy", COPY, 1e4, Map.of("sharedBlocks", 1.0));
  private static final ResultRow SLOW_READ =
      KnownRows.row("file.FileRead.heap", Map.of("fileSize", "1048576"), 3e5, Map.of());
  private static final ResultRow FAST_READ =
      KnownRows.row("file.FileRead.direct", Map.of("fileSize", "1048576"), 2e5, Map.of());
  private static final ResultRow SMALL_READ =
      KnownRows.row("file.FileRead.heap", Map.of("fileSize", "4096"), 500, Map.of());

  private static final Run RUN =
      KnownRows.run(
          "known",
          """
          {"run":{"id":"known","profile":"standard","citable":true,"seed":7,"jarDigest":"sha256:5",
                  "started":"2026-11-22T20:00:00Z",
                  "arguments":["--out","/a","--place","/p","--out","my results","--label","x"]},
           "git":{"commit":"0123456789abcdef","dirty":false},"cpu":{"model":"EPYC & Co"},
           "jdk":{"version":"25.0.3"},
           "ceiling":[{"workingSetBytes":4096,"bytesPerSecond":5e10}]}
          """,
          TRANSFER,
          BASELINE,
          TOO_FAST,
          REFLINK,
          SLOW_READ,
          FAST_READ,
          SMALL_READ);

  private static ReportData data;

  @BeforeAll
  static void readTheRun() {
    data = ReportData.of(List.of(RUN));
  }

  private static Map<String, String> cells(ResultRow of) {
    String[] lines = Tables.csv(data, data.rows()).split("\r\n");
    List<String> names = List.of(lines[0].split(","));
    int at = data.rows().stream().map(m -> m.row()).toList().indexOf(of);
    String[] fields = lines[at + 1].split(",", -1);
    Map<String, String> cells = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      cells.put(names.get(i), fields[i]);
    }
    return cells;
  }

  @Test
  void everyCellOfARow() {
    Map<String, String> words =
        Map.of(
            "run", "known",
            "question", "FileCopy",
            "strategy", "transferTo",
            "fileSize", "1048576",
            "destination", "existing",
            "status", "valid",
            "half_width_percent", "",
            "ns_per_op_low", "");
    Map<String, String> cells = cells(TRANSFER);
    words.forEach((name, word) -> assertEquals(word, cells.get(name), name));
    Map<String, Double> numbers =
        Map.ofEntries(
            Map.entry("gib_per_s", 1000 / 1024.0),
            Map.entry("ns_per_op", 1e6),
            Map.entry("cpu_s_per_gib", 0.9216),
            Map.entry("cpu_ns_per_op", 9e5),
            Map.entry("sender_cpu_s_per_gib", 0.1024),
            Map.entry("receiver_cpu_s_per_gib", 0.2048),
            Map.entry("sender_cpu_ns_per_op", 1e5),
            Map.entry("receiver_cpu_ns_per_op", 2e5),
            Map.entry("read_calls_per_op", 1.0),
            Map.entry("write_calls_per_op", 2.0),
            Map.entry("minor_faults_per_op", 4.0),
            Map.entry("major_faults_per_op", 8.0),
            Map.entry("switches_per_op", 48.0),
            Map.entry("heap_bytes_per_op", 64.0),
            Map.entry("forks", 1.0),
            Map.entry("iterations", 2.0));
    numbers.forEach(
        (name, number) ->
            assertEquals(number, Double.parseDouble(cells.get(name)), 1e-9 * number, name));
  }

  @Test
  void countersAreColumnsAndASimulatorsTimeIsCalledSo() {
    ResultRow paged =
        KnownRows.row(
            "translation.PageReplacement.lru",
            Map.of("frames", "64"),
            20,
            Map.of("faults", 12.0, "references", 48.0, "gc.count", 3.0));
    ResultRow disk =
        KnownRows.row(
            "kernel.IoMode.dma",
            Map.of("size", "512"),
            1450,
            Map.of("elapsedNanos", 4e6, "cpuNanos", 1e4));
    ReportData simulated =
        ReportData.of(List.of(KnownRows.run("simulated", "{\"run\":{}}", paged, disk)));
    List<String> paging =
        texts(Tables.html(simulated, simulated.of(List.of("PageReplacement"))), "t[hd]");
    int columns = paging.indexOf("remarks") + 1;
    assertEquals("0.25", paging.get(paging.indexOf("faults/reference") + columns));
    assertTrue(paging.contains("ns/op") && !paging.contains("gc.count"), paging::toString);
    List<Measured> io = simulated.of(List.of("IoMode"));
    List<String> transfer = texts(Tables.html(simulated, io), "t[hd]");
    assertTrue(transfer.contains("simulator's ns/op") && !transfer.contains("ns/op"));
    assertTrue(transfer.contains("simulated ns/op"), transfer::toString);
    String csv = Tables.csv(simulated, io);
    assertTrue(csv.contains(",elapsedNanos,cpuNanos,") && csv.contains(",4000000,10000,"), csv);
  }

  /** Two iterations of each row: what they count comes twice. */
  @Test
  void thePageSaysWhetherTheKernelCopied() {
    Map<String, Object> telling =
        Map.of("without", "moved", "copied", "after", "unit", "sends", "because", "it had to");
    var strategies = new ObjectMapper().createObjectNode();
    for (String told : List.of("all", "some", "none", "unheard")) {
      strategies.putObject(told).putPOJO("kernelTells", List.of(telling));
    }
    strategies.putObject("silent").put("copies", 0);
    strategies.putObject("copying");
    var environment = new ObjectMapper().createObjectNode();
    environment
        .putObject("catalogue")
        .putObject("Sending")
        .put("copies", true)
        .set("strategies", strategies);
    Map<String, Map<String, Double>> counted =
        Map.of(
            "all", Map.of("moved", 0.0, "after", 800.0),
            "some", Map.of("moved", 1.0, "after", 2.0),
            "none", Map.of("moved", 3.0, "after", 0.0),
            "unheard", Map.of(),
            "silent", Map.of(),
            "copying", Map.of());
    ResultRow[] rows =
        counted.entrySet().stream()
            .map(row -> KnownRows.row("x.Sending." + row.getKey(), Map.of(), 9, row.getValue()))
            .toArray(ResultRow[]::new);
    Run run = KnownRows.run("words", environment.toString(), rows);
    Section section = KernelWords.of(ReportData.of(List.of(run))).orElseThrow();
    List<String> names = texts(section.html(), "th");
    List<String> answers = texts(section.html(), "td");
    Map<String, String> said = new TreeMap<>();
    for (int i = 0; i < answers.size(); i++) {
      said.put(names.get(i + 2).replaceAll(" .*", ""), answers.get(i).replace('\u00a0', ' '));
    }
    assertEquals(
        Map.of(
            "all", "0 of 1 600 sends without a copy: the kernel copied all; it had to",
            "some", "2 of 6 sends without a copy: the kernel copied the rest; it had to",
            "none", "6 of 6 sends without a copy: the kernel copied none",
            "unheard", "no word of the kernel was recorded",
            "silent", "the kernel does not tell"),
        said);
    assertTrue(KernelWords.of(data).isEmpty());
  }

  @Test
  void aRejectedRowHasATimeAndNoBandwidth() {
    assertEquals("above_ceiling", cells(TOO_FAST).get("status"));
    assertEquals("moves_nothing", cells(REFLINK).get("status"));
    for (ResultRow rejected : List.of(TOO_FAST, REFLINK)) {
      assertEquals("", cells(rejected).get("gib_per_s"));
      assertFalse(cells(rejected).get("ns_per_op").isEmpty());
      assertFalse(cells(rejected).get("remarks").equals("few forks"));
      assertTrue(Provenance.missing(data).contains(rejected.strategy() + "{"), rejected.strategy());
    }
    assertFalse(Provenance.missing(data).contains("transferTo"));
  }

  @Test
  void theHtmlTableHasTheSameNumbersUnderTheSameHeadings() {
    List<String> table = texts(Tables.html(data, data.of(List.of("FileCopy"))), "t[hd]");
    int columns = table.indexOf("remarks") + 1;
    int row = table.indexOf("transferTo");
    Map<String, String> cells = new HashMap<>();
    for (int i = 0; i < columns; i++) {
      cells.put(table.get(i), table.get(row + i));
    }
    String single = " (too few forks for an interval)";
    assertEquals("0.977" + single, cells.get("GiB/s"));
    assertEquals("1\u00a0000\u00a0000" + single, cells.get("ns/op"));
    assertEquals("0.922" + single, cells.get("CPU s/GiB"));
    assertEquals("0.205" + single, cells.get("receiver's CPU s/GiB"));
    assertEquals("48", cells.get("switches/op"));
    assertEquals("few forks", cells.get("remarks"));
  }

  private static List<String> texts(String html, String element) {
    Matcher cell = Pattern.compile("<" + element + "[^>]*>(.*?)</" + element + ">").matcher(html);
    List<String> texts = new ArrayList<>();
    while (cell.find()) {
      texts.add(cell.group(1).replaceAll("<[^>]*>", "").replace("&#39;", "'"));
    }
    return texts;
  }

  @Test
  void theSummaryNamesTheFastestOfTheLargestSizeThatWasNotRejected() {
    String summary = Summary.of(data, new Decisions(List.of()), List.of(), List.of());
    List<String> fastest = summary.lines().filter(line -> line.startsWith("| File")).toList();
    assertEquals(2, fastest.size(), summary);
    assertTrue(fastest.get(0).startsWith("| FileCopy | transferTo "), fastest.get(0));
    assertTrue(
        fastest.get(0).contains("| 0.977 (too few forks for an interval) GiB/s |"), fastest.get(0));
    assertTrue(fastest.get(1).startsWith("| FileRead | direct "), fastest.get(1));
    assertTrue(fastest.get(1).contains("| 4.88 (too few forks"), fastest.get(1));
  }

  @Test
  void theAnswerNamesTheFastestThatWasNotRejected() {
    String answer = Decisions.of(data.first(), data.comparisons()).rows().toString();
    assertFalse(answer.contains("readWriteHeap"), answer);
    assertFalse(answer.contains("filesCopy"), answer);
    assertTrue(answer.contains("transferTo"), answer);
  }

  @Test
  void theRunIsRepeatedAndCitedByWhatItRecorded() {
    assertEquals(
        "git checkout 0123456789abcdef\n"
            + "mvn -q package -DskipTests  # with JDK 25.0.3\n"
            + "java -jar target/benchmarks.jar --out 'my results' --label x --seed 7",
        Provenance.command(RUN));
    assertEquals(
        "Zero-copy benchmarks for the JVM, run known (standard profile), 2026-11-22, EPYC & Co,"
            + " JDK 25.0.3; commit 0123456789abcdef, jar sha256:5.",
        Provenance.citation(RUN));
    assertTrue(
        Provenance.bibtex(RUN)
            .contains(
                "year         = {2026},\n"
                    + "  note         = {EPYC \\& Co; JDK 25.0.3; commit 0123456789abcdef; jar"
                    + " sha256:5}"));
  }

  /**
   * 7 MB by 4 KiB in 20 ms, by 64 KiB in 15 ms, by transferTo in 5 ms: 75 % less than the first.
   */
  @Test
  void thenAndNowStandUnderTheirHeadings() {
    Map<String, String> send = Map.of("fileSize", "7000000", "receiver", "blocking");
    Run sockets =
        KnownRows.run(
            "sockets",
            "{}",
            KnownRows.row("socket.FileToSocket.stream", with(send, "4096"), 20e6, Map.of()),
            KnownRows.row("socket.FileToSocket.stream", with(send, "65536"), 15e6, Map.of()),
            KnownRows.row("socket.FileToSocket.transferTo", send, 5e6, Map.of()));
    String html = ThenAndNow.of(ReportData.of(List.of(sockets))).orElseThrow().toString();
    List<String> row = texts(html, "td");
    assertEquals(List.of("156", "45", "71 %"), row.subList(0, 3), "of the article");
    String single = " (too few forks for an interval)";
    assertEquals(List.of("20.0" + single, "15.0" + single, "5.00" + single), row.subList(3, 6));
    assertTrue(row.get(6).startsWith("75.0 %"), row.get(6));
    assertEquals(7, row.size());
  }

  private static Map<String, String> with(Map<String, String> params, String chunk) {
    Map<String, String> more = new HashMap<>(params);
    more.put("chunk", chunk);
    return more;
  }
}
