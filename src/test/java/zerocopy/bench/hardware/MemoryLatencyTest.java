package zerocopy.bench.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Fork;
import zerocopy.bench.OtherJvm;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Unsupported;

/**
 * The lines of a chase lie where the name of its strategy says, in pages of the kind that it says.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells which pages back memory")
class MemoryLatencyTest {

  private static final int LINES = 1000;
  private static final int LINE = 64;

  /** Base and huge pages need forks of their own; each is started with its own flags. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Huge"})
  void chasesLieAsTheirNamesSay(String pages) throws Exception {
    assumeTrue(pages.isEmpty() || LinuxMemory.hugePagesAllowed(), "huge pages are off");
    String[] strategies = {"dense" + pages, "linePerPage" + pages};
    OtherJvm.run(Driver.class, flagsOf(strategies[0]), strategies);
    assertEquals(flagsOf(strategies[0]), flagsOf(strategies[1]));
  }

  @Test
  void memoryInTheWrongPagesIsRefused() {
    assumeTrue(LinuxMemory.hugePagesAllowed(), "huge pages are off");
    for (boolean huge : new boolean[] {true, false}) {
      long size = 2L * LinuxMemory.HUGE_PAGE;
      long address = LinuxMemory.map(size, huge);
      for (long page = address; page < address + size; page += UnsafeApi.pageSize()) {
        UnsafeApi.putByte(page, (byte) 1);
      }
      ChaseMemory.requireBacking(address, size, huge);
      assertThrows(
          Unsupported.class, () -> ChaseMemory.requireBacking(address, size, !huge), "" + huge);
      LinuxMemory.unmap(address, size);
    }
  }

  private static List<String> flagsOf(String strategy) {
    Fork fork = method(strategy).getAnnotation(Fork.class);
    return List.of(
        (fork == null ? MemoryLatency.class.getAnnotation(Fork.class) : fork).jvmArgsAppend());
  }

  private static Method method(String strategy) {
    return Stream.of(MemoryLatency.class.getMethods())
        .filter(method -> method.getName().equals(strategy))
        .findFirst()
        .orElseThrow();
  }

  /** Builds the chases of the strategies that it is given. */
  static final class Driver {

    private Driver() {}

    /** Looks at each. */
    public static void main(String[] strategies) throws Exception {
      for (String strategy : strategies) {
        MemoryLatency.Lap lap =
            (MemoryLatency.Lap)
                method(strategy).getParameterTypes()[0].getDeclaredConstructor().newInstance();
        Field lines = lap.getClass().getField("lines");
        lines.set(lap, LINES);
        lap.build();
        check(strategy, (ChaseMemory) valueOf(lap, "arena"), (Chase) valueOf(lap, "chase"));
      }
    }

    private static void check(String strategy, ChaseMemory memory, Chase chase) throws Exception {
      TreeSet<Long> visited = new TreeSet<>();
      int at = chase.start();
      for (int step = 0; step < LINES; step++) {
        visited.add(memory.address() + (long) at * Integer.BYTES);
        at = memory.memory()[at];
      }
      long page = UnsafeApi.pageSize();
      if (strategy.startsWith("dense")) {
        assertEquals((LINES - 1L) * LINE, visited.last() - visited.first(), strategy);
      } else {
        assertEquals(LINES, visited.stream().map(address -> address / page).distinct().count());
      }
      Backing backing = Backing.of(visited.first(), visited.last() - visited.first());
      assertTrue(strategy.endsWith("Huge") ? backing.huge() : backing.base(), strategy + backing);
    }

    private static Object valueOf(MemoryLatency.Lap lap, String name) throws Exception {
      Field field = MemoryLatency.Lap.class.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(lap);
    }
  }
}
