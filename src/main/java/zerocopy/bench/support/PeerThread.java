package zerocopy.bench.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * A thread that does the other half of a benchmark's work: the receiver, the one that answers. The
 * kernel profiler tells its CPU time apart by its name; where the thread belongs to another
 * process, it asks for the time.
 */
public final class PeerThread {

  /** Begin of the names of such threads. */
  public static final String PREFIX = "peer-";

  private static volatile LongSupplier elsewhere;

  private PeerThread() {}

  /**
   * Says who tells the CPU time of a thread in another process.
   *
   * @param cpuNanos nanoseconds since it began; asked between operations; null for nobody
   */
  public static void elsewhere(LongSupplier cpuNanos) {
    elsewhere = cpuNanos;
  }

  /**
   * CPU time of the thread in another process.
   *
   * @return nanoseconds since it began; −1 where there is none
   */
  public static long cpuNanosElsewhere() {
    LongSupplier told = elsewhere;
    return told == null ? -1 : told.getAsLong();
  }

  /**
   * Starts a daemon thread, and returns when it is on its core.
   *
   * @param name what it does, in a word
   * @param where its core: that of the second thread
   * @throws Unsupported if the system refuses the core; the work is then not begun
   */
  public static Thread start(String name, Cores where, Runnable work) {
    CompletableFuture<Void> placed = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                where.pin(1);
              } catch (RuntimeException refused) {
                placed.completeExceptionally(refused);
                return;
              }
              placed.complete(null);
              work.run();
            },
            PREFIX + name);
    thread.setDaemon(true);
    thread.start();
    try {
      placed.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException refused ? refused : e;
    }
    return thread;
  }
}
