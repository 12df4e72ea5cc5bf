package zerocopy.bench.random;

/** A number of threads, which may hang on the machine. */
final class ThreadCount {

  private static final int MANY = 4;

  private ThreadCount() {}

  /**
   * The number.
   *
   * @param threads {@code cores}, {@code 4xcores} or a number, 1 or more
   * @throws IllegalArgumentException if it is something else
   */
  static int of(String threads) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (threads.equals("cores")) {
      return cores;
    }
    if (threads.equals(MANY + "xcores")) {
      return MANY * cores;
    }
    if (!threads.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(
          "threads=%s is no number of threads: give cores, %dxcores, or a number from 1 to 9999"
              .formatted(threads, MANY));
    }
    return Integer.parseInt(threads);
  }
}
