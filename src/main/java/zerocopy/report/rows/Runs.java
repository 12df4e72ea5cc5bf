package zerocopy.report.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import zerocopy.catalogue.ThreadCount;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.Setting;

/** Runs that are shown together: names that tell them apart, and what was left out of them. */
public final class Runs {

  private static final int MOST_TOLD = 5;

  private Runs() {}

  /** The same runs; those that share a name are called by the part of their paths that differs. */
  public static List<Run> distinct(List<Run> runs) {
    Map<String, List<Integer>> byName = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      byName.computeIfAbsent(runs.get(i).id(), id -> new ArrayList<>()).add(i);
    }
    List<Run> named = new ArrayList<>(runs);
    Set<String> taken = new HashSet<>(byName.keySet());
    taken.removeIf(id -> byName.get(id).size() > 1);
    for (List<Integer> same : byName.values()) {
      if (same.size() > 1) {
        List<String> names = different(same.stream().map(runs::get).toList());
        for (int i = 0; i < same.size(); i++) {
          Run run = runs.get(same.get(i));
          named.set(
              same.get(i),
              run.with(free(names.get(i).isEmpty() ? run.id() : names.get(i), taken), run.rows()));
        }
      }
    }
    return named;
  }

  private static String free(String stem, Set<String> taken) {
    String free = stem;
    for (int number = 2; !taken.add(free); number++) {
      free = stem + " (" + number + ")";
    }
    return free;
  }

  /** The paths without the folders that all of them begin with, and the names that all end with. */
  private static List<String> different(List<Run> runs) {
    List<List<String>> paths =
        runs.stream().map(run -> elements(run.source().toAbsolutePath().normalize())).toList();
    int shortest = paths.stream().mapToInt(List::size).min().orElse(0);
    int begin = 0;
    while (begin < shortest && isCommon(paths, begin)) {
      begin++;
    }
    int end = 0;
    while (end < shortest - begin && isCommon(paths, -1 - end)) {
      end++;
    }
    int from = begin;
    int without = end;
    return paths.stream()
        .map(path -> String.join("/", path.subList(from, path.size() - without)))
        .toList();
  }

  private static List<String> elements(Path path) {
    List<String> elements = new ArrayList<>();
    path.forEach(element -> elements.add(element.toString()));
    return elements;
  }

  /** Whether all paths have the same element; one below zero is counted from the end. */
  private static boolean isCommon(List<List<String>> paths, int at) {
    return paths.stream().map(path -> path.get(at < 0 ? path.size() + at : at)).distinct().count()
        == 1;
  }

  /**
   * The same runs; a setting of JMH that some row names is a parameter of all rows, and threads
   * that follow from the cores are a number.
   */
  static List<Run> told(List<Run> given) {
    List<Run> runs = given.stream().map(Runs::counted).toList();
    List<Setting> named =
        Arrays.stream(Setting.values())
            .filter(
                setting ->
                    runs.stream()
                        .flatMap(run -> run.rows().stream())
                        .anyMatch(row -> row.params().containsKey(setting.parameter())))
            .toList();
    return named.isEmpty() ? runs : runs.stream().map(run -> told(run, named)).toList();
  }

  /** Of rows that are the same then the first stays: both have measured the same. */
  private static Run counted(Run run) {
    int cores = run.environment().at("/cpu/cores").asInt();
    if (cores < 1
        || run.rows().stream()
            .flatMap(row -> row.params().values().stream())
            .noneMatch(ThreadCount::followsFromCores)) {
      return run;
    }
    Map<String, ResultRow> rows = new LinkedHashMap<>();
    for (ResultRow row : run.rows()) {
      SortedMap<String, String> params = new TreeMap<>(row.params());
      params.replaceAll(
          (name, value) ->
              ThreadCount.followsFromCores(value)
                  ? Integer.toString(ThreadCount.of(value, cores))
                  : value);
      ResultRow counted = with(row, params);
      rows.putIfAbsent(counted.key(), counted);
    }
    return run.with(run.id(), List.copyOf(rows.values()));
  }

  private static Run told(Run run, List<Setting> named) {
    return run.with(run.id(), run.rows().stream().map(row -> told(row, named)).toList());
  }

  private static ResultRow told(ResultRow row, List<Setting> named) {
    SortedMap<String, String> params = row.params();
    for (Setting setting : named) {
      params = setting.told(params);
    }
    return with(row, params);
  }

  private static ResultRow with(ResultRow row, SortedMap<String, String> params) {
    return new ResultRow(
        row.benchmark(),
        params,
        row.mode(),
        row.unit(),
        row.forks(),
        row.rounds(),
        row.secondary());
  }

  /**
   * Names of benchmark classes that tell them apart: the simple name where only one class has it,
   * else with as much of the package as it takes.
   *
   * @param isAsked whether the catalogue of a run knows the question of a row, which then has its
   *     simple name
   * @return by qualified name, without the classes that a catalogue knows
   */
  public static Map<String, String> questions(List<Run> runs, BiPredicate<Run, ResultRow> isAsked) {
    Set<String> known = new HashSet<>();
    Map<String, Set<String>> bySimpleName = new LinkedHashMap<>();
    for (Run run : runs) {
      Map<String, ResultRow> classes = new LinkedHashMap<>();
      run.rows().forEach(row -> classes.putIfAbsent(row.owner(), row));
      classes.forEach(
          (owner, row) -> {
            if (isAsked.test(run, row)) {
              known.add(row.question());
            } else {
              bySimpleName.computeIfAbsent(row.question(), q -> new LinkedHashSet<>()).add(owner);
            }
          });
    }
    Map<String, String> names = new HashMap<>();
    bySimpleName.forEach(
        (simple, classes) -> names.putAll(apart(classes, known.contains(simple) ? 2 : 1)));
    return names;
  }

  private static Map<String, String> apart(Set<String> classes, int fewest) {
    Map<String, String> names = new HashMap<>();
    int longest = classes.stream().mapToInt(name -> name.split("\\.").length).max().orElse(1);
    for (int parts = fewest; parts <= Math.max(fewest, longest); parts++) {
      int kept = parts;
      names.clear();
      classes.forEach(name -> names.put(name, last(name, kept)));
      if (Set.copyOf(names.values()).size() == classes.size()) {
        break;
      }
    }
    return names;
  }

  private static String last(String name, int parts) {
    String[] all = name.split("\\.");
    return String.join(".", Arrays.copyOfRange(all, Math.max(0, all.length - parts), all.length));
  }

  /** What the reader left out, a line each; of many the first, and how many more there are. */
  public static List<String> warnings(List<Run> runs) {
    List<String> lines = new ArrayList<>();
    for (Run run : runs) {
      List<String> own = run.warnings();
      own.stream().limit(MOST_TOLD).forEach(warning -> lines.add(run.id() + ": " + warning));
      if (own.size() > MOST_TOLD) {
        lines.add("%s: and %d more, see its report".formatted(run.id(), own.size() - MOST_TOLD));
      }
    }
    return lines;
  }
}
