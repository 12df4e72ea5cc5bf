package zerocopy.bench;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * The code of a strategy, as javac compiled it: its method and all of the benchmarks' own code that
 * it leads to, up to the doors of other libraries.
 */
public final class StrategyCode {

  private static final JavaClasses BENCHMARKS =
      ArchConfiguration.withThreadLocalScope(StrategyCode::readClasses);

  /** The interface to memory that the constructor of a state chooses. */
  private static final String ACCESSOR = "zerocopy.bench.memory.Accessor";

  private final JavaMethod method;
  private final Set<JavaCodeUnit> reached = new LinkedHashSet<>();

  private StrategyCode(JavaMethod method) {
    this.method = method;
    reach(method);
    method.getRawParameterTypes().stream()
        .flatMap(state -> state.getClassHierarchy().stream())
        .flatMap(state -> state.getConstructors().stream())
        .flatMap(made -> made.getConstructorCallsFromSelf().stream())
        .map(JavaAccess::getTargetOwner)
        .filter(made -> made.isAssignableTo(ACCESSOR))
        .flatMap(accessor -> accessor.getAllMethods().stream())
        .filter(called -> isOurs(called.getOwner()))
        .forEach(this::reach);
  }

  /** The classes of other libraries are known by name only, which is much faster. */
  private static JavaClasses readClasses(ArchConfiguration configuration) {
    configuration.setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(location -> !location.contains("jmh_generated"))
        .importPackages("zerocopy.bench");
  }

  /** All strategies of all questions. */
  public static List<StrategyCode> all() {
    return BENCHMARKS.stream()
        .flatMap(c -> c.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(Benchmark.class))
        .map(StrategyCode::new)
        .toList();
  }

  /**
   * The code of one strategy.
   *
   * @param strategy a benchmark method
   */
  public static StrategyCode of(java.lang.reflect.Method strategy) {
    return new StrategyCode(
        BENCHMARKS
            .get(strategy.getDeclaringClass())
            .getMethod(strategy.getName(), strategy.getParameterTypes()));
  }

  /** Question and strategy, {@code FileCopy.transferTo}. */
  public String name() {
    return method.getOwner().getSimpleName() + "." + method.getName();
  }

  /** The strategy's own method. */
  public JavaMethod method() {
    return method;
  }

  /**
   * The methods that it calls outside of the benchmarks, as {@code
   * java.nio.channels.FileChannel.transferTo}.
   */
  public Set<String> calls() {
    return accesses()
        .filter(access -> !(access instanceof JavaFieldAccess))
        .filter(access -> !isOurs(access.getTargetOwner()))
        .map(access -> access.getTargetOwner().getName() + "." + access.getName())
        .collect(Collectors.toSet());
  }

  /**
   * The constants of an enum that it, or the constructor of a state that it asks for, names.
   *
   * @param type an enum
   */
  public Set<String> constants(Class<?> type) {
    List<JavaCodeUnit> all = new ArrayList<>(reached);
    method.getRawParameterTypes().forEach(state -> all.addAll(state.getConstructors()));
    return all.stream()
        .flatMap(code -> code.getFieldAccesses().stream())
        .filter(access -> access.getTargetOwner().isEquivalentTo(type))
        .map(JavaAccess::getName)
        .collect(Collectors.toSet());
  }

  /**
   * The methods of its question that the constructors of its states refer to.
   *
   * @return names
   */
  public Set<String> waysOfItsStates() {
    return method.getRawParameterTypes().stream()
        .flatMap(state -> state.getConstructors().stream())
        .flatMap((JavaConstructor made) -> made.getMethodReferencesFromSelf().stream())
        .filter(reference -> reference.getTargetOwner().equals(method.getOwner()))
        .map(JavaAccess::getName)
        .collect(Collectors.toSet());
  }

  /** The methods of its own question that it calls. */
  public Set<String> ways() {
    return method.getMethodCallsFromSelf().stream()
        .filter(call -> call.getTargetOwner().equals(method.getOwner()))
        .map(JavaAccess::getName)
        .collect(Collectors.toSet());
  }

  /**
   * Whether it reads or writes a field.
   *
   * @param field of a state
   */
  boolean touches(Field field) {
    return reached.stream()
        .flatMap(code -> code.getFieldAccesses().stream())
        .anyMatch(
            access ->
                access.getName().equals(field.getName())
                    && access.getTargetOwner().isAssignableTo(field.getDeclaringClass()));
  }

  private Stream<JavaAccess<?>> accesses() {
    return reached.stream().flatMap(code -> code.getAccessesFromSelf().stream());
  }

  private void reach(JavaCodeUnit code) {
    if (reached.add(code)) {
      code.getMethodCallsFromSelf().stream()
          .flatMap(call -> call.getTarget().resolveMember().stream())
          .filter(called -> isOurs(called.getOwner()))
          .forEach(this::reach);
    }
  }

  private static boolean isOurs(JavaClass c) {
    return c.getPackageName().startsWith("zerocopy.bench.");
  }

  @Override
  public String toString() {
    return name();
  }
}
