package zerocopy.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunReaderTest {

  private static final Path FILE = Path.of("other.json");
  private static final String GOOD = result("zerocopy.bench.memory.BufferCopy.good", 12);

  @TempDir Path temporary;

  private static String result(String benchmark, double score) {
    return result(
        benchmark, "avgt", "ns/op", score, "[[%s,%s],[%s]]".formatted(score, score, score));
  }

  private static String result(
      String benchmark, String mode, String unit, Object score, String rawData) {
    return """
        {"jmhVersion":"1.37","benchmark":"%s","mode":"%s","forks":2,"jdkVersion":"17.0.15",
         "vmName":"OpenJDK","params":{"size":"64"},
         "primaryMetric":{"score":%s,"scoreError":"NaN","scoreUnit":"%s","rawData":%s},
         "secondaryMetrics":{"kernel.readCalls":{"scoreUnit":"calls/op","rawData":[[1,"NaN"],[3]]}}}
        """
        .formatted(benchmark, mode, score, unit, rawData);
  }

  private static Run json(String... results) {
    return RunReader.parse(FILE, "[" + String.join(",", results) + "]");
  }

  private static String warnings(Run run) {
    return String.join("\n", run.warnings());
  }

  @Test
  void readsPlainJmhJson() {
    Run run = json(GOOD);
    ResultRow row = run.rows().get(0);
    assertEquals("BufferCopy", row.question());
    assertEquals(Map.of("size", "64"), row.params());
    assertArrayEquals(new double[] {12, 12}, row.forks().get(0));
    assertEquals(0, row.rounds().length);
    assertEquals("good", row.strategy());
    assertEquals("zerocopy.bench.memory.BufferCopy.good{size=64}", row.key());
    assertEquals(2, row.secondary().get("kernel.readCalls").forks().size());
    assertEquals("17.0.15", run.environment().text("/jdk/version"));
    assertEquals(0, row.secondary().get("kernel.readCalls").forks().get(0).length);
    assertArrayEquals(new double[] {3}, row.secondary().get("kernel.readCalls").forks().get(1));
    assertEquals(List.of(), run.warnings());
  }

  @ParameterizedTest
  @CsvSource({
    "avgt, us/op, 2, 2000, ns/op",
    "ss, s/op, 2, 2e9, ns/op",
    "thrpt, ops/ms, 2, 2000, ops/s",
    "thrpt, ops/min, 60, 1, ops/s"
  })
  void convertsUnits(String mode, String unit, double score, double converted, String common) {
    Run run = json(result("a.B.c", mode, unit, score, "[[" + score + "]]"));
    assertEquals(converted, run.rows().get(0).forks().get(0)[0], converted * 1e-12);
    assertEquals(common, run.rows().get(0).unit());
  }

  /** Of a class without a package, with the fewest forks; sizes and names just within bounds. */
  @Test
  void keepsWhatIsJustWithinBounds() {
    String name = "B." + "c".repeat(998);
    String one =
        result(name, "avgt", "ns/op", 1009, "[[1000]]").replace("\"forks\":2", "\"forks\":1");
    assertEquals("c".repeat(998), json(one).rows().get(0).strategy());
    assertThrows(UserError.class, () -> json(one.replace("1009", "1011")));
    assertThrows(UserError.class, () -> json(one.replace(name, name + "c")));
    assertThrows(UserError.class, () -> json(one.replace(name, "Bc")));
    assertThrows(UserError.class, () -> json(one.replace(name, "B. ")));
    assertThrows(UserError.class, () -> json(one.replace(name, "B.c\u200b")));
  }

  /** Kotlin's, Scala's and Clojure's names hold what Java's do not. */
  @ParameterizedTest
  @ValueSource(strings = {"a.B.with blanks", "a.B.c-d", "B$.$plus", "a.Б.m\u00b7x", "a.B.<c>"})
  void namesOfOtherLanguagesAreKept(String name) {
    assertEquals(name, json(result(name, 1)).rows().get(0).benchmark());
  }

  /** Six digits, as this suite writes: the mean of what was rounded is not what was rounded. */
  @Test
  void scoresThatWereRoundedAreNoEdits() {
    Run run = json(result("a.B.c", "avgt", "ns/op", 3.33, "[[3.333333,3.333334]]"));
    assertEquals(List.of(), run.warnings().stream().filter(w -> w.contains("edited")).toList());
  }

  @Test
  void numbersThatAreNoneNeedNoQuotes() {
    Run run = json(GOOD.replace("\"scoreError\":\"NaN\"", "\"scoreError\":NaN"));
    assertEquals(1, run.rows().size());
  }

  @Test
  void arraysOfSeveralFilesAreOneArray() {
    Run run = json("[" + GOOD + "]", "[" + result("a.B.c", 1) + "]", "[]");
    assertEquals(2, run.rows().size());
    UserError error =
        assertThrows(UserError.class, () -> RunReader.parse(FILE, "[" + GOOD + "]\n[]"));
    assertTrue(error.getMessage().contains("joined without jq -s add"), error.getMessage());
  }

  @Test
  void theSameRowOfOtherJvmsIsARowOfEach() {
    String older = result("a.B.c", 2).replace("17.0.15", "11.0.2");
    Run run = json(result("a.B.c", 1), older, result("a.B.c", 2), result("a.B.d", 1));
    assertEquals(
        List.of("17.0.15 OpenJDK", "11.0.2 OpenJDK"),
        run.rows().stream()
            .map(row -> row.params().get("JMH JVM"))
            .filter(jvm -> jvm != null)
            .toList());
    assertEquals(4, run.rows().get(0).forks().size());
    assertTrue(warnings(run).contains("a row for each of the 2 JVMs"), warnings(run));
    assertEquals("17.0.15 and 11.0.2", run.environment().jdkVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  void textIsReadInTheEncodingThatItHas(String encoding) throws IOException {
    Path file = temporary.resolve("results.json");
    String text = "[" + GOOD.replace("\"64\"", "\"\u00e9\"") + "]";
    Files.write(file, text.getBytes(Charset.forName(encoding)));
    assertEquals(Map.of("size", "\u00e9"), RunReader.read(file).rows().get(0).params());
  }

  @Test
  void compressedFilesAreCalledSo() throws IOException {
    Path file = temporary.resolve("results.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(GOOD.getBytes(StandardCharsets.UTF_8));
    }
    UserError error = assertThrows(UserError.class, () -> RunReader.read(file));
    assertTrue(error.getMessage().contains("unpack it first"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1e30, false", "9e29, true", "1e-30, false", "2e-30, true"})
  void scoresBeyondAllMeasureAreLeftOut(String score, boolean kept) {
    Run run = json(GOOD, result("a.B.c", "avgt", "ns/op", score, "[[" + score + "]]"));
    assertEquals(kept ? 2 : 1, run.rows().size(), warnings(run));
  }

  /** In their own unit they are within bounds, in nanoseconds they are not. */
  @Test
  void scoresThatLeaveTheBoundsByTheirUnitAreLeftOut() {
    Run run = json(GOOD, result("a.B.c", "avgt", "day/op", "1e29", "[[1e29]]"));
    assertTrue(warnings(run).contains("beyond all measure"), warnings(run));
  }

  @Test
  void parametersAreTextOrAbsent() {
    String numbers = GOOD.replace("{\"size\":\"64\"}", "{\"size\":64,\"warm\":true}");
    assertEquals(Map.of("size", "64", "warm", "true"), json(numbers).rows().get(0).params());
    assertEquals(Map.of(), json(GOOD.replace("{\"size\":\"64\"}", "null")).rows().get(0).params());
    for (String bad : List.of("[]", "{\"size\":[]}", "\"size\"")) {
      assertThrows(UserError.class, () -> json(GOOD.replace("{\"size\":\"64\"}", bad)), () -> bad);
    }
  }

  @Test
  void longParametersAreCutAndToldApart() {
    String one = GOOD.replace("\"64\"", "\"" + "v".repeat(5000) + "\"");
    Run run = json(one, one.replace("vv\"", "vw\""), GOOD.replace("64", "v".repeat(80)));
    assertEquals(3, run.rows().stream().map(ResultRow::params).distinct().count());
    assertTrue(
        run.rows().stream().allMatch(row -> row.params().get("size").length() <= 80),
        () -> run.rows().toString());
  }

  @Test
  void warningsAreBoundedInNumberAndLength() {
    List<String> results = new ArrayList<>(List.of(GOOD));
    for (int i = 0; i < 50; i++) {
      results.add(result("a.B." + "x".repeat(160) + i, "avgt", "ns/op", 1, "[]"));
    }
    List<String> fifty = json(results.toArray(String[]::new)).warnings();
    assertEquals(50, fifty.size());
    assertTrue(fifty.get(0).startsWith("a.B." + "x".repeat(156) + "…"), fifty.get(0));
    assertTrue(fifty.get(0).endsWith(" has no forks: left out"), fifty.get(0));
    results.add(result("a.B.c", "avgt", "ns/op", 1, "[]"));
    results.add(result("a.B.d", "avgt", "ns/op", 1, "[]"));
    List<String> more = json(results.toArray(String[]::new)).warnings();
    assertEquals(fifty, more.subList(0, 50));
    assertEquals(List.of("2 further warnings are not shown"), more.subList(50, more.size()));
    // With its parameters the name has 160 characters.
    String exact = "a.B." + "x".repeat(147);
    String told = warnings(json(GOOD, result(exact, "avgt", "ns/op", 1, "[]")));
    assertEquals(exact + "{size=64} has no forks: left out", told);
  }

  @Test
  void aModeIsPartOfARow() {
    Run run = json(GOOD, GOOD.replace("avgt", "thrpt").replace("ns/op", "ops/s"));
    assertEquals(List.of(), run.warnings());
    assertEquals(
        List.of("{size=64}", "{JMH mode=thrpt, size=64}"),
        run.rows().stream().map(row -> row.params().toString()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "threads, 8, '{JMH threads=8, size=64}'",
    "threads, 1, '{size=64}'",
    "threads, -1, '{size=64}'",
    "measurementBatchSize, 10, '{JMH calls per operation=10, size=64}'"
  })
  void settingsThatMakeAnotherRowStandAmongItsParameters(String name, int value, String params) {

    Run run = json(GOOD.replaceFirst("\\{", "{\"" + name + "\":" + value + ","));
    assertEquals(params, run.rows().get(0).params().toString());
  }

  @Test
  void moreResultsThanCanBeReadAreRefusedInOneSentence() {
    String[] many = new String[50_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = result("a.B.c" + i, "avgt", "ns/op", 1, "[[1]]");
    }
    UserError error = assertThrows(UserError.class, () -> json(many));
    assertTrue(error.getMessage().contains("holds 50001 results, and 50000"), error.getMessage());
  }

  @Test
  void readsSampleMode() {
    String sample =
        result("a.B.c", "sample", "us/op", 1.5, "[]")
            .replace("\"rawData\":[]", "\"rawDataHistogram\":[[[[1.0,3],[3.0,1]]]]");
    assertEquals(1500, json(sample).rows().get(0).forks().get(0)[0], 1e-9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[\"NaN\",12]]",
        "[[1e999]]",
        "[[-3]]",
        "[[0]]",
        "[]",
        "[[]]",
        "[[\"12\"]]",
        "[12]",
        "{}",
        "[[null]]",
        "[[{}]]",
        "\"x\"",
        "null",
        "[[true]]",
        "[[\"-Infinity\"]]"
      })
  void leavesOutRowsWithoutUsableScores(String rawData) {
    Run run = json(GOOD, result("zerocopy.bench.X.bad", "avgt", "ns/op", 12, rawData));
    assertEquals(1, run.rows().size());
    assertTrue(warnings(run).contains("zerocopy.bench.X.bad"), warnings(run));
  }

  @Test
  void aBrokenForkLeavesTheOthers() {
    Run run = json(result("a.B.c", "avgt", "ns/op", "\"NaN\"", "[[5,5],[\"NaN\",5],[6]]"));
    assertEquals(2, run.rows().get(0).forks().size());
    assertTrue(warnings(run).contains("1 of 3 forks left out"), warnings(run));
  }

  @Test
  void namesWhatElseItLeavesOut() {
    Run run =
        json(
            GOOD,
            result("zerocopy.b.Unit.none", "avgt", "MB/s", 1, "[[1]]"),
            result("zerocopy.b.Unit.wrong", "avgt", "ops/s", 1, "[[1]]"),
            result("zerocopy.b.Edited.score", "avgt", "ns/op", 9, "[[10]]"),
            result("zerocopy.b.No.fork", 1).replace("\"forks\":2", "\"forks\":0"),
            result("<script>", 1),
            result("nodots", 1),
            "{}",
            "null",
            "17");
    assertEquals(1, run.rows().size());
    for (String named :
        List.of(
            "Unit.none{size=64} is in \"avgt\" MB/s",
            "Unit.wrong",
            "Edited.score has a score that is not the mean",
            "No.fork was measured without a fork",
            "<script>{size=64} is not the name",
            "nodots",
            "result 8",
            "result 9",
            "result 10")) {
      assertTrue(warnings(run).contains(named), named + " in\n" + warnings(run));
    }
  }

  @Test
  void otherSuitesAreKeptAndNamed() {
    Run run = json(GOOD, result("org.sample.Loop.fast", 3));
    assertEquals(2, run.rows().size());
    assertTrue(warnings(run).contains("another suite: org.sample.Loop"), warnings(run));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "[{\"benchmark\":",
        "{}",
        "[]",
        "null",
        "42",
        "nonsense",
        "[{}]",
        "[1] [2]",
        "[{\"a\":1,\"a\":2}]",
        "\u0000\u0001",
        "[[[[",
        "\"text\""
      })
  void refusesWhatIsNoResultFile(String content) {
    UserError error = assertThrows(UserError.class, () -> RunReader.parse(FILE, content));
    assertTrue(error.getMessage().startsWith("other.json "), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  @Test
  void refusesDepthAndLongNumbers() {
    String deep = "[".repeat(100_000);
    assertThrows(UserError.class, () -> RunReader.parse(FILE, deep));
    String number = "[" + "9".repeat(1_000_000) + "]";
    assertThrows(UserError.class, () -> RunReader.parse(FILE, number));
  }

  @Test
  void everyTruncationIsRefusedOrRead() {
    String whole = "[" + GOOD + "]";
    for (int end = 0; end < whole.stripTrailing().length(); end++) {
      String cut = whole.substring(0, end);
      assertThrows(UserError.class, () -> RunReader.parse(FILE, cut));
    }
  }

  @Test
  void controlCodesOfNamesDoNotReachTheTerminal() {
    Run run = json(GOOD, result("\\u001b[31mred\\u202e", 1));
    assertTrue(warnings(run).chars().noneMatch(c -> c == 0x1b || c == 0x202e));
  }

  @Test
  void refusesDirectoriesAndMissingFiles() {
    assertThrows(UserError.class, () -> RunReader.read(temporary));
    assertThrows(UserError.class, () -> RunReader.read(temporary.resolve("none.json")));
    assertThrows(UserError.class, () -> RunReader.read(Path.of("/dev/zero")));
  }

  private static ForkRecord fork(String method, int round, ForkRecord.Status status, Double score) {
    return new ForkRecord(
        "zerocopy.bench.X." + method,
        Map.of("size", "64"),
        round,
        round,
        status,
        status == ForkRecord.Status.OK ? "" : "it crashed",
        "2026-01-01T00:00:00Z",
        0.5,
        "avgt",
        "ns/op",
        status == ForkRecord.Status.OK ? List.of(score) : List.of(),
        Map.of("kernel.readCalls", new ForkRecord.Series("calls/op", List.of(2.0))),
        Map.of());
  }

  @Test
  void readsRoundsMissingForksAndSecondaryResultsOfARun() throws IOException {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.append(fork("a", 0, ForkRecord.Status.OK, 10.0));
    folder.append(fork("a", 1, ForkRecord.Status.FAILED, 0.0));
    folder.append(fork("a", 2, ForkRecord.Status.FAILED, 0.0));
    folder.append(fork("a", 2, ForkRecord.Status.OK, 11.0));
    folder.append(fork("a", 2, ForkRecord.Status.OK, 99.0));
    folder.append(fork("a", 3, ForkRecord.Status.OK, Double.NaN));
    folder.append(fork("b", 0, ForkRecord.Status.SKIPPED, 0.0));
    folder.write("environment.json", "{\"cpu\":{\"model\":\"Test\"}}".getBytes());
    String lines = Files.readString(folder.forks());
    Files.writeString(folder.forks(), "garbage\n" + lines + "{\"benchmark\":\"zer");

    Run run = RunReader.read(folder.path());
    ResultRow row = run.rows().get(0);
    assertEquals(1, run.rows().size());
    assertArrayEquals(new int[] {0, 2}, row.rounds());
    assertArrayEquals(new double[] {11}, row.forks().get(1));
    assertArrayEquals(new double[] {2}, row.secondary().get("kernel.readCalls").forks().get(1));
    assertEquals(
        "a1 b0",
        run.missing().stream()
            .map(r -> r.benchmark().substring(17) + r.round())
            .collect(Collectors.joining(" ")));
    assertEquals("Test", run.environment().text("/cpu/model"));
    for (String named : List.of("line 1 ", "line 9 ", "there twice", "1 of 3 forks")) {
      assertTrue(warnings(run).contains(named), named + " in\n" + warnings(run));
    }
    assertEquals("Test", RunReader.read(folder.forks()).environment().text("/cpu/model"));
  }

  @Test
  void forksInTwoModesAreTwoRows() {
    RunFolder folder = RunFolder.create(temporary, "run");
    ForkRecord a = fork("a", 0, ForkRecord.Status.OK, 10.0);
    folder.append(a);
    folder.append(fork("b", 0, ForkRecord.Status.OK, 10.0));
    folder.append(
        new ForkRecord(
            a.benchmark(),
            a.params(),
            1,
            1,
            a.status(),
            "",
            a.started(),
            0.5,
            "thrpt",
            "ops/s",
            List.of(3.0),
            Map.of(),
            Map.of()));
    Run run = RunReader.read(folder.path());
    assertEquals(
        List.of("a avgt 1", "b avgt 1", "a thrpt 1"),
        run.rows().stream()
            .map(row -> row.strategy() + " " + row.mode() + " " + row.forks().size())
            .toList());
    assertTrue(warnings(run).contains("environment.json is missing"), warnings(run));
    assertSame(Environment.UNKNOWN, run.environment());
  }

  /** A fork that was lost after it had once succeeded is not missing. */
  @Test
  void whatSucceededOnceIsNotMissing() {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.append(fork("a", 0, ForkRecord.Status.OK, 10.0));
    folder.append(fork("a", 0, ForkRecord.Status.FAILED, 0.0));
    folder.append(fork("b", 0, ForkRecord.Status.FAILED, 0.0));
    folder.append(fork("b", 0, ForkRecord.Status.SKIPPED, 0.0));
    List<ForkRecord> missing = RunReader.read(folder.path()).missing();
    assertEquals(
        List.of(ForkRecord.Status.SKIPPED), missing.stream().map(ForkRecord::status).toList());
  }

  @Test
  void whereNothingIsUsableTheFirstWarningSaysWhy() {
    UserError error =
        assertThrows(UserError.class, () -> json(result("a.B.c", "avgt", "ns/op", 1, "[]")));
    assertEquals(
        "other.json holds no usable result: a.B.c{size=64} has no forks: left out",
        error.getMessage());
  }

  @Test
  void anEnvironmentThatCannotBeReadIsUnknown() {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.append(fork("a", 0, ForkRecord.Status.OK, 10.0));
    folder.write("environment.json", "{oops".getBytes());
    assertSame(Environment.UNKNOWN, RunReader.read(folder.path()).environment());
    folder.write("environment.json", "[]".getBytes());
    Run run = RunReader.read(folder.path());
    assertSame(Environment.UNKNOWN, run.environment());
    assertTrue(warnings(run).contains("environment.json is no object"), warnings(run));
  }

  @Test
  void aRunWithoutAFinishedForkSaysHowItGoesOn() {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.write("forks.jsonl", new byte[0]);
    UserError error = assertThrows(UserError.class, () -> RunReader.read(folder.path()));
    assertTrue(error.getMessage().endsWith("(--resume)"), error.getMessage());
  }

  @Test
  void aRunWithoutForkLinesIsReadFromJmhJson() {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.write("jmh.json", ("[" + GOOD + "]").getBytes());
    folder.write("environment.json", "{oops".getBytes());
    Run run = RunReader.read(folder.path());
    assertEquals(1, run.rows().size());
    assertTrue(warnings(run).contains("environment.json"), warnings(run));
    assertTrue(warnings(run).contains("forks.jsonl is missing"), warnings(run));
  }
}
