package zerocopy.bench.translation;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
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
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.mmu.replacement.Policy;
import zerocopy.mmu.replacement.ReferenceString;
import zerocopy.mmu.replacement.Replacement;
import zerocopy.mmu.replacement.ReplacementResult;

/**
 * How many page faults does each replacement policy take with so many page frames, and what does
 * its book-keeping cost for each reference?
 *
 * <p>The classic curves are {@code faults / references} over {@code frames}: more frames, fewer
 * faults, with {@link #opt} as the bound that no policy beats. Belady's string is the exception:
 * under {@link #fifo} 4 frames take 10 faults where 3 take 9 (Belady, Nelson and Shedler, "An
 * anomaly in space-time characteristics of certain programs running in a paging machine", CACM
 * 1969).
 *
 * <p>One operation is one reference. Each pass over a string starts with empty memory and fresh
 * tables, which with a string as short as Belady's is most of the time: read its faults, not its
 * time. These tables are garbage after a pass: in a small heap the collector takes as much time as
 * the policy, and its CPU time is told apart.
 */
@Question(
    asks = "How many page faults does a replacement policy take, and what does it cost?",
    order = 230,
    counters = {
      @Counter(name = "faults", heading = "faults/reference", per = "references"),
      @Counter(name = "writeBacks", heading = "pages written back/reference", per = "references"),
      @Counter(name = "references", heading = "references of an iteration")
    },
    section = "address-translation")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageReplacement {

  /** References in one call of a benchmark method: a whole number of passes over either string. */
  static final int REFERENCES = 12 << 10;

  @Benchmark
  @Strategy(
      says = "First in, first out: the page that came first leaves.",
      label = "FIFO",
      colour = Colour.BLACK)
  @OperationsPerInvocation(REFERENCES)
  public long fifo(Memory memory) {
    return memory.page(Policy.FIFO);
  }

  @Benchmark
  @Strategy(
      says = "FIFO that spares a page once when it was referenced.",
      label = "second chance",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  @OperationsPerInvocation(REFERENCES)
  public long secondChance(Memory memory) {
    return memory.page(Policy.SECOND_CHANCE);
  }

  @Benchmark
  @Strategy(
      says = "Second chance with a hand that goes round instead of a queue.",
      colour = Colour.ORANGE)
  @OperationsPerInvocation(REFERENCES)
  public long clock(Memory memory) {
    return memory.page(Policy.CLOCK);
  }

  @Benchmark
  @Strategy(
      says = "The page that was not used for the longest time leaves.",
      label = "LRU",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  @OperationsPerInvocation(REFERENCES)
  public long lru(Memory memory) {
    return memory.page(Policy.LRU);
  }

  @Benchmark
  @Strategy(
      says = "A page that was not used recently leaves, one that was not modified first.",
      label = "NRU",
      colour = Colour.GREEN)
  @OperationsPerInvocation(REFERENCES)
  public long nru(Memory memory) {
    return memory.page(Policy.NRU);
  }

  @Benchmark
  @Strategy(
      says =
          "The page with the smallest counter leaves; ticks shift the referenced bits into the counters.",
      colour = Colour.VERMILLION,
      marker = Marker.SQUARE)
  @OperationsPerInvocation(REFERENCES)
  public long aging(Memory memory) {
    return memory.page(Policy.AGING);
  }

  @Benchmark
  @Strategy(
      says = "The page that was used least often leaves.",
      label = "LFU",
      colour = Colour.PURPLE,
      marker = Marker.DIAMOND)
  @OperationsPerInvocation(REFERENCES)
  public long lfu(Memory memory) {
    return memory.page(Policy.LFU);
  }

  @Benchmark
  @Strategy(
      says = "The page that was used last leaves.",
      label = "MRU",
      colour = Colour.SKY,
      marker = Marker.DOWN)
  @OperationsPerInvocation(REFERENCES)
  public long mru(Memory memory) {
    return memory.page(Policy.MRU);
  }

  @Benchmark
  @Strategy(
      says =
          "The page that is needed again last leaves: the optimum, which has to know the future.",
      label = "OPT",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  @OperationsPerInvocation(REFERENCES)
  public long opt(Memory memory) {
    return memory.page(Policy.OPT);
  }

  @Benchmark
  @Strategy(says = "Any page leaves, by chance.", colour = Colour.OLIVE, marker = Marker.DOWN)
  @OperationsPerInvocation(REFERENCES)
  public long random(Memory memory) {
    return memory.page(Policy.RANDOM);
  }

  /** The references. */
  public enum Workload {
    /** 12 references to 5 pages: more frames, more faults under FIFO. */
    BELADY,
    /**
     * Nine of ten references go to a working set of 64 pages that drifts through 1024, the others
     * anywhere; one of five is a store.
     */
    DRIFTING_LOCALITY;

    private static final int PAGES = 1024;
    private static final int WORKING_SET = 64;
    private static final int DRIFT_EVERY = 32;
    private static final long SEED = 0xfa17;

    /** The references, the same ones each time. */
    ReferenceString string() {
      return this == BELADY ? ReferenceString.parse("1 2 3 4 1 2 5 1 2 3 4 5") : driftingLocality();
    }

    private static ReferenceString driftingLocality() {
      SplittableRandom random = new SplittableRandom(SEED);
      long[] pages = new long[REFERENCES];
      BitSet stores = new BitSet();
      for (int i = 0; i < REFERENCES; i++) {
        boolean local = random.nextInt(10) < 9;
        int first = i / DRIFT_EVERY;
        pages[i] = local ? (first + random.nextInt(WORKING_SET)) % PAGES : random.nextInt(PAGES);
        stores.set(i, random.nextInt(5) == 0);
      }
      return new ReferenceString(pages, stores);
    }
  }

  /** What an iteration counted. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Counted {

    /** References. */
    public long references;

    /** References whose page was absent. */
    public long faults;

    /** Victims that were modified. */
    public long writeBacks;
  }

  /** Page frames, and the references to pages that share them. */
  @State(Scope.Thread)
  public static class Memory {

    /** What is referenced. */
    @Param public Workload string;

    /** Page frames. */
    @Param({"1", "2", "3", "4", "5", "16", "32", "48", "64", "96", "128", "256", "512", "1024"})
    public int frames;

    private ReferenceString references;
    private long fewestFaults;
    private long faults;
    private long writeBacks;
    private long passes;
    private long lastFaults;
    private boolean same;
    private Counted counted;

    /** Makes the references, and finds out how few faults are possible. */
    @Setup(Level.Trial)
    public void build() {
      references = string.string();
      fewestFaults = new Replacement(Policy.OPT, frames).run(references).faults();
    }

    /**
     * Starts to count.
     *
     * @param counters take what the iteration counts
     */
    @Setup(Level.Iteration)
    public void start(Counted counters) {
      counted = counters;
      faults = 0;
      writeBacks = 0;
      passes = 0;
      lastFaults = -1;
      same = true;
    }

    final long page(Policy policy) {
      Replacement replacement = new Replacement(policy, frames);
      for (int done = 0; done < REFERENCES; done += references.length()) {
        ReplacementResult result = replacement.run(references);
        same &= lastFaults < 0 || lastFaults == result.faults();
        lastFaults = result.faults();
        faults += result.faults();
        writeBacks += result.writebacks();
        passes++;
      }
      return faults;
    }

    /** Checks that each pass had the same faults, no fewer than the optimum and than pages. */
    @TearDown(Level.Iteration)
    public void verify() {
      if (passes == 0 || !same || lastFaults < fewestFaults || faults != passes * lastFaults) {
        throw new IllegalStateException(
            "%d passes had %d faults, the last one %d; the optimum is %d"
                .formatted(passes, faults, lastFaults, fewestFaults));
      }
      counted.references = passes * references.length();
      counted.faults = faults;
      counted.writeBacks = writeBacks;
    }
  }
}
