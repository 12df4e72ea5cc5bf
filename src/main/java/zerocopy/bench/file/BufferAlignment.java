package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.bench.support.FullIo;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does the page offset of a buffer cost?
 *
 * <p>One operation reads or writes a whole cached file in one call; the buffer's first byte lies
 * {@code offset} bytes behind a page boundary. The page cache is page-aligned, and the kernel
 * copies by {@code rep movsb}, whose fast path needs source and destination to lie apart in their
 * pages by nothing or by enough: on AMD Zen 3 a destination 1 to 31 bytes behind the source is
 * several times slower. {@link ByteBuffer#allocateDirect} of JDK 17 puts large buffers at offset
 * 16, where malloc's header ends.
 *
 * <p>Pitfall. {@code readHeap} is flat over {@code offset}, and may be slow all the same: the
 * kernel never sees the heap buffer, but a hidden direct one, whose offset the JDK chose.
 */
@Question(
    held = "fileSize",
    asks = "What does the page offset of a buffer cost?",
    order = 90,
    bytes = "fileSize",
    copies = true,
    about = "offset",
    answer = "Place of a buffer in its page",
    baseline = "0",
    unpredicted = "it is itself a price of the model",
    figures =
        @Figure(
            id = "alignment",
            title = "What the page offset of a buffer costs",
            hint =
                "Offset: distance of the buffer's first byte from the start of its page, in bytes."))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BufferAlignment {

  /** {@link FileChannel#read(ByteBuffer, long)} into a direct buffer. */
  @Benchmark
  @Strategy(
      says = "One read of the whole file into a direct buffer at an offset in its page.",
      label = "read to direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      role = Role.LARGE_READ,
      reads = "1")
  public ByteBuffer readDirect(SourceFile file, OffsetBuffer.Direct target) throws IOException {
    FullIo.read(file.channel, target.buffer.clear(), 0);
    return target.buffer;
  }

  /** {@link FileChannel#read(ByteBuffer, long)} into a heap buffer. */
  @Benchmark
  @Strategy(
      says =
          "One read into a heap buffer; the kernel sees a hidden direct one, whose place the JDK chose.",
      label = "read to heap buffer",
      colour = Colour.ORANGE,
      copies = 2,
      reads = "1")
  public ByteBuffer readHeap(SourceFile file, OffsetBuffer.Heap target) throws IOException {
    FullIo.read(file.channel, target.buffer.clear(), 0);
    return target.buffer;
  }

  /** {@link FileChannel#write(ByteBuffer, long)} of a direct buffer over an existing file. */
  @Benchmark
  @Strategy(
      says = "One write of a direct buffer at an offset in its page.",
      label = "write from direct buffer",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE,
      role = Role.LARGE_WRITE,
      writes = "1")
  public void writeDirect(OffsetBuffer.Filled source, PoisonedFile.Standing file)
      throws IOException {
    FullIo.write(file.channel, source.buffer.clear(), 0);
  }
}
