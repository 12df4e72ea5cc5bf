package zerocopy.bench.file;

import java.io.IOException;
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
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.linux.IoUring;
import zerocopy.bench.support.linux.Syscall;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a queue of requests save where a write leaves the page cache out?
 *
 * <p>As {@link WriteBack#oDirect}, but 256 KiB a request, by an io_uring that hands {@code depth}
 * requests over at once.
 */
@Question(
    asks = "What does a queue of direct writes save?",
    family = "WriteBack",
    bytes = "fileSize",
    copies = true,
    unpredicted = "the device has no price in the model",
    pairs =
        @Pair(
            topic = "read+write ↔ io_uring",
            first = "WriteBack.oDirect",
            other = "ioUringDirect"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignWriteBack {

  private static final int CHUNK = 256 << 10;

  @Benchmark
  @Strategy(
      says = "Writes past the page cache, several requests at a time by an io_uring.",
      label = "O_DIRECT by io_uring",
      colour = Colour.PURPLE,
      marker = Marker.TRIANGLE,
      copies = 0)
  public void ioUringDirect(Numbered file, Queue queue) throws IOException {
    long memory = BufferUtil.address(file.source);
    queue.move(IoUring.Op.WRITE, 0, file.target, memory, file.fileSize, CHUNK);
  }

  /** The file, opened with {@code O_DIRECT}, by the number that the kernel gave it. */
  @State(Scope.Thread)
  public static class Numbered extends WriteBack.ForcedFile {
    private static final int WRITE_ONLY = 1;

    int target = -1;

    @Override
    void created() throws IOException {
      super.created();
      try {
        target = Syscall.open(path, WRITE_ONLY | Syscall.O_DIRECT);
      } catch (IOException e) {
        throw new Unsupported("needs a file system that can be written with O_DIRECT");
      }
    }

    @TearDown(Level.Trial)
    public void closeTarget() {
      Syscall.close(target);
    }
  }
}
