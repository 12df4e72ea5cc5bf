package zerocopy.bench.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to get memory into a file?
 *
 * <p>One operation writes the whole file, through a channel in calls of {@code chunk} bytes or
 * through a mapping in one copy. Without {@code sync=force} the bytes go to the page cache and no
 * further.
 *
 * <p>Usually each operation finds the file's pages clean ({@code pages=clean}), as a program does
 * that comes back to them later. Where it overwrites pages that are still dirty ({@code
 * pages=dirty}), a mapping needs no kernel at all and is faster by factors: that holds for as long
 * as nobody writes the pages back, and for nothing else. The price of a {@code new} file is that of
 * its pages, which the kernel must find, zero (mapping) or fill (write), and free again: see {@link
 * TargetFile} for what exactly an operation contains. A mapping of a new file pays one page fault
 * for every page; a mapping that stands pays one again for each page that was written back since.
 *
 * <p>Pitfalls. A buffer that is never rewound writes nothing from the second call on. Writing more
 * than the kernel lets lie about dirty measures the disk; {@code sync=force} measures it always.
 */
@Question(
    held = "fileSize",
    asks = "What does it cost to write memory to a file?",
    order = 60,
    bytes = "fileSize",
    copies = true,
    usual = {"destination=existing", "pages=clean", "sync=none"},
    answer = "From memory to a file",
    baseline = "direct",
    tunes = "chunk=65536",
    unpredicted = "it is itself a price of the model",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "heap", other = "direct"),
      @Pair(topic = "read ↔ map", first = "direct", other = "mapped"),
      @Pair(topic = "JDK ↔ Agrona", first = "mapped", other = "agronaMapped")
    },
    figures = @Figure(id = "file-write", title = "Memory to file"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileWrite {

  /**
   * {@link FileChannel#write(ByteBuffer)} of a heap buffer, which the JDK copies to a hidden direct
   * one first.
   */
  @Benchmark
  @Strategy(
      says = "The channel writes a heap buffer, through a hidden direct one: two copies.",
      label = "write from heap buffer",
      colour = Colour.ORANGE,
      copies = 2,
      writes = "fileSize/chunk")
  public void heap(SourceMemory.Heap source, Chunk chunk, ToChannel target, Sync sync)
      throws IOException {
    FileChannel file = target.open();
    for (long at = 0; at < source.fileSize; at += chunk.chunk) {
      FullIo.write(file, chunk.window(source.buffer, at));
    }
    sync.apply(file);
    target.close(file);
  }

  /** {@link FileChannel#write(ByteBuffer)} of a direct buffer. */
  @Benchmark
  @Strategy(
      says = "The channel writes a direct buffer: one copy, one call a chunk.",
      label = "write from direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      role = Role.FILE_WRITTEN,
      writes = "fileSize/chunk")
  public void direct(SourceMemory.Direct source, Chunk chunk, ToChannel target, Sync sync)
      throws IOException {
    FileChannel file = target.open();
    for (long at = 0; at < source.fileSize; at += chunk.chunk) {
      FullIo.write(file, chunk.window(source.buffer, at));
    }
    sync.apply(file);
    target.close(file);
  }

  /** A copy into a mapping: {@link ByteBuffer#put(int, ByteBuffer, int, int)}. */
  @Benchmark
  @Strategy(
      says = "Copies into a mapping that stands: no call, but a fault for each clean page.",
      label = "copy into a mapping",
      colour = Colour.OLIVE,
      marker = Marker.DOWN,
      role = Role.FILE_MAPPED,
      faults = "0..")
  public void mapped(SourceMemory.Direct source, ToMapping target, Sync sync) throws IOException {
    MappedByteBuffer[] map = target.map();
    int at = 0;
    for (MappedByteBuffer part : map) {
      part.put(0, source.buffer, at, part.capacity());
      sync.apply(part);
      at += part.capacity();
    }
    target.unmap(map);
  }

  /**
   * A copy into a mapping by Agrona: {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer,
   * int, int)}.
   */
  @Benchmark
  @Strategy(
      says = "The same copy into a mapping by Agrona.",
      label = "copy into a mapping by Agrona",
      faults = "0..")
  public void agronaMapped(SourceMemory.Agrona source, ToMapping target, Sync sync)
      throws IOException {
    MappedByteBuffer[] map = target.map();
    int at = 0;
    for (MappedByteBuffer part : map) {
      target.view(part).putBytes(0, source.view, at, part.capacity());
      sync.apply(part);
      at += part.capacity();
    }
    target.unmap(map);
  }

  /** Written through a channel. */
  @State(Scope.Thread)
  public static class ToChannel extends TargetFile.Channel {

    /** {@code clean} or {@code dirty}: see {@link Pages}. */
    @Param({"clean", "dirty"})
    public String pages;

    private Pages found;

    @Override
    void created() throws IOException {
      super.created();
      found = new Pages(pages);
    }

    /** Makes the pages clean, if they have to be. */
    @Setup(Level.Invocation)
    public void prepare() throws IOException {
      found.prepare(path);
    }

    /** Ends the measured time of an operation that was prepared. */
    @TearDown(Level.Invocation)
    public void done() {
      found.done();
    }
  }

  /** Written through a mapping. */
  @State(Scope.Thread)
  public static class ToMapping extends TargetFile.Mapped {

    /** {@code clean} or {@code dirty}: see {@link Pages}. */
    @Param({"clean", "dirty"})
    public String pages;

    private Pages found;

    @Override
    void created() throws IOException {
      super.created();
      found = new Pages(pages);
    }

    /** Makes the pages clean, if they have to be. */
    @Setup(Level.Invocation)
    public void prepare() throws IOException {
      found.prepare(path);
    }

    /** Ends the measured time of an operation that was prepared. */
    @TearDown(Level.Invocation)
    public void done() {
      found.done();
    }
  }
}
