package zerocopy.bench.random;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What do faults and unmapping do to the other threads of a process?
 *
 * <p>One operation of {@code alone}, {@code besideSpinning} and {@code besideMapping} is a load of
 * eight bytes from a random page of a mapping that stands. The three differ in what {@code threads}
 * other threads do meanwhile: nothing; compute, without a call; or map {@link #WINDOW} bytes of the
 * same file, touch every page and unmap them. To unmap, the kernel has every core that runs a
 * thread of this process drop what its TLB holds (a TLB shootdown), and a fault takes the address
 * space's lock. Computing threads show what sharing the cores alone does: hold the tail of {@code
 * besideMapping} against theirs.
 *
 * <p>One operation of {@code safepoint} and {@code safepointBesideFaults} stops all Java threads
 * (the JVM looks for deadlocks, of which there are none). A thread that waits for a page of a
 * mapping counts as one that runs Java: the JVM waits for the device as well. The file of the
 * faults has {@link #WINDOW} bytes, is dropped from the page cache before each pass, and is touched
 * in strides against read-ahead.
 *
 * <p>Pitfall. The mean hardly moves; the answer is in the tail ({@link Tail}).
 */
@Question(
    asks = "What do faults and unmapping do to the other threads of a process?",
    order = 146,
    baseline = "besideSpinning",
    usual = "memory=any",
    pairs = {
      @Pair(topic = "beside mapping threads", first = "besideSpinning", other = "besideMapping"),
      @Pair(topic = "beside mapping threads", first = "safepoint", other = "safepointBesideFaults")
    },
    figures = {
      @Figure(
          id = "map-interference",
          title = "The slowest of a thousand loads, by the work of the threads beside",
          shows = Quantity.COUNTER,
          counter = "p999",
          unit = "99.9th percentile of a load, ns",
          strategies = {"alone", "besideSpinning", "besideMapping", "besideClosing"}),
      @Figure(
          id = "safepoint-interference",
          title = "Stopping all threads, by the work of the threads beside",
          shows = Quantity.COUNTER,
          counter = "p99",
          unit = "99th percentile of a stop, ns",
          strategies = {"safepoint", "safepointBesideFaults"})
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MapInterference {

  /** Bytes that other threads map: 1 MiB. */
  static final int WINDOW = 1 << 20;

  /** Pages between two touches of the cold file, more than the kernel reads ahead. */
  private static final int STRIDE = 37;

  private static final int STOPS = 16;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Benchmark
  @OperationsPerInvocation(Beside.LOADS)
  @Strategy(says = "Loads with nobody beside.", colour = Colour.BLACK)
  public void alone(Beside.Nobody beside) {
    beside.load();
  }

  @Benchmark
  @OperationsPerInvocation(Beside.LOADS)
  @Strategy(
      label = "beside computing threads",
      says = "Loads while other threads compute.",
      colour = Colour.BLUE)
  public void besideSpinning(Spinning beside) {
    beside.load();
  }

  @Benchmark
  @OperationsPerInvocation(Beside.LOADS)
  @Strategy(
      label = "beside mapping threads",
      says = "Loads while other threads map, touch and unmap a file.",
      colour = Colour.VERMILLION)
  public void besideMapping(Mapping beside) {
    beside.load();
  }

  @Benchmark
  @OperationsPerInvocation(STOPS)
  @Strategy(
      says = "The JVM stops all threads, with nobody beside.",
      colour = Colour.BLACK,
      marker = Marker.SQUARE)
  public void safepoint(Beside.Nobody beside) {
    for (int i = 0; i < STOPS; i++) {
      beside.took(THREADS.findDeadlockedThreads() == null);
    }
  }

  @Benchmark
  @OperationsPerInvocation(STOPS)
  @Strategy(
      label = "safepoint beside cold faults",
      says = "The JVM stops all threads while others wait for pages from the device.",
      colour = Colour.PURPLE,
      marker = Marker.SQUARE)
  public void safepointBesideFaults(ColdFaults beside) {
    for (int i = 0; i < STOPS; i++) {
      beside.took(THREADS.findDeadlockedThreads() == null);
    }
  }

  /** Threads that compute. */
  @State(Scope.Thread)
  public static class Spinning extends Beside.Others {

    /** As long as a mapping takes, about. */
    @Override
    void disturb(int thread) {
      Order.UNIFORM.fill(new int[PageAligned.PAGE], STRIDE);
    }
  }

  /** Threads that map, touch and unmap. */
  @State(Scope.Thread)
  public static class Mapping extends Beside.Others {

    @Override
    void disturb(int thread) throws IOException {
      touch(channel(), 1);
    }
  }

  private static void touch(FileChannel file, int stride) throws IOException {
    MappedByteBuffer window = file.map(MapMode.READ_ONLY, 0, WINDOW);
    int pages = WINDOW / PageAligned.PAGE;
    for (int i = 0, page = 0; i < pages; i++, page = (page + stride) % pages) {
      int at = page * PageAligned.PAGE;
      if (window.get(at) != BlockFile.PAYLOAD.at(at)) {
        throw new IllegalStateException("the mapping shows another file");
      }
    }
    IoUtil.unmap(window);
  }

  /** Threads that wait for pages, each of a file of its own. */
  @State(Scope.Thread)
  public static class ColdFaults extends Beside.Others {
    private WorkFolder folder;
    private Path[] cold;

    @Override
    void opened() throws IOException {
      if (!LinuxMemory.available()) {
        throw new Unsupported("needs Linux to drop a file from the page cache");
      }
      folder = WorkFolder.open();
      cold = new Path[count()];
      for (int i = 0; i < cold.length; i++) {
        cold[i] = BlockFile.PAYLOAD.writeFile(folder.file("cold" + i), WINDOW);
      }
      LinuxMemory.evict(cold[0]);
      if (LinuxMemory.residentPages(cold[0]) > 0) {
        throw new Unsupported("needs a work folder on a device; a tmpfs has none below it");
      }
    }

    @Override
    void disturb(int thread) throws IOException {
      LinuxMemory.evict(cold[thread]);
      try (FileChannel file = FileChannel.open(cold[thread])) {
        touch(file, STRIDE);
      }
    }

    @Override
    void closing() {
      folder.close();
    }
  }
}
