package zerocopy.mmu.swapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import zerocopy.mmu.LimitViolation;

/** Processes keep their memory wherever they are, and holes are what no process occupies. */
class SwapperPropertyTest {
  private static final int MEMORY = 200;

  @Property(tries = 100)
  void processesKeepTheirMemory(@ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Swapper swapper = new Swapper(MEMORY);
    byte[][] twin = new byte[8][];
    for (int process = 0; process < twin.length; process++) {
      twin[process] = new byte[1 + random.nextInt(MEMORY / 2)];
      random.nextBytes(twin[process]);
      swapper.add("p" + process, twin[process]);
    }
    for (int i = 0; i < 300; i++) {
      int process = random.nextInt(twin.length);
      int address = random.nextInt(twin[process].length);
      assertEquals(twin[process][address], swapper.load("p" + process, address));
      twin[process][address] = (byte) i;
      swapper.store("p" + process, address, (byte) i);
    }
  }

  @Property(tries = 100)
  void holesAreWhatIsNotAllocated(@ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MemoryMap map = new MemoryMap(MEMORY);
    boolean[] taken = new boolean[MEMORY];
    Map<Long, Integer> allocated = new java.util.HashMap<>();
    for (int i = 0; i < 200; i++) {
      if (random.nextBoolean() || allocated.isEmpty()) {
        int size = 1 + random.nextInt(60);
        long expected = firstFit(taken, size);
        assertEquals(expected, map.allocate(size).orElse(-1));
        if (expected >= 0) {
          allocated.put(expected, size);
          java.util.Arrays.fill(taken, (int) expected, (int) expected + size, true);
        }
      } else {
        long address = allocated.keySet().iterator().next();
        int size = allocated.remove(address);
        map.release(address, size);
        java.util.Arrays.fill(taken, (int) address, (int) address + size, false);
      }
    }
  }

  private static long firstFit(boolean[] taken, int size) {
    int free = 0;
    for (int i = 0; i < taken.length; i++) {
      free = taken[i] ? 0 : free + 1;
      if (free == size) {
        return i - size + 1;
      }
    }
    return -1;
  }

  @Test
  void comesBackElsewhere() {
    Swapper swapper = new Swapper(100);
    swapper.add("a", new byte[40]);
    swapper.add("b", new byte[50]);
    swapper.add("c", new byte[35]);
    assertEquals(0, swapper.run("a").base());
    assertEquals(40, swapper.run("b").base());
    assertEquals(0, swapper.run("c").base(), "a leaves, c takes its place");
    assertEquals(Map.of(35L, 5L, 90L, 10L), swapper.holes());
    assertEquals(35, swapper.run("a").base(), "b leaves, a comes back elsewhere");
    assertEquals(2, swapper.swapsOut());
    assertEquals(4, swapper.swapsIn());
    assertThrows(LimitViolation.class, () -> swapper.load("a", 40));
  }
}
