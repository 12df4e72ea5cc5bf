package zerocopy.mmu.swapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
    MemoryMap map = new MemoryMap(MEMORY, HolePolicy.FIRST);
    boolean[] taken = new boolean[MEMORY];
    Map<Long, Integer> allocated = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      if (random.nextBoolean() || allocated.isEmpty()) {
        int size = 1 + random.nextInt(60);
        long expected = firstFit(taken, size);
        assertEquals(expected, map.allocate(size).orElse(-1));
        if (expected >= 0) {
          allocated.put(expected, size);
          Arrays.fill(taken, (int) expected, (int) expected + size, true);
        }
      } else {
        long address = allocated.keySet().iterator().next();
        int size = allocated.remove(address);
        map.release(address, size);
        Arrays.fill(taken, (int) address, (int) address + size, false);
      }
      assertEquals(holes(taken), map.holes());
    }
  }

  private static Map<Long, Long> holes(boolean[] taken) {
    TreeMap<Long, Long> holes = new TreeMap<>();
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i] && (i == 0 || taken[i - 1])) {
        holes.put((long) i, 0L);
      }
      if (!taken[i]) {
        holes.merge(holes.lastKey(), 1L, Long::sum);
      }
    }
    return holes;
  }

  /** A twin that owns every byte of memory by the number of a process. */
  @Property(tries = 200)
  void processesComeBackWhereTheFirstHoleFits(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] lengths = random.ints(6, 1, MEMORY + 1).toArray();
    Swapper swapper = new Swapper(MEMORY);
    for (int process = 0; process < lengths.length; process++) {
      swapper.add("p" + process, new byte[lengths[process]]);
    }
    int[] bases = new int[lengths.length];
    boolean[] taken = new boolean[MEMORY];
    List<Integer> resident = new ArrayList<>();
    long out = 0;
    for (int i = 0; i < 60; i++) {
      int process = random.nextInt(lengths.length);
      if (!resident.contains(process)) {
        while (firstFit(taken, lengths[process]) < 0) {
          int oldest = resident.remove(0);
          out++;
          Arrays.fill(taken, bases[oldest], bases[oldest] + lengths[oldest], false);
        }
        bases[process] = (int) firstFit(taken, lengths[process]);
        Arrays.fill(taken, bases[process], bases[process] + lengths[process], true);
        resident.add(process);
      }
      assertEquals(bases[process], swapper.run("p" + process).base());
      assertEquals(lengths[process], swapper.run("p" + process).limit());
      assertEquals(holes(taken), swapper.holes());
      assertEquals(out, swapper.swapsOut());
      assertEquals(out + resident.size(), swapper.swapsIn());
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
