package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.MappedParts;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to receive a file from a socket into a cached file: an upload?
 *
 * <p>The other direction of {@link FileToSocket}. One operation asks the other end for the file by
 * one byte, and ends when the last byte is in the page cache of a file that stands open. Bytes
 * arrive as pages of the sender's page cache, cold as those that a network interface has written.
 * By {@code read} and {@code write} each is copied twice, and no other way avoids the second copy:
 * the page cache has to get pages of its own. {@code mappedRead} makes it the only one, and pays in
 * page faults.
 *
 * <p>Pitfalls. {@code transferFrom} is no twin of {@code transferTo}: for a source that is no file
 * the JDK reads 8 KiB at a time into a hidden buffer and writes that. A write to a dirty page costs
 * less than the first one to a clean page, which the file system is told of: the file's pages stay
 * dirty here from one operation to the next.
 */
@Question(
    asks = "What does it cost to receive a file from a socket?",
    order = 12,
    bytes = "fileSize",
    copies = true,
    usual = "transport=tcp cores=two pacing=none",
    answer = "From a socket to a file",
    baseline = "readWriteDirect",
    unpredicted = "what arrives when, and in how many pieces, the sender decides",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "readWriteHeap", other = "readWriteDirect"),
      @Pair(topic = "read+write ↔ transferFrom", first = "readWriteDirect", other = "transferFrom"),
      @Pair(topic = "read+write ↔ map", first = "readWriteDirect", other = "mappedRead")
    },
    figures =
        @Figure(
            id = "socket-to-file",
            title = "Socket to file, until every byte is in the page cache",
            usualOnly = true,
            with = "chunk=65536"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SocketToFile {

  /**
   * {@link java.io.InputStream#read(byte[], int, int)} and {@link
   * java.io.FileOutputStream#write(byte[], int, int)}.
   */
  @Benchmark
  @Strategy(
      says = "Reads the socket into a byte array and writes it by a FileOutputStream: four copies.",
      copies = 4,
      colour = Colour.BLACK,
      reads = "fileSize/chunk..",
      writes = "fileSize/chunk+1")
  public void stream(Upload.Chunked from) throws IOException {
    from.request();
    for (long left = from.fileSize; left > 0; ) {
      int wanted = (int) Math.min(from.array.length, left);
      FullIo.progress(from.in.readNBytes(from.array, 0, wanted) == wanted ? 1 : -1, "read", left);
      from.stream.write(from.array, 0, wanted);
      left -= wanted;
    }
  }

  /**
   * {@link java.nio.channels.SocketChannel#read(ByteBuffer)} and {@link
   * FileChannel#write(ByteBuffer)} with a heap buffer.
   */
  @Benchmark
  @Strategy(
      label = "read + write by heap buffer",
      says =
          "Reads into a heap buffer and writes from it, through hidden direct buffers: four copies.",
      copies = 4,
      colour = Colour.ORANGE,
      reads = "fileSize/chunk..",
      writes = "fileSize/chunk+1")
  public void readWriteHeap(Upload.Chunked from) throws IOException {
    from.request();
    for (long left = from.fileSize; left > 0; left -= from.heap.limit()) {
      FullIo.read(from.socket, from.next(from.heap, left));
      FullIo.write(from.file, from.heap.flip());
    }
  }

  /**
   * {@link java.nio.channels.SocketChannel#read(ByteBuffer)} and {@link
   * FileChannel#write(ByteBuffer)} with a direct buffer.
   */
  @Benchmark
  @Strategy(
      label = "read + write by direct buffer",
      says = "Reads into a direct buffer and writes from it: two copies, two calls a chunk.",
      copies = 2,
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      reads = "fileSize/chunk..",
      writes = "fileSize/chunk+1")
  public void readWriteDirect(Upload.Chunked from) throws IOException {
    from.request();
    for (long left = from.fileSize; left > 0; left -= from.direct.limit()) {
      FullIo.read(from.socket, from.next(from.direct, left));
      FullIo.write(from.file, from.direct.flip());
    }
  }

  /** {@link FileChannel#transferFrom}: a read and a write for every 8 KiB (seen with strace). */
  @Benchmark
  @Strategy(
      says =
          "FileChannel.transferFrom of the socket: the JDK reads and writes through a buffer of its own.",
      copies = 2,
      colour = Colour.PURPLE,
      marker = Marker.DIAMOND,
      reads = "fileSize/8192..",
      writes = "fileSize/8192+1..")
  public void transferFrom(Upload from) throws IOException {
    from.request();
    FullIo.transferFrom(from.file, from.socket, 0, from.fileSize);
  }

  /**
   * {@link java.nio.channels.SocketChannel#read(ByteBuffer)} into the file, mapped and unmapped by
   * the operation: the kernel copies straight to the page cache, and faults by itself.
   */
  @Benchmark
  @Strategy(
      label = "read into a mapping",
      says = "Maps the file and reads the socket into the mapping: one copy, and page faults.",
      colour = Colour.OLIVE,
      marker = Marker.DOWN,
      reads = "1..",
      writes = "1")
  public void mappedRead(Upload from) throws IOException {
    from.request();
    MappedParts.each(
        from.file,
        FileChannel.MapMode.READ_WRITE,
        from.fileSize,
        (part, at) -> FullIo.read(from.socket, part));
  }
}
