package zerocopy.bench.support;

/**
 * A thread that does the other half of a benchmark's work: the receiver, the one that answers. The
 * kernel profiler tells its CPU time apart by its name.
 */
public final class PeerThread {

  /** Begin of the names of such threads. */
  public static final String PREFIX = "peer-";

  private PeerThread() {}

  /**
   * Starts a daemon thread.
   *
   * @param name what it does, in a word
   * @param work its work
   * @return the running thread
   */
  public static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, PREFIX + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
