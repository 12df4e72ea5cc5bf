package zerocopy.bench.translation;

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
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.tlb.TlbCounters;

/**
 * What does a software MMU cost for each address that it translates?
 *
 * <p>{@code addresses=dependent}, the usual condition, is the latency: each address follows from
 * the result of the last translation, as where a program follows a pointer. {@link #identity} is
 * then the floor: to make an address out of the last result takes an exclusive-or, one cycle.
 * {@link #baseLimit} adds the addition of the base; its comparison with the limit is predicted, and
 * is on nobody's way. {@link #singleLevel} adds a table, {@link #fourLevel} and {@link #fiveLevel}
 * a walk of the x86-64 tree. {@code addresses=independent} is the throughput: the addresses are
 * known, so that processor and model translate several at once. It is the pace of a simulation;
 * {@link #identity} and {@link #baseLimit} cannot be told apart there, since both keep the pace at
 * which the results are added up.
 *
 * <p>The arms {@code WithTlb} look the page up in the two TLBs of a Zen 3 first and count: how many
 * translations hit which level, and how many references the walks made, are secondary results, as
 * sums over the iterations ({@code walks / translations} is the rate, {@code walkReferences /
 * walks} what a walk costs in references).
 *
 * <p>One operation is one translation, of the same addresses under both conditions. The sum of all
 * physical addresses is checked; a wrong one leads the dependent stream astray.
 *
 * <p>The warm-up is long because the compiler takes its time: the arm with a TLB is at its pace
 * after about a second when all translations are walks, and took four times as long before.
 */
@Question(
    asks = "What does translating an address cost in software?",
    order = 210,
    counters = {
      @Counter(name = "l1Hits", heading = "L1 TLB hits/translation", per = "translations"),
      @Counter(name = "l2Hits", heading = "L2 TLB hits/translation", per = "translations"),
      @Counter(name = "walks", heading = "walks/translation", per = "translations"),
      @Counter(name = "walkReferences", heading = "table references/walk", per = "walks"),
      @Counter(name = "translations", heading = "translations of an iteration")
    },
    usual = "addresses=dependent",
    section = "address-translation")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
public class TranslationCost {

  /** Addresses in a stream; 8 MiB of them. */
  static final int ADDRESSES = 1 << 20;

  /** Translations in one call of a benchmark method: one slice of the stream after the other. */
  static final int SLICE = 1 << 14;

  /** The mapped range: 2^20 pages, 4 GiB. */
  static final int PAGE_BITS = 20;

  @Benchmark
  @Strategy(
      says = "Takes the address as it is: the floor.",
      label = "absolute addresses",
      colour = Colour.BLACK)
  @OperationsPerInvocation(SLICE)
  public long identity(Identity run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Compares the address with a limit and adds a base.",
      label = "base and limit",
      colour = Colour.ORANGE,
      marker = Marker.DOWN)
  @OperationsPerInvocation(SLICE)
  public long baseLimit(BaseLimit run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Reads a page table of one level for each translation.",
      label = "one-level table",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  @OperationsPerInvocation(SLICE)
  public long singleLevel(SingleLevel run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Walks a page table of four levels for each translation.",
      label = "four-level table",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  @OperationsPerInvocation(SLICE)
  public long fourLevel(FourLevel run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Walks a page table of five levels for each translation.",
      label = "five-level table",
      colour = Colour.PURPLE,
      marker = Marker.DOWN)
  @OperationsPerInvocation(SLICE)
  public long fiveLevel(FiveLevel run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Looks into two levels of TLB, then into a page table of one level.",
      label = "TLB + one-level table",
      colour = Colour.GREEN,
      marker = Marker.TRIANGLE)
  @OperationsPerInvocation(SLICE)
  public long singleLevelWithTlb(SingleLevelWithTlb run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Looks into two levels of TLB, then walks a page table of four levels.",
      label = "TLB + four-level table",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  @OperationsPerInvocation(SLICE)
  public long fourLevelWithTlb(FourLevelWithTlb run) {
    return run.translateSlice();
  }

  @Benchmark
  @Strategy(
      says = "Looks into two levels of TLB, then walks a page table of five levels.",
      label = "TLB + five-level table",
      colour = Colour.OLIVE,
      marker = Marker.DIAMOND)
  @OperationsPerInvocation(SLICE)
  public long fiveLevelWithTlb(FiveLevelWithTlb run) {
    return run.translateSlice();
  }

  /** What the addresses look like. */
  public enum AddressStream {
    /** One word after the other. */
    SEQUENTIAL(0),
    /** Random words in as many pages as every first-level TLB holds. */
    RANDOM_48_PAGES(48),
    /** Random words in pages that the second level holds. */
    RANDOM_1024_PAGES(1024),
    /** Random words in twice as many pages as the second level holds. */
    RANDOM_4096_PAGES(4096),
    /**
     * Random words in 4 GiB: nearly every translation is a walk, and the tables leave the caches.
     */
    RANDOM_1048576_PAGES(1 << PAGE_BITS);

    private static final long SEED = 0x7ab1e;

    private final int pages;

    AddressStream(int pages) {
      this.pages = pages;
    }

    /**
     * Makes the addresses, the same ones each time.
     *
     * @return {@link #ADDRESSES} addresses of words
     */
    long[] addresses() {
      long[] addresses = new long[ADDRESSES];
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < ADDRESSES; i++) {
        long word = pages == 0 ? i : random.nextLong((long) pages << Mmus.OFFSET_BITS - 3);
        addresses[i] = word << 3;
      }
      return addresses;
    }
  }

  /** What an iteration counted. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Counted {

    /** Translations. */
    public long translations;

    /** Of these, found in the first-level TLB. */
    public long l1Hits;

    /** Found in the second-level TLB. */
    public long l2Hits;

    /** Page walks. */
    public long walks;

    /** Page-table entries that the walks read. */
    public long walkReferences;

    private void difference(TlbCounters before, TlbCounters after) {
      translations = after.references() - before.references();
      l1Hits = after.l1Hits() - before.l1Hits();
      l2Hits = after.l2Hits() - before.l2Hits();
      walks = after.walks() - before.walks();
      walkReferences = after.walkReferences() - before.walkReferences();
    }
  }

  /** A translation of a stream. */
  @State(Scope.Thread)
  public abstract static class Translation {

    /** What the addresses look like. */
    @Param public AddressStream stream;

    /**
     * Whether an address follows from the last translation, {@code dependent}, or is known before,
     * {@code independent}.
     */
    @Param({"dependent", "independent"})
    public String addresses;

    private final Mmus kind;
    private boolean dependent;
    private long[] words;
    private long[] links;
    private long last;
    AddressSpace space;
    private TlbCounters before;
    private long[] expectedUpTo;
    private long sum;
    private long done;
    private Counted counted;

    Translation(Mmus kind) {
      this.kind = kind;
    }

    /** Makes stream and page tables, and works out the right sum. */
    @Setup(Level.Trial)
    public void build() {
      dependent = addresses.equals("dependent");
      words = stream.addresses();
      links = links();
      space = kind.build(PAGE_BITS);
      expectedUpTo = new long[ADDRESSES / SLICE + 1];
      for (int i = 0; i < ADDRESSES; i++) {
        int slice = i / SLICE;
        if (i % SLICE == 0) {
          expectedUpTo[slice + 1] = expectedUpTo[slice];
        }
        expectedUpTo[slice + 1] += kind.expected(words[i], PAGE_BITS);
      }
    }

    /** By address what has to be added, without carry, to the result of the one before it. */
    private long[] links() {
      long[] made = new long[ADDRESSES];
      long before = kind.expected(words[ADDRESSES - 1], PAGE_BITS);
      for (int i = 0; i < ADDRESSES; i++) {
        made[i] = words[i] ^ before;
        before = kind.expected(words[i], PAGE_BITS);
      }
      return made;
    }

    /**
     * Notes where the counters stand.
     *
     * @param counters take what the iteration counts
     */
    @Setup(Level.Iteration)
    public void start(Counted counters) {
      counted = counters;
      before = kind.counters(space, 0);
      counted.difference(before, before);
      done = 0;
      sum = 0;
      last = kind.expected(words[ADDRESSES - 1], PAGE_BITS);
    }

    final long translateSlice() {
      int from = (int) (done % ADDRESSES);
      if (dependent) {
        follow(from);
      } else {
        sum += space.translateAll(words, from, from + SLICE);
      }
      done += SLICE;
      return sum;
    }

    /** Translates a slice, each address out of the last result. */
    private void follow(int from) {
      long physical = last;
      long total = sum;
      for (int i = from; i < from + SLICE; i++) {
        physical = space.translate(links[i] ^ physical);
        total += physical;
      }
      last = physical;
      sum = total;
    }

    /** Checks the sum of all physical addresses, and that no translation went uncounted. */
    @TearDown(Level.Iteration)
    public void verify() {
      counted.difference(before, kind.counters(space, done));
      int slices = expectedUpTo.length - 1;
      long expected =
          done / ADDRESSES * expectedUpTo[slices] + expectedUpTo[(int) (done % ADDRESSES / SLICE)];
      if (done == 0 || sum != expected || counted.translations != done) {
        throw new IllegalStateException(
            "%s of %d addresses gave the sum %d, not %d; %d were counted"
                .formatted(kind, done, sum, expected, counted.translations));
      }
    }
  }

  /** Absolute addresses. */
  public static class Identity extends Translation {
    /** Chooses the translation. */
    public Identity() {
      super(Mmus.IDENTITY);
    }
  }

  /** Base and limit registers. */
  public static class BaseLimit extends Translation {
    /** Chooses the translation. */
    public BaseLimit() {
      super(Mmus.BASE_LIMIT);
    }
  }

  /** A single-level table. */
  public static class SingleLevel extends Translation {
    /** Chooses the translation. */
    public SingleLevel() {
      super(Mmus.SINGLE_LEVEL);
    }
  }

  /** Four levels. */
  public static class FourLevel extends Translation {
    /** Chooses the translation. */
    public FourLevel() {
      super(Mmus.FOUR_LEVEL);
    }
  }

  /** Five levels. */
  public static class FiveLevel extends Translation {
    /** Chooses the translation. */
    public FiveLevel() {
      super(Mmus.FIVE_LEVEL);
    }
  }

  /** A single-level table behind TLBs. */
  public static class SingleLevelWithTlb extends Translation {
    /** Chooses the translation. */
    public SingleLevelWithTlb() {
      super(Mmus.SINGLE_LEVEL_WITH_TLB);
    }
  }

  /** Four levels behind TLBs. */
  public static class FourLevelWithTlb extends Translation {
    /** Chooses the translation. */
    public FourLevelWithTlb() {
      super(Mmus.FOUR_LEVEL_WITH_TLB);
    }
  }

  /** Five levels behind TLBs. */
  public static class FiveLevelWithTlb extends Translation {
    /** Chooses the translation. */
    public FiveLevelWithTlb() {
      super(Mmus.FIVE_LEVEL_WITH_TLB);
    }
  }
}
