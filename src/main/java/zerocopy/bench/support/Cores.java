package zerocopy.bench.support;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which cores the two threads of a benchmark run on: {@code two}, one each; {@code one} for both;
 * or {@code any}, as the scheduler likes.
 *
 * <p>Left alone, the scheduler puts the threads now on one core, now on two, and each lasts for a
 * while: a mode of its own, several times as fast or as slow as the other. So the default of every
 * benchmark with two threads is {@code two}. A thread that a pinned thread starts inherits its
 * core: start helpers first.
 *
 * <p>Linux only ({@code sched_setaffinity(2)}, by JNA, in microseconds: outside of timed regions).
 *
 * <p>Masks hold {@link #MOST} cores.
 */
public enum Cores {
  /** The first thread on the first core of the pair, the second on the second. */
  TWO,
  /** Both on the first core of the pair. */
  ONE,
  /** Wherever the scheduler puts them. */
  ANY;

  /**
   * System property with the pair, {@code 0,1}: the run chooses it once for all of its forks.
   * Without it the first two cores that this process may use are the pair.
   */
  public static final String PROPERTY = "zerocopy.cores";

  /** Cores in a mask of the kernel, a power of two no machine of today has more of. */
  private static final int MOST = 8192;

  /** The calling thread's number, for the system. */
  private static final int SELF = 0;

  /** The C library's functions. */
  private interface C extends Library {
    int sched_getaffinity(int thread, long bytes, byte[] mask) throws LastErrorException;

    int sched_setaffinity(int thread, long bytes, byte[] mask) throws LastErrorException;
  }

  private static final class Loaded {
    static final C C = Native.load("c", C.class);
  }

  /**
   * The value of a parameter.
   *
   * @param name {@code two}, {@code one} or {@code any}
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Cores of(String name) {
    return Choice.of(Cores.class, "cores", name);
  }

  /**
   * Puts the calling thread where it belongs.
   *
   * @param side 0 for the first thread of the benchmark, 1 for the second
   * @return lets the calling thread run again where it could before
   * @throws Unsupported if this process has only one core where two are asked for, or the system
   *     refuses
   */
  public Runnable pin(int side) {
    return this == ANY ? () -> {} : pinTo(pair().get(this == TWO ? side : 0));
  }

  /**
   * Puts another thread where it belongs.
   *
   * @param side 0 for the first thread of the benchmark, 1 for the second
   * @param thread its number in the system, of this process or another one of this user
   * @throws Unsupported as {@link #pin(int)}
   */
  public void pin(int side, int thread) {
    if (this != ANY) {
      allow(thread, List.of(pair().get(this == TWO ? side : 0)));
    }
  }

  /**
   * Puts the calling thread onto one core.
   *
   * @return lets the calling thread run again where it could before
   * @throws Unsupported if the system refuses
   */
  public static Runnable pinTo(int core) {
    List<Integer> before = allowed();
    allow(SELF, List.of(core));
    return () -> allow(SELF, before);
  }

  /**
   * The cores of the pair.
   *
   * @return two numbers of cores; the same one twice where the process has only one
   * @throws Unsupported if the system does not tell
   */
  private List<Integer> pair() {
    List<Integer> pair = new ArrayList<>();
    for (String core : System.getProperty(PROPERTY, "").split(",")) {
      if (core.matches("\\d{1,4}")) {
        pair.add(Integer.parseInt(core));
      }
    }
    if (pair.size() != 2) {
      pair = allowed();
    }
    if (this == TWO && pair.size() < 2) {
      throw new Unsupported("needs two cores, but this process may use one only: give cores=one");
    }
    return pair;
  }

  /**
   * The cores on which the calling thread may run.
   *
   * @return numbers of cores, rising
   * @throws Unsupported if the system does not tell
   */
  public static List<Integer> allowed() {
    byte[] mask = new byte[MOST / Byte.SIZE];
    try {
      c().sched_getaffinity(SELF, mask.length, mask);
    } catch (LastErrorException e) {
      throw new Unsupported("the system does not tell the cores of a thread: give cores=any");
    }
    return BitSet.valueOf(mask).stream().boxed().toList();
  }

  private static void allow(int thread, List<Integer> cores) {
    BitSet mask = new BitSet(MOST);
    cores.forEach(mask::set);
    byte[] bytes = mask.toByteArray();
    // The kernel takes whole words.
    byte[] padded = new byte[(bytes.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES];
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    try {
      c().sched_setaffinity(thread, padded.length, padded);
    } catch (LastErrorException e) {
      throw new Unsupported(
          "the system refuses to put a thread onto core %s (errno %d): give cores=any"
              .formatted(cores, e.getErrorCode()));
    }
  }

  private static C c() {
    if (!LinuxMemory.available()) {
      throw new Unsupported("choosing a thread's core needs Linux: give cores=any");
    }
    return Loaded.C;
  }
}
