package zerocopy.mmu.replacement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that is in memory when a run of page replacement begins.
 *
 * @param page page number, 0 to {@link ReferenceString#MAX_PAGE}
 * @param loaded when it was loaded, in any unit of time
 * @param used when it was referenced last, in the same unit
 * @param referenced the referenced bit of its page-table entry
 * @param modified the modified bit
 */
public record Resident(long page, long loaded, long used, boolean referenced, boolean modified) {
  private static final Pattern WORD =
      Pattern.compile("(\\d{1,14})(?::(\\d{1,18}):(\\d{1,18}):([01]):([01]))?");

  /**
   * Reads pages such as {@code 0:126:280:1:0}, separated by white space or commas. A page number
   * alone stands for a page that was loaded and used last after the pages before it, with both bits
   * clear.
   *
   * @throws IllegalArgumentException when a word is none, or a page stands twice
   */
  public static List<Resident> parse(String text) {
    List<Resident> residents = new ArrayList<>();
    Set<Long> pages = new HashSet<>();
    for (String word : text.strip().split("[\\s,]+")) {
      Matcher parts = WORD.matcher(word);
      if (!parts.matches() || Long.parseLong(parts.group(1)) > ReferenceString.MAX_PAGE) {
        throw new IllegalArgumentException(
            "'%.40s' is no page in memory: write PAGE, or PAGE:LOADED:USED:R:M such as 0:126:280:1:0"
                .formatted(word));
      }
      Resident next = of(parts, residents.size());
      if (!pages.add(next.page)) {
        throw new IllegalArgumentException(
            "page %d is in memory once: name it once".formatted(next.page));
      }
      residents.add(next);
    }
    return residents;
  }

  private static Resident of(Matcher parts, int place) {
    long page = Long.parseLong(parts.group(1));
    return parts.group(2) == null
        ? new Resident(page, place, place, false, false)
        : new Resident(
            page,
            Long.parseLong(parts.group(2)),
            Long.parseLong(parts.group(3)),
            parts.group(4).equals("1"),
            parts.group(5).equals("1"));
  }
}
