package zerocopy.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zerocopy.results.Json.Malformed;

/**
 * One line of {@code forks.jsonl}, written, and read without trust.
 *
 * <p>A secondary result is an array: its unit, then a value an iteration, or one value where all
 * iterations have the same. An object with {@code unit} and {@code scores} is understood as well:
 * runs of before 29 November 2026 have it, and results with fewer values than iterations.
 */
final class ForkLine {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ForkLine() {}

  /** The line of a fork, without a line break. */
  static String write(ForkRecord fork) {
    ObjectNode tree = JSON.valueToTree(fork);
    ObjectNode secondary = tree.putObject("secondary");
    fork.secondary()
        .forEach((name, series) -> secondary.set(name, compact(series, fork.scores().size())));
    return tree.toString();
  }

  private static JsonNode compact(ForkRecord.Series series, int iterations) {
    List<Double> scores = series.scores();
    if (scores.size() == 1 && iterations != 1) {
      return JSON.valueToTree(series);
    }
    boolean same = scores.size() == iterations && scores.stream().distinct().count() == 1;
    ArrayNode compact = JSON.createArrayNode().add(series.unit());
    (same ? scores.subList(0, 1) : scores).forEach(compact::add);
    return compact;
  }

  /** The fork of a line: no field is null; scores may still be anything, not a number included. */
  static ForkRecord parse(String line) throws Malformed {
    JsonNode tree = Json.parse(line);
    if (!tree.isObject()) {
      throw new Malformed("is not a fork's record");
    }
    return new ForkRecord(
        Json.text(tree, "benchmark"),
        Json.params(tree),
        Json.count(tree, "round"),
        Json.count(tree, "position"),
        status(Json.text(tree, "status")),
        Json.textOr(tree, "reason", ""),
        Json.textOr(tree, "started", ""),
        tree.path("seconds").asDouble(),
        Json.textOr(tree, "mode", ""),
        Json.textOr(tree, "unit", ""),
        boxed(tree, "scores"),
        secondary(tree.path("secondary"), tree.path("scores").size()),
        facts(tree.path("facts")));
  }

  /** What is no text is no fact. */
  private static Map<String, String> facts(JsonNode node) {
    Map<String, String> facts = new TreeMap<>();
    for (var entry : node.properties()) {
      if (entry.getValue().isTextual()) {
        facts.put(entry.getKey(), entry.getValue().textValue());
      }
    }
    return facts;
  }

  private static ForkRecord.Status status(String name) throws Malformed {
    for (ForkRecord.Status status : ForkRecord.Status.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    throw new Malformed("has an unknown status");
  }

  private static List<Double> boxed(JsonNode tree, String name) throws Malformed {
    JsonNode array = Json.array(tree, name);
    return array.isMissingNode()
        ? List.of()
        : Arrays.stream(Json.numbers(array, name)).boxed().toList();
  }

  private static Map<String, ForkRecord.Series> secondary(JsonNode node, int iterations)
      throws Malformed {
    Map<String, ForkRecord.Series> secondary = new TreeMap<>();
    for (var entry : node.properties()) {
      JsonNode series = entry.getValue();
      secondary.put(
          entry.getKey(),
          series.isArray()
              ? compact(series, iterations)
              : new ForkRecord.Series(Json.textOr(series, "unit", ""), boxed(series, "scores")));
    }
    return secondary;
  }

  private static ForkRecord.Series compact(JsonNode series, int iterations) throws Malformed {
    ArrayNode values = series.deepCopy();
    JsonNode unit = values.isEmpty() ? values : values.remove(0);
    if (!unit.isTextual()) {
      throw new Malformed("has a secondary result without a unit");
    }
    List<Double> scores = Arrays.stream(Json.numbers(values, "secondary")).boxed().toList();
    return new ForkRecord.Series(
        unit.textValue(),
        scores.size() == 1 ? Collections.nCopies(iterations, scores.get(0)) : scores);
  }

  /** The fork as part of a row. */
  static Candidate.Fork fork(ForkRecord record) {
    Map<String, ResultRow.Secondary> secondary = new TreeMap<>();
    record
        .secondary()
        .forEach(
            (name, series) ->
                secondary.put(
                    name,
                    new ResultRow.Secondary(series.unit(), List.of(unboxed(series.scores())))));
    return new Candidate.Fork(record.round(), record.unit(), unboxed(record.scores()), secondary);
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(x -> x).toArray();
  }
}
