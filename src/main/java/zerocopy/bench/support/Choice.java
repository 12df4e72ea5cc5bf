package zerocopy.bench.support;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Parameters whose values are words: each value is a constant of an enum, in small letters. */
public final class Choice {

  private Choice() {}

  /**
   * The constant of a value.
   *
   * @param parameter its name, for the message
   * @param value a constant's name in small letters
   * @throws IllegalArgumentException if there is none of that name; the message names those there
   *     are
   */
  public static <E extends Enum<E>> E of(Class<E> values, String parameter, String value) {
    for (E constant : values.getEnumConstants()) {
      if (name(constant).equals(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s=%s is unknown: give %s"
            .formatted(
                parameter,
                value,
                Arrays.stream(values.getEnumConstants())
                    .map(Choice::name)
                    .collect(Collectors.joining(" or "))));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
