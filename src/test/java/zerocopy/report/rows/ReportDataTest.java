package zerocopy.report.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.KnownRows;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

class ReportDataTest {

  private static final String ENVIRONMENT =
      """
      {"cpu":{"model":"EPYC"},"os":{"name":"Debian"},"kernel":{"release":"6.1"},
       "jdk":{"version":"%s"},"git":{"commit":"0123456789abcdef","dirty":%s},
       "run":{"profile":"quick","citable":true}}
      """;

  private static ResultRow row(String benchmark, String... params) {
    Map<String, String> values =
        IntStream.range(0, params.length / 2)
            .boxed()
            .collect(Collectors.toMap(i -> params[2 * i], i -> params[2 * i + 1]));
    return KnownRows.row(benchmark, values, 10, Map.of());
  }

  private static Run run(String id, String jdk, ResultRow... rows) {
    return KnownRows.run(id, ENVIRONMENT.formatted(jdk, false), rows);
  }

  private static List<String> names(List<Measured> rows) {
    return rows.stream().map(m -> m.run() + " " + m.question() + "." + m.strategy()).toList();
  }

  @Test
  void rowsStandInTheOrderOfRunsQuestionsAndSizes() {
    ReportData data =
        ReportData.of(
            List.of(
                run(
                    "a",
                    "17",
                    row("file.FileRead.z", "fileSize", "65536"),
                    row("file.FileRead.a", "fileSize", "1048576"),
                    row("file.FileCopy.b", "fileSize", "4096")),
                run("b", "25", row("file.FileCopy.a"))));
    assertEquals(
        List.of("0 FileCopy.b", "0 FileRead.z", "0 FileRead.a", "1 FileCopy.a"),
        names(data.rows()));
    assertEquals(List.of("0 FileCopy.b", "0 FileRead.z", "0 FileRead.a"), names(data.first()));
    assertEquals(List.of("0 FileCopy.b", "1 FileCopy.a"), names(data.of(Set.of("FileCopy"))));
    assertEquals("a", data.main().id());
    assertEquals(
        List.of("FileCopy", "FileRead"), List.copyOf(ReportData.byQuestion(data.rows()).keySet()));
    assertEquals(
        List.of("FileCopy", "FileRead"),
        ReportData.asked(data.rows()).stream().map(Catalogue.Entry::name).toList());
    ReportData other =
        ReportData.of(List.of(run("a", "17", row("memory.BufferCopy.a"), row("file.FileRead.a"))));
    assertEquals(
        List.of("FileRead", "BufferCopy"),
        ReportData.asked(other.rows()).stream().map(Catalogue.Entry::name).toList(),
        "in the order of the page, not of the names");
    assertEquals("JDK 17 JDK 25", data.label(0) + " " + data.label(1));
  }

  @Test
  void runsOfOneJdkAreToldByTheirNamesAndASingleRunNeedsNone() {
    Run a = run("a", "17", row("file.FileCopy.a"));
    assertEquals("", ReportData.of(List.of(a)).label(0));
    ReportData two = ReportData.of(List.of(a, run("b", "17", row("file.FileCopy.a"))));
    assertEquals("a b", two.label(0) + " " + two.label(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | environment unknown, not citable",
        "{\"run\":{\"profile\":\"smoke\",\"citable\":true}} | smoke, not citable",
        "{\"run\":{\"profile\":\"quick\",\"citable\":false}} | quick, not citable",
        "{\"run\":{\"citable\":false}} | not citable",
        "{\"run\":{\"profile\":\"quick\",\"citable\":true}} | ''"
      })
  void whatForbidsCitingIsStamped(String environment, String stamp) {
    Run second = KnownRows.run("second", environment, row("file.FileCopy.a"));
    Run first = run("first", "17", row("file.FileCopy.a"));
    assertEquals(stamp, ReportData.of(List.of(first, second)).stamp());
  }

  @Test
  void provenanceNamesMachineAndCommit() {
    Run changed = KnownRows.run("b", ENVIRONMENT.formatted("25", true), row("file.FileCopy.a"));
    Run unknown = KnownRows.run("c", "{}", row("file.FileCopy.a"));
    assertEquals(
        "run a · EPYC · Debian, kernel 6.1 · JDK 17 · commit 0123456789ab"
            + " — run b · EPYC · Debian, kernel 6.1 · JDK 25 · commit 0123456789ab with changes"
            + " — c, environment unknown",
        ReportData.of(List.of(run("a", "17", row("file.FileCopy.a")), changed, unknown))
            .provenance());
  }

  @Test
  void aRunsOwnCatalogueGoesBeforeTheSuites() {
    Run without = run("a", "17", row("file.FileCopy.a"));
    Catalogue own = ReportData.catalogue(without);
    assertEquals("FileCopy", own.entry("FileCopy").name());
    assertEquals(Set.of("FileCopy"), own.entries().keySet());
    String recorded = "{\"catalogue\":" + Catalogue.ofSuite().toJson() + "}";
    assertEquals(
        Catalogue.ofSuite().entries().keySet(),
        ReportData.catalogue(KnownRows.run("b", recorded, row("file.FileCopy.a")))
            .entries()
            .keySet());
  }

  @Test
  void rowsWithoutAParameterBelongToAllItsValues() {
    List<Measured> rows =
        ReportData.of(
                List.of(
                    run(
                        "a",
                        "17",
                        row("file.FileRead.heap", "chunk", "4096", "fileSize", "65536"),
                        row("file.FileRead.heap", "chunk", "65536", "fileSize", "65536"),
                        row("file.FileRead.mapped", "fileSize", "65536"))))
            .rows();
    Map<SortedMap<String, String>, List<Measured>> groups =
        Conditions.group(rows, List.of("chunk"));
    assertEquals("[{chunk=4096}, {chunk=65536}]", groups.keySet().toString());
    groups
        .values()
        .forEach(
            group -> assertEquals(List.of("0 FileRead.heap", "0 FileRead.mapped"), names(group)));
    assertEquals(Set.of("chunk"), Conditions.varying(rows));
    assertEquals(
        "chunk 64\u00a0KiB, cores two",
        Conditions.words(new TreeMap<>(Map.of("cores", "two", "chunk", "65536")), true));
  }

  @Test
  void runsOfOneNameGetThoseOfTheirFolders() {
    Run a = run("a", "17");
    assertSame(a, Runs.distinct(List.of(a)).get(0));
    assertEquals(List.of("one", "two"), names("one/x", "two/x"));
    assertEquals(
        List.of("before", "after/sub"),
        names("before/build/results.json", "after/sub/build/results.json"));
    assertEquals(List.of("r.json", "sub"), names("a/r.json", "a/sub/r.json"));
    assertEquals(List.of("x", "x (2)"), names("one/x", "one/x"));
    assertEquals(List.of("a", "1", "2"), names("p/a", "p/1/b", "p/2/b"));
  }

  private static List<String> names(String... paths) {
    return Runs.distinct(
            Stream.of(paths)
                .map(Path::of)
                .map(
                    path ->
                        new Run(
                            path.getFileName().toString(),
                            path,
                            run("a", "17").environment(),
                            List.of(),
                            List.of(),
                            List.of()))
                .toList())
        .stream()
        .map(Run::id)
        .toList();
  }

  @Test
  void ofManyWarningsFiveAreTold() {
    List<String> six = List.of("a", "b", "c", "d", "e", "f");
    Run run = run("x", "17");
    Run warned = new Run("x", run.source(), run.environment(), List.of(), List.of(), six);
    List<String> told = Runs.warnings(List.of(warned));
    assertEquals(List.of("x: a", "x: b", "x: c", "x: d", "x: e"), told.subList(0, 5));
    assertEquals(List.of("x: and 1 more, see its report"), told.subList(5, told.size()));
    Run five =
        new Run("x", run.source(), run.environment(), List.of(), List.of(), six.subList(0, 5));
    assertEquals(5, Runs.warnings(List.of(five)).size());
  }
}
