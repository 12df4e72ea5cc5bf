package zerocopy.mmu.pattern;

import java.util.SplittableRandom;

/**
 * The order in which a pointer chase visits cache lines: one fixed random cycle through all of
 * them. The benchmark follows it through real memory, the model through a simulated TLB.
 *
 * <p>Line numbers become byte offsets by the layout. {@link Layout#DENSE} packs the lines. {@link
 * Layout#LINE_PER_PAGE} puts line {@code n} into page {@code n}, at a place within the page that
 * varies so that no cache set is favoured: any 64 neighbouring pages use all 64 places (the sets of
 * a first-level cache, indexed within the page), and any 1024 neighbouring pages use every
 * combination of place and low page-number bits (the sets of a second-level cache). Without that,
 * conflicts within a cache set would look like a TLB that is too small.
 */
public final class ChasePattern {

  /** Bytes of a cache line. */
  public static final int LINE = 64;

  /** Seed of the visiting order; fixed, so that each fork and the model see the same cycle. */
  private static final long SEED = 0x5eed_0f_ca11L;

  /** Where the lines lie. */
  public enum Layout {
    /** One behind the other: the control, which has cache misses but few TLB misses. */
    DENSE,
    /** One line in each page. */
    LINE_PER_PAGE
  }

  private ChasePattern() {}

  /**
   * Where a line lies.
   *
   * @param line line number, from 0
   * @param pageBytes bytes of a page, a power of two of at least {@link #LINE}
   * @return byte offset of the line's first byte from the start of the (page-aligned) memory
   */
  public static long offset(Layout layout, int line, int pageBytes) {
    if (layout == Layout.DENSE) {
      return (long) line * LINE;
    }
    int places = pageBytes / LINE;
    int place = (line + line / places) % places;
    return (long) line * pageBytes + (long) place * LINE;
  }

  /**
   * How much memory the lines span.
   *
   * @param lines number of lines, at least 1
   * @return bytes, from the first line's page to the end of the last line's page or line
   */
  public static long span(Layout layout, int lines, int pageBytes) {
    return (long) lines * (layout == Layout.DENSE ? LINE : pageBytes);
  }

  /** Exchanges the successors of two lines. */
  @FunctionalInterface
  public interface Swap {
    /**
     * Exchanges.
     *
     * @param other another line
     */
    void swap(int line, int other);
  }

  /**
   * Turns "each line is its own successor" into one random cycle through all lines (Sattolo's
   * algorithm, 1986), in place.
   *
   * @param lines number of lines, at least 1
   * @param successors exchanges two lines' successors
   */
  public static void shuffle(int lines, Swap successors) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int line = lines - 1; line > 0; line--) {
      successors.swap(line, random.nextInt(line));
    }
  }

  /**
   * The cycle as an array.
   *
   * @param lines number of lines, at least 1
   * @return {@code successor[line]}; following it from any line visits each line once and returns
   */
  public static int[] successors(int lines) {
    int[] successor = new int[lines];
    for (int line = 0; line < lines; line++) {
      successor[line] = line;
    }
    shuffle(
        lines,
        (line, other) -> {
          int next = successor[line];
          successor[line] = successor[other];
          successor[other] = next;
        });
    return successor;
  }
}
