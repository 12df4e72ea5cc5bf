package zerocopy.bench.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A thread that does the other half of a benchmark's work: the receiver, the one that answers. The
 * kernel profiler tells its CPU time apart by its name.
 */
public final class PeerThread {

  /** Begin of the names of such threads. */
  public static final String PREFIX = "peer-";

  private PeerThread() {}

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
