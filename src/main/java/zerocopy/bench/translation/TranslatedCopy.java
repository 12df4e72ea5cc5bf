package zerocopy.bench.translation;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;

/**
 * What does a copy cost when each of its addresses is translated in software?
 *
 * <p>One off-heap buffer is the physical memory. The program's memory is twice {@code size}: the
 * upper half is copied from, the lower half copied to. {@link #rawByWord} and {@link #rawByPage}
 * copy without translation; the other arms translate the source's and the destination's address
 * first, once a word or once a page, and copy where that leads to: with a page table, to scattered
 * frames.
 *
 * <p>The textbook says that a page table in memory halves the speed of memory, since each reference
 * needs another one, and that a TLB gives it back. So the simulated references are counted: {@code
 * dataReferences}, and {@code tableReferences} to page tables, as sums over the iterations. The
 * time tells something else: what simulating the translation costs.
 *
 * <p>One operation copies {@code size} bytes.
 */
@Question(
    asks = "What does a copy cost whose addresses software translates?",
    order = 220,
    bytes = "size",
    copies = true,
    counters = {
      @Counter(
          name = "tableReferences",
          heading = "table references/load or store",
          per = "dataReferences"),
      @Counter(name = "dataReferences", heading = "loads and stores of an iteration")
    },
    section = "address-translation",
    unpredicted = "no system call is made")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
public class TranslatedCopy {

  private static final int PAGE = PageAligned.PAGE;

  @Benchmark
  @Strategy(
      says = "Copies word by word without translation: the floor.",
      label = "no translation (words)",
      colour = Colour.OLIVE,
      marker = Marker.SQUARE)
  public void rawByWord(Raw memory) {
    UnsafeBuffer bytes = memory.physical;
    int source = memory.size;
    for (int at = 0; at < memory.size; at += Long.BYTES) {
      bytes.putLong(at, bytes.getLong(source + at));
    }
    memory.copied(Long.BYTES);
  }

  @Benchmark
  @Strategy(
      says = "Copies page by page without translation: the floor.",
      label = "no translation (pages)",
      colour = Colour.OLIVE,
      marker = Marker.SQUARE)
  public void rawByPage(Raw memory) {
    UnsafeBuffer bytes = memory.physical;
    int source = memory.size;
    for (int at = 0; at < memory.size; at += PAGE) {
      bytes.putBytes(at, bytes, source + at, PAGE);
    }
    memory.copied(PAGE);
  }

  @Benchmark
  @Strategy(
      says =
          "Copies word by word and translates both addresses of each word by absolute addresses.",
      label = "absolute addresses (words)",
      colour = Colour.BLACK)
  public void identityByWord(Identity memory) {
    memory.copyByWord();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies word by word and translates both addresses of each word by base and limit registers.",
      label = "base and limit (words)",
      colour = Colour.ORANGE,
      marker = Marker.DOWN)
  public void baseLimitByWord(BaseLimit memory) {
    memory.copyByWord();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies word by word and translates both addresses of each word by a page table of one level.",
      label = "one-level table (words)",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public void singleLevelByWord(SingleLevel memory) {
    memory.copyByWord();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies word by word and translates both addresses of each word by a walk of four levels.",
      label = "four-level table (words)",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  public void fourLevelByWord(FourLevel memory) {
    memory.copyByWord();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies word by word and translates both addresses of each word by a TLB before a table of one level.",
      label = "TLB + one-level table (words)",
      colour = Colour.GREEN,
      marker = Marker.TRIANGLE)
  public void singleLevelWithTlbByWord(SingleLevelWithTlb memory) {
    memory.copyByWord();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies word by word and translates both addresses of each word by a TLB before a walk of four levels.",
      label = "TLB + four-level table (words)",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public void fourLevelWithTlbByWord(FourLevelWithTlb memory) {
    memory.copyByWord();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies page by page and translates both addresses of each page by absolute addresses.",
      label = "absolute addresses (pages)",
      colour = Colour.BLACK)
  public void identityByPage(Identity memory) {
    memory.copyByPage();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies page by page and translates both addresses of each page by base and limit registers.",
      label = "base and limit (pages)",
      colour = Colour.ORANGE,
      marker = Marker.DOWN)
  public void baseLimitByPage(BaseLimit memory) {
    memory.copyByPage();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies page by page and translates both addresses of each page by a page table of one level.",
      label = "one-level table (pages)",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public void singleLevelByPage(SingleLevel memory) {
    memory.copyByPage();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies page by page and translates both addresses of each page by a walk of four levels.",
      label = "four-level table (pages)",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  public void fourLevelByPage(FourLevel memory) {
    memory.copyByPage();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies page by page and translates both addresses of each page by a TLB before a table of one level.",
      label = "TLB + one-level table (pages)",
      colour = Colour.GREEN,
      marker = Marker.TRIANGLE)
  public void singleLevelWithTlbByPage(SingleLevelWithTlb memory) {
    memory.copyByPage();
  }

  @Benchmark
  @Strategy(
      says =
          "Copies page by page and translates both addresses of each page by a TLB before a walk of four levels.",
      label = "TLB + four-level table (pages)",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public void fourLevelWithTlbByPage(FourLevelWithTlb memory) {
    memory.copyByPage();
  }

  /** Simulated references to memory. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class References {

    /** Loads and stores of the copy itself, in words. */
    public long dataReferences;

    /** Page-table entries read on the way. */
    public long tableReferences;
  }

  /** Physical memory and how the program sees it. */
  @State(Scope.Thread)
  public abstract static class Memory {

    private static final Payload PAYLOAD = new Payload(0x7c09);

    /** Bytes to copy. */
    @Param({"65536", "1048576", "16777216"})
    public int size;

    UnsafeBuffer physical;
    private AddressSpace space;
    private long tableReferencesBefore;
    private long translations;
    private long dataReferences;
    private References references;
    private final Mmus kind;
    private int pageBits;

    Memory(Mmus kind) {
      this.kind = kind;
    }

    /** Allocates the memory and builds the page tables. */
    @Setup(Level.Trial)
    public void build() {
      if (size < PAGE || Integer.bitCount(size) != 1) {
        throw new IllegalArgumentException("size must be a power of two of at least 4096");
      }
      pageBits = Integer.numberOfTrailingZeros(2 * size) - Mmus.OFFSET_BITS;
      physical = new UnsafeBuffer(PageAligned.allocate(2 * size + (int) Mmus.BASE));
      space = kind.build(pageBits);
    }

    /**
     * Fills the source, and poisons the destination.
     *
     * @param counters take what the iteration counts
     */
    @Setup(Level.Iteration)
    public void fill(References counters) {
      references = counters;
      for (int page = 0; page < size; page += PAGE) {
        physical.setMemory(physicalOf(page), PAGE, Payload.POISON);
        PAYLOAD.fill(frame(size + page), page);
      }
      translations = 0;
      dataReferences = 0;
      tableReferencesBefore = kind.tableReferences(space, 0);
    }

    /** Compares source and destination with what was filled in. */
    @TearDown(Level.Iteration)
    public void verify() {
      for (int page = 0; page < size; page += PAGE) {
        PAYLOAD.verify(frame(page), page);
        PAYLOAD.verify(frame(size + page), page);
      }
      references.dataReferences = dataReferences;
      references.tableReferences =
          kind.tableReferences(space, translations) - tableReferencesBefore;
    }

    private int physicalOf(int virtual) {
      return (int) kind.expected(virtual, pageBits);
    }

    private ByteBuffer frame(int virtual) {
      ByteBuffer all = physical.byteBuffer();
      return all.slice(physicalOf(virtual), PAGE).order(all.order());
    }

    final void copyByWord() {
      UnsafeBuffer bytes = physical;
      AddressSpace mmu = space;
      for (long to = 0; to < size; to += Long.BYTES) {
        int from = (int) mmu.translate(size + to, Access.READ);
        bytes.putLong((int) mmu.translate(to, Access.WRITE), bytes.getLong(from));
      }
      copied(Long.BYTES);
    }

    final void copyByPage() {
      UnsafeBuffer bytes = physical;
      AddressSpace mmu = space;
      for (long to = 0; to < size; to += PAGE) {
        int from = (int) mmu.translate(size + to, Access.READ);
        bytes.putBytes((int) mmu.translate(to, Access.WRITE), bytes, from, PAGE);
      }
      copied(PAGE);
    }

    /** Counts a copy whose addresses were translated once for each unit of so many bytes. */
    final void copied(int unit) {
      translations += 2L * size / unit;
      dataReferences += 2L * size / Long.BYTES;
    }
  }

  /** No translation. */
  public static class Raw extends Memory {
    /** Chooses it. */
    public Raw() {
      super(Mmus.IDENTITY);
    }
  }

  /** Through absolute addresses. */
  public static class Identity extends Memory {
    /** Chooses it. */
    public Identity() {
      super(Mmus.IDENTITY);
    }
  }

  /** Through base and limit registers. */
  public static class BaseLimit extends Memory {
    /** Chooses it. */
    public BaseLimit() {
      super(Mmus.BASE_LIMIT);
    }
  }

  /** Through a single-level page table. */
  public static class SingleLevel extends Memory {
    /** Chooses it. */
    public SingleLevel() {
      super(Mmus.SINGLE_LEVEL);
    }
  }

  /** Through a walk of four levels. */
  public static class FourLevel extends Memory {
    /** Chooses it. */
    public FourLevel() {
      super(Mmus.FOUR_LEVEL);
    }
  }

  /** Through a TLB before a single-level table. */
  public static class SingleLevelWithTlb extends Memory {
    /** Chooses it. */
    public SingleLevelWithTlb() {
      super(Mmus.SINGLE_LEVEL_WITH_TLB);
    }
  }

  /** Through a TLB before four levels. */
  public static class FourLevelWithTlb extends Memory {
    /** Chooses it. */
    public FourLevelWithTlb() {
      super(Mmus.FOUR_LEVEL_WITH_TLB);
    }
  }
}
