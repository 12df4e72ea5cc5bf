package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.TimedRegion;
import zerocopy.bench.support.Uncached;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;

/**
 * What does a dirty page cost later?
 *
 * <p>One operation overwrites a cached, clean file of {@code fileSize} bytes. {@code write} returns
 * with all pages dirty: cheap now, and owed to the device. {@code writeForce} and {@code
 * mappedForce} pay at once and return when the device has the bytes; {@code oDirect} leaves the
 * page cache out. The difference between {@code writeForce} and {@code write} is the price of the
 * dirty pages. Before each operation, outside of the timed region, the file is forced, so that each
 * starts clean.
 *
 * <p>Pitfalls. Without that, {@code write} would find its pages dirty already, and measure a mere
 * copy; or run into the kernel's limit of dirty pages, and measure the device. A device, or a host
 * below, may acknowledge what is only in its cache; and {@code oDirect} without a force promises
 * nothing about the device's cache. After a force the kernel's count of the file's dirty pages must
 * be 0 (where Linux 6.5 or newer tells it).
 */
@Question(
    asks = "What does a dirty page cost later?",
    order = 150,
    bytes = "fileSize",
    copies = true,
    unpredicted = "the device has no price in the model",
    figures = @Figure(id = "write-back", title = "What a dirty page costs later"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WriteBack {

  @Benchmark
  @Strategy(
      says =
          "Writes the file from a direct buffer and returns; the pages stay dirty in the page cache.",
      writes = "1")
  public void write(CleanFile file) throws IOException {
    FullIo.write(file.channel, file.source.clear(), 0);
  }

  @Benchmark
  @Strategy(
      says = "Writes the file from a direct buffer and waits until the device has its data.",
      label = "write and force",
      writes = "1")
  public void writeForce(ForcedFile file) throws IOException {
    FullIo.write(file.channel, file.source.clear(), 0);
    file.channel.force(false);
  }

  @Benchmark
  @Strategy(
      says = "Copies into a mapping that stands and waits until the device has the data.",
      label = "copy to mapping and force",
      faults = "0..")
  public void mappedForce(ForcedFile file) {
    file.mapped.put(0, file.source, 0, file.source.capacity());
    file.mapped.force();
  }

  @Benchmark
  @Strategy(
      says = "Writes past the page cache from a page-aligned direct buffer.",
      label = "O_DIRECT",
      copies = 0,
      writes = "1")
  public void oDirect(UncachedFile file) throws IOException {
    FullIo.write(file.uncached, file.source.clear(), 0);
  }

  /** The file, clean before each operation. */
  @State(Scope.Thread)
  public static class CleanFile {
    private static final Payload PAYLOAD = new Payload(1);

    /** Bytes that an operation makes dirty; a multiple of 4096. */
    @Param({"4096", "65536", "1048576", "16777216", "67108864"})
    public long fileSize;

    ByteBuffer source;
    FileChannel channel;
    MappedByteBuffer mapped;
    Path path;
    private WorkFolder folder;

    /** Writes, opens and maps the file. */
    @Setup(Level.Trial)
    public void create() throws IOException {
      source = PageAligned.allocate(PageAligned.sizeOfBuffer(fileSize));
      PAYLOAD.fill(source, 0);
      folder = WorkFolder.open();
      path = Payload.poisonFile(folder.file("target"), fileSize);
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      mapped = channel.map(MapMode.READ_WRITE, 0, fileSize);
      created();
    }

    /**
     * What a subclass adds: JMH calls several fixtures of one level in the order of their names.
     */
    void created() throws IOException {}

    @Setup(Level.Iteration)
    public void poison() {
      Payload.poison(mapped);
    }

    /** Writes back what the last operation left. */
    @Setup(Level.Invocation)
    public void clean() throws IOException {
      channel.force(true);
      TimedRegion.begin();
    }

    @TearDown(Level.Invocation)
    public void done() throws IOException {
      TimedRegion.end();
      check();
    }

    /** What a subclass looks at after an operation. */
    void check() throws IOException {}

    /** Compares with the source. */
    @TearDown(Level.Iteration)
    public void verify() throws IOException {
      PAYLOAD.verifyFile(path, fileSize);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
      IoUtil.unmap(mapped);
      channel.close();
      folder.close();
    }
  }

  /** A file that an operation must leave clean. */
  @State(Scope.Thread)
  public static class ForcedFile extends CleanFile {
    private boolean counts;

    /** Finds out whether dirty pages can be counted here. */
    @Override
    void created() throws IOException {
      try {
        LinuxMemory.unwrittenPages(path);
        counts = true;
      } catch (Unsupported noCount) {
        counts = false;
      }
    }

    /**
     * Counts dirty pages.
     *
     * @throws IllegalStateException if there are any
     */
    @Override
    void check() throws IOException {
      if (counts && LinuxMemory.unwrittenPages(path) != 0) {
        throw new IllegalStateException("the operation returned with dirty pages");
      }
    }
  }

  /** A file that is written past the page cache. */
  @State(Scope.Thread)
  public static class UncachedFile extends ForcedFile {
    FileChannel uncached;

    @Override
    void created() throws IOException {
      super.created();
      try {
        uncached = FileChannel.open(path, StandardOpenOption.WRITE, Uncached.option());
      } catch (IOException | UnsupportedOperationException e) {
        throw new Unsupported("needs a file system that can be written with O_DIRECT");
      }
    }

    @TearDown(Level.Trial)
    public void closeUncached() throws IOException {
      uncached.close();
    }
  }
}
