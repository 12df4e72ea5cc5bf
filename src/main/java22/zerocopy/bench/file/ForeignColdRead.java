package zerocopy.bench.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.linux.IoUring;
import zerocopy.bench.support.linux.Syscall;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a queue of requests save where the page cache is left out?
 *
 * <p>As {@link ColdRead#oDirect}, 256 KiB a request, by an io_uring that hands {@code depth}
 * requests over at once. One at a time the device waits for the program and the program for the
 * device; with many it always has work.
 */
@Question(
    asks = "What does a queue of direct reads save?",
    family = "ColdRead",
    bytes = "fileSize",
    copies = true,
    unpredicted = "the device has no price in the model",
    pairs =
        @Pair(topic = "read+write ↔ io_uring", first = "ColdRead.oDirect", other = "ioUringDirect"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignColdRead {

  private static final int CHUNK = 256 << 10;

  @Benchmark
  @Strategy(
      says = "Reads past the page cache, several requests at a time by an io_uring.",
      label = "O_DIRECT by io_uring",
      colour = Colour.PURPLE,
      marker = Marker.TRIANGLE,
      copies = 0)
  public void ioUringDirect(Numbered file, Queue queue, ColdRead.DirectTarget target)
      throws IOException {
    long memory = BufferUtil.address(target.buffer);
    queue.move(IoUring.Op.READ, 0, file.source, memory, file.fileSize, CHUNK);
  }

  /** The file, opened with {@code O_DIRECT}, by the number that the kernel gave it. */
  @State(Scope.Thread)
  public static class Numbered extends ColdRead.UncachedSource {
    int source = -1;

    @Override
    FileChannel open(Path path) throws IOException {
      FileChannel channel = super.open(path);
      source = Syscall.open(path, Syscall.O_DIRECT);
      return channel;
    }

    @TearDown(Level.Trial)
    public void closeSource() {
      Syscall.close(source);
    }
  }
}
