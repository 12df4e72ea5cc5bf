package zerocopy.bench.hardware;

import java.util.concurrent.TimeUnit;
import org.agrona.UnsafeApi;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.mmu.pattern.ChasePattern;
import zerocopy.mmu.pattern.ChasePattern.Layout;

/**
 * How long does a load take that waits for the one before, by how many lines are visited and by how
 * many pages they lie in?
 *
 * <p>Each line holds the index of the next, in random order, so neither the prefetchers nor
 * out-of-order execution help: the time per load is latency. {@link #dense} packs the lines: its
 * staircase is the cache hierarchy. {@link #linePerPage} visits the same number of lines, each in
 * its own page: what it costs more is address translation. Its knees are the reach of the first-
 * and second-level TLB in pages, its steps what a miss there costs. The {@code Huge} twins do the
 * same in memory that huge pages back, with the lines where they were, 4 KiB apart: a machine whose
 * TLB holds the huge pages as such shows no knee there; a virtual machine on a host with 4 KiB
 * pages shows the same knees (its entries are splintered) and cheaper walks.
 *
 * <p>One operation is one load. {@code coreCycles / loads} tells it in cycles of the core, for the
 * least disturbed call of each iteration, of {@link #STEPS} loads.
 *
 * <p>Run with: {@code java -jar target/benchmarks.jar MemoryLatency -p lines=64,1024,16384}
 */
@Question(
    asks = "What does a load cost that waits for the one before?",
    order = 200,
    section = "address-translation")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    jvmArgsAppend = {
      MemoryLatency.HEAP_FLOOR,
      MemoryLatency.HEAP,
      MemoryLatency.UNTOUCHED,
      MemoryLatency.PLAIN_REFERENCES,
      MemoryLatency.NO_POLLS
    })
public class MemoryLatency {

  /** Loads in one call of a benchmark method. */
  static final int STEPS = 1 << 14;

  static final String HEAP_FLOOR = "-Xms1280m";
  static final String HEAP = "-Xmx1280m";
  static final String UNTOUCHED = "-XX:-AlwaysPreTouch";
  static final String PLAIN_REFERENCES = "-XX:-UseCompressedOops";

  /** A safepoint poll within the chase would take first-level TLB entries for pages of its own. */
  static final String NO_POLLS = "-XX:-UseCountedLoopSafepoints";

  static final String WHERE_KNOWN = "-XX:+IgnoreUnrecognizedVMOptions";
  static final String HUGE_PAGES = "-XX:+UseTransparentHugePages";

  @Benchmark
  @Strategy(
      says = "The lines of 64 bytes lie side by side: what a load costs is up to the caches.",
      label = "packed lines",
      colour = Colour.BLACK,
      role = Role.LATENCY_DENSE)
  @OperationsPerInvocation(STEPS)
  public int dense(DenseLap lap, CoreClock clock) {
    return lap.follow(clock);
  }

  /** As {@link #dense}, in huge pages. */
  @Benchmark
  @Strategy(
      says = "The lines of 64 bytes lie side by side, in memory for which huge pages are asked.",
      label = "packed lines in huge pages",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE,
      role = Role.LATENCY_DENSE_HUGE)
  @OperationsPerInvocation(STEPS)
  @Fork(
      jvmArgsAppend = {
        HEAP_FLOOR,
        HEAP,
        UNTOUCHED,
        PLAIN_REFERENCES,
        NO_POLLS,
        WHERE_KNOWN,
        HUGE_PAGES
      })
  public int denseHuge(DenseHugeLap lap, CoreClock clock) {
    return lap.follow(clock);
  }

  @Benchmark
  @Strategy(
      says = "Each line lies in a base page of its own: caches and address translation decide.",
      label = "lines a page apart",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND,
      role = Role.LATENCY_SPARSE)
  @OperationsPerInvocation(STEPS)
  public int linePerPage(LinePerPageLap lap, CoreClock clock) {
    return lap.follow(clock);
  }

  /** The same lines as in {@link #linePerPage}, in huge pages. */
  @Benchmark
  @Strategy(
      says = "Lines a base page apart, in memory for which huge pages are asked.",
      label = "a page apart in huge pages",
      colour = Colour.BLUE,
      marker = Marker.SQUARE,
      role = Role.LATENCY_SPARSE_HUGE)
  @OperationsPerInvocation(STEPS)
  @Fork(
      jvmArgsAppend = {
        HEAP_FLOOR,
        HEAP,
        UNTOUCHED,
        PLAIN_REFERENCES,
        NO_POLLS,
        WHERE_KNOWN,
        HUGE_PAGES
      })
  public int linePerPageHuge(LinePerPageHugeLap lap, CoreClock clock) {
    return lap.follow(clock);
  }

  /** A chase and how far it has come. */
  @State(Scope.Thread)
  public abstract static class Lap {

    private ChaseMemory arena;
    private Chase chase;
    private int at;
    private long steps;

    /** Number of visited lines. */
    abstract int lines();

    /** Where they lie. */
    abstract Layout layout();

    /** Whether huge pages back them. */
    abstract boolean hugePages();

    /** Allocates and links the memory. */
    @Setup(Level.Trial)
    public void build() {
      int page = UnsafeApi.pageSize();
      arena = ChaseMemory.allocate(ChasePattern.span(layout(), lines(), page), hugePages());
      chase = new Chase(arena.memory(), arena.first(), layout(), lines(), page);
      at = chase.start();
      steps = 0;
    }

    /** Checks that each step of the iteration went to the next line of the cycle. */
    @TearDown(Level.Iteration)
    public void verify() {
      arena.requireUnmoved();
      chase.verify(at, steps);
    }

    final int follow(CoreClock clock) {
      long start = System.nanoTime();
      at = follow(arena.memory(), at);
      clock.took(System.nanoTime() - start);
      steps += STEPS;
      return at;
    }

    private static int follow(int[] memory, int from) {
      int at = from;
      for (int i = 0; i < STEPS; i++) {
        at = memory[at];
      }
      return at;
    }
  }

  /** Packed lines: 16 KiB … 1 GiB are 256 … 16777216 lines. */
  public abstract static class AnyDenseLap extends Lap {

    /** Number of lines visited, each of 64 bytes. */
    @Param({
      "8",
      "16",
      "32",
      "48",
      "64",
      "96",
      "128",
      "256",
      "512",
      "640",
      "704",
      "768",
      "832",
      "896",
      "1024",
      "1280",
      "1536",
      "2048",
      "3072",
      "4096",
      "6144",
      "8192",
      "12288",
      "16384",
      "24576",
      "32768",
      "65536",
      "131072",
      "262144",
      "524288",
      "1048576",
      "2097152",
      "4194304",
      "8388608",
      "16777216"
    })
    public int lines;

    @Override
    int lines() {
      return lines;
    }

    @Override
    Layout layout() {
      return Layout.DENSE;
    }
  }

  /** A line in each page: 32 KiB … 1 GiB are 8 … 262144 pages of 4 KiB. */
  public abstract static class AnyLinePerPageLap extends Lap {

    /** Number of lines visited, which is the number of pages. */
    @Param({
      "8", "16", "32", "40", "44", "45", "48", "49", "56", "63", "64", "65", "66", "68", "71", "72",
      "73", "80", "88", "95", "96", "97", "98", "104", "128", "159", "160", "161", "192", "256",
      "384", "512", "768", "1024", "1152", "1280", "1408", "1536", "1664", "1792", "1920", "2048",
      "2112", "2176", "2304", "2560", "2816", "3072", "3136", "3200", "3328", "3584", "3840",
      "4000", "4096", "4160", "4224", "4352", "4608", "4736", "5120", "6144", "8192", "12288",
      "16384", "24576", "32768", "65536", "131072", "262144"
    })
    public int lines;

    @Override
    int lines() {
      return lines;
    }

    @Override
    Layout layout() {
      return Layout.LINE_PER_PAGE;
    }
  }

  /** Packed lines in base pages. */
  public static class DenseLap extends AnyDenseLap {
    @Override
    boolean hugePages() {
      return false;
    }
  }

  /** Packed lines in huge pages. */
  public static class DenseHugeLap extends AnyDenseLap {
    @Override
    boolean hugePages() {
      return true;
    }
  }

  /** A line in each base page. */
  public static class LinePerPageLap extends AnyLinePerPageLap {
    @Override
    boolean hugePages() {
      return false;
    }
  }

  /** Lines a base page apart, in huge pages. */
  public static class LinePerPageHugeLap extends AnyLinePerPageLap {
    @Override
    boolean hugePages() {
      return true;
    }
  }
}
