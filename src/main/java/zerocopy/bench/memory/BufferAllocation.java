package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does getting and releasing a buffer cost?
 *
 * <p>One operation gets a buffer of {@code size} bytes and gives it back. Java zeroes heap, direct
 * and arena memory, and so touches every page of it at once: {@code touch=pages} adds little there.
 * A mapping is free until it is touched: {@code touch=none}, which reads and writes nothing, is the
 * price of two system calls and no memory, {@code touch=pages} adds the faults. What is returned is
 * the buffer, released already where it can be: nobody looks into it.
 *
 * <p>Pitfalls. A direct buffer that is left to the collector costs nothing here and everything
 * later: its memory, and a full collection once the limit is reached; here each one is released at
 * once, and a test counts that none is left. Heap memory is given back by the collector: the score
 * includes its young collections at this rate of garbage, but no survivor is ever copied, which
 * flatters it. A slice does not own its memory: an aligned buffer is released through the one that
 * it was cut from.
 */
@Question(
    held = "size",
    asks = "What does it cost to get and release a buffer?",
    order = 80,
    figures = @Figure(id = "allocation", title = "Getting and releasing a buffer"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BufferAllocation {

  /**
   * A mapping's use, and the cached file that is mapped. It extends {@link Allocated}: were it
   * handed one, JMH would make two.
   */
  @State(Scope.Thread)
  public static class Cached extends Allocated {
    FileChannel file;
    private WorkFolder folder;

    /** Writes the file. */
    @Setup(Level.Trial)
    public void write() throws IOException {
      folder = WorkFolder.open();
      file =
          FileChannel.open(
              new Payload(1).writeFile(folder.file("mapped"), size),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    }

    /** Deletes the file. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
      file.close();
      folder.close();
    }
  }

  /** {@link ByteBuffer#allocate}, left to the collector. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.allocate: memory of the heap, left to the collector.",
      label = "heap buffer",
      colour = Colour.ORANGE,
      faults = "0..")
  public ByteBuffer heap(Allocated a) {
    return a.use(ByteBuffer.allocate(a.size));
  }

  /** {@link ByteBuffer#allocateDirect}, released at once. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.allocateDirect, released at once.",
      label = "direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      faults = "0..")
  public ByteBuffer direct(Allocated a) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(a.size);
    a.use(buffer);
    BufferUtil.free(buffer);
    return buffer;
  }

  @Benchmark
  @Strategy(
      says = "A page-aligned slice of a larger direct buffer, released at once.",
      label = "aligned direct buffer",
      colour = Colour.BLUE,
      marker = Marker.SQUARE,
      faults = "0..")
  public ByteBuffer alignedDirect(Allocated a) {
    ByteBuffer whole = ByteBuffer.allocateDirect(a.size + 2 * PageAligned.PAGE);
    ByteBuffer buffer = whole.alignedSlice(PageAligned.PAGE).slice(0, a.size);
    a.use(buffer);
    BufferUtil.free(whole);
    return buffer;
  }

  @Benchmark
  @Strategy(
      says = "Agrona's page-aligned direct buffer, released at once.",
      label = "aligned buffer by Agrona",
      faults = "0..")
  public ByteBuffer agronaAligned(Allocated a) {
    ByteBuffer buffer = BufferUtil.allocateDirectAligned(a.size, PageAligned.PAGE);
    a.use(buffer);
    Release.ownerOf(buffer);
    return buffer;
  }

  @Benchmark
  @Strategy(
      says = "Maps a cached file for reading and writing, and unmaps it at once.",
      label = "mapped file",
      faults = "0..")
  public ByteBuffer mappedFile(Cached a) throws IOException {
    MappedByteBuffer buffer = a.file.map(MapMode.READ_WRITE, 0, a.size);
    a.use(buffer);
    IoUtil.unmap(buffer);
    return buffer;
  }
}
