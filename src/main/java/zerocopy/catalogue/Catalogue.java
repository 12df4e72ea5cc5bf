package zerocopy.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The questions of a suite by the simple names of their classes. A run records the catalogue of its
 * jar, so that the report of any other jar knows the strategies of the run.
 *
 * @param entries by the simple name of the benchmark class
 */
public record Catalogue(SortedMap<String, Entry> entries) {

  /** The order of the page: by {@link Question#order}, then by name. */
  public static final Comparator<Entry> ORDER =
      Comparator.comparingInt((Entry entry) -> entry.question().order()).thenComparing(Entry::name);

  private static final Question NO_QUESTION = Recorded.read(Question.class, empty());
  private static final Strategy NO_STRATEGY = Recorded.read(Strategy.class, empty());
  private static final String STRATEGIES = "strategies";

  /** Questions that only a jar built on JDK 22 or newer has. */
  static final Set<String> NEWER =
      Set.of(
          "ForeignColdRead",
          "ForeignFileCopy",
          "ForeignFileRead",
          "ForeignFileScan",
          "ForeignFileToSocket",
          "ForeignHandOver",
          "ForeignMapInterference",
          "ForeignModeSwitch",
          "ForeignRandomRead",
          "ForeignSocketToFile",
          "ForeignWaitMode",
          "ForeignWriteBack",
          "SegmentAccess",
          "SegmentAllocation",
          "SegmentCopy",
          "SegmentSmallCopy");

  /**
   * A question with its strategies.
   *
   * @param name simple name of the class
   * @param question its declaration
   * @param strategies the declarations of all its benchmark methods, by name
   */
  public record Entry(String name, Question question, SortedMap<String, Strategy> strategies) {

    /**
     * The question that this one joins.
     *
     * @return simple name of the class; its own name where it joins none
     */
    public String family() {
      return question.family().isEmpty() ? name : question.family();
    }

    /**
     * A strategy's name with its question.
     *
     * @param method a method of the class, or one that is qualified already
     * @return {@code Class.method}
     */
    public String qualified(String method) {
      return method.contains(".") ? method : name + "." + method;
    }

    /**
     * A strategy's name for people.
     *
     * @param method a method of the class
     * @return its label; the method's name where it has none
     */
    public String label(String method) {
      String own = strategy(method).label();
      return own.isEmpty() ? method : own;
    }

    /**
     * The declaration of a strategy.
     *
     * @return the declaration; one that says nothing where there is none
     */
    public Strategy strategy(String method) {
      return strategies.getOrDefault(method, NO_STRATEGY);
    }

    /**
     * The parameters whose values people weigh.
     *
     * @return the usual value of each
     */
    public Map<String, String> parameters() {
      Map<String, String> weighed = new TreeMap<>();
      conditions(question.tunes())
          .forEach((name, values) -> weighed.put(name, values.iterator().next()));
      if (!question.about().isEmpty()) {
        weighed.put(question.about(), question.baseline());
      }
      return weighed;
    }

    /**
     * How many bytes an operation moves.
     *
     * @param method name of the strategy
     * @return empty where it moves none, or the parameters do not say
     */
    public OptionalLong bytes(String method, Map<String, String> params) {
      String size = params.getOrDefault(question.bytes(), "");
      return strategy(method).moves() && size.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(size))
          : OptionalLong.empty();
    }

    /**
     * How many bytes an operation holds in memory of a kind, by the strategy's name: {@code
     * heapToDirect} holds its bytes once on the heap and once in a direct buffer.
     *
     * @param kind finds the words for the kind in lower case
     * @return 0 where it holds none, or its name does not say
     */
    public long held(String method, Map<String, String> params, Pattern kind) {
      long ends = kind.matcher(method.toLowerCase(Locale.ROOT)).results().count();
      String size = params.getOrDefault(question.held(), "");
      return size.matches("\\d{1,15}") ? ends * Long.parseLong(size) : 0;
    }

    /**
     * How often the processor copies the bytes of an operation.
     *
     * @param method name of the strategy
     * @return 0 where it copies none, or nobody says
     */
    public int copies(String method) {
      return question.copies() ? strategy(method).copies() : 0;
    }

    /**
     * The usual conditions.
     *
     * @return the usual values by parameter
     */
    public Map<String, Set<String>> usual() {
      return conditions(question.usual());
    }

    /**
     * The parameters that differ from the usual conditions.
     *
     * @param params values by parameter
     * @return the parameters with another value
     */
    public SortedMap<String, String> deviations(Map<String, String> params) {
      return Catalogue.deviations(params, usual());
    }

    /**
     * The parameters that have the only usual value: nobody needs to be told.
     *
     * @param params values by parameter
     */
    public Set<String> untold(Map<String, String> params) {
      Map<String, Set<String>> usual = usual();
      return params.entrySet().stream()
          .filter(param -> Set.of(param.getValue()).equals(usual.get(param.getKey())))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }
  }

  /**
   * The catalogue of the jar that runs.
   *
   * @return every question of this suite
   */
  public static Catalogue ofSuite() {
    return Suite.CATALOGUE;
  }

  /** Read when it is needed first: many commands need none. */
  private static final class Suite {
    private static final Catalogue CATALOGUE = of(benchmarks());
  }

  private static List<Class<?>> benchmarks() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(benchmark -> benchmark.getUserClassQName())
        .distinct()
        .<Class<?>>map(Catalogue::load)
        .toList();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Catalogue.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the jar lists a benchmark that it lacks: " + name, e);
    }
  }

  /**
   * The catalogue of some classes.
   *
   * @param classes benchmark classes; a class that declares no question is left out
   */
  public static Catalogue of(Collection<Class<?>> classes) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (Class<?> type : classes) {
      Question question = type.getAnnotation(Question.class);
      if (question != null) {
        entries.put(
            type.getSimpleName(), new Entry(type.getSimpleName(), question, strategies(type)));
      }
    }
    return new Catalogue(entries);
  }

  private static SortedMap<String, Strategy> strategies(Class<?> type) {
    SortedMap<String, Strategy> strategies = new TreeMap<>();
    for (Method method : type.getMethods()) {
      if (method.isAnnotationPresent(Benchmark.class)) {
        Strategy own = method.getAnnotation(Strategy.class);
        strategies.put(method.getName(), own == null ? NO_STRATEGY : own);
      }
    }
    return strategies;
  }

  /**
   * The catalogue as a run has recorded it.
   *
   * @param recorded what {@link #toJson} wrote; a missing node for a run without one
   * @return the questions; none where nothing was recorded
   */
  public static Catalogue of(JsonNode recorded) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : recorded.properties()) {
      SortedMap<String, Strategy> strategies = new TreeMap<>();
      for (Map.Entry<String, JsonNode> way : field.getValue().path(STRATEGIES).properties()) {
        strategies.put(way.getKey(), Recorded.read(Strategy.class, way.getValue()));
      }
      Question question = Recorded.read(Question.class, field.getValue());
      entries.put(field.getKey(), new Entry(field.getKey(), question, strategies));
    }
    return new Catalogue(entries);
  }

  /**
   * The catalogue as a run records it.
   *
   * @return an object by question, without the elements that have their default
   */
  public JsonNode toJson() {
    ObjectNode tree = empty();
    entries.forEach(
        (name, entry) -> {
          ObjectNode node = tree.putObject(name);
          node.setAll(Recorded.write(entry.question()));
          ObjectNode strategies = node.putObject(STRATEGIES);
          entry.strategies().forEach((method, s) -> strategies.set(method, Recorded.write(s)));
        });
    return tree;
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * A question.
   *
   * @param name simple name of its class
   * @return the question; one that declares nothing where it is not of this suite
   */
  public Entry entry(String name) {
    return entries.getOrDefault(name, unknown(name));
  }

  /**
   * A class that declares no question.
   *
   * @param name any name
   */
  public static Entry unknown(String name) {
    return new Entry(name, NO_QUESTION, new TreeMap<>());
  }

  /**
   * This catalogue with the questions of another that it lacks.
   *
   * @return both
   */
  public Catalogue and(Catalogue other) {
    SortedMap<String, Entry> both = new TreeMap<>(other.entries);
    both.putAll(entries);
    return new Catalogue(both);
  }

  /**
   * The questions of the suite, whatever the jar, that this catalogue lacks.
   *
   * @return simple names of their classes, sorted
   */
  public SortedSet<String> lacks() {
    SortedSet<String> suite = new TreeSet<>(NEWER);
    suite.addAll(ofSuite().entries().keySet());
    suite.removeAll(entries.keySet());
    return suite;
  }

  /**
   * The questions in the order of the page.
   *
   * @return by {@link Question#order}, then by name
   */
  public List<Entry> inOrder() {
    return entries.values().stream().sorted(ORDER).toList();
  }

  /**
   * A question with its twins.
   *
   * @param family simple name of the class that the others join
   * @return their names, the class itself first
   */
  public List<String> members(String family) {
    return Stream.concat(
            Stream.of(family),
            entries.values().stream()
                .filter(e -> e.family().equals(family))
                .map(Entry::name)
                .filter(name -> !name.equals(family)))
        .toList();
  }

  /**
   * Conditions as the annotations write them.
   *
   * @param written {@code parameter=value}, several with blanks between them
   * @return values by parameter
   */
  public static Map<String, Set<String>> conditions(String... written) {
    return Arrays.stream(written)
        .flatMap(conditions -> Stream.of(conditions.split(" ")))
        .map(condition -> condition.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(
            Collectors.groupingBy(
                pair -> pair[0],
                TreeMap::new,
                Collectors.mapping(pair -> pair[1], Collectors.toSet())));
  }

  /**
   * The parameters that differ from conditions.
   *
   * @param params values by parameter
   * @param conditions the values that are wanted, by parameter
   * @return the parameters with another value
   */
  public static SortedMap<String, String> deviations(
      Map<String, String> params, Map<String, Set<String>> conditions) {
    SortedMap<String, String> others = new TreeMap<>(params);
    others
        .entrySet()
        .removeIf(
            param ->
                conditions
                    .getOrDefault(param.getKey(), Set.of(param.getValue()))
                    .contains(param.getValue()));
    return others;
  }
}
