package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.options.TimeValue;
import zerocopy.bench.support.TimedRegion;
import zerocopy.bench.support.Unsupported;

/**
 * Calls every strategy of a benchmark class for every value of every {@code @Param}, as JMH does:
 * the states that a method asks for are made, filled with parameters, set up and torn down.
 *
 * <p>For each it is tested that
 *
 * <ol>
 *   <li>an iteration in which the strategy was <em>not</em> called fails its verification, so that
 *       a strategy that does nothing is noticed in a run;
 *   <li>three iterations of one call each pass it, so that a strategy that forgets to rewind is
 *       noticed, and an iteration of three calls;
 *   <li>after these, an iteration without a call fails again, since each starts from a poisoned
 *       destination;
 *   <li>the states are what they are called ({@link StateChecks});
 *   <li>repeated calls leave nothing behind ({@link Holdings}), nor does the trial.
 *   <li>where every invocation is prepared, the last that the preparation does is to tell that the
 *       timed region begins, and its end is told before anything else happens ({@link
 *       TimedRegion}).
 * </ol>
 *
 * A new strategy is tested without a new line here. Strategies whose platform means are lacking
 * ({@link Unsupported}) count as aborted, with the reason.
 */
public final class StrategyTester {

  private static final int CALLS = 3;
  private static final int ROUNDS = 3;

  /** A leak is there at each look, and a window of a thread that maps beside hardly ever. */
  private static final int LOOKS = 5;

  private static final long SMALL = 1 << 20;

  private final Class<?> benchmark;
  private Predicate<Map<String, String>> smallEnough = StrategyTester::isSmall;
  private boolean restricted;
  private Predicate<Method> strategies = method -> true;
  private Predicate<Method> moving = method -> true;
  private Consumer<Object> preparation = state -> {};
  private int repetitions = 8;
  private Meter meter = (strategy, call) -> call.make();
  private final Counters counters = new Counters();
  private final List<List<String>> alike = new ArrayList<>();

  private StrategyTester(Class<?> benchmark) {
    this.benchmark = benchmark;
  }

  /**
   * A tester of all strategies of a class, for all sizes up to 1 MiB.
   *
   * @param benchmark class with {@link Benchmark} methods
   * @return a tester
   */
  public static StrategyTester of(Class<?> benchmark) {
    return new StrategyTester(benchmark);
  }

  /**
   * Restricts the parameter values, instead of to small sizes; several restrictions add up.
   *
   * @param accepted true for the parameters to test
   * @return this
   */
  public StrategyTester where(Predicate<Map<String, String>> accepted) {
    smallEnough = restricted ? smallEnough.and(accepted) : accepted;
    restricted = true;
    return this;
  }

  /**
   * Restricts the strategies.
   *
   * @param accepted true for the methods to test
   * @return this
   */
  public StrategyTester only(Predicate<Method> accepted) {
    strategies = accepted;
    return this;
  }

  /**
   * Names controls that do no work to verify: for them the first test is left out.
   *
   * @param names method names
   * @return this
   */
  public StrategyTester controls(String... names) {
    moving = method -> !List.of(names).contains(method.getName());
    return this;
  }

  /**
   * Changes states after they are set up for an iteration, which may have made them anew; for
   * putting in channels that move less than asked, for example.
   *
   * @param change called with every state object before each iteration
   * @return this
   */
  public StrategyTester prepared(Consumer<Object> change) {
    preparation = change;
    return this;
  }

  /**
   * Changes how many calls are made in search of what they leave behind, where eight take long.
   *
   * @param calls 1 or more
   * @return this
   */
  public StrategyTester repeating(int calls) {
    repetitions = calls;
    return this;
  }

  /**
   * Has somebody look at one call of each test from outside.
   *
   * @param watching makes the call
   * @return this
   */
  public StrategyTester watched(Meter watching) {
    meter = watching;
    return this;
  }

  /**
   * Names strategies that count the same ({@code @AuxCounters}); all others must differ somewhere.
   *
   * @param names method names
   * @return this
   */
  public StrategyTester countAlike(String... names) {
    alike.add(List.of(names));
    return this;
  }

  /**
   * The tests, for a {@code @TestFactory}.
   *
   * @return a container for each strategy
   */
  public Stream<DynamicNode> tests() {
    return Stream.concat(
        methods().stream().map(m -> dynamicContainer(m.getName(), testsOf(m))),
        Stream.of(dynamicTest("counters differ", () -> counters.requireDifferent(alike))));
  }

  private List<Method> methods() {
    List<Method> methods =
        Stream.of(benchmark.getMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .filter(strategies)
            .sorted((a, b) -> a.getName().compareTo(b.getName()))
            .toList();
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(benchmark + " has no strategy to test");
    }
    return methods;
  }

  /** Makes the calls of one strategy under one combination of parameters, and looks on. */
  public interface Onlooker {

    /**
     * Looks on while a strategy is called.
     *
     * @param strategy name of the method
     * @param values its parameters
     * @param call one call, with the fixtures of an invocation outside of {@code around}
     */
    void look(String strategy, Map<String, String> values, Bracketed call) throws Throwable;
  }

  /** A call of a strategy that is set up, with something before and after it. */
  public interface Bracketed {

    /**
     * Makes one call.
     *
     * @param before done between the fixture before the call and the call
     * @param after done between the call and the fixture behind it
     */
    void make(Step before, Step after) throws Throwable;
  }

  /** Something that a test does. */
  public interface Step {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * Sets every strategy up, for every accepted combination of parameters, and has somebody call it
   * within one iteration. Strategies whose platform means are lacking are left out.
   *
   * @param onlooker makes at least one call of each
   * @throws Throwable what a strategy, a fixture or the onlooker throws
   */
  public void watchedBy(Onlooker onlooker) throws Throwable {
    for (Method method : methods()) {
      for (Map<String, String> values : accepted(method)) {
        watch(new Trial(benchmark, method, values), onlooker);
      }
    }
  }

  private static void watch(Trial trial, Onlooker onlooker) throws Throwable {
    try {
      trial.states.up(Level.Trial);
    } catch (Unsupported lacking) {
      return;
    }
    try {
      trial.states.up(Level.Iteration);
      onlooker.look(trial.method.getName(), trial.values, trial::bracketed);
      trial.states.down(Level.Iteration);
    } catch (Unsupported lacking) {
      return;
    } finally {
      TimedRegion.tell(null);
      trial.states.down(Level.Trial);
    }
  }

  /** A strategy with its states. */
  private static final class Trial {
    private final Method method;
    private final Map<String, String> values;
    private final States states;
    private final Object self;
    private final Object[] arguments;

    Trial(Class<?> benchmark, Method method, Map<String, String> values) {
      this.method = method;
      this.values = values;
      states =
          new States(values, new Region(values.getOrDefault("pages", "clean").equals("clean")));
      self = states.of(benchmark);
      states.objects.put(BenchmarkParams.class, running(benchmark, method.getName()));
      requireOneOfEach(method);
      arguments = Arrays.stream(method.getParameterTypes()).map(states::of).toArray(Object[]::new);
    }

    /**
     * Of a state of a thread that a method asks for, and a fixture, or two of them, JMH makes one
     * object for each: the one that is prepared would not be the one that is used.
     */
    private static void requireOneOfEach(Method method) {
      List<Class<?>> asked = new ArrayList<>();
      Deque<Class<?>> open = new ArrayDeque<>(List.of(method.getParameterTypes()));
      while (!open.isEmpty()) {
        Class<?> type = open.pop();
        State state = type.getAnnotation(State.class);
        if (state != null && state.value() == Scope.Thread) {
          asked.add(type);
        }
        hierarchy(type).stream()
            .flatMap(c -> Stream.of(c.getDeclaredMethods()))
            .filter(fixture -> fixture.isAnnotationPresent(Setup.class))
            .forEach(fixture -> open.addAll(List.of(fixture.getParameterTypes())));
      }
      assertEquals(Set.copyOf(asked).size(), asked.size(), method + " has twins among " + asked);
    }

    void bracketed(Step before, Step after) throws Throwable {
      states.region.expectNothing();
      states.up(Level.Invocation);
      before.run();
      call();
      after.run();
      states.down(Level.Invocation);
    }

    Object call() throws Throwable {
      return StrategyTester.call(self, method, arguments);
    }
  }

  /**
   * Runs the tests without JUnit; here a strategy that is not supported fails.
   *
   * @throws Throwable of the first test that fails
   */
  public void runHere() throws Throwable {
    for (DynamicNode strategy : tests().toList()) {
      if (strategy instanceof DynamicContainer tests) {
        for (DynamicNode test : tests.getChildren().toList()) {
          ((DynamicTest) test).getExecutable().execute();
        }
      }
    }
  }

  /**
   * What JMH tells of a running strategy, as far as fixtures ask for it: its name, and how many
   * operations an invocation makes.
   *
   * @param benchmark its class
   * @param strategy name of the method
   * @return parameters without anything else
   */
  public static BenchmarkParams running(Class<?> benchmark, String strategy) {
    IterationParams none = new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.NONE, 1);
    String name = benchmark.getName() + "." + strategy;
    OperationsPerInvocation several = benchmark.getAnnotation(OperationsPerInvocation.class);
    return new BenchmarkParams(
        name,
        name,
        false,
        1,
        new int[] {1},
        List.of(),
        1,
        1,
        none,
        none,
        Mode.AverageTime,
        null,
        TimeUnit.NANOSECONDS,
        several == null ? 1 : several.value(),
        "",
        List.of(),
        "",
        "",
        "",
        "",
        TimeValue.NONE);
  }

  private Stream<DynamicNode> testsOf(Method method) {
    List<Map<String, String>> accepted = accepted(method);
    return accepted.stream()
        .map(
            values ->
                dynamicTest(
                    values.toString(),
                    () -> check(method, values, differInOneWord(accepted.get(0), values))));
  }

  /** Whether at most one parameter differs, and no number: a number leaves no more behind. */
  private static boolean differInOneWord(Map<String, String> one, Map<String, String> other) {
    List<String> different =
        one.keySet().stream().filter(name -> !one.get(name).equals(other.get(name))).toList();
    return different.size() <= 1
        && different.stream().noneMatch(name -> one.get(name).matches("\\d+"));
  }

  private void check(Method method, Map<String, String> values, boolean repeated) throws Throwable {
    Holdings before = Holdings.now();
    Trial trial = new Trial(benchmark, method, values);
    States states = trial.states;
    states.preparation = preparation;
    try {
      states.up(Level.Trial);
    } catch (Unsupported lacking) {
      Assumptions.abort(lacking.getMessage());
    }
    Call call = trial::call;
    try {
      refusesAnIterationWithoutACall(method, states);
      for (int iteration = 1; iteration < CALLS; iteration++) {
        iterate(states, call, 1);
        counters.note(method.getName(), values + " " + iteration, states.objects.values());
      }
      iterate(states, call, CALLS);
      StateChecks checks = new StateChecks(method, values, states.objects.values());
      iterate(states, () -> checked(checks, method, call), 1);
      refusesAnIterationWithoutACall(method, states);
      if (repeated) {
        leavesNothingBehind(states, call);
      }
    } finally {
      TimedRegion.tell(null);
      states.down(Level.Trial);
    }
    StateChecks.requireReleased(states.objects.values());
    before.requireGivenBack();
  }

  private void refusesAnIterationWithoutACall(Method method, States states) throws Throwable {
    if (moving.test(method)) {
      states.up(Level.Iteration);
      assertThrows(
          IllegalStateException.class,
          () -> states.down(Level.Iteration),
          "an iteration without a call passed the verification");
    }
  }

  private Object checked(StateChecks checks, Method method, Call call) throws Throwable {
    checks.before();
    Object result = meter.watch(method.getName(), call);
    checks.after();
    return result;
  }

  /**
   * Only the calls are looked at: what fixtures allocate is the collector's. The JVM may open
   * something meanwhile, but not each time.
   */
  private void leavesNothingBehind(States states, Call call) throws Throwable {
    states.up(Level.Iteration);
    Map<String, Long> left = Map.of("nothing yet", 0L);
    for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
      Holdings before = Holdings.now();
      invoke(states, call, repetitions);
      left = before.left(LOOKS, repetitions, Set.of());
    }
    states.down(Level.Iteration);
    assertEquals(Map.of(), left, "left behind by " + repetitions + " calls");
  }

  /** A call of the strategy. */
  @FunctionalInterface
  public interface Call {

    /** Makes the call, and gives what it returns. */
    Object make() throws Throwable;
  }

  /** Looks at a call from outside. */
  @FunctionalInterface
  public interface Meter {

    /**
     * Makes the call.
     *
     * @param strategy name of the method
     * @return what it returns
     */
    Object watch(String strategy, Call call) throws Throwable;
  }

  private static void iterate(States states, Call call, int calls) throws Throwable {
    states.up(Level.Iteration);
    invoke(states, call, calls);
    states.down(Level.Iteration);
  }

  private static void invoke(States states, Call call, int calls) throws Throwable {
    for (int made = 0; made < calls; made++) {
      states.region.expectNothing();
      states.up(Level.Invocation);
      states.region.expectBegun();
      call.make();
      states.down(Level.Invocation);
      states.region.expectEnded();
    }
  }

  private static Object call(Object self, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(self, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private List<Map<String, String>> accepted(Method method) {
    List<Map<String, String>> accepted = combinations(method).stream().filter(smallEnough).toList();
    if (accepted.isEmpty()) {
      throw new IllegalArgumentException(method + " has no parameters that are accepted");
    }
    return accepted;
  }

  private List<Map<String, String>> combinations(Method method) {
    Map<String, String[]> all = new TreeMap<>();
    collectParams(benchmark, all);
    for (Class<?> state : method.getParameterTypes()) {
      collectParams(state, all);
    }
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Map.Entry<String, String[]> param : all.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> shorter : combinations) {
        for (String value : param.getValue()) {
          Map<String, String> values = new LinkedHashMap<>(shorter);
          values.put(param.getKey(), value);
          longer.add(values);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private static void collectParams(Class<?> type, Map<String, String[]> all) {
    for (Class<?> c : hierarchy(type)) {
      for (Field field : c.getDeclaredFields()) {
        Param param = field.getAnnotation(Param.class);
        if (param != null) {
          all.put(field.getName(), valuesOf(field, param));
        }
      }
      for (Method fixture : c.getDeclaredMethods()) {
        if (fixture.isAnnotationPresent(Setup.class)) {
          Stream.of(fixture.getParameterTypes()).forEach(state -> collectParams(state, all));
        }
      }
    }
  }

  private static String[] valuesOf(Field field, Param param) {
    if (field.getType().isEnum() && Arrays.equals(param.value(), new String[] {Param.BLANK_ARGS})) {
      return Stream.of(field.getType().getEnumConstants())
          .map(Object::toString)
          .toArray(String[]::new);
    }
    return param.value();
  }

  private static boolean isSmall(Map<String, String> values) {
    return values.entrySet().stream()
        .filter(value -> value.getKey().toLowerCase(Locale.ROOT).endsWith("size"))
        .allMatch(value -> Long.parseLong(value.getValue()) <= SMALL);
  }

  private static Deque<Class<?>> hierarchy(Class<?> type) {
    Deque<Class<?>> classes = new ArrayDeque<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      classes.addFirst(c);
    }
    return classes;
  }

  /**
   * Listens to the timed regions between the fixtures of an invocation. Files whose pages may be
   * dirty are not prepared.
   */
  private static final class Region implements TimedRegion.Watch {
    private final boolean told;
    private boolean prepared;
    private int begun;
    private int ended;

    Region(boolean told) {
      this.told = told;
    }

    @Override
    public void begin() {
      begun++;
    }

    @Override
    public void end() {
      ended++;
    }

    void expectNothing() {
      TimedRegion.tell(this);
      prepared = false;
      begun = 0;
      ended = 0;
    }

    /** Before and after each fixture of an invocation. */
    void fixture(boolean setup, boolean after) {
      prepared = true;
      if (setup && !after) {
        assertEquals(0, begun, "a preparation goes on after the timed region has begun");
      } else if (!setup && after && told) {
        assertEquals(1, ended, "the end of the timed region is not told first of all");
      }
    }

    void expectBegun() {
      assertEquals(prepared && told ? 1 : 0, begun, "begins of the timed region");
      assertEquals(0, ended, "ends of the timed region");
    }

    void expectEnded() {
      assertEquals(begun, ended, "ends of the timed region");
    }
  }

  /** The state objects of one trial: one of a class, set up in the order in which they are made. */
  private static final class States {
    private final Map<String, String> values;
    private final Map<Class<?>, Object> objects = new LinkedHashMap<>();

    private final Region region;
    private Consumer<Object> preparation = state -> {};

    States(Map<String, String> values, Region region) {
      this.values = values;
      this.region = region;
    }

    Object of(Class<?> type) {
      Object known = objects.get(type);
      if (known == null) {
        requireOneSetupAnIteration(type);
        known = make(type);
        objects.put(type, known);
      }
      return known;
    }

    /** Its order is an accident of names, but memory is made before it is poisoned. */
    private static void requireOneSetupAnIteration(Class<?> type) {
      List<String> setups =
          fixtures(type, Setup.class, Level.Iteration).stream()
              .map(Method::getName)
              .distinct()
              .toList();
      assertTrue(setups.size() <= 1, () -> type + " has several fixtures: " + setups);
    }

    private Object make(Class<?> type) {
      try {
        if (type == Blackhole.class) {
          return new Blackhole(
              "Today's password is swordfish. I understand instantiating Blackholes directly is"
                  + " dangerous.");
        }
        for (Class<?> c : hierarchy(type)) {
          for (Method fixture : c.getDeclaredMethods()) {
            if (fixture.isAnnotationPresent(Setup.class)) {
              Stream.of(fixture.getParameterTypes()).forEach(this::of);
            }
          }
        }
        Object state = type.getDeclaredConstructor().newInstance();
        for (Class<?> c : hierarchy(type)) {
          for (Field field : c.getDeclaredFields()) {
            inject(state, field);
          }
        }
        return state;
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(type + " cannot be a state", e);
      }
    }

    private void inject(Object state, Field field) throws IllegalAccessException {
      if (field.isAnnotationPresent(Param.class)) {
        field.setAccessible(true);
        field.set(state, convert(field.getType(), values.get(field.getName())));
      }
    }

    private static Object convert(Class<?> type, String value) {
      if (type == int.class) {
        return Integer.valueOf(value);
      }
      if (type == long.class) {
        return Long.valueOf(value);
      }
      if (type == boolean.class) {
        return Boolean.valueOf(value);
      }
      if (type.isEnum()) {
        return Stream.of(type.getEnumConstants())
            .filter(constant -> constant.toString().equals(value))
            .findFirst()
            .orElseThrow();
      }
      assertEquals(String.class, type, "the tester converts int, long, boolean, enum and String");
      return value;
    }

    void up(Level level) throws Throwable {
      for (Object state : objects.values()) {
        call(state, Setup.class, level);
      }
      if (level == Level.Iteration) {
        objects.values().forEach(preparation);
      }
    }

    void down(Level level) throws Throwable {
      List<Object> reversed = new ArrayList<>(objects.values());
      Collections.reverse(reversed);
      for (Object state : reversed) {
        call(state, TearDown.class, level);
      }
    }

    /** The fixtures of a level, in the order of JMH: that of their qualified names. */
    private static List<Method> fixtures(
        Class<?> type, Class<? extends Annotation> kind, Level level) {
      return hierarchy(type).stream()
          .flatMap(c -> Stream.of(c.getDeclaredMethods()))
          .filter(method -> method.isAnnotationPresent(kind))
          .filter(method -> levelOf(method.getAnnotation(kind)) == level)
          .sorted(
              Comparator.comparing(
                  method -> method.getDeclaringClass().getCanonicalName() + "." + method.getName()))
          .toList();
    }

    private void call(Object state, Class<? extends Annotation> kind, Level level)
        throws Throwable {
      for (Class<?> c : hierarchy(state.getClass())) {
        if (!Modifier.isStatic(c.getModifiers()) && c.isMemberClass()) {
          throw new AssertionError(c + " is an inner class: JMH cannot make it");
        }
      }
      for (Method method : fixtures(state.getClass(), kind, level)) {
        method.setAccessible(true);
        Object[] arguments =
            Stream.of(method.getParameterTypes()).map(this::of).toArray(Object[]::new);
        if (level == Level.Invocation) {
          region.fixture(kind == Setup.class, false);
          StrategyTester.call(state, method, arguments);
          region.fixture(kind == Setup.class, true);
        } else {
          StrategyTester.call(state, method, arguments);
        }
      }
    }

    private static Level levelOf(Annotation fixture) {
      return fixture instanceof Setup setup ? setup.value() : ((TearDown) fixture).value();
    }
  }
}
