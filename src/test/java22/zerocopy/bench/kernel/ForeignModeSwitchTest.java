package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.bench.StrategyCode;
import zerocopy.bench.StrategyTester;

class ForeignModeSwitchTest {

  private static final int DEPTH = 12;

  @TestFactory
  Stream<DynamicNode> everyStrategyAsksTheKernel() {
    return StrategyTester.of(ForeignModeSwitch.class).tests();
  }

  /**
   * A critical handle enters C by another stub than a plain one: handles of one type and kind share
   * theirs.
   */
  @ParameterizedTest
  @CsvSource({"ABS, false", "ABS_CRITICAL, true", "GETPPID, false", "GETPPID_CRITICAL, true"})
  void onlyCriticalHandlesLeaveOutTheTransition(String name, boolean critical) throws Exception {
    Field field = ForeignModeSwitch.class.getDeclaredField(name);
    field.setAccessible(true);
    FunctionDescriptor type =
        name.startsWith("ABS")
            ? FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
            : FunctionDescriptor.of(ValueLayout.JAVA_INT);
    assertEquals(stubOf(handle(type, critical)), stubOf((MethodHandle) field.get(null)));
  }

  @ParameterizedTest
  @CsvSource({
    "plainDowncall, ABS",
    "plainDowncallCritical, ABS_CRITICAL",
    "parentId, GETPPID",
    "parentIdCritical, GETPPID_CRITICAL",
    "read, READ",
    "write, WRITE"
  })
  void callsTheFunctionThatItIsNamedFor(String strategy, String handle) {
    Set<String> used =
        StrategyCode.all().stream()
            .filter(code -> code.name().equals("ForeignModeSwitch." + strategy))
            .flatMap(code -> code.constants(ForeignModeSwitch.class).stream())
            .collect(Collectors.toSet());
    assertEquals(Set.of(handle), used);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(FunctionDescriptor type, boolean critical) {
    MemorySegment any = Linker.nativeLinker().defaultLookup().find("abs").orElseThrow();
    return critical
        ? Linker.nativeLinker().downcallHandle(any, type, Linker.Option.critical(false))
        : Linker.nativeLinker().downcallHandle(any, type);
  }

  /** Where a handle enters C: the JDK tells nobody, so its objects are searched for the address. */
  private static long stubOf(Object handle) {
    return search(handle, DEPTH).findFirst().orElseThrow();
  }

  private static Stream<Long> search(Object object, int depth) {
    if (depth == 0 || object == null || !isPartOfAHandle(object)) {
      return Stream.empty();
    }
    if (object instanceof Class<?> hidden) {
      long data = UnsafeApi.objectFieldOffset(Class.class, "classData");
      return search(UnsafeApi.getReference(hidden, data), depth - 1);
    }
    return Stream.<Class<?>>iterate(object.getClass(), Objects::nonNull, Class::getSuperclass)
        .flatMap(c -> Stream.of(c.getDeclaredFields()))
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .flatMap(field -> search(object, field, depth));
  }

  private static Stream<Long> search(Object object, Field field, int depth) {
    if (field.getName().equals("downcallStubAddress")) {
      return Stream.of(UnsafeApi.getLong(object, UnsafeApi.objectFieldOffset(field)));
    }
    return field.getType().isPrimitive()
        ? Stream.empty()
        : search(UnsafeApi.getReference(object, UnsafeApi.objectFieldOffset(field)), depth - 1);
  }

  private static boolean isPartOfAHandle(Object object) {
    return object instanceof MethodHandle
        || object instanceof Class<?> c && c.isHidden()
        || object.getClass().getName().matches(".*(MemberName|NativeEntryPoint)");
  }
}
