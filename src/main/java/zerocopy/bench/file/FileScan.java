package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.MappedParts;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to consume every byte of a cached file?
 *
 * <p>One operation adds up all longs of the file. It is {@link FileRead} with a use for the bytes:
 * chunked paths read into one buffer of {@code chunk} bytes, again and again, and add while it is
 * still in the caches; {@code mapped} adds in place and copies nothing at all, which is what
 * mapping is for. The programmed loop over the longs is the same text for every {@link ByteBuffer},
 * and as near to it as Agrona's interface allows.
 *
 * <p>Pitfalls. Where the loop over the longs is slower than memory, all paths look alike: see
 * {@code BufferAccess} for the loop alone. And what C2 makes of the loop differs by kind of buffer:
 * a heap buffer's may be vectorised where a direct one's is not, so that a slower path wins.
 */
@Question(
    asks = "What does it cost to consume every byte of a cached file?",
    order = 50,
    bytes = "fileSize",
    answer = "To consume every byte of a cached file",
    baseline = "direct",
    tunes = "chunk=65536",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "heap", other = "direct"),
      @Pair(topic = "read ↔ map", first = "direct", other = "mapped", explained = true)
    },
    figures = @Figure(id = "file-scan", title = "Consuming every byte of a cached file"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileScan {

  /** {@link java.io.FileInputStream#read(byte[], int, int)}, then the sum. */
  @Benchmark
  @Strategy(
      says = "FileInputStream reads chunks into a byte array, which is consumed there.",
      colour = Colour.BLACK)
  public long stream(SourceFile file, ChunkBuffer.Heap buffer, Sum result) throws IOException {
    byte[] array = buffer.buffer.array();
    file.stream.getChannel().position(0);
    long sum = 0;
    for (long left = file.fileSize; left > 0; ) {
      int filled = 0;
      int wanted = (int) Math.min(array.length, left);
      while (filled < wanted) {
        int moved = file.stream.read(array, filled, wanted - filled);
        filled += (int) FullIo.progress(moved, "read", left - filled);
      }
      sum += sum(buffer.buffer, wanted);
      left -= wanted;
    }
    return result.found = sum;
  }

  /** {@link FileChannel#read(ByteBuffer)} into a heap buffer, then the sum. */
  @Benchmark
  @Strategy(
      says = "The channel reads chunks into a heap buffer: two copies before a byte is consumed.",
      label = "read to heap buffer",
      colour = Colour.ORANGE)
  public long heap(SourceFile file, ChunkBuffer.Heap buffer, Sum result) throws IOException {
    file.channel.position(0);
    long sum = 0;
    for (long left = file.fileSize; left > 0; left -= buffer.buffer.limit()) {
      FullIo.read(file.channel, Chunk.next(buffer.buffer, left));
      sum += sum(buffer.buffer, buffer.buffer.limit());
    }
    return result.found = sum;
  }

  /** {@link FileChannel#read(ByteBuffer)} into a direct buffer, then the sum. */
  @Benchmark
  @Strategy(
      says = "The channel reads chunks into a direct buffer: one copy before a byte is consumed.",
      label = "read to direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public long direct(SourceFile file, ChunkBuffer.Direct buffer, Sum result) throws IOException {
    file.channel.position(0);
    long sum = 0;
    for (long left = file.fileSize; left > 0; left -= buffer.buffer.limit()) {
      FullIo.read(file.channel, Chunk.next(buffer.buffer, left));
      sum += sum(buffer.buffer, buffer.buffer.limit());
    }
    return result.found = sum;
  }

  /**
   * {@link FileChannel#read(ByteBuffer)} into the buffer under an Agrona {@link UnsafeBuffer}, then
   * the sum through Agrona.
   */
  @Benchmark
  @Strategy(
      says = "Reads chunks into a direct buffer and consumes them by an Agrona view.",
      label = "read by Agrona buffer")
  public long agronaDirect(SourceFile file, ChunkBuffer.Agrona buffer, Sum result)
      throws IOException {
    file.channel.position(0);
    long sum = 0;
    for (long left = file.fileSize; left > 0; left -= buffer.buffer.limit()) {
      FullIo.read(file.channel, Chunk.next(buffer.buffer, left));
      sum += sum(buffer.view, buffer.buffer.limit());
    }
    return result.found = sum;
  }

  @Benchmark
  @Strategy(
      says = "Copies chunks out of a standing mapping and consumes the copy.",
      label = "copy from a mapping",
      colour = Colour.GREEN)
  public long mappedCopy(SourceFile.Mapped file, ChunkBuffer.Direct buffer, Sum result) {
    long sum = 0;
    for (MappedByteBuffer part : file.parts) {
      sum += copyAndSum(part, buffer.buffer);
    }
    return result.found = sum;
  }

  @Benchmark
  @Strategy(
      says = "Maps the file, copies it in chunks, consumes the copy, unmaps it.",
      label = "map for each read",
      colour = Colour.PURPLE,
      marker = Marker.DIAMOND)
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public long mapCopyUnmap(SourceFile file, ChunkBuffer.Direct buffer, Sum result)
      throws IOException {
    result.found = 0;
    MappedParts.each(
        file.channel,
        FileChannel.MapMode.READ_ONLY,
        file.fileSize,
        (part, at) -> result.found += copyAndSum(part, buffer.buffer));
    return result.found;
  }

  /**
   * A copy of each chunk out of a mapping that stands, by Agrona, then the sum of the copy through
   * Agrona.
   */
  @Benchmark
  @Strategy(
      says = "Copies chunks out of a standing mapping by Agrona and consumes the copy.",
      label = "copy from a mapping by Agrona")
  public long agronaMappedCopy(SourceFile.Mapped file, ChunkBuffer.Agrona buffer, Sum result) {
    long sum = 0;
    for (UnsafeBuffer part : file.views) {
      for (int at = 0; at < part.capacity(); at += buffer.buffer.limit()) {
        Chunk.next(buffer.buffer, part.capacity() - at);
        buffer.view.putBytes(0, part, at, buffer.buffer.limit());
        sum += sum(buffer.view, buffer.buffer.limit());
      }
    }
    return result.found = sum;
  }

  @Benchmark
  @Strategy(
      says = "Consumes the bytes where they lie, in a mapping that stands: no copy.",
      label = "read the mapping",
      colour = Colour.OLIVE,
      marker = Marker.DOWN)
  public long mapped(SourceFile.Mapped file, Sum result) {
    long sum = 0;
    for (MappedByteBuffer part : file.parts) {
      sum += sum(part, part.capacity());
    }
    return result.found = sum;
  }

  @Benchmark
  @Strategy(
      says = "Maps the file, consumes it in place, unmaps it: no copy, but page faults.",
      label = "map for each scan")
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public long mapScanUnmap(SourceFile file, Sum result) throws IOException {
    result.found = 0;
    MappedParts.each(
        file.channel,
        FileChannel.MapMode.READ_ONLY,
        file.fileSize,
        (part, at) -> result.found += sum(part.order(ByteOrder.LITTLE_ENDIAN), part.capacity()));
    return result.found;
  }

  @Benchmark
  @Strategy(
      says = "Consumes a standing mapping in place by an Agrona view.",
      label = "read the mapping by Agrona")
  public long agronaMapped(SourceFile.Mapped file, Sum result) {
    long sum = 0;
    for (UnsafeBuffer part : file.views) {
      sum += sum(part, part.capacity());
    }
    return result.found = sum;
  }

  private static long copyAndSum(ByteBuffer map, ByteBuffer chunk) {
    long sum = 0;
    for (int at = 0; at < map.capacity(); at += chunk.limit()) {
      Chunk.next(chunk, map.capacity() - at).put(0, map, at, chunk.limit());
      sum += sum(chunk, chunk.limit());
    }
    return sum;
  }

  private static long sum(ByteBuffer buffer, int length) {
    long sum = 0;
    for (int i = 0; i < length; i += Long.BYTES) {
      sum += buffer.getLong(i);
    }
    return sum;
  }

  private static long sum(DirectBuffer buffer, int length) {
    long sum = 0;
    for (int i = 0; i < length; i += Long.BYTES) {
      sum += buffer.getLong(i, ByteOrder.LITTLE_ENDIAN);
    }
    return sum;
  }
}
