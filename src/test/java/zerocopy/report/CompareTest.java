package zerocopy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.report.figure.FigureFile;
import zerocopy.results.ForkRecord;
import zerocopy.results.RunFolder;

class CompareTest {

  private static final String NAME = "zerocopy.bench.memory.BufferCopy.";

  @TempDir Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int compare(Object... arguments) {
    String[] texts =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    return Compare.run(texts, new PrintWriter(out), new PrintWriter(err));
  }

  /** Eight rows of eight forks with half a per cent of noise; the row "slow" times a factor. */
  private Path run(String name, long seed, double factor, String environment, String... methods) {
    Random random = new Random(seed);
    RunFolder folder = RunFolder.create(temporary, name);
    int position = 0;
    for (int round = 0; round < 8; round++) {
      for (String method : methods) {
        double level = 1000 * (method.equals("slow") ? factor : 1);
        double score = level * Math.exp(0.005 * random.nextGaussian());
        folder.append(
            new ForkRecord(
                NAME + method,
                Map.of("size", "4096"),
                round,
                position++,
                ForkRecord.Status.OK,
                "",
                "2026-01-01T00:00:00Z",
                0.5,
                "avgt",
                "ns/op",
                List.of(score, score * 1.001),
                Map.of(),
                Map.of()));
      }
    }
    if (!environment.isEmpty()) {
      folder.write("environment.json", environment.getBytes());
    }
    return folder.path();
  }

  private static final String[] ROWS = {"slow", "b", "c", "d", "e", "f", "g", "h"};

  private static String environment(String cpu, String jdk, String kernel) {
    return """
        {"cpu":{"model":"%s"},"jdk":{"version":"%s","vm":"VM %s"},"kernel":{"release":"%s"},
         "noise":{"during":[{"load1":1,"stealFraction":0.01}]}}
        """
        .formatted(cpu, jdk, jdk, kernel);
  }

  @Test
  void aSlowDownIsARegressionAndTheRestIsEqual() throws IOException {
    Path base = run("base", 1, 1, "", ROWS);
    Path slow = run("slow", 2, 1.07, "", ROWS);
    Path json = temporary.resolve("c.json");
    Path markdown = temporary.resolve("c.md");
    assertEquals(0, compare(base, slow, "--json", json, "--markdown", markdown));
    assertTrue(out.toString().contains("of 8 rows, 1 slower, 0 faster, 7 equal"), out.toString());
    assertTrue(out.toString().contains("SLOWER, regression"), out.toString());
    JsonNode row = new ObjectMapper().readTree(json.toFile()).at("/rows/7");
    assertTrue(row.path("benchmark").asText().endsWith(".slow"), row.toString());
    assertEquals("SLOWER", row.path("verdict").asText());
    assertEquals(1.07, row.path("ratio").asDouble(), 0.01);
    assertTrue(row.at("/interval/0").asDouble() > 1.05);
    assertTrue(Files.readString(markdown).contains("| BufferCopy.slow (size=4 KiB) |"));

    assertEquals(1, compare(base, slow, "--fail-on-regression"));
    assertEquals(1, compare(base, slow, "--fail-on-regression", "--threshold", "0.02"));
    assertEquals(0, compare(base, slow, "--fail-on-regression", "--threshold", "9%"));
    assertEquals(0, compare(slow, base, "--fail-on-regression"));
    assertTrue(out.toString().contains("FASTER, improvement"), out.toString());
  }

  @Test
  void aChangeOfExactlyTheThresholdCounts() throws IOException {
    String base = jmh("avgt", "ns/op", "[[100],[100],[100]]", "100");
    String slow = jmh("avgt", "ns/op", "[[105],[105],[105]]", "105");
    assertEquals(
        1, compare(file("a", base), file("b", slow), "--fail-on-regression", "--threshold", "5%"));
  }

  @Test
  void foreignJmhFilesAreComparedInWhateverUnitTheyCome() throws IOException {
    Path rates = file("a", jmh("thrpt", "ops/ms", "[[10],[10.1],[9.9]]", "10"));
    Path slower = file("b", jmh("thrpt", "ops/s", "[[5000],[5050],[4950]]", "5000"));
    assertEquals(0, compare(rates, slower));
    assertTrue(out.toString().contains("1 slower"), out.toString());
    assertTrue(out.toString().contains("2.000"), out.toString());
    assertTrue(out.toString().contains("another suite"), out.toString());
    assertTrue(out.toString().contains("UNFAIR"), out.toString());
  }

  @Test
  void rowsInDifferentModesAreRefusedByName() throws IOException {
    Path rates = file("a", jmh("thrpt", "ops/s", "[[10],[10]]", "10"));
    Path times = file("b", jmh("avgt", "s/op", "[[10],[10]]", "10"));
    assertEquals(2, compare(rates, times));
    assertTrue(
        err.toString().contains("no row in common (JMH mode thrpt against avgt)"), err.toString());
  }

  private static String jmh(String mode, String unit, String rawData, String score) {
    return """
        [{"benchmark":"org.sample.Loop.run","mode":"%s","forks":3,
          "primaryMetric":{"score":%s,"scoreUnit":"%s","rawData":%s}}]
        """
        .formatted(mode, score, unit, rawData);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(temporary.resolve(name + ".json"), content);
  }

  @Test
  void environmentsAreHeldAgainstEachOther() {
    Path base = run("base", 1, 1, environment("Zen 3", "17", "6.1"), ROWS);
    Path jdk = run("jdk", 2, 1, environment("Zen 3", "25", "6.1"), ROWS);
    Path both = run("both", 3, 1, environment("Zen 5", "25", "6.18"), ROWS);
    compare(base, jdk);
    assertTrue(out.toString().contains("JDK: 17 against 25"), out.toString());
    assertFalse(out.toString().contains("UNFAIR"), out.toString());
    assertEquals(0, compare(base, both, "--anyway"));
    assertTrue(out.toString().contains("CPU: Zen 3 against Zen 5 (UNFAIR"), out.toString());
    assertTrue(out.toString().contains("vary one at a time"), out.toString());
  }

  /** A hypervisor calls processors of two generations by one name. */
  @Test
  void processorsOfOneNameAreToldApart() {
    String cpu =
        """
        {"cpu":{"model":"AMD EPYC","family":%d,"modelNumber":%d,"stepping":1,"microcode":"%s",
         "caches":[{"level":1,"type":"Data","bytes":%d,"ways":8,"sharedBy":"%s"}]}}
        """;
    Path base = run("base", 1, 1, cpu.formatted(25, 17, "0x1", 32768, "0"), ROWS);
    Path same = run("same", 2, 1, cpu.formatted(25, 17, "0x1", 32768, "0-1"), ROWS);
    Path other = run("other", 3, 1, cpu.formatted(26, 2, "0x2", 49152, "0"), ROWS);
    Path unknown = run("unknown", 4, 1, "{\"cpu\":{\"model\":\"AMD EPYC\"}}", ROWS);
    assertEquals(0, compare(base, same));
    assertEquals(0, compare(base, unknown), "what a run lacks is not compared");
    assertEquals(2, compare(base, other));
    assertEquals(1, err.toString().lines().count(), err.toString());
    for (String said :
        List.of(
            "CPU family 25 against 26",
            "CPU model 17 against 2",
            "CPU microcode 0x1 against 0x2",
            "CPU caches L1 32 KiB in 8 ways against L1 48 KiB in 8 ways",
            "--anyway")) {
      assertTrue(err.toString().contains(said), err.toString());
    }
    assertFalse(err.toString().contains("stepping"), err.toString());
    assertEquals(0, compare(base, other, "--anyway"));
    assertTrue(out.toString().contains("CPU family: 25 against 26 (UNFAIR"), out.toString());
  }

  /** The row that changed is told; the seven others are a number, until all are asked for. */
  @Test
  void onlyChangesAreTold() throws IOException {
    Path base = run("base", 1, 1, environment("Zen 3", "17", "6.1"), ROWS);
    Path slow = run("slow", 2, 1.07, environment("Zen 3", "25", "6.1"), ROWS);
    Path page = temporary.resolve("c.html");
    assertEquals(0, compare(base, slow, "--page", page));
    String told = out.toString();
    assertTrue(told.startsWith("Environments:\n  JDK: 17 against 25\n"), told);
    assertTrue(told.contains("BufferCopy.slow") && !told.contains("BufferCopy.b "), told);
    assertTrue(told.contains("~ rows that are not listed: 7 equal within 5 % (--all)"), told);
    String html = Files.readString(page);
    assertTrue(html.contains("<th scope=\"row\">BufferCopy.slow (size=4 KiB)</th>"));
    assertFalse(html.contains("<th scope=\"row\">BufferCopy.b (size=4 KiB)</th>"));
    assertTrue(html.indexOf("JDK: 17 against 25") < html.indexOf("SLOWER, regression"));

    out.getBuffer().setLength(0);
    assertEquals(0, compare(base, slow, "--all"));
    assertTrue(out.toString().contains("BufferCopy.b (size=4 KiB)"), out.toString());
    assertFalse(out.toString().contains("~ "), out.toString());
  }

  @Test
  void severalChangesAreSaidInOneLineWithoutValues() {
    Path base = run("base", 1, 1, environment("Zen 3", "17", "6.1"), ROWS);
    Path other = run("other", 2, 1, environment("Zen 3", "25", "6.18"), ROWS);
    compare(base, other);
    assertTrue(out.toString().contains("  several things at once (UNFAIR: "), out.toString());
  }

  @Test
  void memoryThatDiffersByWhatTheFirmwareKeepsIsNoDifference() {
    String memory = "{\"memory\":{\"totalBytes\":%d}}";
    Path base = run("base", 1, 1, memory.formatted(25_276_502_016L), ROWS);
    Path like = run("like", 2, 1, memory.formatted(25_276_510_208L), ROWS);
    Path half = run("half", 3, 1, memory.formatted(12_638_000_000L), ROWS);
    compare(base, like);
    assertFalse(out.toString().contains("memory, bytes"), out.toString());
    compare(base, half);
    assertTrue(out.toString().contains("memory, bytes: 25276502016 against 12638000000 (UNFAIR"));
  }

  @Test
  void placesOfARunAreNoDifferenceOfFlags() {
    String flags =
        """
        {"jdk":{"flags":["%s","-XX:SharedArchiveFile=target/work/%s/classes.jsa",
         "-XX:ErrorFile=results/%s/hs_err_pid%%p.log"]}}
        """;
    Path base = run("base", 1, 1, flags.formatted("-Xmx512m", "a", "a"), ROWS);
    Path same = run("same", 2, 1, flags.formatted("-Xmx512m", "b", "b"), ROWS);
    Path other = run("other", 3, 1, flags.formatted("-Xmx1g", "c", "c"), ROWS);
    compare(base, same);
    assertFalse(out.toString().contains("JVM flags"), out.toString());
    compare(base, other);
    assertTrue(out.toString().contains("JVM flags: -Xmx512m against -Xmx1g"), out.toString());
  }

  @Test
  void missingAndNewRowsAreListed() {
    Path base = run("base", 1, 1, "", "slow", "gone");
    Path candidate = run("candidate", 2, 1, "", "slow", "added");
    compare(base, candidate);
    assertTrue(
        out.toString().contains("1 only in the base, 1 only in the candidate"), out.toString());
    compare(base, candidate, "--all");
    assertTrue(out.toString().contains("Only in the base:\n  BufferCopy.gone"), out.toString());
    assertTrue(
        out.toString().contains("Only in the candidate:\n  BufferCopy.added"), out.toString());
  }

  @Test
  void oneForkHasNoVerdict() throws IOException {
    Path one = file("a", jmh("avgt", "ns/op", "[[100,101]]", "100.5"));
    Path other = file("b", jmh("avgt", "ns/op", "[[900],[901]]", "900.5"));
    compare(one, other, "--all");
    assertTrue(out.toString().contains("none: too few forks"), out.toString());
    assertTrue(out.toString().contains("0 not told, 1 without a verdict"), out.toString());
  }

  @Test
  void drawsAFigure() throws IOException {
    Assumptions.assumeTrue(FigureFile.unavailable().isEmpty());
    Path base = run("base", 1, 1, "", ROWS);
    Path slow = run("slow", 2, 1.05, "", ROWS);
    Path svg = temporary.resolve("c.svg");
    assertEquals(0, compare(base, slow, "--figure", svg));
    String drawing = Files.readString(svg);
    assertTrue(drawing.contains("BufferCopy.slow") && drawing.contains("all of BufferCopy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "x", "-5%", "NaN", "5%%", "", "99999%"})
  void thresholdsAreChecked(String threshold) {
    assertEquals(2, compare("a", "b", "--threshold", threshold));
    assertTrue(err.toString().contains("5% or 0.05"), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void wrongUseIsOneSentence() throws IOException {
    Path good = file("good", jmh("avgt", "ns/op", "[[1],[1]]", "1"));
    Path cut = file("cut", "[{\"benchmark\":");
    assertEquals(2, compare());
    assertTrue(err.toString().contains("such as scripts/compare.sh results/"), err.toString());
    for (Object[] wrong :
        new Object[][] {
          {good},
          {good, good, good},
          {good, temporary.resolve("none")},
          {good, cut},
          {good, temporary},
          {good, good, "--figure", temporary.resolve("c.gif")},
          {good, good, "--page", temporary.resolve("c.txt")},
          {good, good, "--markdown", temporary.resolve("no/such/folder.md")},
          {good, good, "--nonsense"}
        }) {
      err.getBuffer().setLength(0);
      assertEquals(2, compare(wrong));
      assertEquals(1, err.toString().lines().count(), err.toString());
      assertFalse(err.toString().contains("Exception"), err.toString());
    }
  }

  @Test
  void anUnwritableFileIsRefusedBeforeAnythingIsRead() {
    assertEquals(2, compare("no-such-run", "none", "--markdown", temporary + "/missing/x.md"));
    assertTrue(err.toString().startsWith("cannot write"), err.toString());
  }

  @Test
  void standardInputIsReadOnce() {
    assertEquals(2, compare("-", "-"));
    assertTrue(err.toString().contains("only once"), err.toString());
  }
}
