package zerocopy.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.results.RunReader;

/** The command line: what it writes, and what it refuses. */
class PlotTest {

  private static final String FOREIGN =
      """
      [{"jmhVersion":"1.37","benchmark":"org.example.Other.work","mode":"avgt","threads":1,"forks":2,
      "params":{"%1$s":"=HYPERLINK(1)%1$s"},"primaryMetric":{"score":10.1,"scoreUnit":"ns/op",
      "rawData":[[10.0,10.5],[9.8,10.1]]},"secondaryMetrics":{}}]
      """;

  @TempDir static Path folder;
  private static Path run;
  private static String page;
  private static String terminal;

  @BeforeAll
  static void draw() throws IOException {
    run = new SyntheticRun(3, 3, "smoke").write(folder.resolve("run"));
    PrintStream standard = System.out;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setOut(new PrintStream(told, true, UTF_8));
    try {
      assertEquals("", errors(0, run.toString()));
    } finally {
      System.setOut(standard);
    }
    terminal = told.toString(UTF_8);
    page = Files.readString(run.resolve("report.html"));
  }

  /** The rules of the tools that read such files, see {@link JmhExport}. */
  @Test
  void exportedFilesHaveTheFormThatOtherToolsExpect() throws IOException {
    Path target = folder.resolve("exported");
    assertEquals("", errors(0, run.toString(), "--export-jmh", target.toString()));
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(target)) {
      for (Path file : files.toList()) {
        JsonNode rows = new ObjectMapper().readTree(file.toFile());
        assertTrue(rows.size() > 0 && rows.at("/0/params").size() <= 1, file.toString());
        for (JsonNode row : rows) {
          String name = row.get("benchmark").asText();
          assertTrue(names.add(name), "twice: " + name);
          assertTrue(name.matches("[\\w.-]+\\.\\w+(,\\w+:[\\w+-]+)*"), name);
          assertEquals(rows.at("/0/params"), row.path("params"), file.toString());
          assertEquals(
              rows.at("/0/primaryMetric/scoreUnit"), row.at("/primaryMetric/scoreUnit"), name);
          double score = row.at("/primaryMetric/score").asDouble();
          JsonNode bounds = row.at("/primaryMetric/scoreConfidence");
          assertTrue(bounds.get(0).isNumber() && bounds.get(1).isNumber(), name);
          assertTrue(bounds.get(0).asDouble() < score && score < bounds.get(1).asDouble(), name);
          assertEquals(3, row.at("/primaryMetric/rawData").size(), name);
        }
      }
    }
    JsonNode copies = new ObjectMapper().readTree(target.resolve("BufferCopy-16KiB.json").toFile());
    assertEquals("16384", copies.at("/0/params/size").asText());
    assertTrue(
        copies.at("/0/benchmark").asText().startsWith("zerocopy.bench.memory.BufferCopy-16KiB."));
    ReportData data = ReportData.of(List.of(RunReader.read(run)));
    assertEquals(data.rows().stream().filter(Measured::isValid).count(), names.size());
  }

  @Test
  void aSingleForkIsExportedWithBoundsThatAreNumbers() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("single.json"),
            FOREIGN.formatted("x y").replace("[10.0,10.5],[9.8,10.1]", "[10.0,10.0]"));
    Path target = folder.resolve("single");
    errors(0, file.toString(), "--export-jmh", target.toString());
    JsonNode row = new ObjectMapper().readTree(target.resolve("Other.json").toFile()).get(0);
    assertEquals("org.example.Other.work,xy:_HYPERLINK_1_xy", row.get("benchmark").asText());
    assertEquals("NaN", row.at("/primaryMetric/scoreError").asText());
    assertEquals(10, row.at("/primaryMetric/scoreConfidence/0").asDouble(), 1e-9);
    assertEquals(10, row.at("/primaryMetric/scoreConfidence/1").asDouble(), 1e-9);
  }

  /** A run ends with what to use, the noise and one path. */
  @Test
  void theTerminalGetsTheAnswer() {
    List<String> lines = terminal.lines().toList();
    assertTrue(lines.get(0).matches("task +use +how much better +when not"), lines.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("From file to file")));
    assertTrue(lines.get(lines.size() - 2).startsWith("noise: "), lines.toString());
    assertEquals(run.resolve("report.html").toString(), lines.get(lines.size() - 1));
    assertTrue(lines.stream().limit(lines.size() - 1).allMatch(line -> line.length() <= 110));
  }

  private static String errors(int status, String... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream standard = System.err;
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      assertEquals(status, Plot.run(args), () -> bytes.toString(UTF_8));
    } finally {
      System.setErr(standard);
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void writesPageSummaryTablesAndBothKindsOfFigures() throws IOException {
    assertTrue(Files.size(run.resolve("summary.md")) > 500);
    assertTrue(Files.size(run.resolve("tables/FileCopy.csv")) > 500);
    try (Stream<Path> figures = Files.list(run.resolve("figures"))) {
      List<String> names = figures.map(p -> p.getFileName().toString()).toList();
      assertTrue(
          names.containsAll(List.of("file-to-socket.svg", "file-to-socket.png")), names::toString);
      assertEquals(
          names.stream().filter(n -> n.endsWith(".svg")).count(),
          names.stream().filter(n -> n.endsWith(".png")).count());
      assertTrue(names.stream().noneMatch(n -> n.endsWith(".tmp")));
    }
  }

  @Test
  void theSectionsStandInTheOrderOfTheIssue() {
    List<String> order =
        List.of(
            "answer",
            "crossovers",
            "figures",
            "tables",
            "then-and-now",
            "footprint",
            "noise",
            "environment");
    int last = 0;
    for (String id : order) {
      int at = page.indexOf("<section id=\"" + id + "\"");
      assertTrue(at > last, id);
      last = at;
    }
  }

  @Test
  void aSmokeRunIsStampedInPageAndFigures() throws IOException {
    assertTrue(page.contains("smoke, not citable"));
    assertTrue(
        Files.readString(run.resolve("figures/file-copy.svg")).contains("smoke, not citable"));
  }

  @Test
  void whatIsMissingIsListedWithItsReason() {
    assertTrue(page.contains("O_DIRECT needs a file system that supports it"));
    assertTrue(page.contains("the fork did not end within its time limit"));
  }

  /** Vermilion became white on a dark page, as black does. */
  @Test
  void everyColourIsItsOwnOnLightAndOnDarkPages() {
    List<String> colours =
        Pattern.compile("--c\\d+:(rgb[^;]*)").matcher(page).results().map(m -> m.group(1)).toList();
    int half = colours.size() / 2;
    assertTrue(half > 1);
    assertEquals(half, Set.copyOf(colours.subList(0, half)).size(), colours.toString());
    assertEquals(half, Set.copyOf(colours.subList(half, 2 * half)).size(), colours.toString());
  }

  @Test
  void thePageNeedsNoNetwork() {
    Matcher loads =
        Pattern.compile("(?:src|href)=\"(?!#|figures/)[^\"]*\"|url\\((?!#)|@import").matcher(page);
    assertFalse(loads.find(), () -> loads.group());
  }

  @Test
  void figuresAreWellFormedXml() throws Exception {
    try (Stream<Path> figures = Files.list(run.resolve("figures"))) {
      for (Path svg : figures.filter(p -> p.toString().endsWith(".svg")).toList()) {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
      }
    }
  }

  @Test
  void everyFieldOfTheTablesFollowsRfc4180() throws IOException {
    try (Stream<Path> tables = Files.list(run.resolve("tables"))) {
      for (Path table : tables.toList()) {
        String[] lines = Files.readString(table).split("\r\n");
        int columns = fields(lines[0]);
        for (String line : lines) {
          assertEquals(columns, fields(line), table + ": " + line);
        }
      }
    }
  }

  private static int fields(String line) {
    return line.replaceAll("\"(?:[^\"]|\"\")*\"", "").split(",", -1).length;
  }

  @Test
  void resultsOfOtherSuitesAreDrawnAndTheirNamesStayText() throws IOException {
    String hostile = "<script>alert(1)<\\/script>";
    Path file = Files.writeString(folder.resolve("foreign.json"), FOREIGN.formatted(hostile));
    String said = errors(0, file.toString(), "--out", folder.resolve("foreign").toString());
    assertEquals("foreign.json: results of another suite: org.example.Other", said.strip());
    String foreign = Files.readString(folder.resolve("foreign/report.html"));
    assertFalse(foreign.contains("<script>alert"));
    try (Stream<Path> tables = Files.list(folder.resolve("foreign/tables"))) {
      for (Path table : tables.toList()) {
        assertFalse(Files.readString(table).matches("(?s).*(^|,|\n|\")=.*"), table.toString());
      }
    }
  }

  @Test
  void rowsThatHaveNotSettledAreSaid() throws IOException {
    String json =
        FOREIGN
            .formatted("size")
            .replace("[[10.0,10.5],[9.8,10.1]]", "[[20.2,10.0],[19.9,10.1],[20.1,10.0]]")
            .replace("10.1,\"scoreUnit", "15.05,\"scoreUnit");
    Path out = folder.resolve("unsettled");
    Path file = Files.writeString(folder.resolve("unsettled.json"), json);
    errors(0, file.toString(), "--out", out.toString());
    String drawn = Files.readString(out.resolve("report.html"));
    assertTrue(drawn.contains("not settled: the first iteration of a fork is 2 ["), drawn);
    assertTrue(drawn.contains("from the first iteration of a fork to the last: 1 of 1 row"), drawn);
    assertTrue(Files.readString(out.resolve("tables/Other.csv")).contains("not settled"));
    assertNoCountOfOneIsAPlural(drawn + Files.readString(out.resolve("summary.md")));
    assertFalse(page.contains("not settled:"));
  }

  /** {@code 1 rounds}; a decimal such as {@code 3.1 times} and a verb such as {@code is} may be. */
  private static void assertNoCountOfOneIsAPlural(String text) {
    Matcher wrong =
        Pattern.compile("(?<![\\d.,])\\b1 (?!(is|was|has|across|times)\\b)[a-z]+s\\b")
            .matcher(text);
    assertFalse(wrong.find(), () -> wrong.group());
  }

  @Test
  void ofTwoRunsOnlyWhatChangedIsShown() throws IOException {
    Path other = new SyntheticRun(4, 3, "quick").write(folder.resolve("changed"));
    Path out = folder.resolve("changes");
    assertEquals("", errors(0, run.toString(), other.toString(), "--out", out.toString()));
    String drawn = Files.readString(out.resolve("report.html"));
    assertTrue(drawn.contains("What changed") && drawn.contains("How the environments differ"));
    assertTrue(drawn.contains("~ rows that are not listed"), drawn);
    assertFalse(drawn.contains("id=\"tables\"") || drawn.contains("id=\"why\""), drawn);
    assertTrue(drawn.length() < page.length() / 2, "short beside " + page.length());
    assertNoCountOfOneIsAPlural(drawn);
    assertTrue(Files.readString(out.resolve("summary.md")).startsWith("# Comparison"));
  }

  @Test
  void severalRunsAreDrawnTogether() throws IOException {
    Path other = new SyntheticRun(4, 3, "quick").write(folder.resolve("other"));
    Path out = folder.resolve("both");
    assertEquals("", errors(0, "--all", run.toString(), other.toString(), "--out", out.toString()));
    String svg = Files.readString(out.resolve("figures/file-to-socket.svg"));
    assertTrue(svg.contains("transferTo · run") && svg.contains("transferTo · other"));
  }

  /** Their folder has the names of all, which together are longer than a name may be. */
  @Test
  void runsWithLongNamesAreDrawnTogether() throws IOException {
    List<String> runs = new ArrayList<>();
    for (String letter : List.of("a", "é", "c")) {
      Path run = new SyntheticRun(4, 3, "quick").write(folder.resolve(letter.repeat(120)));
      runs.add(run.toString());
    }
    assertEquals("", errors(0, runs.toArray(String[]::new)));
    try (Stream<Path> folders = Files.list(folder)) {
      assertEquals(1, folders.filter(f -> f.getFileName().toString().contains("...")).count());
    }
  }

  @Test
  void runsOfTheSameNameAreToldApart() throws IOException {
    Path a = new SyntheticRun(4, 3, "quick").write(folder.resolve("a/same"));
    Path b = new SyntheticRun(5, 3, "quick").write(folder.resolve("b/same"));
    Path out = folder.resolve("same");
    assertEquals("", errors(0, "--all", a.toString(), b.toString(), "--out", out.toString()));
    String svg = Files.readString(out.resolve("figures/file-to-socket.svg"));
    assertTrue(svg.contains("transferTo · a<") && svg.contains("transferTo · b<"));
  }

  @Test
  void whatIsLeftOutOfADamagedRunIsSaid() throws IOException {
    Path damaged = new SyntheticRun(4, 3, "quick").write(folder.resolve("damaged"));
    Path forks = damaged.resolve("forks.jsonl");
    Files.writeString(forks, Files.readString(forks).replaceFirst("\\}\n", "\n"));
    String said = errors(0, damaged.toString());
    assertTrue(said.startsWith("damaged: line 1 of forks.jsonl "), said);
    assertTrue(Files.readString(damaged.resolve("summary.md")).contains("Not complete: damaged"));
  }

  @Test
  void aRunWithoutAnEnvironmentCannotBeCited() throws IOException {
    Path bare = new SyntheticRun(4, 3, "quick").write(folder.resolve("bare"));
    Files.delete(bare.resolve("environment.json"));
    assertTrue(errors(0, bare.toString()).contains("environment.json is missing"));
    String stamp = "environment unknown, not citable";
    assertTrue(Files.readString(bare.resolve("figures/file-copy.svg")).contains(stamp));
    String summary = Files.readString(bare.resolve("summary.md"));
    assertTrue(summary.contains(stamp) && summary.contains("cannot be cited"), summary);
  }

  /** The run's own words count, whatever the jar that draws it says of its benchmarks. */
  @Test
  void theReportReadsWhatTheRunRecorded() throws IOException {
    Path other = new SyntheticRun(5, 3, "quick").write(folder.resolve("recorded"));
    Path environment = other.resolve("environment.json");
    Files.writeString(
        environment,
        Files.readString(environment)
            .replace("\"title\":\"File to file\"", "\"title\":\"Recorded title\"")
            .replace("\"asks\":\"What does it cost to copy one file", "\"bytes\":\"\",\"asks\":\"x")
            .replaceFirst(
                "\"bytes\":\"fileSize\",(\"figures\":\\[\\{\"headline\":true,\"id\":\"file-copy)",
                "$1"));
    assertEquals("", errors(0, other.toString()));
    assertTrue(Files.readString(other.resolve("report.html")).contains("Recorded title"));
    String header =
        Files.readString(other.resolve("tables/FileCopy.csv")).lines().findFirst().get();
    int bandwidth = List.of(header.split(",")).indexOf("gib_per_s");
    String row =
        Files.readString(other.resolve("tables/FileCopy.csv")).lines().skip(1).findFirst().get();
    assertEquals("", row.split(",", -1)[bandwidth], "no parameter counts bytes in this catalogue");
  }

  @Test
  void theTableOf2008StandsBesideRowsOfItsSizes() {
    String table =
        page.substring(page.indexOf("2008 read+send"), page.indexOf("Its baseline has 4"));
    assertFalse(table.contains(">–<"), table);
  }

  @Test
  void theSummaryHasNoTableWithoutRows() throws IOException {
    String header = "| question | best estimate at the largest size |";
    assertTrue(Files.readString(run.resolve("summary.md")).contains(header));
    Path alone = new SyntheticRun(4, 3, "quick").write(folder.resolve("alone"));
    Path forks = alone.resolve("forks.jsonl");
    Files.writeString(
        forks,
        Files.readString(forks).replaceAll("(zerocopy\\.bench\\.\\w+)\\.\\w+", "$1.PageFault"));
    errors(0, alone.toString());
    assertFalse(Files.readString(alone.resolve("summary.md")).contains(header));
  }

  @Test
  void theCommandThatRepeatsTheRunCanBePasted() {
    assertTrue(
        page.contains(
            "java -jar target/benchmarks.jar --profile smoke --out results --label &#39;a b&#39; --seed 42"),
        page.substring(page.indexOf("<h3>Repeat"), page.indexOf("<h3>Repeat") + 400));
  }

  @Test
  void wrongInputIsOneSentence() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "[{\"benchmark\":");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    for (String[] args :
        List.of(
            new String[] {},
            new String[] {"--no-such-option"},
            new String[] {folder.resolve("nowhere").toString()},
            new String[] {broken.toString()},
            new String[] {empty.toString()})) {
      String said = errors(2, args);
      assertFalse(said.contains("Exception") || said.contains("\tat "), said);
      assertEquals(1, said.strip().lines().count(), said);
    }
  }

  @Test
  void anOutputFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String said = errors(2, run.toString(), "--out", file.resolve("out").toString());
    assertTrue(said.contains("--out"), said);
  }
}
