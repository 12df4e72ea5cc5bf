package zerocopy.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import zerocopy.results.Json.Malformed;

/**
 * A row while it is read: whatever the file says, not yet admitted.
 *
 * @param benchmark as the file says
 * @param params as the file says; long names and values are cut, and told apart by a digest
 * @param mode as the file says
 * @param jvm what ran it, with its arguments; empty where the file does not say
 * @param forks every fork with its round (−1 if unknown), scores and further results
 */
record Candidate(
    String benchmark, SortedMap<String, String> params, String mode, String jvm, List<Fork> forks) {

  /** Parameter of rows that other JVMs ran as well. */
  private static final String JVM = "JMH JVM";

  /** Scores of one fork in the unit of the file. */
  record Fork(
      int round, String unit, double[] scores, Map<String, ResultRow.Secondary> secondary) {}

  Candidate {
    SortedMap<String, String> shown = new TreeMap<>();
    params.forEach((name, value) -> shown.put(Json.shortened(name), Json.shortened(value)));
    params = shown;
  }

  /** What makes two rows the same row. */
  record Key(String benchmark, SortedMap<String, String> params) {}

  Key key() {
    return new Key(benchmark, params);
  }

  /**
   * Several results of one row as one for each JVM, which is then told among the parameters: values
   * of a parameter that are the same twice are measured twice. Results that are the same to the
   * last score are copies.
   */
  static List<Candidate> together(List<Candidate> same) {
    Map<String, List<Candidate>> byJvm = new LinkedHashMap<>();
    same.forEach(c -> byJvm.computeIfAbsent(c.jvm, jvm -> new ArrayList<>()).add(c));
    List<Candidate> rows = new ArrayList<>();
    byJvm.forEach((jvm, group) -> rows.add(joined(group, byJvm.size() > 1)));
    return rows;
  }

  private static Candidate joined(List<Candidate> same, boolean tellsJvm) {
    Candidate first = same.get(0);
    Map<List<List<Double>>, Candidate> measured = new LinkedHashMap<>();
    same.forEach(c -> measured.putIfAbsent(c.scores(), c));
    List<Fork> all = measured.values().stream().flatMap(c -> c.forks.stream()).toList();
    SortedMap<String, String> params = new TreeMap<>(first.params);
    if (tellsJvm) {
      params.put(JVM, first.jvm);
    }
    return new Candidate(first.benchmark, params, first.mode, first.jvm, all);
  }

  private List<List<Double>> scores() {
    return forks.stream().map(fork -> Arrays.stream(fork.scores).boxed().toList()).toList();
  }

  String shown() {
    return Warnings.shown(benchmark, params);
  }

  /** Admits the row with its usable forks, scores in the common unit. */
  ResultRow admit(Warnings warnings) throws Malformed {
    requireName(benchmark);
    List<Fork> usable = new ArrayList<>();
    for (Fork fork : forks) {
      if (fork.scores.length > 0 && Arrays.stream(fork.scores).allMatch(Candidate::isTime)) {
        usable.add(fork);
      }
    }
    if (usable.isEmpty()) {
      throw new Malformed(
          forks.isEmpty() ? "has no forks" : "has no fork whose scores are all finite and above 0");
    }
    if (usable.size() < forks.size()) {
      warnings.add(
          "%s: %d of %d forks left out, because a score in them is missing, not finite or not above 0"
              .formatted(shown(), forks.size() - usable.size(), forks.size()));
    }
    return row(usable);
  }

  private ResultRow row(List<Fork> usable) throws Malformed {
    List<double[]> scores = new ArrayList<>();
    String unit = "";
    for (Fork fork : usable) {
      Scale scale =
          Scale.of(mode, fork.unit)
              .orElseThrow(
                  () ->
                      new Malformed(
                          "is in \"%s\" %s, which is no time per operation and no rate"
                              .formatted(Warnings.shown(mode), Warnings.shown(fork.unit))));
      unit = scale.unit();
      scores.add(Arrays.stream(fork.scores).map(x -> x * scale.factor()).toArray());
    }
    if (scores.stream().flatMapToDouble(Arrays::stream).anyMatch(x -> !isTime(x))) {
      throw new Malformed("has scores beyond all measure");
    }
    boolean rounds = usable.stream().allMatch(fork -> fork.round >= 0);
    return new ResultRow(
        benchmark,
        params,
        mode,
        unit,
        List.copyOf(scores),
        rounds ? usable.stream().mapToInt(Fork::round).toArray() : new int[0],
        secondary(usable));
  }

  private static Map<String, ResultRow.Secondary> secondary(List<Fork> usable) {
    Map<String, ResultRow.Secondary> all = new TreeMap<>();
    for (int f = 0; f < usable.size(); f++) {
      for (var entry : usable.get(f).secondary.entrySet()) {
        ResultRow.Secondary merged =
            all.computeIfAbsent(
                entry.getKey(),
                name -> new ResultRow.Secondary(entry.getValue().unit(), empty(usable.size())));
        double[] values = entry.getValue().forks().get(0);
        if (merged.unit().equals(entry.getValue().unit())
            && Arrays.stream(values).allMatch(Double::isFinite)) {
          merged.forks().set(f, values);
        }
      }
    }
    return all;
  }

  private static List<double[]> empty(int forks) {
    List<double[]> empty = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      empty.add(new double[0]);
    }
    return empty;
  }

  private static boolean isTime(double score) {
    // Far beyond what any clock shows on either side, and near enough that nothing overflows later.
    return score > 1e-30 && score < 1e30;
  }

  /** Names of other languages hold blanks and signs; no name holds what nobody can see. */
  private static void requireName(String benchmark) throws Malformed {
    String[] parts = benchmark.split("\\.", -1);
    boolean shown = benchmark.codePoints().noneMatch(Candidate::isUnseen);
    if (!shown || parts.length < 2 || Arrays.stream(parts).anyMatch(String::isBlank)) {
      throw new Malformed("is not the name of a class and its method");
    }
  }

  private static boolean isUnseen(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.SURROGATE;
  }
}
