package zerocopy.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zerocopy.results.Json.Malformed;

/** One line of {@code forks.jsonl}, read without trust. */
final class ForkLine {

  private ForkLine() {}

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
        secondary(tree.path("secondary")),
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

  private static Map<String, ForkRecord.Series> secondary(JsonNode node) throws Malformed {
    Map<String, ForkRecord.Series> secondary = new TreeMap<>();
    for (var entry : node.properties()) {
      secondary.put(
          entry.getKey(),
          new ForkRecord.Series(
              Json.textOr(entry.getValue(), "unit", ""), boxed(entry.getValue(), "scores")));
    }
    return secondary;
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
