package zerocopy.run.kernel;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.InfraControl;

/**
 * The threads that run a benchmark in a fork, given to JMH as its custom executor. It does two
 * things that JMH does not.
 *
 * <p>It tells a {@link Listener} when the operations of an iteration begin and when they have
 * ended. JMH's internal profilers see whole iterations, with the poisoning of the destination
 * before and the comparison after, whose system calls would be counted as the operation's. JMH 1.37
 * counts down the latch {@code warmupDone} after the set-up and {@code preTearDown} before the
 * tear-down, both on the measuring thread; latches that also call the listener take their place.
 * Where JMH synchronises no iterations ({@code -si false}, single shots) there is no such moment,
 * and whole iterations are seen.
 *
 * <p>And it ends the fork when the JVM that started it has died: that JVM holds the other end of
 * the fork's standard input, which a waiting thread then finds closed. Waiting costs nothing
 * meanwhile.
 */
public final class ObservedExecutor extends ThreadPoolExecutor {

  private static final String PROPERTY = "jmh.executor.class";
  private static final String NAME = ObservedExecutor.class.getCanonicalName();

  /** JVM arguments that make JMH use this class. */
  public static final List<String> FLAGS =
      List.of("-Djmh.executor=CUSTOM", "-D" + PROPERTY + "=" + NAME);

  /** End of the names of the threads that measure. */
  public static final String WORKER = "-jmh-worker";

  private static final int HOST_DIED = 3;
  private static final long LAST_RESORT_SECONDS = 5;

  private static volatile Listener listener;

  /** Hears of the operations of an iteration; both methods are called on a measuring thread. */
  public interface Listener {
    /** The set-up is done, the first operation comes next. */
    void opened();

    /** The last operation is done, the tear-down comes next. */
    void closed();
  }

  /**
   * Called by JMH.
   *
   * @param threads how many threads run the benchmark
   * @param prefix begin of their names
   */
  public ObservedExecutor(int threads, String prefix) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        runnable -> {
          Thread thread = Executors.defaultThreadFactory().newThread(runnable);
          thread.setName(prefix + WORKER);
          thread.setDaemon(true);
          return thread;
        });
    if (isFork()) {
      dieWithHost();
    }
  }

  public static void listen(Listener toWhom) {
    listener = toWhom;
  }

  /** Whether a listener will hear of each iteration of a benchmark that runs in this JVM. */
  static boolean observes(BenchmarkParams benchmark) {
    return NAME.equals(System.getProperty(PROPERTY))
        && benchmark.shouldSynchIterations()
        && benchmark.getMode() != Mode.SingleShotTime;
  }

  private static boolean isFork() {
    return System.getProperty("sun.java.command", "").startsWith("org.openjdk.jmh.runner.Forked");
  }

  /**
   * A thread that waits in the kernel would hold up the end of the JVM by 0.3 s
   * (VM_Exit::wait_for_threads_in_native_to_block): so it reads by a channel, which an interrupt
   * ends.
   */
  private static void dieWithHost() {
    Thread watch = new Thread(ObservedExecutor::awaitEndOfInput, "host-watch");
    watch.setDaemon(true);
    watch.start();
    Runtime.getRuntime().addShutdownHook(new Thread(watch::interrupt, "host-watch-end"));
  }

  private static void awaitEndOfInput() {
    ByteBuffer ignored = ByteBuffer.allocate(64);
    try (FileChannel in = new FileInputStream(FileDescriptor.in).getChannel()) {
      while (in.read(ignored.clear()) >= 0) {
        Thread.onSpinWait();
      }
    } catch (ClosedByInterruptException exiting) {
      return;
    } catch (IOException broken) {
      // As good as closed: the host is gone.
    }
    Thread lastResort =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(LAST_RESORT_SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(HOST_DIED);
            });
    lastResort.setDaemon(true);
    lastResort.start();
    // Exit, not halt: shutdown hooks delete the fork's files.
    System.exit(HOST_DIED);
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
    Listener current = listener;
    if (current != null) {
      hook(task, current);
    }
    return super.newTaskFor(task);
  }

  private static void hook(Callable<?> task, Listener current) {
    try {
      Field field = task.getClass().getDeclaredField("control");
      field.setAccessible(true);
      InfraControl control = (InfraControl) field.get(task);
      if (!(control.warmupDone instanceof Latch)) {
        replace(control, "warmupDone", new Latch(control.warmupDone, current::opened));
        replace(control, "preTearDown", new Latch(control.preTearDown, current::closed));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JMH has other latches than 1.37", e);
    }
  }

  private static void replace(InfraControl control, String name, CountDownLatch latch)
      throws ReflectiveOperationException {
    Field field = InfraControl.class.getField(name);
    field.setAccessible(true);
    field.set(control, latch);
  }

  /** Calls an action before it is counted down for the first time. */
  private static final class Latch extends CountDownLatch {
    private final Runnable action;
    private boolean called;

    Latch(CountDownLatch replaced, Runnable action) {
      super((int) replaced.getCount());
      this.action = action;
    }

    /** Counts down whatever the action does: JMH waits for it. */
    @Override
    public void countDown() {
      try {
        callOnce();
      } finally {
        super.countDown();
      }
    }

    private synchronized void callOnce() {
      if (!called) {
        called = true;
        action.run();
      }
    }
  }
}
