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
 * Where a copy comes from: the same content in every kind of memory, page-aligned; new before each
 * iteration ({@link Renewal}).
 */
public abstract class Source extends CopyEnd {

  private Source() {}

  /** On the heap, as array and as buffer. */
  @State(Scope.Thread)
  public static class Heap extends Source {
    /** The array; the content starts at {@link #start}. */
    public byte[] array;

    /** Index of the first byte. */
    public int start;

    /** The same bytes as a buffer. */
    public ByteBuffer buffer;

    /** The same bytes as Agrona sees them. */
    public UnsafeBuffer agrona;

    /** Makes a block with the content, if one is due. */
    @Setup(Level.Iteration)
    public void fill(BenchmarkParams running) {
      if (Renewal.isDue(buffer, spanOf(running))) {
        HeapBlock block = HeapBlock.allocate(span);
        array = block.array();
        start = block.start();
        buffer = block.buffer();
        agrona = new UnsafeBuffer(array, start, span);
        new Payload(SEED).fill(buffer, 0);
      }
    }
  }

  /** Outside the heap. */
  @State(Scope.Thread)
  public static class Direct extends Source {
    /** The bytes. */
    public ByteBuffer buffer;

    /** The same bytes as Agrona sees them. */
    public UnsafeBuffer agrona;

    /** Makes a buffer with the content, if one is due. */
    @Setup(Level.Iteration)
    public void fill(BenchmarkParams running) {
      if (Renewal.isDue(buffer, spanOf(running))) {
        buffer = PageAligned.allocate(span);
        agrona = new UnsafeBuffer(buffer);
        new Payload(SEED).fill(buffer, 0);
      }
    }
  }

  /** A read-only mapping of a cached file, with all its pages already mapped. */
  @State(Scope.Thread)
  public static class Mapped extends Source {
    /** The bytes. */
    public ByteBuffer buffer;

    /** The same bytes as Agrona sees them. */
    public UnsafeBuffer agrona;

    private WorkFolder folder;

    /** Makes the folder. */
    @Setup(Level.Trial)
    public void prepare() {
      folder = WorkFolder.open();
    }

    /** Writes and maps a file, if one is due. */
    @Setup(Level.Iteration)
    public void map(BenchmarkParams running) throws IOException {
      if (Renewal.isDue(buffer, spanOf(running))) {
        IoUtil.unmap(buffer);
        try (FileChannel file =
            FileChannel.open(
                new Payload(SEED).writeFile(folder.file("source"), span),
                StandardOpenOption.READ)) {
          buffer = file.map(MapMode.READ_ONLY, 0, span).load().order(ByteOrder.nativeOrder());
          agrona = new UnsafeBuffer(buffer);
        }
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
