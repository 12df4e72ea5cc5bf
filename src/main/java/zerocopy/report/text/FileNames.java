package zerocopy.report.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of files for texts of any script, none given twice, also where upper and lower case are the
 * same.
 */
public final class FileNames {

  private static final int LONGEST = 80;

  private final Set<String> taken = new HashSet<>();

  /**
   * A name for a text.
   *
   * @param text any text, such as the name of a class
   * @return the text where it is a name; letters beyond ASCII as their code points, {@code u6d4b}
   */
  public String of(String text) {
    String plain = ascii(text);
    return unique(plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain);
  }

  /**
   * A name that no earlier call gave.
   *
   * @return the stem, or the stem with a number
   */
  public String unique(String stem) {
    String name = stem;
    for (int number = 2; !taken.add(name.toLowerCase(Locale.ROOT)); number++) {
      name = stem + "-" + number;
    }
    return name;
  }

  /**
   * A text in the letters, digits, underscores and hyphens of ASCII.
   *
   * @param text any text
   * @return never empty
   */
  public static String ascii(String text) {
    StringBuilder name = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < 128) {
                name.append(Character.isLetterOrDigit(c) || c == '-' ? (char) c : '_');
              } else {
                name.append('u').append(Integer.toHexString(c));
              }
            });
    return name.isEmpty() ? "_" : name.toString();
  }
}
