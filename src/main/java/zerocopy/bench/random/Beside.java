package zerocopy.bench.random;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.util.SampleBuffer;
import zerocopy.bench.support.MappedParts;
import zerocopy.bench.support.PageAligned;
import zerocopy.catalogue.ThreadCount;

/**
 * A thread that measures beside others. It takes the time from the end of an operation to the end
 * of the next ({@link Tail}). The others work from the set-up of an iteration, which ends when each
 * of them has been at work once, to its end. An invocation makes {@link #LOADS} loads.
 */
@State(Scope.Thread)
public abstract class Beside {

  /** Loads in an invocation. */
  static final int LOADS = 16_384;

  private final int[] pages = new int[LOADS];
  private SampleBuffer samples;
  private long since;
  private FileChannel channel;
  private MappedByteBuffer standing;
  private Tail tail;

  /** For subclasses. */
  protected Beside() {}

  /** Maps the file, or its first part where it has several. */
  @Setup(Level.Trial)
  public void open(BlockFile file, Tail times) throws IOException {
    tail = times;
    channel = FileChannel.open(file.path);
    standing = MappedParts.map(channel, MapMode.READ_ONLY, 0, file.bytes()).load();
    standing.order(ByteOrder.LITTLE_ENDIAN);
    Order.UNIFORM.fill(pages, standing.capacity() / PageAligned.PAGE);
    opened();
  }

  /** What a subclass adds. */
  void opened() throws IOException {}

  /** What a subclass takes back. */
  void closing() {}

  /** The file. */
  final FileChannel channel() {
    return channel;
  }

  /** Has the others begin. */
  @Setup(Level.Iteration)
  public void begin() {
    samples = new SampleBuffer();
    start();
    since = 0;
  }

  abstract void start();

  abstract void stop();

  /** Loads eight bytes of each of some pages. */
  final void load() {
    since = System.nanoTime();
    for (int page : pages) {
      long at = (long) page * PageAligned.PAGE;
      took(standing.getLong((int) at) == BlockFile.PAYLOAD.word(at >>> 3));
    }
  }

  /**
   * Takes the time of an operation.
   *
   * @param right whether its result is right
   */
  final void took(boolean right) {
    if (!right) {
      throw new IllegalStateException("a result is wrong: the strategy did not do its work");
    }
    long now = System.nanoTime();
    if (since > 0) {
      samples.add(now - since);
    }
    since = now;
  }

  /** Ends the others' work. */
  @TearDown(Level.Iteration)
  public void end() {
    stop();
    if (samples.count() == 0) {
      throw new IllegalStateException("nothing was measured: the strategy did not do its work");
    }
    tail.of(List.of(samples));
  }

  /** Closes all. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    closing();
    MappedParts.unmap(standing);
    channel.close();
  }

  /** Nobody beside. */
  @State(Scope.Thread)
  public static class Nobody extends Beside {
    @Override
    void start() {}

    @Override
    void stop() {}
  }

  /** Threads beside. */
  @State(Scope.Thread)
  public abstract static class Others extends Beside {

    /** How many; {@code cores} as many as this process has, {@code 4xcores} four times. */
    @Param({"1", "cores", "4xcores"})
    String threads;

    private final List<Future<?>> work = new ArrayList<>();
    private ExecutorService pool;
    private volatile boolean stopped;

    final int count() {
      return ThreadCount.of(threads, Runtime.getRuntime().availableProcessors());
    }

    /**
     * What a thread does again and again.
     *
     * @param thread its number, from 0
     */
    abstract void disturb(int thread) throws IOException;

    @Override
    void start() {
      stopped = false;
      CountDownLatch atWork = new CountDownLatch(count());
      pool = Executors.newCachedThreadPool(Readers::daemon);
      for (int i = 0; i < count(); i++) {
        int thread = i;
        work.add(pool.submit(() -> disturbUntilStopped(thread, atWork)));
      }
      try {
        atWork.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    private Void disturbUntilStopped(int thread, CountDownLatch atWork) throws IOException {
      try {
        disturb(thread);
      } finally {
        atWork.countDown();
      }
      while (!stopped) {
        disturb(thread);
      }
      return null;
    }

    @Override
    void stop() {
      stopped = true;
      pool.shutdown();
      for (Future<?> thread : work) {
        try {
          thread.get();
        } catch (ExecutionException | InterruptedException e) {
          throw new IllegalStateException("a thread beside failed: " + e.getMessage(), e);
        }
      }
      work.clear();
    }
  }
}
