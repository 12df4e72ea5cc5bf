package zerocopy.mmu.replacement;

import java.util.BitSet;

/** The pages that a program references, in their order, and which references are stores. */
public final class ReferenceString {
  /** The largest page number: that of a 57-bit address with pages of 4 KiB. */
  public static final long MAX_PAGE = (1L << 45) - 1;

  private final long[] pages;
  private final BitSet writes;

  /**
   * Creates a string.
   *
   * @param pages page numbers, 0 to {@link #MAX_PAGE}
   * @param writes indexes of the references that are stores
   * @throws IllegalArgumentException when a page number is out of range
   */
  public ReferenceString(long[] pages, BitSet writes) {
    for (long page : pages) {
      if (page < 0 || page > MAX_PAGE) {
        throw new IllegalArgumentException(
            "a page number is between 0 and " + MAX_PAGE + ", not " + page);
      }
    }
    this.pages = pages.clone();
    this.writes = (BitSet) writes.clone();
  }

  /**
   * Creates a string of loads.
   *
   * @param pages page numbers, 0 to {@link #MAX_PAGE}
   */
  public static ReferenceString ofLoads(long... pages) {
    return new ReferenceString(pages, new BitSet());
  }

  /**
   * Reads a string such as {@code 1 2 3w 4 1w}: page numbers separated by white space or commas,
   * stores marked with w.
   *
   * @throws IllegalArgumentException when a word is not a page number; the message says which
   */
  public static ReferenceString parse(String text) {
    String[] words = text.strip().split("[\\s,]+");
    if (words.length == 1 && words[0].isEmpty()) {
      return ofLoads();
    }
    long[] pages = new long[words.length];
    BitSet writes = new BitSet();
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (!word.matches("[0-9]+[wW]?")) {
        throw new IllegalArgumentException(
            "'" + shortened(word) + "' is not a page number such as 3, or 3w for a store");
      }
      boolean write = !Character.isDigit(word.charAt(word.length() - 1));
      writes.set(i, write);
      pages[i] = page(write ? word.substring(0, word.length() - 1) : word);
    }
    return new ReferenceString(pages, writes);
  }

  private static long page(String digits) {
    try {
      long page = Long.parseLong(digits);
      if (page <= MAX_PAGE) {
        return page;
      }
    } catch (NumberFormatException tooLong) {
      // Said below, together with numbers that only just fit a long.
    }
    throw new IllegalArgumentException(
        "page number " + shortened(digits) + " is above " + MAX_PAGE + ", the largest one");
  }

  private static String shortened(String word) {
    return word.length() <= 40 ? word : word.substring(0, 37) + "...";
  }

  /** Returns the number of references. */
  public int length() {
    return pages.length;
  }

  /** Returns the page of a reference; the first has index 0. */
  public long page(int index) {
    return pages[index];
  }

  /** Tells whether a reference is a store. */
  public boolean isWrite(int index) {
    return writes.get(index);
  }
}
