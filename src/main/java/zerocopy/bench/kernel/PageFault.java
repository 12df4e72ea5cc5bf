package zerocopy.bench.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.UnsafeApi;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.TimedRegion;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;

/**
 * What does the first touch of memory cost, per page? One fault may serve many pages.
 *
 * <p>The score is the time for one page of 4 KiB that is touched in ascending order; an invocation
 * touches {@value #PAGES} pages of a mapping that was made for it, outside of the timed region.
 *
 * <ul>
 *   <li>{@code secondTouch}: the pages are mapped: no fault. The control.
 *   <li>{@code firstTouchAnonymous}: a fault a page; the kernel finds and clears a page frame. With
 *       huge pages one fault clears 2 MiB: fewer exceptions, as many bytes to clear.
 *   <li>{@code firstTouchMapped}, {@code firstTouchTmpfs}: the page is in the page cache and only
 *       its translation is missing. Linux maps neighbours in the same fault: up to 16 pages
 *       (fault-around, 64 KiB), and up to 512 where the page cache holds large folios, as recent
 *       kernels' file systems do. The price per page touched is a fraction of the price of a fault;
 *       the counters of the kernel profiler tell how many faults there were.
 *   <li>{@code firstTouchWindows}: the same file in mappings of 1 MiB, too small for a huge page: a
 *       fault for every 64 KiB, or from Linux 6.17 on for every folio.
 *   <li>{@code unmapMapped}: the way back. The pages stay in the page cache; their page-table
 *       entries are cleared, and each page is told that one mapping less refers to it.
 *   <li>{@code firstWriteMapped}: the file system is told that the page gets dirty, each page by
 *       itself (from Linux 6.17 on, each folio); the dirty pages go to the device in the
 *       background.
 *   <li>{@code copyOnWrite}: a private mapping; the fault copies the page.
 * </ul>
 *
 * <p>Pitfall: in a virtual machine a page that the host has not backed yet faults a second time,
 * unseen by the guest. Memory that was used before, as after the warm-up, does not.
 */
@Question(
    asks = "What does a page fault cost?",
    order = 110,
    figures = @Figure(id = "page-fault", title = "The first touch of memory, for one page touched"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PageFault.PAGES)
public class PageFault {

  /** Pages that an invocation touches: 32 MiB. */
  public static final int PAGES = 8192;

  private static final int SIZE = PAGES * PageAligned.PAGE;

  private static void touch(long address, byte value) {
    for (long at = address; at < address + SIZE; at += PageAligned.PAGE) {
      UnsafeApi.putByte(at, value);
    }
  }

  private static void touch(ByteBuffer mapped, byte value) {
    for (int at = 0; at < SIZE; at += PageAligned.PAGE) {
      mapped.put(at, value);
    }
  }

  private static long readEachPage(ByteBuffer mapped) {
    long sum = 0;
    for (int at = 0; at < SIZE; at += PageAligned.PAGE) {
      sum += mapped.getLong(at);
    }
    return sum;
  }

  @Benchmark
  @Strategy(
      says = "Writes to pages that are mapped already: the control.",
      label = "second touch",
      colour = Colour.BLACK,
      role = Role.TOUCH)
  public void secondTouch(Touched memory) {
    touch(memory.address, ++memory.stamp);
  }

  @Benchmark
  @Strategy(
      says = "Writes to each page of fresh memory, which the kernel has to find and to clear.",
      label = "fresh memory",
      faults = "0.01..")
  public void firstTouchAnonymous(Fresh memory) {
    touch(memory.address, Touching.MARK);
  }

  @Benchmark
  @Strategy(
      says = "Writes to each page of fresh memory for which huge pages are asked.",
      label = "fresh memory in huge pages",
      faults = "0.0001..0.5")
  public void firstTouchAnonymousHuge(FreshHuge memory) {
    touch(memory.address, Touching.MARK);
  }

  @Benchmark
  @Strategy(
      says = "Reads each page through a fresh mapping of a cached file.",
      label = "mapped file",
      role = Role.FAULT_LARGE,
      faults = "0.0001..")
  public void firstTouchMapped(DiskFile file) {
    file.sum = readEachPage(file.mapped);
  }

  @Benchmark
  @Strategy(
      says = "Reads each page of a cached file through fresh mappings of 1 MiB each.",
      label = "mapped file in parts of 1 MiB",
      role = Role.FAULT_SMALL,
      faults = "0.0001..")
  public void firstTouchWindows(FileInPieces file) {
    file.sum = file.readEachPage();
  }

  @Benchmark
  @Strategy(
      says = "Unmaps a cached file of which every page was read.",
      label = "unmapping a file",
      role = Role.UNMAP)
  public void unmapMapped(ReadFile file) {
    file.drop();
  }

  @Benchmark
  @Strategy(
      says = "Reads each page through a fresh mapping of a file in /dev/shm.",
      label = "mapped file in /dev/shm",
      faults = "0.0001..")
  public void firstTouchTmpfs(TmpfsFile file) {
    file.sum = readEachPage(file.mapped);
  }

  @Benchmark
  @Strategy(
      says = "Writes to each page of a fresh shared mapping of a cached file.",
      label = "write to a mapped file",
      faults = "0.0001..")
  public void firstWriteMapped(WrittenFile file) {
    touch(file.mapped, Touching.MARK);
  }

  @Benchmark
  @Strategy(
      says = "Writes to each page of a fresh private mapping: the kernel copies the page first.",
      label = "copy on write",
      faults = "0.0001..")
  public void copyOnWrite(PrivateFile file) {
    touch(file.mapped, Touching.MARK);
  }

  /** Counts the invocations whose touches were verified. */
  public abstract static class Touching {
    static final byte MARK = 1;

    private int verified;

    @Setup(Level.Iteration)
    public void begin() {
      verified = 0;
    }

    final void verified(boolean right) {
      if (!right) {
        throw new IllegalStateException("a page was not touched");
      }
      verified++;
    }

    /**
     * Checks that pages were touched.
     *
     * @throws IllegalStateException if not
     */
    @TearDown(Level.Iteration)
    public void verify() {
      if (verified == 0) {
        throw new IllegalStateException("no page was touched");
      }
    }

    static boolean eachPageHolds(long address, byte value) {
      for (long at = address; at < address + SIZE; at += PageAligned.PAGE) {
        if (UnsafeApi.getByte(at) != value) {
          return false;
        }
      }
      return true;
    }

    static boolean eachPageHolds(ByteBuffer mapped, byte value) {
      for (int at = 0; at < SIZE; at += PageAligned.PAGE) {
        if (mapped.get(at) != value) {
          return false;
        }
      }
      return true;
    }
  }

  /** Anonymous memory that was touched before. */
  @State(Scope.Thread)
  public static class Touched extends Touching {
    long address;
    byte stamp;
    private byte before;

    @Setup(Level.Trial)
    public void map() {
      address = LinuxMemory.map(SIZE, false);
      touch(address, stamp);
    }

    @Setup(Level.Invocation)
    public void remember() {
      before = stamp;
      TimedRegion.begin();
    }

    /** Checks that each page holds a new stamp. */
    @TearDown(Level.Invocation)
    public void check() {
      TimedRegion.end();
      verified(stamp != before && eachPageHolds(address, stamp));
    }

    @TearDown(Level.Trial)
    public void unmap() {
      LinuxMemory.unmap(address, SIZE);
    }
  }

  /** Anonymous memory that nobody touched. */
  @State(Scope.Thread)
  public static class Fresh extends Touching {
    long address;

    boolean hugePages() {
      return false;
    }

    /** Refuses a platform that cannot map it. */
    @Setup(Level.Trial)
    public void probe() {
      LinuxMemory.unmap(LinuxMemory.map(SIZE, hugePages()), SIZE);
    }

    @Setup(Level.Invocation)
    public void map() {
      address = LinuxMemory.map(SIZE, hugePages());
      TimedRegion.begin();
    }

    @TearDown(Level.Invocation)
    public void unmap() {
      TimedRegion.end();
      boolean right = eachPageHolds(address, MARK);
      LinuxMemory.unmap(address, SIZE);
      verified(right);
    }
  }

  /** The same with huge pages. */
  @State(Scope.Thread)
  public static class FreshHuge extends Fresh {
    @Override
    boolean hugePages() {
      return true;
    }
  }

  /** A cached file, mapped anew for every invocation. */
  public abstract static class MappedFile extends Touching {
    final Payload payload = new Payload(1);
    FileChannel channel;
    ByteBuffer mapped;
    private WorkFolder folder;

    MapMode mode() {
      return MapMode.READ_ONLY;
    }

    final void open(Path path) throws IOException {
      channel =
          FileChannel.open(
              payload.writeFile(path, SIZE), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Setup(Level.Trial)
    public void create() throws IOException {
      folder = WorkFolder.open();
      open(file());
    }

    final Path file() {
      return folder.file("mapped");
    }

    @Setup(Level.Invocation)
    public void map() throws IOException {
      mapped = channel.map(mode(), 0, SIZE).order(ByteOrder.LITTLE_ENDIAN);
      prepare();
      TimedRegion.begin();
    }

    void prepare() throws IOException {}

    abstract boolean touched() throws IOException;

    @TearDown(Level.Invocation)
    public void unmap() throws IOException {
      TimedRegion.end();
      boolean right = touched();
      if (mapped != null) {
        IoUtil.unmap(mapped);
      }
      verified(right);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
      channel.close();
      folder.close();
    }
  }

  /** Read, on the work folder's file system. */
  @State(Scope.Thread)
  public static class DiskFile extends MappedFile {
    long sum;
    private long expected;

    /** Adds up what is to be found. */
    @Setup(Level.Trial)
    public void expect() {
      for (int page = 0; page < PAGES; page++) {
        expected += payload.word((long) page * PageAligned.PAGE / Long.BYTES);
      }
    }

    @Override
    boolean touched() {
      boolean right = sum == expected;
      sum = 0;
      return right;
    }
  }

  /** Read, through mappings of 1 MiB. */
  @State(Scope.Thread)
  public static class FileInPieces extends DiskFile {
    private static final int PIECE = 1 << 20;

    private final ByteBuffer[] pieces = new ByteBuffer[SIZE / PIECE];

    @Override
    void prepare() throws IOException {
      for (int i = 0; i < pieces.length; i++) {
        pieces[i] = channel.map(mode(), (long) i * PIECE, PIECE).order(ByteOrder.LITTLE_ENDIAN);
      }
    }

    final long readEachPage() {
      long read = 0;
      for (ByteBuffer piece : pieces) {
        for (int at = 0; at < PIECE; at += PageAligned.PAGE) {
          read += piece.getLong(at);
        }
      }
      return read;
    }

    @Override
    boolean touched() {
      for (ByteBuffer piece : pieces) {
        IoUtil.unmap(piece);
      }
      return super.touched();
    }
  }

  /** Read before, and unmapped by the operation. */
  @State(Scope.Thread)
  public static class ReadFile extends DiskFile {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    @Override
    void prepare() {
      sum = readEachPage(mapped);
    }

    final void drop() {
      IoUtil.unmap(mapped);
      mapped = null;
    }

    @Override
    boolean touched() {
      return mapped == null && super.touched();
    }

    /** Checks that the kernel knows no mapping of the file any more. */
    @TearDown(Level.Iteration)
    public void verifyUnmapped() throws IOException {
      if (Files.exists(MAPPINGS) && Files.readString(MAPPINGS).contains(file().toString())) {
        throw new IllegalStateException("the file is still mapped");
      }
    }
  }

  /** Read, on tmpfs. */
  @State(Scope.Thread)
  public static class TmpfsFile extends DiskFile {
    private static final Path TMPFS = Path.of("/dev/shm");

    /**
     * Writes the file, and removes its name at once, so that no kill leaves it behind. JMH calls
     * what it overrides: annotated again, it would be called twice.
     */
    @Override
    public void create() throws IOException {
      if (!Files.isWritable(TMPFS) || !Files.getFileStore(TMPFS).type().equals("tmpfs")) {
        throw new Unsupported("needs a tmpfs on " + TMPFS);
      }
      super.create();
      channel.close();
      try (WorkFolder memory = WorkFolder.openUnder(TMPFS)) {
        open(memory.file("file"));
      }
    }
  }

  /** Written and shared. */
  @State(Scope.Thread)
  public static class WrittenFile extends MappedFile {
    @Override
    MapMode mode() {
      return MapMode.READ_WRITE;
    }

    @Override
    boolean touched() {
      boolean right = eachPageHolds(mapped, MARK);
      touch(mapped, Payload.POISON);
      return right;
    }
  }

  /** Written and private. */
  @State(Scope.Thread)
  public static class PrivateFile extends MappedFile {
    @Override
    MapMode mode() {
      return MapMode.PRIVATE;
    }

    @Override
    boolean touched() throws IOException {
      ByteBuffer first = ByteBuffer.allocate(Long.BYTES);
      channel.read(first, 0);
      payload.verify(first, 0);
      return eachPageHolds(mapped, MARK);
    }
  }
}
