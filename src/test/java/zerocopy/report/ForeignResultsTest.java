package zerocopy.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that others have: everything is kept, told apart, and has the right unit. */
class ForeignResultsTest {

  private static final Path CASES = Path.of("src/test/resources/cases");

  @TempDir Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int compare(Object... arguments) {
    String[] texts =
        Stream.concat(Stream.of(arguments).map(Object::toString), Stream.of("--all"))
            .toArray(String[]::new);
    return Compare.run(texts, new PrintWriter(out), new PrintWriter(err));
  }

  private static Path given(String name) {
    return CASES.resolve(name + ".json");
  }

  private Path plotted(String... names) {
    return plotted(Stream.of(names).map(ForeignResultsTest::given).toArray(Path[]::new));
  }

  private Path plotted(Path... files) {
    Path target = temporary.resolve("report");
    List<String> arguments = Stream.of(files).map(Path::toString).toList();
    assertEquals(
        0,
        Plot.run(
            Stream.concat(arguments.stream(), Stream.of("--out", target.toString()))
                .toArray(String[]::new)));
    return target;
  }

  private static String text(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(folder)) {
      if (!file.toString().endsWith(".png")) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    return files(folder).stream().map(file -> file.getFileName().toString()).toList();
  }

  private Path written(String name, String content) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** One result; scores are those of two forks, their mean is the score. */
  private static String result(String benchmark, String rest, String mode, String unit, double x) {
    return """
        {"benchmark":"%s",%s"mode":"%s","forks":2,
         "primaryMetric":{"score":%s,"scoreUnit":"%s","rawData":[[%s],[%s],[%s]]}}
        """
        .formatted(benchmark, rest, mode, x, unit, x, x * 0.99, x * 1.01);
  }

  private static String array(String... results) {
    return "[" + String.join(",", results) + "]";
  }

  @Test
  void everyModeIsARowThatIsComparedWithItsOwn() {
    assertEquals(0, compare(given("all-modes"), given("all-modes")));
    assertTrue(out.toString().contains("of 4 rows"), out.toString());
    for (String row : List.of("A.m (JMH mode=thrpt)", "(JMH mode=sample)", "(JMH mode=ss)")) {
      assertTrue(out.toString().contains(row), row + " in " + out);
    }
    assertTrue(out.toString().contains("10.8 ops/s"), out.toString());
    assertTrue(out.toString().contains("92.5 ms"), out.toString());
    assertFalse(err.toString().contains("left out"), err.toString());
  }

  @Test
  void timesAndRatesAreDrawnInFiguresOfTheirOwn() throws IOException {
    Path report = plotted("all-modes");
    assertTrue(
        names(report).containsAll(List.of("question-a.svg", "question-a-rate.svg", "A.csv")));
    assertTrue(
        Files.readString(report.resolve("figures/question-a-rate.svg"))
            .contains("operations per second"));
    assertEquals(5, Files.readAllLines(report.resolve("tables/A.csv")).size());
  }

  @Test
  void rowsOfOtherModesAreOnlyOnOneSide() throws IOException {
    Path both =
        written(
            "both.json",
            array(result("a.B.c", "", "avgt", "ns/op", 5), result("a.B.c", "", "ss", "us/op", 7)));
    Path one = written("one.json", array(result("a.B.c", "", "avgt", "ns/op", 5)));
    assertEquals(0, compare(both, one));
    assertTrue(out.toString().contains("Only in the base:\n  B.c (JMH mode=ss)"), out.toString());
    assertTrue(out.toString().contains("JMH mode: avgt and ss against avgt"), out.toString());
  }

  @Test
  void otherThreadsAreOtherRows() {
    assertEquals(2, compare(given("t1"), given("t8")));
    assertTrue(err.toString().contains("(JMH threads 1 against 8)"), err.toString());
    assertFalse(out.toString().contains("FASTER"), out.toString());
  }

  @Test
  void aRateOfSeveralThreadsIsNoTime() throws IOException {
    Path report = plotted("threads-sweep");
    String table = Files.readString(report.resolve("tables/A.csv"));
    assertEquals(4, table.lines().count());
    List<String> head = List.of(table.lines().findFirst().orElseThrow().split(","));
    String[] four =
        table
            .lines()
            .filter(line -> line.contains(",m,thrpt,4,"))
            .findFirst()
            .orElseThrow()
            .split(",");
    assertEquals("", four[head.indexOf("ns_per_op")]);
    assertEquals(42.2, Double.parseDouble(four[head.indexOf("ops_per_s")]), 1.5);
    String figure = Files.readString(report.resolve("figures/question-a.svg"));
    assertTrue(figure.contains("operations per second") && figure.contains(">threads<"), figure);
    assertFalse(figure.contains("ns per operation") || figure.contains("time per operation"));
  }

  @Test
  void aBatchIsSoManyCalls() throws IOException {
    String own = "zerocopy.bench.memory.BufferCopy.heapToHeap";
    String ten = "\"measurementBatchSize\":10,\"params\":{\"size\":\"4096\"},";
    Path report = plotted(written("batch.json", array(result(own, ten, "avgt", "ns/op", 40960))));
    String summary = text(report);
    assertTrue(summary.contains("JMH calls per operation"), summary);
    String table = Files.readString(report.resolve("tables/BufferCopy.csv"));
    List<String> head = List.of(table.lines().findFirst().orElseThrow().split(","));
    String[] row = table.lines().skip(1).findFirst().orElseThrow().split(",");
    assertEquals(0.9313, Double.parseDouble(row[head.indexOf("gib_per_s")]), 0.02);
  }

  @Test
  void classesOfOneSimpleNameStayApart() throws IOException {
    Path report = plotted("same-class-lines");
    List<String> names = names(report);
    assertTrue(
        names.containsAll(
            List.of("a_Codec.csv", "b_Codec.csv", "question-a-codec.svg", "question-b-codec.svg")),
        names.toString());
    assertEquals(0, compare(given("same-class-lines"), given("same-class-lines")));
    assertTrue(out.toString().contains("a.Codec.encode (n=10, size=10)"), out.toString());
    assertTrue(out.toString().contains("of 8 rows"), out.toString());
  }

  @Test
  void namesOfAnyScriptHaveFilesOfTheirOwn() throws IOException {
    Path report = plotted("chinese");
    assertEquals(
        2, names(report.resolve("figures")).stream().filter(n -> n.endsWith(".svg")).count());
    assertEquals(List.of("u6027u80fd.csv", "u6d4bu8bd5.csv"), names(report.resolve("tables")));
  }

  @Test
  void namesThatDifferInCaseOrBeyondALengthHaveFilesOfTheirOwn() throws IOException {
    String longest = "L".repeat(300);
    Path report =
        plotted(
            written(
                "names.json",
                array(
                    result("x.Abc.m", "", "avgt", "ns/op", 1),
                    result("x.ABC.m", "", "avgt", "ns/op", 2),
                    result("x." + longest + "a.m", "", "avgt", "ns/op", 3),
                    result("x." + longest + "b.m", "", "avgt", "ns/op", 4))));
    assertEquals(
        4, names(report.resolve("tables")).stream().map(String::toLowerCase).distinct().count());
    assertEquals(
        Map.of("csv", 4L, "png", 4L, "svg", 4L),
        names(report.resolve("figures")).stream()
            .collect(
                Collectors.groupingBy(
                    name -> name.replaceAll(".*\\.", ""), Collectors.counting())));
  }

  @Test
  void filesOfOneNameAreToldApartByTheirPaths() throws IOException {
    String one = array(result("a.B.c", "", "thrpt", "ops/s", 5));
    Path before = written("before/build/results.json", one);
    Path after = written("after/build/results.json", one);
    assertEquals(0, compare(before, after));
    assertTrue(out.toString().contains("\nbase before, candidate after: "), out.toString());
    String table = Files.readString(plotted(before, after).resolve("tables/B.csv"));
    assertTrue(table.contains("\nbefore,B,c,") && table.contains("\nafter,B,c,"), table);
  }

  @Test
  void otherSuitesHaveNoBytesNoAnswerAndNotOurCitation() throws IOException {
    for (String name : List.of("foreign-size", "foreign-filecopy")) {
      String all = text(plotted(name));
      assertTrue(all.contains("1000") || all.contains("100"), all);
      for (String wrong :
          List.of(
              "GiB/s\"",
              "GiB/s<",
              "GiB/s.",
              "KiB",
              "MiB",
              "From a file",
              "Zero-copy benchmarks",
              "bytes per operation",
              "What moving bytes costs")) {
        assertFalse(all.contains(wrong), name + ": " + wrong);
      }
      assertTrue(all.contains("holds results of another suite: cite that suite"), name);
    }
    assertEquals(0, compare(given("foreign-size"), given("foreign-size")));
    assertTrue(
        out.toString().contains("ListBench.add (JMH mode=thrpt, size=1024)"), out.toString());
  }

  @Test
  void meansOfOldSampleModeAreTakenWithANote() throws IOException {
    assertEquals(0, compare(given("sample-old"), given("sample-old")));
    assertTrue(err.toString().contains("no histogram (JMH before 1.14)"), err.toString());
    String edited = Files.readString(given("sample-old")).replace("140.0", "3140.0");
    assertEquals(2, compare(written("edited.json", edited), given("sample-old")));
  }

  @Test
  void unitsOfKotlinBenchmarksAreTimesAndRates() throws IOException {
    Path file =
        written(
            "kotlin.json",
            array(
                result("a.B.rate", "", "thrpt", "ops/sec", 2e6),
                result("a.B.time", "", "avgt", "sec/op", 0.5)));
    assertEquals(0, compare(file, file));
    assertTrue(out.toString().contains("500 ms"), out.toString());
    assertTrue(out.toString().contains("2.00 M ops/s"), out.toString());
  }

  @Test
  void valuesThatAreTwiceTheSameAreOneRow() throws IOException {
    Path file =
        written(
            "twice.json",
            array(
                result("a.B.c", "\"params\":{\"n\":\"1\"},", "avgt", "ns/op", 5),
                result("a.B.c", "\"params\":{\"n\":\"1\"},", "avgt", "ns/op", 5.1)));
    assertEquals(0, compare(file, file));
    assertTrue(out.toString().contains("of 1 row,"), out.toString());
    assertTrue(err.toString().contains("is there 2 times: all of its forks"), err.toString());
  }

  @Test
  void aSingleForkIsNoAllClear() throws IOException {
    Object[] files = {given("onefork-base"), given("onefork-slow")};
    assertEquals(0, compare(files));
    assertTrue(out.toString().contains("1 row has a single fork: no verdict"), out.toString());
    assertFalse(out.toString().contains("cannot tell  "), out.toString());
    assertEquals(4, compare(files[0], files[1], "--fail-on-regression"));
    Path three = written("three.json", array(result("a.B.c", "", "avgt", "ns/op", 5)));
    assertEquals(0, compare(three, three, "--fail-on-regression"));
  }

  @Test
  void outputThatCannotBeWrittenIsNoSuccess() {
    PrintWriter full =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left on device");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    String[] arguments = {given("t1").toString(), given("t1").toString()};
    assertEquals(2, Compare.run(arguments, full, new PrintWriter(err)));
    assertTrue(err.toString().contains("cannot write to standard output"), err.toString());
  }

  /** Both took minutes when every cut was summed anew and every row was sought among all. */
  @Test
  void aClassOfThousandsOfMethodsAndAForkOfManyIterationsAreDrawn() throws IOException {
    List<String> results = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      results.add(result("a.Big.m" + i, "", "avgt", "ns/op", 100 + i));
    }
    String many = "5,".repeat(100_000) + "5";
    results.add(
        "{\"benchmark\":\"a.Long.m\",\"mode\":\"avgt\",\"primaryMetric\":{\"score\":5,"
            + "\"scoreUnit\":\"ns/op\",\"rawData\":[["
            + many
            + "]]}}");
    Path file = written("big.json", array(results.toArray(String[]::new)));
    Path report = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> plotted(file));
    String page = Files.readString(report.resolve("report.html"));
    assertTrue(page.contains("Left out, since no page holds them: 4900 strategies"));
    assertEquals(5001, Files.readAllLines(report.resolve("tables/Big.csv")).size());
  }

  @Test
  void manyClassesShareOneTable() throws IOException {
    String[] results =
        IntStream.range(0, 501)
            .mapToObj(i -> result("a.C" + i + ".m", "", "avgt", "ns/op", 100 + i))
            .toArray(String[]::new);
    Path report = plotted(written("classes.json", array(results)));
    assertArrayEquals(new String[] {"all.csv"}, report.resolve("tables").toFile().list());
    List<String> lines = Files.readAllLines(report.resolve("tables/all.csv"));
    assertEquals(502, lines.size());
    assertTrue(lines.stream().anyMatch(line -> line.contains(",C500,m,")), lines.get(1));
  }

  @Test
  void aBenchmarkMayHaveParametersNamedThreadsAndMode() throws IOException {
    String params = "\"threads\":2,\"params\":{\"threads\":\"6\",\"mode\":\"fair\"},";
    Path file = written("own.json", array(result("a.Lock.take", params, "thrpt", "ops/s", 5)));
    assertEquals(0, compare(file, file));
    assertTrue(
        out.toString().contains("(JMH mode=thrpt, JMH threads=2, mode=fair, threads=6)"),
        out.toString());
  }

  @Test
  void valuesWithoutAPlaceOnTheAxisAreNotLost() throws IOException {
    List<String> results = new ArrayList<>();
    for (String size : List.of("1", "10", "100", "1K")) {
      results.add(result("a.B.c", "\"params\":{\"size\":\"" + size + "\"},", "avgt", "ns/op", 5));
    }
    Path units = plotted(written("units.json", array(results.toArray(String[]::new))));
    String figure = Files.readString(units.resolve("figures/question-b.svg"));
    assertTrue(figure.contains(">c, size 1K<") && figure.contains(">c, size 10<"), figure);
    results.set(3, result("a.B.plain", "", "avgt", "ns/op", 7));
    Path without = plotted(written("without.json", array(results.toArray(String[]::new))));
    String page = Files.readString(without.resolve("report.html"));
    assertTrue(page.contains("Not drawn, because without size: plain; see the table."), page);
  }

  @Test
  void aParameterOfSomeRowsIsNotSaidOfAll() throws IOException {
    Path file =
        written(
            "some.json",
            array(
                result("a.B.c", "\"params\":{\"kind\":\"x\"},", "avgt", "ns/op", 5),
                result("a.B.d", "", "avgt", "ns/op", 7)));
    String page = Files.readString(plotted(file).resolve("report.html"));
    assertTrue(page.contains("With kind x where that applies. "), page);
    assertFalse(page.contains("All with"), page);
  }

  @Test
  void numbersOfAnyNameAreAnAxis() throws IOException {
    List<String> results = new ArrayList<>();
    for (String n : List.of("2", "20", "200")) {
      for (String kind : List.of("a", "b")) {
        String params = "\"params\":{\"kind\":\"%s\",\"n\":\"%s\"},".formatted(kind, n);
        results.add(result("a.B.c", params, "avgt", "ns/op", 5));
      }
    }
    Path report = plotted(written("n.json", array(results.toArray(String[]::new))));
    String figure = Files.readString(report.resolve("figures/question-b.svg"));
    assertTrue(figure.contains(">n<") && figure.contains(">kind b<"), figure);
  }
}
