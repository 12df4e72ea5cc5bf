package zerocopy.bench.support;

import java.nio.file.OpenOption;
import java.util.stream.Stream;

/**
 * The JDK's option for I/O past the page cache, {@code O_DIRECT} on Linux.
 *
 * <p>It is looked up by name: the JDK exports {@code com.sun.nio.file.ExtendedOpenOption}, but
 * javac warns of its use, and such a warning cannot be suppressed.
 */
public final class Uncached {

  private Uncached() {}

  /**
   * The option.
   *
   * @return to be given to {@code FileChannel.open}; buffers, positions and sizes must then be
   *     multiples of the device's block
   * @throws Unsupported if this JDK has no such option
   */
  public static OpenOption option() {
    try {
      return Stream.of(Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
          .filter(option -> option.toString().equals("DIRECT"))
          .map(OpenOption.class::cast)
          .findFirst()
          .orElseThrow(Uncached::lacking);
    } catch (ClassNotFoundException e) {
      throw lacking();
    }
  }

  private static Unsupported lacking() {
    return new Unsupported(
        "this JDK cannot read or write past the page cache: use JDK 17 or newer");
  }
}
