package zerocopy.report.text;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerocopy.results.ResultRow;

/**
 * The order in which tables list rows: by question, then by what one operation works on, then by
 * strategy and the other parameters. Runs hold their rows in the random order in which the forks
 * ran.
 */
public final class RowOrder {

  private static final Pattern NUMBER =
      Pattern.compile("(\\d{1,15})(?:([kKMG])(?:i?[bB])?(?!\\p{Alnum}))?");
  private static final int DIGITS = 20;

  /** Parameters that say how much one operation works on. */
  private static final List<String> SIZES =
      List.of("size", "fileSize", "lines", "frames", "offset");

  private RowOrder() {}

  /**
   * The order.
   *
   * @return a comparator that tells all rows of a run apart; for one sort, by one thread
   */
  public static Comparator<ResultRow> comparator() {
    // A sort asks for every row many times.
    Map<ResultRow, String> keys = new IdentityHashMap<>();
    return Comparator.comparing(ResultRow::question)
        .thenComparingLong(row -> size(row).orElse(0))
        .thenComparing(ResultRow::strategy)
        .thenComparing(row -> keys.computeIfAbsent(row, r -> natural(r.key())))
        .thenComparing(ResultRow::key);
  }

  private static OptionalLong size(ResultRow row) {
    return SIZES.stream()
        .map(row.params()::get)
        .filter(value -> value != null)
        .map(NUMBER::matcher)
        .filter(Matcher::matches)
        .mapToLong(RowOrder::number)
        .findFirst();
  }

  /**
   * Text whose numbers sort by their size.
   *
   * @param text any text
   * @return the text with all numbers of equal length
   */
  public static String natural(String text) {
    return NUMBER.matcher(text).replaceAll(found -> padded(Long.toString(number(found))));
  }

  private static String padded(String number) {
    return "0".repeat(DIGITS - number.length()) + number;
  }

  /** Its value, with a unit such as K, KB or KiB as a power of 1024. */
  private static long number(MatchResult found) {
    String unit = found.group(2) == null ? "" : found.group(2).toUpperCase(Locale.ROOT);
    double value = Double.parseDouble(found.group(1)) * Math.pow(1024, " KMG".indexOf(unit));
    return unit.isEmpty() ? Long.parseLong(found.group(1)) : (long) value;
  }
}
