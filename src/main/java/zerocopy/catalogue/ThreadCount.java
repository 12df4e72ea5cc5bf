package zerocopy.catalogue;

import java.util.Map;

/** A number of threads as a parameter has it, which may follow from the machine. */
public final class ThreadCount {

  private static final int MANY = 4;
  private static final Map<String, Integer> TIMES_CORES = Map.of("cores", 1, MANY + "xcores", MANY);

  private ThreadCount() {}

  /** Whether a value follows from the machine: {@code cores} or {@code 4xcores}. */
  public static boolean followsFromCores(String threads) {
    return TIMES_CORES.containsKey(threads);
  }

  /**
   * The number.
   *
   * @param threads {@code cores}, {@code 4xcores} or a number from 1 to 9999
   * @param cores of the machine, 1 or more
   * @throws IllegalArgumentException if it is something else
   */
  public static int of(String threads, int cores) {
    if (followsFromCores(threads)) {
      return TIMES_CORES.get(threads) * cores;
    }
    if (!threads.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(
          "threads=%s is no number of threads: give cores, %dxcores, or a number from 1 to 9999"
              .formatted(threads, MANY));
    }
    return Integer.parseInt(threads);
  }
}
