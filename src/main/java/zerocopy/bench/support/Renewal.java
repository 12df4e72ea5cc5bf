package zerocopy.bench.support;

/**
 * When a benchmark's memory or file is made anew: before every iteration, up to {@link #MOST}
 * bytes.
 *
 * <p>Which physical pages a buffer or a cached file gets decides on conflicts in the caches. One
 * that is made once leaves the whole fork with what it happened to get: forks then differ by more
 * than their iterations tell. With new pages for each iteration a fork's value stands for several
 * layouts.
 *
 * <p>New memory and files have to be made before the old ones are let go, or malloc and the kernel
 * give the same pages again. Old direct buffers are left to the collector: released at once, malloc
 * would give out the same two to four blocks in turns. Where they reach the limit of direct memory
 * ({@code -XX:MaxDirectMemorySize}, without it that of the heap), the next allocation runs the
 * collector.
 */
public final class Renewal {

  /**
   * The largest memory that is renewed, in bytes. Anything larger exceeds the near caches, where
   * the layout matters most, and its pages would cost a fork seconds of set-up on hosts where page
   * faults are slow.
   */
  public static final int MOST = 4 << 20;

  private Renewal() {}

  /**
   * Whether the set-up of an iteration has to make memory.
   *
   * @param standing of the iteration before; {@code null} before the first
   * @param size bytes
   */
  public static boolean isDue(Object standing, long size) {
    return standing == null || size <= MOST;
  }
}
