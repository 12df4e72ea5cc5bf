package zerocopy.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Throws 120 000 broken files at the readers: bytes changed, cut, doubled, and values replaced by
 * other values of every kind. They may answer with a run or with one sentence, nothing else.
 */
class RunReaderPropertyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RESULTS =
      """
      [{"benchmark":"zerocopy.bench.X.a","mode":"avgt","forks":2,"params":{"size":"64"},
      "primaryMetric":{"score":10.5,"scoreUnit":"ns/op","rawData":[[10,11],[10,11]]},
      "secondaryMetrics":{"k":{"scoreUnit":"#","rawData":[[1,2],[3]]}}},
      {"benchmark":"org.other.Y.b","mode":"sample","forks":1,
      "primaryMetric":{"score":2,"scoreUnit":"us/op","rawDataHistogram":[[[[2.0,5]]]]}}]
      """;

  private static final String LINES =
      """
      {"benchmark":"zerocopy.bench.X.a","params":{"size":"64"},"round":0,"position":0,"status":"OK",\
      "reason":"","mode":"avgt","unit":"ns/op","scores":[1,2],\
      "secondary":{"k":{"unit":"#","scores":[1]},"c":["#",1],"d":["#",1,2]}}
      {"benchmark":"zerocopy.bench.X.a","params":{"size":"64"},"round":1,"position":1,\
      "status":"FAILED","reason":"it crashed","scores":[]}
      {"benchmark":"zerocopy.bench.X.b","params":{},"round":0,"position":2,"status":"OK",\
      "reason":"","mode":"avgt","unit":"ns/op","scores":[5],"secondary":{}}
      """;

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"NaN\"",
          "\"Infinity\"",
          "-1",
          "0",
          "1e999",
          "-1e-999",
          "9007199254740993",
          "123456789012345678901234567890",
          "0.1",
          "[[]]",
          "[null]",
          "[[\"NaN\"]]",
          "\"thrpt\"",
          "\"ops/s\"",
          "\".\"",
          "\"a..b\"",
          "\"OK\"",
          "[{}]",
          "\"<script>\"",
          "\"=1+1\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "{\"a\":{\"b\":[1]}}",
          "1e308");

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 20_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
  void brokenBytesAreReadOrRefused(@ForAll("seeds") long seed) {
    Random random = new Random(seed);
    boolean lines = random.nextBoolean();
    byte[] bytes = (lines ? LINES : RESULTS).getBytes(StandardCharsets.UTF_8);
    for (int change = random.nextInt(4); change >= 0; change--) {
      bytes = changed(bytes, random);
    }
    readOrRefuse(lines, new String(bytes, StandardCharsets.UTF_8));
  }

  @Property(tries = 20_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
  void brokenStructureIsReadOrRefused(@ForAll("seeds") long seed) throws Exception {
    Random random = new Random(seed);
    boolean lines = random.nextBoolean();
    List<String> documents = new ArrayList<>();
    for (String document : lines ? LINES.split("\n") : new String[] {RESULTS}) {
      JsonNode tree = JSON.readTree(document);
      for (int change = random.nextInt(3); change >= 0; change--) {
        replaceOne(tree, random);
      }
      documents.add(tree.toString());
    }
    readOrRefuse(lines, String.join("\n", documents));
  }

  private static byte[] changed(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    byte[] changed = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> changed[at] = (byte) random.nextInt();
      case 1 -> changed[at] = (byte) "{}[],:\"-0eN\n".charAt(random.nextInt(12));
      case 2 -> changed = Arrays.copyOf(bytes, at);
      default -> {
        int length = random.nextInt(bytes.length - at);
        changed = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, changed, at + length, bytes.length - at);
      }
    }
    return changed;
  }

  private static void replaceOne(JsonNode tree, Random random) throws Exception {
    JsonNode parent = tree;
    while (true) {
      List<JsonNode> containers = new ArrayList<>();
      parent.forEach(child -> addContainer(child, containers));
      if (containers.isEmpty() || random.nextInt(3) == 0) {
        break;
      }
      parent = containers.get(random.nextInt(containers.size()));
    }
    if (parent.isEmpty()) {
      return;
    }
    JsonNode odd = JSON.readTree(ODD.get(random.nextInt(ODD.size())));
    int index = random.nextInt(parent.size());
    if (parent instanceof ArrayNode array) {
      change(array, index, odd, random);
    } else if (parent instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      object.set(names.get(index), odd);
      if (random.nextInt(4) == 0) {
        object.remove(names.get(index));
      }
    }
  }

  private static void change(ArrayNode array, int index, JsonNode odd, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> array.set(index, odd);
      case 1 -> array.remove(index);
      default -> array.add(array.get(index).deepCopy());
    }
  }

  private static void addContainer(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
    }
  }

  private static void readOrRefuse(boolean lines, String content) {
    Path source = Path.of(lines ? "forks.jsonl" : "jmh.json");
    try {
      for (ResultRow row : RunReader.parse(source, content).rows()) {
        assertTrue(row.question() != null && !row.strategy().isEmpty() && !row.forks().isEmpty());
        assertTrue(row.rounds().length == 0 || row.rounds().length == row.forks().size());
        row.forks().forEach(RunReaderPropertyTest::assertUsable);
        row.secondary().values().forEach(s -> assertEquals(row.forks().size(), s.forks().size()));
      }
    } catch (UserError refused) {
      assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
      assertTrue(refused.getMessage().chars().noneMatch(Character::isISOControl));
    }
  }

  private static void assertUsable(double[] scores) {
    assertTrue(scores.length > 0);
    for (double score : scores) {
      assertTrue(score > 0 && Double.isFinite(score));
    }
  }
}
