package zerocopy.mmu.tlb;

import java.util.Locale;

/**
 * The shape of one TLB.
 *
 * @param entries number of translations that it holds, 1 to 2^20
 * @param ways number of entries among which a page can choose; equal to {@code entries} when the
 *     TLB is fully associative
 * @param index how the set of a page is chosen
 */
public record TlbGeometry(int entries, int ways, SetIndex index) {
  private static final int MAX_ENTRIES = 1 << 20;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException when no such TLB can be built
   */
  public TlbGeometry {
    if (entries < 1 || entries > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "a TLB has 1 to " + MAX_ENTRIES + " entries, not " + entries);
    }
    if (ways < 1 || entries % ways != 0) {
      throw new IllegalArgumentException(
          "the number of ways must divide the number of entries: "
              + ways
              + " ways do not divide "
              + entries
              + " entries");
    }
    int sets = entries / ways;
    if (index.sets() != 0 && sets != index.sets()) {
      throw new IllegalArgumentException(
          "the "
              + index.name().toLowerCase(Locale.ROOT)
              + " index addresses "
              + index.sets()
              + " sets, but "
              + entries
              + " entries in "
              + ways
              + " ways have "
              + sets);
    }
    if (Integer.bitCount(sets) != 1) {
      throw new IllegalArgumentException(
          entries
              + " entries in "
              + ways
              + " ways have "
              + sets
              + " sets; without an index function for it the number of sets must be a power of two");
    }
  }

  /**
   * Returns the shape of a fully associative TLB.
   *
   * @param entries number of translations
   */
  public static TlbGeometry full(int entries) {
    return new TlbGeometry(entries, entries, SetIndex.MODULO);
  }

  /**
   * Returns the shape of a TLB whose set is the page number modulo the number of sets.
   *
   * @param entries number of translations
   * @param ways associativity
   */
  public static TlbGeometry of(int entries, int ways) {
    return new TlbGeometry(entries, ways, SetIndex.MODULO);
  }

  /**
   * Reads a shape such as {@code 64:full} or {@code 2048:8}.
   *
   * @param text entries, a colon, and the number of ways or {@code full}
   * @param index how sets are chosen
   * @throws IllegalArgumentException when it is not a possible shape
   */
  public static TlbGeometry parse(String text, SetIndex index) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "a TLB is given as ENTRIES:WAYS or ENTRIES:full, not '" + text + "'");
    }
    int entries = number(text, text.substring(0, colon));
    String ways = text.substring(colon + 1);
    return new TlbGeometry(entries, ways.equals("full") ? entries : number(text, ways), index);
  }

  private static int number(String text, String digits) {
    if (!digits.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "a TLB is given as ENTRIES:WAYS or ENTRIES:full, not '" + text + "'");
    }
    return Integer.parseInt(digits);
  }

  /** Returns the number of sets. */
  public int sets() {
    return entries / ways;
  }

  @Override
  public String toString() {
    return entries + ":" + (ways == entries ? "full" : ways);
  }
}
