package zerocopy.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import zerocopy.results.Json.Malformed;

/**
 * Reads results that anybody may have written, cut short or edited: run folders of this suite and
 * plain JMH JSON of any.
 *
 * <p>What cannot be trusted is left out, row by row or fork by fork, and {@link Run#warnings()}
 * names it: scores that are missing, not finite or not above 0, rows measured without a fork, units
 * that are neither a time nor a rate, scores that contradict their raw data. Rows that occur twice
 * under different JVMs are told apart by them. Times come out in {@code ns/op}, rates in {@code
 * ops/s}. Results of other suites are kept and named.
 */
public final class RunReader {

  /** Most rows that are read: a hundred times those of a full run, in some seconds. */
  private static final int MOST_ROWS = 50_000;

  private static final int MOST_NAMED = 5;

  private final Warnings warnings = new Warnings();

  private RunReader() {}

  /**
   * Reads a run.
   *
   * @param source a run folder, its {@code forks.jsonl}, or a JMH JSON file
   * @return the run, with at least one row
   * @throws UserError if it cannot be read, is not JSON, or holds no usable row
   */
  public static Run read(Path source) {
    if (Files.isDirectory(source)) {
      return new RunReader().readFolder(source);
    }
    String content = ResultFile.text(source);
    Path folder = source.toAbsolutePath().normalize().getParent();
    boolean ofRun = folder != null && Files.isRegularFile(folder.resolve("environment.json"));
    RunReader reader = new RunReader();
    Environment environment =
        ofRun ? reader.environment(RunFolder.at(folder)) : Environment.UNKNOWN;
    return reader.parse(source, content, environment);
  }

  /** As {@link #read}, from the content of a file. */
  static Run parse(Path source, String content) {
    return new RunReader().parse(source, content, Environment.UNKNOWN);
  }

  private Run readFolder(Path path) {
    RunFolder folder = RunFolder.open(path);
    Environment environment = environment(folder);
    if (Files.isRegularFile(folder.forks())) {
      return lines(path, ResultFile.text(folder.forks()), environment);
    }
    warnings.add(
        "forks.jsonl is missing: rounds are unknown, so what a round did to all rows stays in the intervals");
    return results(path, ResultFile.text(folder.jmhJson()), environment);
  }

  private Run parse(Path source, String content, Environment environment) {
    return source.toString().endsWith(".jsonl")
        ? lines(source, content, environment)
        : results(source, content, environment);
  }

  private Environment environment(RunFolder folder) {
    if (!Files.exists(folder.environmentJson())) {
      warnings.add("environment.json is missing: the report says nothing about the host");
    }
    try {
      Environment environment = folder.readEnvironment();
      if (environment == Environment.UNKNOWN && Files.exists(folder.environmentJson())) {
        warnings.add("environment.json is no object: the report says nothing about the host");
      }
      return environment;
    } catch (UserError e) {
      warnings.add("environment.json is not readable JSON: the report says nothing about the host");
      return Environment.UNKNOWN;
    }
  }

  /** A line of {@code forks.jsonl}: a fork, or the reason why it is none, or blank. */
  private record Line(Optional<ForkRecord> fork, String fault) {

    static Line of(String text) {
      try {
        return new Line(text.isBlank() ? Optional.empty() : Optional.of(ForkLine.parse(text)), "");
      } catch (Malformed e) {
        return new Line(Optional.empty(), e.getMessage());
      }
    }
  }

  private Run lines(Path source, String content, Environment environment) {
    List<ForkRecord> records = new ArrayList<>();
    List<Line> lines = Arrays.stream(content.split("\\R")).parallel().map(Line::of).toList();
    for (int i = 0; i < lines.size(); i++) {
      lines.get(i).fork().ifPresent(records::add);
      if (!lines.get(i).fault().isEmpty()) {
        warnings.add("line %d of forks.jsonl %s: left out".formatted(i + 1, lines.get(i).fault()));
      }
    }
    List<ForkRecord> finished = withoutDoubles(records);
    return run(source, environment, candidates(finished), missing(records));
  }

  /** Finished forks; of two with the same place in the schedule the first. */
  private List<ForkRecord> withoutDoubles(List<ForkRecord> records) {
    Set<List<Object>> places = new HashSet<>();
    List<ForkRecord> finished = new ArrayList<>();
    for (ForkRecord record : records) {
      if (record.status() != ForkRecord.Status.OK) {
        continue;
      }
      if (places.add(List.of(record.benchmark(), record.params(), record.position()))) {
        finished.add(record);
      } else {
        warnings.add(
            "%s: fork %d of the schedule is there twice; the second is left out"
                .formatted(Warnings.shown(record.benchmark(), record.params()), record.position()));
      }
    }
    return finished;
  }

  private List<Candidate> candidates(List<ForkRecord> finished) {
    Map<Candidate.Key, List<ForkRecord>> rows = new LinkedHashMap<>();
    for (ForkRecord record : finished) {
      Candidate.Key key = new Candidate.Key(record.benchmark(), Setting.conditions(record));
      rows.computeIfAbsent(key, k -> new ArrayList<>()).add(record);
    }
    List<Candidate> candidates = new ArrayList<>();
    rows.forEach(
        (key, forks) ->
            candidates.add(
                new Candidate(
                    key.benchmark(),
                    key.params(),
                    forks.get(0).mode(),
                    "",
                    forks.stream().map(ForkLine::fork).toList())));
    return candidates;
  }

  /** Forks that are lost: not finished, and not made good by a later try at the same place. */
  private static List<ForkRecord> missing(List<ForkRecord> records) {
    Map<List<Object>, ForkRecord> last = new LinkedHashMap<>();
    for (ForkRecord record : records) {
      List<Object> place = List.of(record.benchmark(), record.params(), record.position());
      last.merge(place, record, (a, b) -> a.status() == ForkRecord.Status.OK ? a : b);
    }
    return last.values().stream().filter(r -> r.status() != ForkRecord.Status.OK).toList();
  }

  private Run results(Path source, String content, Environment environment) {
    JsonNode tree;
    try {
      tree = Json.parse(content);
    } catch (Malformed e) {
      throw new UserError(
          "%s %s: give a run folder, or a JSON file that JMH wrote with -rf json"
              .formatted(source, e.getMessage()));
    }
    if (!tree.isArray()) {
      throw new UserError(
          source + " is not JMH JSON: an array of results, as -rf json writes it, is expected");
    }
    if (tree.isEmpty()) {
      throw new UserError(
          source
              + " holds no usable result, since JMH measured nothing: its output says why; measure again");
    }
    JsonNode results = joined(tree);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      try {
        candidates.add(JmhResult.parse(results.get(i)));
      } catch (Malformed e) {
        String name = Json.textOr(results.get(i), "benchmark", "result " + (i + 1));
        leftOut(Warnings.shown(name), e.getMessage());
      }
    }
    long old =
        StreamSupport.stream(results.spliterator(), false)
            .filter(JmhResult::lacksHistogram)
            .count();
    if (old > 0) {
      warnings.add(
          "sample mode, %s no histogram (JMH before 1.14): the means of iterations are taken, where JMH's score is the mean of all samples"
              .formatted(Counted.having(old, "result")));
    }
    Environment known = environment == Environment.UNKNOWN ? fromResults(results) : environment;
    return run(source, known, candidates, List.of());
  }

  /** The arrays of several files in one, as {@code jq -s .} joins them, are one array. */
  private static JsonNode joined(JsonNode tree) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : tree) {
      if (element.isArray()) {
        element.forEach(all::add);
      } else {
        all.add(element);
      }
    }
    return all;
  }

  /** The little that JMH itself writes down about the JDK. */
  private static Environment fromResults(JsonNode results) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    String version = distinct(results, "jdkVersion");
    if (!version.isEmpty()) {
      String vm = distinct(results, "vmName");
      tree.putObject("jdk").put("version", version).put("vm", vm.isEmpty() ? "unknown" : vm);
    }
    return tree.isEmpty() ? Environment.UNKNOWN : new Environment(tree);
  }

  /** The texts of a name in all results, such as the JDKs of files that were joined. */
  private static String distinct(JsonNode results, String name) {
    return StreamSupport.stream(results.spliterator(), false)
        .map(result -> Json.textOr(result, name, ""))
        .filter(text -> !text.isEmpty())
        .distinct()
        .map(Json::shortened)
        .limit(MOST_NAMED)
        .collect(Collectors.joining(" and "));
  }

  private Run run(
      Path source, Environment environment, List<Candidate> candidates, List<ForkRecord> missing) {
    if (candidates.size() > MOST_ROWS) {
      throw new UserError(
          "%s holds %d results, and %d are the most that are read at once: take a part of them, as with jq '.[:%d]'"
              .formatted(source, candidates.size(), MOST_ROWS, MOST_ROWS));
    }
    List<ResultRow> rows = new ArrayList<>();
    for (Candidate candidate : unique(candidates)) {
      try {
        rows.add(candidate.admit(warnings));
      } catch (Malformed e) {
        leftOut(candidate.shown(), e.getMessage());
      }
    }
    if (rows.isEmpty()) {
      throw new UserError(
          source
              + " holds no usable result: "
              + warnings.sentences().stream()
                  .filter(sentence -> sentence.endsWith(": left out"))
                  .findFirst()
                  .orElse("no fork has finished; go on with the run (--resume)"));
    }
    nameForeign(rows);
    Path name = source.toAbsolutePath().normalize().getFileName();
    return new Run(
        name == null ? source.toString() : name.toString(),
        source,
        environment,
        List.copyOf(rows),
        missing,
        warnings.sentences());
  }

  private List<Candidate> unique(List<Candidate> candidates) {
    Map<Candidate.Key, List<Candidate>> rows = new LinkedHashMap<>();
    candidates.forEach(c -> rows.computeIfAbsent(c.key(), k -> new ArrayList<>()).add(c));
    List<Candidate> unique = new ArrayList<>();
    for (List<Candidate> same : rows.values()) {
      if (same.size() == 1) {
        unique.add(same.get(0));
        continue;
      }
      List<Candidate> together = Candidate.together(same);
      unique.addAll(together);
      warnings.add(
          "%s is there %d times: %s"
              .formatted(
                  same.get(0).shown(),
                  same.size(),
                  together.size() == 1
                      ? "all of its forks are taken together"
                      : "a row for each of the %d JVMs that ran it".formatted(together.size())));
    }
    return unique;
  }

  private void leftOut(String name, String reason) {
    warnings.add(name + " " + reason + ": left out");
  }

  private void nameForeign(List<ResultRow> rows) {
    List<String> classes =
        rows.stream().filter(row -> !row.isOfThisSuite()).map(ResultRow::owner).distinct().toList();
    if (!classes.isEmpty()) {
      warnings.add("results of another suite: " + Warnings.shown(String.join(", ", classes)));
    }
  }
}
