package zerocopy.run.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.bench.support.PageAligned;
import zerocopy.results.UserError;

/** From profile and command line to what is measured: benchmarks × parameters, with their times. */
public final class Planner {

  /** A file may be larger than a buffer; whether it fits on the disk is seen later. */
  private static final long LARGEST_FILE = 1L << 40;

  /** More forks than anybody waits for. */
  private static final long MOST_FORKS = 1_000_000;

  /** More measure the scheduler: JMH's threads go on working until the last of them is ready. */
  private static final int MOST_THREADS_A_PROCESSOR = 64;

  private final Profile profile;
  private final CommandLine command;
  private final Collection<BenchmarkListEntry> benchmarks;

  public Planner(Profile profile, CommandLine command, Collection<BenchmarkListEntry> benchmarks) {
    this.profile = profile;
    this.command = command;
    this.benchmarks = benchmarks;
  }

  /** All benchmarks of this jar. */
  public static Collection<BenchmarkListEntry> all() {
    return BenchmarkList.defaultList()
        .getAll(
            OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
  }

  /**
   * The plan.
   *
   * @return one element a row of the results, each key once
   * @throws UserError if nothing is selected, or a parameter is unknown or out of range
   */
  public List<PlannedBenchmark> plan() {
    List<BenchmarkListEntry> selected = selected();
    checkThreads();
    checkParams(selected);
    boolean ownPatterns = !command.jmh().getIncludes().isEmpty();
    Map<String, PlannedBenchmark> plan = new LinkedHashMap<>();
    for (BenchmarkListEntry benchmark : selected) {
      List<Profile.Entry> entries =
          profile.entries().stream().filter(e -> e.names(benchmark.getUsername())).toList();
      for (Profile.Entry entry :
          entries.isEmpty() && ownPatterns ? elsewhere(benchmark) : entries) {
        for (PlannedBenchmark planned : expand(benchmark, entry)) {
          plan.putIfAbsent(planned.key(), planned);
        }
      }
    }
    if (plan.isEmpty()) {
      throw new UserError("profile %s lists no benchmark of this jar".formatted(profile.name()));
    }
    checkForks(plan.values());
    return List.copyOf(plan.values());
  }

  private void checkThreads() {
    if (command.jmh().getThreadGroups().hasValue()) {
      throw new UserError("no benchmark of this suite has thread groups: leave out -tg, use -t");
    }
    int threads = command.jmh().getThreads().orElse(1);
    int most = MOST_THREADS_A_PROCESSOR * Runtime.getRuntime().availableProcessors();
    if (threads > most) {
      throw new UserError(
          "-t %d is out of range: at most %d here, %d for each processor"
              .formatted(threads, most, MOST_THREADS_A_PROCESSOR));
    }
  }

  private void checkForks(Collection<PlannedBenchmark> plan) {
    int warmup = command.jmh().getWarmupForkCount().orElse(0);
    long forks = plan.stream().mapToLong(planned -> planned.forks() + (long) warmup).sum();
    if (forks > MOST_FORKS) {
      throw new UserError(
          "this plan has %d forks, at most %d are taken: choose fewer with -f, -wf or a pattern"
              .formatted(forks, MOST_FORKS));
    }
  }

  /**
   * For a benchmark that the profile does not name: the parameters with which {@code standard}
   * measures it, else all.
   */
  private static List<Profile.Entry> elsewhere(BenchmarkListEntry benchmark) {
    List<Profile.Entry> entries =
        Profile.load("standard").entries().stream()
            .filter(e -> e.names(benchmark.getUsername()))
            .map(Profile.Entry::parametersOnly)
            .toList();
    return entries.isEmpty() ? List.of(Profile.REST) : entries;
  }

  /**
   * What the command line's patterns select.
   *
   * @throws UserError if that is nothing, or if one of the patterns selects nothing
   */
  public List<BenchmarkListEntry> selected() {
    List<Pattern> includes = patterns(command.jmh().getIncludes());
    List<Pattern> excludes = patterns(command.jmh().getExcludes());
    List<BenchmarkListEntry> included =
        benchmarks.stream()
            .filter(b -> includes.isEmpty() || anyFinds(includes, b.getUsername()))
            .toList();
    List<String> vain =
        includes.stream()
            .filter(p -> included.stream().noneMatch(b -> p.matcher(b.getUsername()).find()))
            .map(Pattern::pattern)
            .toList();
    vain.stream()
        .filter(Profile.NAMES::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw new UserError(
                  "%s is a profile, and not a benchmark: give --profile %1$s".formatted(name));
            });
    if (!vain.isEmpty()) {
      throw new UserError(
          "no benchmark matches %s, which is no profile (%s) either: -l lists the benchmarks; those of MemorySegment are in jars that JDK 22 or newer has built"
              .formatted(String.join(" ", vain), String.join(", ", Profile.NAMES)));
    }
    List<BenchmarkListEntry> selected =
        included.stream().filter(b -> !anyFinds(excludes, b.getUsername())).toList();
    if (selected.isEmpty()) {
      throw new UserError(
          "-e %s leaves out all that is selected (%d): exclude fewer"
              .formatted(String.join(" -e ", command.jmh().getExcludes()), included.size()));
    }
    return selected;
  }

  private static List<Pattern> patterns(List<String> regexps) {
    try {
      return regexps.stream().map(Pattern::compile).toList();
    } catch (PatternSyntaxException e) {
      throw new UserError(
          "\"%s\" is not a regular expression: %s".formatted(e.getPattern(), e.getDescription()),
          e);
    }
  }

  private static boolean anyFinds(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(p -> p.matcher(name).find());
  }

  private List<PlannedBenchmark> expand(BenchmarkListEntry benchmark, Profile.Entry entry) {
    List<PlannedBenchmark> expanded = new ArrayList<>();
    for (TreeMap<String, String> params : combinations(values(benchmark, entry))) {
      for (Mode mode : modes(benchmark)) {
        expanded.add(planned(benchmark, entry, mode, params));
      }
    }
    return expanded;
  }

  private PlannedBenchmark planned(
      BenchmarkListEntry benchmark,
      Profile.Entry entry,
      Mode mode,
      TreeMap<String, String> params) {
    int rounds = entry.rounds() == null ? profile.rounds() : entry.rounds();
    List<String> jvmArgs = new ArrayList<>(profile.jvmArgs());
    jvmArgs.addAll(entry.jvmArgs());
    return new PlannedBenchmark(
        benchmark,
        mode,
        params,
        Math.max(1, command.jmh().getForkCount().orElse(rounds)),
        warmup(benchmark),
        measurement(entry),
        entry.forkSeconds() == null ? profile.forkSeconds() : entry.forkSeconds(),
        List.copyOf(jvmArgs));
  }

  private Timing warmup(BenchmarkListEntry benchmark) {
    Timing given = profile.citable() ? longer(profile.warmup(), own(benchmark)) : profile.warmup();
    return new Timing(
        command.jmh().getWarmupIterations().orElse(given.iterations()),
        command.jmh().getWarmupTime().orElse(given.time()));
  }

  /** The warm-up that the benchmark's own annotation asks for; none without one. */
  private static Timing own(BenchmarkListEntry benchmark) {
    return new Timing(
        benchmark.getWarmupIterations().orElse(0),
        benchmark.getWarmupTime().orElse(TimeValue.NONE));
  }

  private static Timing longer(Timing one, Timing other) {
    return other.seconds() > one.seconds() ? other : one;
  }

  private Timing measurement(Profile.Entry entry) {
    Timing given = entry.measurement() == null ? profile.measurement() : entry.measurement();
    return new Timing(
        command.jmh().getMeasurementIterations().orElse(given.iterations()),
        command.jmh().getMeasurementTime().orElse(given.time()));
  }

  private Collection<Mode> modes(BenchmarkListEntry benchmark) {
    Collection<Mode> asked = command.jmh().getBenchModes();
    Collection<Mode> modes = asked.isEmpty() ? List.of(benchmark.getMode()) : asked;
    Set<Mode> single = new LinkedHashSet<>();
    for (Mode mode : modes) {
      single.addAll(mode == Mode.All ? Arrays.asList(Mode.values()) : List.of(mode));
    }
    single.remove(Mode.All);
    return single;
  }

  /** By parameter: the command line's values, else the profile's, else the benchmark's own. */
  private Map<String, List<String>> values(BenchmarkListEntry benchmark, Profile.Entry entry) {
    Map<String, List<String>> values = new TreeMap<>();
    defaults(benchmark)
        .forEach(
            (name, own) ->
                values.put(
                    name,
                    command.params().getOrDefault(name, entry.params().getOrDefault(name, own))));
    return values;
  }

  private static Map<String, List<String>> defaults(BenchmarkListEntry benchmark) {
    Map<String, List<String>> defaults = new TreeMap<>();
    benchmark
        .getParams()
        .orElse(Map.of())
        .forEach((name, values) -> defaults.put(name, Arrays.asList(values)));
    return defaults;
  }

  private static List<TreeMap<String, String>> combinations(Map<String, List<String>> values) {
    List<TreeMap<String, String>> combinations = List.of(new TreeMap<>());
    for (Map.Entry<String, List<String>> parameter : values.entrySet()) {
      List<TreeMap<String, String>> longer = new ArrayList<>();
      for (TreeMap<String, String> shorter : combinations) {
        for (String value : parameter.getValue()) {
          TreeMap<String, String> combination = new TreeMap<>(shorter);
          combination.put(parameter.getKey(), value);
          longer.add(combination);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private void checkParams(List<BenchmarkListEntry> selected) {
    for (Map.Entry<String, List<String>> given : command.params().entrySet()) {
      List<Set<String>> known =
          selected.stream()
              .map(Planner::defaults)
              .filter(defaults -> defaults.containsKey(given.getKey()))
              .map(defaults -> Set.copyOf(defaults.get(given.getKey())))
              .distinct()
              .toList();
      if (known.isEmpty()) {
        throw new UserError(
            "no selected benchmark has a parameter \"%s\": -lp lists the parameters"
                .formatted(given.getKey()));
      }
      Set<String> examples =
          known.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
      for (String value : given.getValue()) {
        checkValue(given.getKey(), value, examples);
      }
    }
  }

  /**
   * A parameter that is a number takes any number of its range; a parameter that is a word takes
   * the words that the benchmark lists.
   */
  private static void checkValue(String name, String value, Set<String> examples) {
    if (!examples.stream().allMatch(example -> example.matches("\\d+"))) {
      if (!examples.contains(value)) {
        throw new UserError(
            "-p %s=%s is none of %s".formatted(name, value, String.join(", ", examples)));
      }
      return;
    }
    long least = examples.contains("0") ? 0 : 1;
    long most =
        switch (name) {
          case "offset" -> PageAligned.PAGE - 1;
          case "fileSize" -> LARGEST_FILE;
          default -> PageAligned.LARGEST;
        };
    if (!value.matches("\\d{1,18}")
        || Long.parseLong(value) < least
        || Long.parseLong(value) > most) {
      throw new UserError(
          "-p %s=%s is out of range: a whole number from %d to %d"
              .formatted(name, value, least, most));
    }
  }
}
