package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
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
import zerocopy.bench.support.MappedParts;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.TimedRegion;
import zerocopy.bench.support.Uncached;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does the page cache save?
 *
 * <p>One operation reads a whole file. Before each, outside of the timed region, its pages are all
 * in the page cache ({@code warm}) or none is ({@code cold}). That is looked up and not believed: a
 * cold sample counts if no page was resident before it and the device delivered at least the file's
 * size during it ({@code read_bytes} of {@code /proc/self/io}); a warm one if all were resident and
 * it did not. Any other sample is refused, by failing the fork. {@code oDirect} asks the device
 * each time, straight into the user's buffer, warm or not. Strategies with a buffer read 256 KiB a
 * call.
 *
 * <p>Pitfalls. Cold means <em>the guest's page cache</em>: a host below may have the blocks in its
 * own memory, so that this is not the speed of a disk. A mapping keeps its pages resident through
 * any eviction: {@code mapped} maps and unmaps within the operation. {@code transferTo} needs a
 * destination that takes the bytes: a file in {@code /dev/shm} where there is one, else in the work
 * folder; a transfer to {@code /dev/null} would move none.
 */
@Question(
    held = "fileSize",
    asks = "What does the page cache save?",
    order = 140,
    bytes = "fileSize",
    copies = true,
    unpredicted = "the device has no price in the model",
    figures = @Figure(id = "cold-read", title = "What the page cache saves"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColdRead {

  private static final int CHUNK = 256 << 10;

  @Benchmark
  @Strategy(
      says = "Reads 256 KiB at a time into a heap buffer, through a hidden direct one: two copies.",
      label = "read to heap buffer",
      colour = Colour.ORANGE,
      copies = 2,
      reads = "fileSize/262144")
  public void heap(Source source, HeapTarget target) throws IOException {
    readInChunks(source.channel, target.buffer.clear());
  }

  @Benchmark
  @Strategy(
      says = "Reads 256 KiB at a time into a direct buffer: one copy.",
      label = "read to direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      role = Role.COLD_READ,
      reads = "fileSize/262144")
  public void direct(Source source, DirectTarget target) throws IOException {
    readInChunks(source.channel, target.buffer.clear());
  }

  @Benchmark
  @Strategy(
      says = "Reads past the page cache into a page-aligned direct buffer, 256 KiB at a time.",
      label = "O_DIRECT",
      copies = 0,
      reads = "fileSize/262144")
  public void oDirect(UncachedSource source, DirectTarget target) throws IOException {
    readInChunks(source.channel, target.buffer.clear());
  }

  @Benchmark
  @Strategy(
      says =
          "Maps the file, copies it to a direct buffer and unmaps it: one copy, and page faults.",
      label = "map for each read",
      colour = Colour.OLIVE,
      marker = Marker.DOWN,
      faults = "0..")
  public void mapped(Source source, DirectTarget target) throws IOException {
    MappedParts.each(
        source.channel,
        MapMode.READ_ONLY,
        source.fileSize,
        (part, at) -> target.buffer.put((int) at, part, 0, part.capacity()));
  }

  @Benchmark
  @Strategy(
      says =
          "The kernel copies the file to another one, which lies in memory where /dev/shm allows it.",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND,
      reads = "1",
      writes = "1")
  public void transferTo(Source source, FileTarget target) throws IOException {
    FullIo.transferTo(source.channel, 0, source.fileSize, target.channel.position(0));
  }

  private static void readInChunks(FileChannel file, ByteBuffer into) throws IOException {
    int size = into.capacity();
    for (int at = 0; at < size; at += CHUNK) {
      FullIo.read(file, into.limit(Math.min(at + CHUNK, size)).position(at), at);
    }
  }

  /** Bytes of the file. */
  @State(Scope.Thread)
  public abstract static class Sized {
    static final Payload PAYLOAD = new Payload(1);

    /** Bytes of the file, and of one operation; a multiple of 4096. */
    @Param({"65536", "1048576", "67108864"})
    public long fileSize;
  }

  /** The file, in the state of the cache that is wanted before each operation. */
  @State(Scope.Thread)
  public static class Source extends Sized {
    private static final int ATTEMPTS = 5;

    /** What the page cache holds of the file: {@code warm}, all of it; {@code cold}, nothing. */
    @Param({"warm", "cold"})
    public String cache;

    FileChannel channel;
    private Path file;
    private WorkFolder folder;
    private long deviceBefore;

    FileChannel open(Path path) throws IOException {
      return FileChannel.open(path, StandardOpenOption.READ);
    }

    boolean readsDevice() {
      return isCold();
    }

    private boolean isCold() {
      return cache.equals("cold");
    }

    /** Writes the file and forces it to the device. */
    @Setup(Level.Trial)
    public void create() throws IOException {
      requireMeans();
      folder = WorkFolder.open();
      file = PAYLOAD.writeFile(folder.file("source"), fileSize);
      try {
        channel = open(file);
      } catch (IOException | UnsupportedOperationException e) {
        folder.close();
        throw new Unsupported("needs a file system that can be read with O_DIRECT");
      }
    }

    private void requireMeans() throws IOException {
      if (!LinuxMemory.available()) {
        throw new Unsupported("needs Linux to look into the page cache");
      }
      Files.createDirectories(WorkFolder.parent());
      String type = Files.getFileStore(WorkFolder.parent()).type();
      if (type.equals("tmpfs")) {
        throw new Unsupported("needs a work folder on a device; a tmpfs has none below it");
      }
    }

    /** Brings the cache into its state. */
    @Setup(Level.Invocation)
    public void prepareCache() throws IOException {
      long wanted = isCold() ? 0 : fileSize / PageAligned.PAGE;
      for (int attempt = 0; LinuxMemory.residentPages(file) != wanted; attempt++) {
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException(
              "sample refused: %d pages of the file are cached instead of %d"
                  .formatted(LinuxMemory.residentPages(file), wanted));
        }
        if (isCold()) {
          LinuxMemory.evict(file);
        } else {
          PAYLOAD.verifyFile(file, fileSize);
        }
      }
      deviceBefore = LinuxMemory.deviceReadBytes();
      TimedRegion.begin();
    }

    /**
     * Checks whether the bytes came from where they should.
     *
     * @throws IllegalStateException if not
     */
    @TearDown(Level.Invocation)
    public void verifyOrigin() throws IOException {
      TimedRegion.end();
      long delivered = LinuxMemory.deviceReadBytes() - deviceBefore;
      if (readsDevice() != delivered >= fileSize) {
        throw new IllegalStateException(
            "sample refused: the device delivered %d bytes for a %s read of %d"
                .formatted(delivered, cache, fileSize));
      }
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
      channel.close();
      folder.close();
    }
  }

  /** The file, opened with {@code O_DIRECT}. */
  @State(Scope.Thread)
  public static class UncachedSource extends Source {
    @Override
    FileChannel open(Path path) throws IOException {
      return FileChannel.open(path, StandardOpenOption.READ, Uncached.option());
    }

    @Override
    boolean readsDevice() {
      return true;
    }
  }

  /** A buffer, poisoned before each iteration and compared after it. */
  @State(Scope.Thread)
  public abstract static class BufferTarget extends Sized {
    ByteBuffer buffer;

    @Setup(Level.Iteration)
    public void poison() {
      Payload.poison(buffer);
    }

    /**
     * Compares with the file's content.
     *
     * @throws IllegalStateException if a byte differs
     */
    @TearDown(Level.Iteration)
    public void verify() {
      PAYLOAD.verify(buffer, 0);
    }
  }

  /** On the heap. */
  @State(Scope.Thread)
  public static class HeapTarget extends BufferTarget {
    @Setup(Level.Trial)
    public void allocate() {
      buffer = ByteBuffer.allocate(PageAligned.sizeOfBuffer(fileSize));
    }
  }

  /** Outside the heap, page-aligned. */
  @State(Scope.Thread)
  public static class DirectTarget extends BufferTarget {
    @Setup(Level.Trial)
    public void allocate() {
      buffer = PageAligned.allocate(PageAligned.sizeOfBuffer(fileSize));
    }
  }

  /** Another file, in memory where possible. */
  @State(Scope.Thread)
  public static class FileTarget extends Sized {
    private static final Path MEMORY = Path.of("/dev/shm");

    FileChannel channel;
    private WorkFolder folder;

    /** Creates the file; one in memory loses its name at once, so that no kill leaves it behind. */
    @Setup(Level.Trial)
    public void create() throws IOException {
      if (Files.isWritable(MEMORY)) {
        try (WorkFolder memory = WorkFolder.openUnder(MEMORY)) {
          channel = open(memory);
        }
      } else {
        folder = WorkFolder.open();
        channel = open(folder);
      }
    }

    private static FileChannel open(WorkFolder in) throws IOException {
      return FileChannel.open(
          in.file("target"),
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    }

    @Setup(Level.Iteration)
    public void poison() throws IOException {
      Payload.poisonFile(channel, fileSize);
    }

    /** Compares with the source. */
    @TearDown(Level.Iteration)
    public void verify() throws IOException {
      PAYLOAD.verifyFile(channel, fileSize);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
      channel.close();
      if (folder != null) {
        folder.close();
      }
    }
  }
}
