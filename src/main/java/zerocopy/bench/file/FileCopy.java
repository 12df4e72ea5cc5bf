package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.bench.support.FullIo;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to copy one file to another?
 *
 * <p>One operation copies a cached file to one that is {@code existing} or {@code new} (see {@link
 * TargetFile}); the source, and an existing destination, stand open and mapped. By {@code read} and
 * {@code write} each byte is copied twice, in heap buffers four times; from a mapping to a channel,
 * or between mappings, once; by {@code transferTo} once as well, in the kernel, without a crossing
 * per chunk.
 *
 * <p>Pitfalls. {@code transferTo} and {@code transferFrom} are not one system call but several, by
 * JDK and target; see the methods. They may transfer less than asked (never more than 2 GiB a
 * call). And on file systems that share blocks between files (Btrfs, XFS, APFS) a copy in the
 * kernel may copy <em>no byte at all</em>: it is counted in {@link SharedBlocks}, and is no
 * bandwidth.
 *
 * <p>An existing destination's pages are still dirty from the operation before, which spares a
 * mapping its faults and favours {@link #mappedToMapped}; {@link FileWrite} shows what clean pages
 * cost.
 */
@Question(
    asks = "What does it cost to copy one file to another?",
    order = 20,
    bytes = "fileSize",
    usual = "destination=existing",
    answer = "From file to file",
    baseline = "readWriteDirect",
    tunes = "chunk=65536",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "readWriteHeap", other = "readWriteDirect"),
      @Pair(
          topic = "read+write ↔ transferTo",
          first = "readWriteDirect",
          other = "transferTo",
          explained = true),
      @Pair(topic = "read ↔ map", first = "readWriteDirect", other = "mappedToMapped")
    },
    figures = @Figure(id = "file-copy", headline = true, title = "File to file"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileCopy {

  /**
   * {@link FileChannel#read(ByteBuffer)} and {@link FileChannel#write(ByteBuffer)} with a heap
   * buffer of {@code chunk} bytes.
   */
  @Benchmark
  @Strategy(
      says = "Reads and writes chunks with a heap buffer: four copies.",
      label = "read + write by heap buffer",
      colour = Colour.ORANGE)
  public void readWriteHeap(SourceFile source, ChunkBuffer.Heap buffer, TargetFile.Channel target)
      throws IOException {
    FileChannel file = target.open();
    source.channel.position(0);
    for (long left = source.fileSize; left > 0; left -= buffer.buffer.limit()) {
      FullIo.read(source.channel, Chunk.next(buffer.buffer, left));
      FullIo.write(file, buffer.buffer.flip());
    }
    target.close(file);
  }

  /**
   * {@link FileChannel#read(ByteBuffer)} and {@link FileChannel#write(ByteBuffer)} with a direct
   * buffer of {@code chunk} bytes.
   */
  @Benchmark
  @Strategy(
      says = "Reads and writes chunks with a direct buffer: two copies.",
      label = "read + write by direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public void readWriteDirect(
      SourceFile source, ChunkBuffer.Direct buffer, TargetFile.Channel target) throws IOException {
    FileChannel file = target.open();
    source.channel.position(0);
    for (long left = source.fileSize; left > 0; left -= buffer.buffer.limit()) {
      FullIo.read(source.channel, Chunk.next(buffer.buffer, left));
      FullIo.write(file, buffer.buffer.flip());
    }
    target.close(file);
  }

  /**
   * {@link FileChannel#write(ByteBuffer)} of the mapped source: the kernel copies from page cache
   * to page cache, and faults on the mapping by itself.
   */
  @Benchmark
  @Strategy(
      says =
          "Writes a mapping of the source to the channel of the target: one copy, in the kernel.",
      label = "mapping to channel",
      colour = Colour.GREEN)
  public void mappedToChannel(SourceFile.Mapped source, TargetFile.Channel target)
      throws IOException {
    FileChannel file = target.open();
    for (MappedByteBuffer part : source.parts) {
      FullIo.write(file, part.clear());
    }
    target.close(file);
  }

  /** A copy from mapping to mapping: {@link ByteBuffer#put(int, ByteBuffer, int, int)}. */
  @Benchmark
  @Strategy(
      says = "Copies between two mappings that stand: one copy, no call.",
      label = "mapping to mapping",
      colour = Colour.OLIVE,
      marker = Marker.DOWN,
      faults = "0..")
  public void mappedToMapped(SourceFile.Mapped source, TargetFile.Mapped target)
      throws IOException {
    MappedByteBuffer[] map = target.map();
    for (int i = 0; i < map.length; i++) {
      map[i].put(0, source.parts[i], 0, map[i].capacity());
    }
    target.unmap(map);
  }

  /**
   * A copy from mapping to mapping by Agrona: {@link UnsafeBuffer#putBytes(int,
   * org.agrona.DirectBuffer, int, int)}.
   */
  @Benchmark
  @Strategy(
      says = "The same copy between two mappings by Agrona.",
      label = "mapping to mapping by Agrona",
      faults = "0..")
  public void agronaMappedToMapped(SourceFile.Mapped source, TargetFile.Mapped target)
      throws IOException {
    MappedByteBuffer[] map = target.map();
    for (int i = 0; i < map.length; i++) {
      target.view(map[i]).putBytes(0, source.views[i], 0, map[i].capacity());
    }
    target.unmap(map);
  }

  /**
   * {@link FileChannel#transferTo}: on Linux {@code sendfile} by JDK 17, {@code copy_file_range} by
   * JDK 25 (seen with strace).
   */
  @Benchmark
  @Strategy(
      says = "The kernel copies from file to file; no byte enters the JVM.",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  public void transferTo(SourceFile source, TargetFile.ByKernel target) throws IOException {
    FileChannel file = target.open();
    FullIo.transferTo(source.channel, 0, source.fileSize, file);
    target.close(file);
  }

  /**
   * {@link FileChannel#transferFrom}: on Linux JDK 17 maps the source, some MiB at a time, and
   * writes the mapping ({@code pwrite}); JDK 25 calls {@code copy_file_range} (seen with strace).
   */
  @Benchmark
  @Strategy(
      says = "The same as transferTo, asked of the target.",
      colour = Colour.PURPLE,
      marker = Marker.DIAMOND)
  public void transferFrom(SourceFile source, TargetFile.ByKernel target) throws IOException {
    FileChannel file = target.open();
    FullIo.transferFrom(file, source.channel.position(0), 0, source.fileSize);
    target.close(file);
  }

  /**
   * {@link Files#copy(Path, Path, java.nio.file.CopyOption...)}, which replaces an existing
   * destination by a new file: {@code existing} and {@code new} differ here in the part that
   * deletes. On Linux {@code sendfile} by JDK 17, {@code copy_file_range} by JDK 25 (seen with
   * strace).
   */
  @Benchmark
  @Strategy(
      says = "Files.copy by path: opens, creates and closes both files each time.",
      label = "Files.copy",
      colour = Colour.BLACK)
  public Path filesCopy(SourceFile source, TargetFile.ByKernel target) throws IOException {
    if (target.isNew()) {
      Files.deleteIfExists(target.path);
    }
    return Files.copy(source.path, target.path, StandardCopyOption.REPLACE_EXISTING);
  }
}
