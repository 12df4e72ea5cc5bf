package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
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
 * What does it cost to get the bytes of a cached file into user memory?
 *
 * <p>One operation brings the whole file into memory as large as the file. All strategies leave the
 * same bytes at the same place; chunked ones rewind the file (one {@code lseek}) and read it {@code
 * chunk} bytes a call. {@code stream} and {@code heap} copy twice: the kernel fills a hidden native
 * buffer, Java copies on. {@code direct} copies once, {@code agronaDirect} as well: Agrona's buffer
 * is a view, the call is the same, and any difference between the two is noise. A mapping saves the
 * crossing, not the copy, and where it does not stand it is paid for in page faults.
 *
 * <p>Pitfalls. A read at the end of a file returns at once, and counts as an operation to whoever
 * forgets to rewind. Heap reads look slow for two reasons that have nothing to do with each other:
 * the second copy, and the hidden buffer's place within its page ({@link BufferAlignment}). And
 * small files are where mapping loses: compare {@code mapCopyUnmap} with {@code direct} at 4096.
 */
@Question(
    held = "fileSize",
    asks = "What does it cost to get a cached file into user memory?",
    order = 30,
    bytes = "fileSize",
    answer = "From a cached file into memory",
    baseline = "direct",
    tunes = "chunk=65536",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "heap", other = "direct", explained = true),
      @Pair(topic = "read ↔ map", first = "direct", other = "mappedCopy"),
      @Pair(topic = "read ↔ map", first = "direct", other = "mapCopyUnmap", explained = true),
      @Pair(topic = "JDK ↔ Agrona", first = "direct", other = "agronaDirect")
    },
    figures =
        @Figure(
            id = "file-read",
            headline = true,
            title = "Bytes of a cached file into user memory"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileRead {

  /** {@link java.io.FileInputStream#read(byte[], int, int)}. */
  @Benchmark
  @Strategy(
      says =
          "FileInputStream reads into a byte array: the kernel fills a hidden native buffer, Java copies on.",
      colour = Colour.BLACK)
  public byte[] stream(SourceFile file, Chunk chunk, UserMemory.Heap target) throws IOException {
    byte[] array = target.buffer.array();
    file.stream.getChannel().position(0);
    for (int at = 0; at < array.length; ) {
      int left = array.length - at;
      int moved = file.stream.read(array, at, Math.min(chunk.chunk, left));
      at += (int) FullIo.progress(moved, "read", left);
    }
    return array;
  }

  /** {@link FileChannel#read(ByteBuffer)} into a heap buffer. */
  @Benchmark
  @Strategy(
      says = "The channel reads into a heap buffer, through a hidden direct one: two copies.",
      label = "read to heap buffer",
      colour = Colour.ORANGE)
  public ByteBuffer heap(SourceFile file, Chunk chunk, UserMemory.Heap target) throws IOException {
    file.channel.position(0);
    for (long at = 0; at < file.fileSize; at += chunk.chunk) {
      FullIo.read(file.channel, chunk.window(target.buffer, at));
    }
    return target.buffer;
  }

  /** {@link FileChannel#read(ByteBuffer)} into a direct buffer. */
  @Benchmark
  @Strategy(
      says = "The channel reads into a direct buffer: one copy, one call a chunk.",
      label = "read to direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public ByteBuffer direct(SourceFile file, Chunk chunk, UserMemory.Direct target)
      throws IOException {
    file.channel.position(0);
    for (long at = 0; at < file.fileSize; at += chunk.chunk) {
      FullIo.read(file.channel, chunk.window(target.buffer, at));
    }
    return target.buffer;
  }

  /** {@link FileChannel#read(ByteBuffer)} into the buffer under an Agrona {@link UnsafeBuffer}. */
  @Benchmark
  @Strategy(
      says = "The same read into the direct buffer under an Agrona view.",
      label = "read by Agrona buffer")
  public UnsafeBuffer agronaDirect(SourceFile file, Chunk chunk, UserMemory.Agrona target)
      throws IOException {
    file.channel.position(0);
    for (long at = 0; at < file.fileSize; at += chunk.chunk) {
      FullIo.read(file.channel, chunk.window(target.view.byteBuffer(), at));
    }
    return target.view;
  }

  /** A copy out of a mapping that stands: {@link ByteBuffer#put(int, ByteBuffer, int, int)}. */
  @Benchmark
  @Strategy(
      says = "Copies out of a mapping that stands: no call at all.",
      label = "copy from a mapping",
      colour = Colour.GREEN)
  public ByteBuffer mappedCopy(SourceFile.Mapped file, UserMemory.Direct target) {
    int at = 0;
    for (MappedByteBuffer part : file.parts) {
      target.buffer.put(at, part, 0, part.capacity());
      at += part.capacity();
    }
    return target.buffer;
  }

  /**
   * The same copy out of a mapping that is made and undone by every operation, explicitly: a
   * mapping left to the garbage collector would be paid for at some other time, by somebody else.
   */
  @Benchmark
  @Strategy(
      says = "Maps the file, copies it, unmaps it: calls and page faults for every read.",
      label = "map for each read",
      colour = Colour.PURPLE,
      marker = Marker.DIAMOND)
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public ByteBuffer mapCopyUnmap(SourceFile file, UserMemory.Direct target) throws IOException {
    MappedParts.each(
        file.channel,
        FileChannel.MapMode.READ_ONLY,
        file.fileSize,
        (part, at) -> target.buffer.put((int) at, part, 0, part.capacity()));
    return target.buffer;
  }

  /**
   * A copy out of a mapping that stands: Agrona's {@link UnsafeBuffer#getBytes(int, ByteBuffer,
   * int, int)}.
   */
  @Benchmark
  @Strategy(
      says = "The same copy out of a standing mapping by Agrona.",
      label = "copy from a mapping by Agrona")
  public ByteBuffer agronaMappedCopy(SourceFile.Mapped file, UserMemory.Direct target) {
    int at = 0;
    for (UnsafeBuffer part : file.views) {
      part.getBytes(0, target.buffer, at, part.capacity());
      at += part.capacity();
    }
    return target.buffer;
  }
}
