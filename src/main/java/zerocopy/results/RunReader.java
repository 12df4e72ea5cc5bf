package zerocopy.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import zerocopy.results.Json.Malformed;

/**
 * Reads results that anybody may have written, cut short or edited: run folders of this suite and
 * plain JMH JSON of any.
 *
 * <p>What cannot be trusted is left out, row by row or fork by fork, and {@link Run#warnings()}
 * names it: scores that are missing, not finite or not above 0, rows measured without a fork, rows
 * that occur twice under different JVMs, units that are neither a time nor a rate, scores that
 * contradict their raw data. Times come out in {@code ns/op}, rates in {@code ops/s}. Results of
 * other suites are kept and named.
 */
public final class RunReader {

  /** Largest file that is read, in bytes: 100 times what a full run writes. */
  static final long LARGEST_FILE = 256L << 20;

  /** Most rows that are read: a hundred times those of a full run, in some seconds. */
  private static final int MOST_ROWS = 50_000;

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
    String content = content(source);
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
      return lines(path, content(folder.forks()), environment);
    }
    warnings.add(
        "forks.jsonl is missing: rounds are unknown, so what a round did to all rows stays in the intervals");
    return results(path, content(folder.jmhJson()), environment);
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
      return folder.readEnvironment();
    } catch (UserError e) {
      warnings.add("environment.json is not readable JSON: the report says nothing about the host");
      return Environment.UNKNOWN;
    }
  }

  private Run lines(Path source, String content, Environment environment) {
    List<ForkRecord> records = new ArrayList<>();
    String[] lines = content.split("\\R");
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        try {
          records.add(ForkLine.parse(lines[i]));
        } catch (Malformed e) {
          warnings.add("line %d of forks.jsonl %s: left out".formatted(i + 1, e.getMessage()));
        }
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
          "%s %s: give a run folder or a JMH JSON file".formatted(source, e.getMessage()));
    }
    if (!tree.isArray()) {
      throw new UserError(
          source + " is not JMH JSON: an array of results, as -rf json writes it, is expected");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < tree.size(); i++) {
      try {
        candidates.add(JmhResult.parse(tree.get(i)));
      } catch (Malformed e) {
        String name = Json.textOr(tree.get(i), "benchmark", "result " + (i + 1));
        leftOut(Warnings.shown(name), e.getMessage());
      }
    }
    long old =
        StreamSupport.stream(tree.spliterator(), false).filter(JmhResult::lacksHistogram).count();
    if (old > 0) {
      warnings.add(
          "%d results in sample mode have no histogram (JMH before 1.14): the means of their iterations are taken, where JMH's score is the mean of all samples"
              .formatted(old));
    }
    Environment known = environment == Environment.UNKNOWN ? fromResults(tree) : environment;
    return run(source, known, candidates, List.of());
  }

  /** The little that JMH itself writes down about the JDK. */
  private static Environment fromResults(JsonNode results) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    JsonNode first = results.path(0);
    if (first.path("jdkVersion").isTextual()) {
      tree.putObject("jdk")
          .put("version", first.path("jdkVersion").textValue())
          .put("vm", Json.textOr(first, "vmName", "unknown"));
    }
    return tree.isEmpty() ? Environment.UNKNOWN : new Environment(tree);
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
              + " holds no usable result"
              + warnings.sentences().stream().findFirst().map(w -> ": " + w).orElse(""));
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
      } else {
        Optional<Candidate> together = Candidate.together(same);
        together.ifPresent(unique::add);
        warnings.add(
            "%s is there %d times: %s"
                .formatted(
                    same.get(0).shown(),
                    same.size(),
                    together.isPresent()
                        ? "all of its forks are taken together"
                        : "left out, because other JVMs ran it"));
      }
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

  private static String content(Path file) {
    try {
      if (!Files.exists(file) || Files.isDirectory(file)) {
        throw new UserError(
            file + " is not there or not a file: give a run folder or a JMH JSON file");
      }
      // The size of a pipe is known at its end only.
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes((int) LARGEST_FILE + 1);
      }
      if (bytes.length > LARGEST_FILE) {
        throw new UserError(file + " is larger than 256 MiB: that is not a result file");
      }
      // Bytes that are not UTF-8 become replacement characters and fail later, as JSON, by place.
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("cannot read " + file + ": is it a file that you may read?", e);
    }
  }
}
