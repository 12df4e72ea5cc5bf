package zerocopy.bench.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does each call that moves file bytes cost before its bytes count?
 *
 * <p>One operation is one call that moves a single byte of a cached file, so what remains is the
 * crossing into the kernel and back with all that stands around the copy: the JDK's bookkeeping,
 * the search in the page cache, and for a write the file system's transaction and time stamp. The
 * cost model takes these floors for the crossings of a path. Expected: a read costs little more
 * than the cheapest system call; a write on a journalling file system several times that. The file
 * has 64 KiB, of which {@code mapUnmap} maps and touches all.
 */
@Question(asks = "What does a system call cost that moves one byte?", order = 160)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallFloor {

  private static final int SIZE = 64 * 1024;
  private static final Payload PAYLOAD = new Payload(31);

  /** A cached file, and a byte that is to be replaced by its first. */
  @State(Scope.Thread)
  public abstract static class Place {
    final ByteBuffer direct = PageAligned.allocate(1);
    final ByteBuffer heap = ByteBuffer.allocate(1);
    FileChannel source;
    FileChannel target;
    Path path;
    private WorkFolder folder;

    @Setup
    public void open() throws IOException {
      folder = WorkFolder.open();
      path = PAYLOAD.writeFile(folder.file("source"), SIZE);
      source = FileChannel.open(path, StandardOpenOption.READ);
      target =
          FileChannel.open(
              Payload.poisonFile(folder.file("target"), SIZE),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    }

    /** Closes and deletes the files. */
    @TearDown
    public void close() throws IOException {
      source.close();
      target.close();
      folder.close();
    }

    /** The byte that the operation must have moved. */
    abstract byte arrived() throws IOException;

    /** Spoils the byte. */
    @Setup(Level.Iteration)
    public void poison() throws IOException {
      direct.put(0, Payload.POISON);
      heap.put(0, Payload.POISON);
      FullIo.write(target, ByteBuffer.wrap(new byte[] {Payload.POISON}), 0);
    }

    /** The byte has arrived. */
    @TearDown(Level.Iteration)
    public void verify() throws IOException {
      if (arrived() != PAYLOAD.at(0)) {
        throw new IllegalStateException("the byte did not arrive: the call did not do its work");
      }
    }
  }

  /** The byte goes to a direct buffer. */
  public static class ToDirect extends Place {
    @Override
    byte arrived() {
      return direct.get(0);
    }
  }

  /** The byte goes to a heap buffer. */
  public static class ToHeap extends Place {
    @Override
    byte arrived() {
      return heap.get(0);
    }
  }

  /** The byte goes to a cached page of the target file. */
  public static class ToFile extends Place {
    final ByteBuffer first = PageAligned.allocate(1).put(0, PAYLOAD.at(0));

    @Override
    byte arrived() throws IOException {
      ByteBuffer written = ByteBuffer.allocate(1);
      FullIo.read(target, written, 0);
      return written.get(0);
    }
  }

  @Benchmark
  @Strategy(
      says = "Reads one byte of a cached file into a direct buffer: one call.",
      label = "read to direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      role = Role.CALL_READ,
      reads = "1")
  public int readDirect(ToDirect place) throws IOException {
    return place.source.read(place.direct.clear(), 0);
  }

  @Benchmark
  @Strategy(
      says = "Reads one byte of a cached file into a heap buffer, through a hidden direct one.",
      label = "read to heap buffer",
      colour = Colour.ORANGE,
      role = Role.CALL_READ_HEAP,
      reads = "1")
  public int readHeap(ToHeap place) throws IOException {
    return place.source.read(place.heap.clear(), 0);
  }

  @Benchmark
  @Strategy(
      says = "Writes one byte from a direct buffer over a cached page: one call.",
      label = "write from direct buffer",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE,
      role = Role.CALL_FILE_WRITE,
      writes = "1")
  public int writeDirect(ToFile place) throws IOException {
    return place.target.write(place.first.clear(), 0);
  }

  @Benchmark
  @Strategy(
      says = "The kernel copies one byte from file to file.",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND,
      role = Role.CALL_TRANSFER,
      reads = "1",
      writes = "1")
  public long transferTo(ToFile place) throws IOException {
    return place.source.transferTo(0, 1, place.target.position(0));
  }

  @Benchmark
  @Strategy(
      says = "Opens the file by its name, reads one byte and closes it.",
      label = "open, read, close",
      role = Role.CALL_OPEN_READ_CLOSE,
      reads = "1")
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public int openReadClose(ToDirect place) throws IOException {
    try (FileChannel opened = FileChannel.open(place.path, StandardOpenOption.READ)) {
      return opened.read(place.direct.clear(), 0);
    }
  }

  @Benchmark
  @Strategy(
      says = "Maps 64 KiB of the file, reads one byte, which is a page fault, and unmaps it.",
      label = "map, touch, unmap",
      role = Role.CALL_MAP_UNMAP,
      faults = "0..")
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public void mapUnmap(ToDirect place) throws IOException {
    MappedByteBuffer map = place.source.map(FileChannel.MapMode.READ_ONLY, 0, SIZE);
    place.direct.put(0, map.get(0));
    IoUtil.unmap(map);
  }
}
