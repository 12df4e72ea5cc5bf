package zerocopy.report.translation;

import java.util.Optional;
import zerocopy.mmu.pattern.ChasePattern;
import zerocopy.mmu.pattern.ChasePattern.Layout;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * The pointer chase on a model of the machine: two levels of TLB, page walks, and the first two
 * levels of data cache, in which page-table entries and data compete.
 *
 * <p>Simplifications, all of which a reader should know:
 *
 * <ul>
 *   <li>a page-walk cache, where the preset has one, spares all but the leaf entries: the guest's
 *       and, in a virtual machine, the host's; what it does not spare costs a fixed time;
 *   <li>neighbouring pages have neighbouring entries in both tables, so that eight share a line;
 *   <li>page frames are scattered, the first-level cache replaces the least recently used line, and
 *       the second level as the preset says;
 *   <li>of prefetchers, only that of the other line of 128 bytes is modelled, and only as far as
 *       the preset knows it: packed lines profit from it, lines that lie alone lose room to it;
 *   <li>what misses there has one latency, whatever it is.
 * </ul>
 */
final class ChaseModel {

  private static final int PAGE = 4096;
  private static final int OFFSET_BITS = 12;
  private static final int LINES_OF_PAGE_BITS = 6;
  private static final int ENTRIES_OF_LINE_BITS = 3;
  private static final int TABLE_BITS = 9;

  /** The modelled memory starts at this page: aligned to every page size of the model. */
  private static final long FIRST_PAGE = 1L << 18;

  private static final int GUEST_TABLES = 1;
  private static final int HOST_TABLES = 2;

  /** References of the warm-up, and again of the measured part: at least so many, in whole laps. */
  private static final int LEAST_REFERENCES = 20_000;

  private final ModelMachine machine;
  private final boolean hugePages;
  private final TlbLevel firstTlb;
  private final TlbLevel secondTlb;
  private final Optional<TlbLevel> walkCache;
  private final TlbLevel firstCache;
  private final TlbLevel secondCache;
  private long now;
  private double cycles;
  private double neighboursDue;

  private ChaseModel(ModelMachine machine, boolean hugePages) {
    this.machine = machine;
    this.hugePages = hugePages;
    int level = entryLevel();
    firstTlb = TlbLevel.of(machine.preset().l1().get(level), TlbPolicy.LRU);
    secondTlb = TlbLevel.of(machine.preset().l2().get(level), machine.l2Policy());
    walkCache =
        Optional.of(machine.preset().walkCache().entries())
            .filter(entries -> entries > 0)
            .map(entries -> TlbLevel.of(TlbGeometry.full(entries), TlbPolicy.LRU));
    firstCache = TlbLevel.of(machine.l1Data(), TlbPolicy.LRU);
    secondCache = TlbLevel.of(machine.l2Data(), machine.preset().dataCaches().secondPolicy());
  }

  /** Level of the pages that the TLB holds: 0 for base pages, also where huge ones splinter. */
  private int entryLevel() {
    return hugePages && !machine.splintered() ? 1 : 0;
  }

  /**
   * Runs a chase.
   *
   * @param layout where the lines lie
   * @param lines how many
   * @param hugePages whether the guest maps huge pages
   * @return core cycles of an average load
   */
  static double cyclesPerLoad(ModelMachine machine, Layout layout, int lines, boolean hugePages) {
    return new ChaseModel(machine, hugePages).run(layout, lines);
  }

  private double run(Layout layout, int lines) {
    int[] successor = ChasePattern.successors(lines);
    int laps = Math.max(2, (LEAST_REFERENCES + lines - 1) / lines);
    lap(layout, successor, laps);
    cycles = 0;
    lap(layout, successor, laps);
    return cycles / ((double) laps * lines);
  }

  private void lap(Layout layout, int[] successor, int laps) {
    int line = 0;
    for (long step = (long) laps * successor.length; step > 0; step--) {
      long offset = ChasePattern.offset(layout, line, PAGE);
      long page = FIRST_PAGE + (offset >> OFFSET_BITS);
      now++;
      boolean translated = translate(page);
      boolean cached = load(lineOf(page, offset >> LINES_OF_PAGE_BITS));
      cycles += translated || cached ? 0 : machine.preset().dataCaches().lateHitCycles();
      line = successor[line];
    }
  }

  /** Returns whether the first level had the page. */
  private boolean translate(long page) {
    long key = page >> TABLE_BITS * entryLevel();
    if (firstTlb.find(key, now) != TlbLevel.MISS) {
      return true;
    }
    firstTlb.fill(key, 0, now);
    cycles += machine.preset().costs().l2HitCycles();
    if (secondTlb.find(key, now) == TlbLevel.MISS) {
      secondTlb.fill(key, 0, now);
      walk(page);
    }
    return false;
  }

  private void walk(long page) {
    cycles += machine.walkStartCycles();
    walkCache.ifPresent(cache -> findTable(cache, page >> TABLE_BITS));
    loadEntry(GUEST_TABLES, hugePages ? page >> TABLE_BITS : page);
    if (machine.nested()) {
      boolean hostHuge = hugePages && !machine.splintered();
      loadEntry(HOST_TABLES, hostHuge ? page >> TABLE_BITS : page);
    }
  }

  private void findTable(TlbLevel cache, long table) {
    if (cache.find(table, now) == TlbLevel.MISS) {
      cache.fill(table, 0, now);
      cycles += machine.preset().walkCache().missCycles();
    }
  }

  private void loadEntry(int tables, long entry) {
    long table = (long) tables << 40 | entry >> TABLE_BITS;
    load(lineOf(table, entry >> ENTRIES_OF_LINE_BITS));
  }

  /**
   * The physical line: the page's frame is scattered (by the finalizer of SplitMix64, since a mere
   * multiplication would spread the frames too evenly), the place in it is kept.
   */
  private static long lineOf(long page, long line) {
    long mixed = (page ^ page >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    long frame = mixed >>> 32;
    return frame << LINES_OF_PAGE_BITS | line & (1 << LINES_OF_PAGE_BITS) - 1;
  }

  /** Returns whether the first-level cache had the line. */
  private boolean load(long line) {
    now++;
    if (firstCache.find(line, now) != TlbLevel.MISS) {
      cycles += machine.l1Cycles();
      return true;
    }
    firstCache.fill(line, 0, now);
    if (secondCache.find(line, now) != TlbLevel.MISS) {
      cycles += machine.l2Cycles();
      return false;
    }
    secondCache.fill(line, 0, now);
    cycles += machine.beyondCycles();
    fetchNeighbour(line ^ 1);
    return false;
  }

  /** Spreads the fetched neighbours evenly over the misses, so that each run gives the same. */
  private void fetchNeighbour(long line) {
    neighboursDue += machine.preset().dataCaches().neighbourShare();
    if (neighboursDue >= 1) {
      neighboursDue--;
      if (secondCache.find(line, now) == TlbLevel.MISS) {
        secondCache.fill(line, 0, now);
      }
    }
  }
}
