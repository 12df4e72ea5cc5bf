package zerocopy.mmu.replacement;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.PageNotPresentFault;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PagedMmu;

/**
 * Demand paging. A reference to an absent page traps; the pager takes a free page frame or evicts a
 * victim, which it writes back if it was modified; it loads the page, and the access is tried
 * again.
 */
public final class Pager implements AddressSpace {
  /** The victim of a reference that evicted nothing. */
  public static final long NO_VICTIM = -1;

  private final PageTable table;
  private final PagedMmu mmu;
  private final int offsetBits;
  private final long pageMask;
  private final FrameTable frames;
  private final ReplacementPolicy policy;
  private final BackingStore store;
  private final int tickEvery;
  private long references;
  private long faults;
  private long evictions;
  private long writeBacks;
  private long victim = NO_VICTIM;
  private Consumer<Replacement.Step> observer;
  private String reason = "";

  /**
   * Creates a pager whose memory is empty.
   *
   * @param parameters policy, number of page frames and so on
   * @param table an empty page table; the pager maps base pages in it, all of them writable
   * @param future all references that will come, for {@link Policy#OPT}; the others ignore it
   * @param store where pages come from and go to
   */
  public Pager(
      Replacement parameters, PageTable table, ReferenceString future, BackingStore store) {
    this.table = table;
    this.store = store;
    mmu = new PagedMmu(table);
    offsetBits = table.layout().offsetBits();
    pageMask = (1L << table.layout().pageNumberBits()) - 1;
    frames = new FrameTable(table, parameters.frames());
    policy = parameters.policy().create(frames, parameters.agingBits(), future);
    tickEvery = parameters.tickEvery();
  }

  /**
   * Puts pages into memory before the first reference. They take the first page frames, in the
   * order in which they were loaded.
   *
   * @param residents at most as many as there are page frames
   */
  void begin(List<Resident> residents) {
    List<Resident> byLoad =
        residents.stream().sorted(Comparator.comparingLong(Resident::loaded)).toList();
    for (Resident resident : byLoad) {
      int frame = frames.takeFree();
      table.map(resident.page(), frame, PageTableEntry.WRITABLE);
      int slot = table.find(resident.page());
      table.setEntry(slot, table.entry(slot) | bits(resident));
      frames.load(frame, resident.page(), (long) frame - byLoad.size());
    }
    policy.found(
        IntStream.range(0, byLoad.size()).boxed().toList(),
        IntStream.range(0, byLoad.size())
            .boxed()
            .sorted(Comparator.comparingLong(frame -> byLoad.get(frame).used()))
            .toList());
  }

  private static long bits(Resident resident) {
    return (resident.referenced() ? PageTableEntry.REFERENCED : 0)
        | (resident.modified() ? PageTableEntry.MODIFIED : 0);
  }

  /**
   * Tells somebody about every reference from now on; this costs time and memory for each frame.
   *
   * @param who is told after each reference
   */
  public void observe(Consumer<Replacement.Step> who) {
    observer = who;
  }

  @Override
  public long translate(long virtual, Access access) {
    if (observer == null) {
      return reference(virtual, access);
    }
    long[] before = frames.contents();
    long faultsBefore = faults;
    long writeBacksBefore = writeBacks;
    boolean tick = ticksNext();
    long physical = reference(virtual, access);
    observer.accept(
        new Replacement.Step(
            virtual >>> offsetBits & pageMask,
            access == Access.WRITE,
            tick,
            faults == faultsBefore,
            victim,
            victim == NO_VICTIM ? "" : reason,
            writeBacks > writeBacksBefore,
            before,
            frames.contents(),
            frames.bits(frames::isReferenced),
            frames.bits(frames::isModified),
            policy.counters(),
            policy.hand()));
    return physical;
  }

  private boolean ticksNext() {
    return tickEvery > 0 && references > 0 && references % tickEvery == 0;
  }

  private long reference(long virtual, Access access) {
    if (ticksNext()) {
      policy.tick();
    }
    references++;
    victim = NO_VICTIM;
    try {
      long physical = mmu.translate(virtual, access);
      policy.referenced((int) (physical >>> offsetBits));
      return physical;
    } catch (PageNotPresentFault fault) {
      int frame = load(virtual >>> offsetBits & pageMask);
      long physical = mmu.translate(virtual, access);
      policy.loaded(frame);
      return physical;
    }
  }

  /** Brings an absent page into a page frame. */
  private int load(long page) {
    faults++;
    int frame = frames.used() < frames.frames() ? frames.takeFree() : evict();
    store.load(page, frame);
    table.map(page, frame, PageTableEntry.WRITABLE);
    frames.load(frame, page, faults);
    return frame;
  }

  /** Makes a page frame free. */
  private int evict() {
    int frame = policy.victim();
    victim = frames.page(frame);
    if (observer != null) {
      reason = policy.why(frame);
    }
    evictions++;
    if (frames.isModified(frame)) {
      writeBacks++;
      store.writeBack(victim, frame);
    }
    table.unmap(victim);
    return frame;
  }

  /** Returns how many references there were. */
  public long references() {
    return references;
  }

  /** Returns how many references found their page absent. */
  public long faults() {
    return faults;
  }

  /** Returns how many pages had to leave. */
  public long evictions() {
    return evictions;
  }

  /** Returns how many of them were modified and had to be written back. */
  public long writeBacks() {
    return writeBacks;
  }

  /** Returns the page that the latest reference evicted, or {@link #NO_VICTIM}. */
  public long latestVictim() {
    return victim;
  }
}
