package zerocopy.catalogue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something happens in an operation, as {@link Strategy} declares it.
 *
 * @param least the fewest, 0 or more
 * @param most the most; infinite where nobody promises a limit
 */
public record Promise(double least, double most) {

  /** Any number. */
  public static final Promise ANY = new Promise(0, Double.POSITIVE_INFINITY);

  private static final Pattern RANGE = Pattern.compile("(.*?)(\\.\\.)(.*)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,9})?");
  private static final Pattern COUNT = Pattern.compile("(\\w+)/(\\w+)(?:\\+(\\d{1,9}))?");

  /**
   * A promise as it is written.
   *
   * @param written {@code 1}, {@code 0.1..}, {@code ..0.5}, {@code 1..2}; instead of a number
   *     {@code fileSize/chunk}, parameters or numbers, rounded up, as often as the parts fit into
   *     the whole; {@code fileSize/chunk+1} for one more
   * @param params values by parameter
   * @throws IllegalArgumentException if it is written in another way, or a parameter is missing
   */
  public static Promise of(String written, Map<String, String> params) {
    Matcher range = RANGE.matcher(written);
    if (!range.matches()) {
      double exactly = number(written, params);
      return new Promise(exactly, exactly);
    }
    return new Promise(
        range.group(1).isEmpty() ? 0 : number(range.group(1), params),
        range.group(3).isEmpty() ? Double.POSITIVE_INFINITY : number(range.group(3), params));
  }

  private static double number(String written, Map<String, String> params) {
    if (NUMBER.matcher(written).matches()) {
      return Double.parseDouble(written);
    }
    Matcher count = COUNT.matcher(written);
    if (!count.matches()) {
      throw new IllegalArgumentException("\"%s\" is no count".formatted(written));
    }
    String more = count.group(3);
    return Math.ceil(part(count.group(1), params) / part(count.group(2), params))
        + (more == null ? 0 : Integer.parseInt(more));
  }

  private static double part(String written, Map<String, String> params) {
    String number = params.getOrDefault(written, written);
    if (!NUMBER.matcher(number).matches() || Double.parseDouble(number) == 0) {
      throw new IllegalArgumentException("%s=%s is no count".formatted(written, number));
    }
    return Double.parseDouble(number);
  }

  /**
   * The same with more room.
   *
   * @param share of both bounds, such as 0.01
   * @param above what is added to the upper one
   */
  public Promise widened(double share, double above) {
    return new Promise(least * (1 - share), most * (1 + share) + above);
  }

  /**
   * Whether a number keeps the promise.
   *
   * @param count as it was counted
   */
  public boolean allows(double count) {
    return count >= least && count <= most;
  }
}
