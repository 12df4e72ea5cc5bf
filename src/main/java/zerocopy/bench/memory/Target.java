package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Renewal;
import zerocopy.bench.support.WorkFolder;

/**
 * Where a copy goes: page-aligned memory of every kind, poisoned before each iteration and compared
 * with the source's content after it; new before each iteration ({@link Renewal}).
 */
public abstract class Target extends CopyEnd {

  /** The bytes, as a buffer that nobody else moves a position of. */
  public ByteBuffer buffer;

  /** The same bytes as Agrona sees them. */
  public UnsafeBuffer agrona;

  private Target() {}

  /**
   * Makes memory, if it is due, and a copy that does nothing visible: one fixture, since JMH leaves
   * the order of several open.
   */
  @Setup(Level.Iteration)
  public void poison(BenchmarkParams running) throws IOException {
    if (Renewal.isDue(buffer, spanOf(running))) {
      allocate();
    }
    Payload.poison(buffer);
  }

  /** Makes memory of {@link #span} bytes. */
  abstract void allocate() throws IOException;

  /**
   * Compares with the source.
   *
   * @throws IllegalStateException if a byte differs
   */
  @TearDown(Level.Iteration)
  public void verify() {
    new Payload(SEED).verify(buffer, 0);
  }

  /** On the heap, as array and as buffer. */
  @State(Scope.Thread)
  public static class Heap extends Target {
    /** The array; the target starts at {@link #start}. */
    public byte[] array;

    /** Index of the first byte. */
    public int start;

    @Override
    void allocate() {
      HeapBlock block = HeapBlock.allocate(span);
      array = block.array();
      start = block.start();
      buffer = block.buffer();
      agrona = new UnsafeBuffer(array, start, span);
    }
  }

  /** Outside the heap. */
  @State(Scope.Thread)
  public static class Direct extends Target {

    @Override
    void allocate() {
      buffer = PageAligned.allocate(span);
      agrona = new UnsafeBuffer(buffer);
    }
  }

  /**
   * A shared, writable mapping of a file. Its dirty pages go to the device in the background, and
   * each page costs a fault when it is written again after that: this is part of the price.
   */
  @State(Scope.Thread)
  public static class Mapped extends Target {
    private WorkFolder folder;

    /** Makes the folder. */
    @Setup(Level.Trial)
    public void prepare() {
      folder = WorkFolder.open();
    }

    @Override
    void allocate() throws IOException {
      IoUtil.unmap(buffer);
      try (FileChannel file =
          FileChannel.open(
              Payload.poisonFile(folder.file("target"), span),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        buffer = file.map(MapMode.READ_WRITE, 0, span).order(ByteOrder.nativeOrder());
        agrona = new UnsafeBuffer(buffer);
      }
    }

    /** Unmaps and deletes the file. */
    @TearDown(Level.Trial)
    public void unmap() {
      IoUtil.unmap(buffer);
      folder.close();
    }
  }
}
