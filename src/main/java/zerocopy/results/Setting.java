package zerocopy.results;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A setting of JMH that makes a row another row: a rate is no time, eight threads are not one. It
 * stands among the parameters of the row, where it is not the usual one; no benchmark has a
 * parameter of such a name, since Java's names have no blanks.
 */
public enum Setting {
  /** JMH's short mode. */
  MODE("JMH mode", "avgt"),

  /** Number of threads that call the benchmark at the same time. */
  THREADS("JMH threads", "1"),

  /**
   * Calls of the benchmark that JMH counts as one operation: its batch size; a fraction where an
   * option overrides how many operations a call is.
   */
  CALLS("JMH calls per operation", "1");

  /** Fact of a fork: the number of threads, where it is not one. */
  public static final String THREADS_FACT = "threads";

  /** Fact of a fork: JMH's batch size, where it is not one. */
  public static final String BATCH_FACT = "batchSize";

  /** Fact of a fork: {@link #CALLS}, where it is not one. */
  public static final String CALLS_FACT = "callsPerOperation";

  private final String parameter;
  private final String usual;

  Setting(String parameter, String usual) {
    this.parameter = parameter;
    this.usual = usual;
  }

  /** Its name among the parameters. */
  public String parameter() {
    return parameter;
  }

  /**
   * The value of a row.
   *
   * @param params the row's
   * @return the usual value where the row does not name one
   */
  public String of(Map<String, String> params) {
    return params.getOrDefault(parameter, usual);
  }

  /**
   * The value of a row as a number.
   *
   * @param params the row's
   * @return 1 where it is no number
   */
  public double number(Map<String, String> params) {
    String text = of(params);
    return text.matches("[0-9.E-]{1,30}") ? Double.parseDouble(text) : 1;
  }

  /** Calls that one operation of a fork is. */
  public static double calls(Map<String, String> facts) {
    SortedMap<String, String> params = new TreeMap<>();
    CALLS.put(params, facts.getOrDefault(CALLS_FACT, ""));
    return CALLS.number(params);
  }

  /** A number as the parameters have it: {@code 10}, {@code 0.25}, {@code 1.0E-9}. */
  public static String text(double number) {
    return number == Math.rint(number) && number < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** Whether a row was measured in average time, by one thread, call by call. */
  public static boolean areUsual(Map<String, String> params) {
    return Arrays.stream(values()).allMatch(setting -> setting.of(params).equals(setting.usual));
  }

  /** Adds the value to the parameters of a row if it is not the usual one. */
  void put(SortedMap<String, String> params, String value) {
    if (!value.isEmpty() && !value.equals(usual)) {
      params.put(parameter, value);
    }
  }

  /** The same parameters with the usual value where they name none. */
  public SortedMap<String, String> told(SortedMap<String, String> params) {
    SortedMap<String, String> all = new TreeMap<>(params);
    all.putIfAbsent(parameter, usual);
    return all;
  }

  /** A fork's parameters, with its settings and the placement of its cores. */
  static SortedMap<String, String> conditions(ForkRecord fork) {
    SortedMap<String, String> conditions = Placement.conditions(fork);
    MODE.put(conditions, fork.mode());
    THREADS.put(conditions, fork.facts().getOrDefault(THREADS_FACT, ""));
    CALLS.put(conditions, fork.facts().getOrDefault(CALLS_FACT, ""));
    return conditions;
  }
}
