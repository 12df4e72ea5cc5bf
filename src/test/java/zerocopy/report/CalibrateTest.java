package zerocopy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.ForkRecord;
import zerocopy.results.RunFolder;

class CalibrateTest {

  @TempDir Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int calibrate(Object... arguments) {
    String[] texts =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    return Calibrate.run(texts, new PrintWriter(out), new PrintWriter(err));
  }

  /**
   * Rounds in a drifting mood, 1.5 % of noise, one fork in twenty disturbed; two sizes 5 % apart.
   */
  private Path run(int rounds) {
    Random random = new Random(7);
    RunFolder folder = RunFolder.create(temporary, "run");
    double mood = 0;
    int position = 0;
    for (int round = 0; round < rounds; round++) {
      mood = 0.8 * mood + 0.01 * random.nextGaussian();
      for (String method : List.of("a", "b", "c", "d", "e", "f")) {
        for (int size : new int[] {100_000, 105_000}) {
          folder.append(fork(method, size, round, position++, mood, random));
        }
      }
    }
    return folder.path();
  }

  private static ForkRecord fork(
      String method, int size, int round, int position, double mood, Random random) {
    double disturbed = random.nextInt(20) == 0 ? 0.1 * random.nextDouble() : 0;
    double level = size * Math.exp(mood + disturbed + 0.015 * random.nextGaussian());
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      scores.add(level * Math.exp(0.01 * random.nextGaussian()));
    }
    return new ForkRecord(
        "zerocopy.bench.memory.BufferCopy." + method,
        Map.of("size", Integer.toString(size)),
        round,
        position,
        ForkRecord.Status.OK,
        "",
        "2026-01-01T00:00:00Z",
        0.5,
        "avgt",
        "ns/op",
        scores,
        Map.of(),
        Map.of());
  }

  @Test
  void aHealthyRunPassesAndFivePerCentIsFound() throws Exception {
    Path json = temporary.resolve("c.json");
    Path markdown = temporary.resolve("c.md");
    assertEquals(
        0,
        calibrate(run(40), "--json", json, "--markdown", markdown, "--trials", 100),
        out::toString);
    assertEquals(out.toString(), Files.readString(markdown));
    JsonNode tree = new ObjectMapper().readTree(json.toFile());
    assertEquals(12, tree.path("rows").asInt());
    JsonNode many = null;
    for (JsonNode count : tree.path("counts")) {
      double comparisons = count.path("comparisons").asInt();
      assertTrue(count.path("rawFalseAlarms").asInt() <= 0.075 * comparisons, count.toString());
      boolean wanted = count.path("forks").asInt() == 15;
      many = wanted && count.path("split").asText().equals("random") ? count : many;
    }
    assertTrue(many.path("rawFound").asInt() > 0.8 * many.path("comparisons").asInt());
    assertEquals(6, tree.path("real").size());
    for (JsonNode pair : tree.path("real")) {
      assertEquals(1.05, pair.path("ratio").asDouble(), 0.02);
      assertTrue(pair.path("found").asDouble() > 0.5, pair.toString());
    }
  }

  @Test
  void theSameSeedGivesTheSameCounts() {
    Path run = run(12);
    calibrate(run, "--trials", 20, "--seed", 3);
    String first = out.toString();
    out.getBuffer().setLength(0);
    calibrate(run, "--trials", 20, "--seed", 3);
    assertEquals(first, out.toString());
  }

  @Test
  void fewRoundsAndWrongOptionsAreRefused() {
    assertEquals(2, calibrate(run(4)));
    assertTrue(err.toString().contains("-f 40"), err.toString());
    assertEquals(2, calibrate(temporary.resolve("none")));
    assertEquals(2, calibrate(temporary.resolve("run"), "--trials", 0));
    assertEquals(3, err.toString().lines().count(), err.toString());
  }
}
