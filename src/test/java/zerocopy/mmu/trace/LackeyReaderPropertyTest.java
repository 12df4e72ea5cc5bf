package zerocopy.mmu.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The reader against one that cuts strings and counts with numbers of any length. */
class LackeyReaderPropertyTest {

  @Property(tries = 300)
  void touchesEveryPageOfEveryReference(
      @ForAll("pageBits") int pageBits,
      @ForAll boolean both,
      @ForAll boolean instructions,
      @ForAll long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(200); i >= 0; i--) {
      lines.add(someLine(random));
    }
    String text = String.join("\n", lines) + (random.nextBoolean() ? "\n" : "");
    List<Long> expected = new ArrayList<>();
    lines.forEach(line -> expected.addAll(touches(line, pageBits, both, instructions)));
    TraceOptions options = new TraceOptions(instructions, both, pageBits);
    assertEquals(expected, read(text, options, 1 + random.nextInt(50)));
  }

  @Provide
  Arbitrary<Integer> pageBits() {
    return Arbitraries.of(6, 12, 14, 16, 21, 30);
  }

  private static String someLine(SplittableRandom random) {
    String kind = List.of(" L ", " S ", " M ", "I  ").get(random.nextInt(4));
    int size = random.nextInt(8) == 0 ? 1 + random.nextInt(65536) : 1 << random.nextInt(6);
    long boundary = random.nextInt(6) == 0 ? 0 : random.nextLong() << random.nextInt(40);
    long address = boundary - random.nextInt(70);
    boolean fits = Long.compareUnsigned(address + size - 1, address) >= 0;
    String hex = Long.toHexString(fits ? address : 0);
    return kind
        + (random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT))
        + ','
        + size
        + (random.nextInt(9) == 0 ? "\r" : "");
  }

  private static List<Long> touches(String line, int pageBits, boolean both, boolean instructions) {
    if (line.startsWith("I") && !instructions) {
      return List.of();
    }
    String[] numbers = line.strip().substring(1).strip().split(",");
    BigInteger first = new BigInteger(numbers[0], 16);
    BigInteger end = first.add(new BigInteger(numbers[1]));
    List<Long> touches = new ArrayList<>();
    touches.add(first.longValue());
    BigInteger size = BigInteger.ONE.shiftLeft(pageBits);
    BigInteger page = first.divide(size).add(BigInteger.ONE).multiply(size);
    while (both && page.compareTo(end) < 0) {
      touches.add(page.longValue());
      page = page.add(size);
    }
    return touches;
  }

  /** Reads with an input that gives few bytes at a time. */
  private static List<Long> read(String text, TraceOptions options, int atOnce) throws IOException {
    InputStream slow =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, atOnce));
          }
        };
    List<Long> touches = new ArrayList<>();
    long[] batch = new long[1100];
    try (LackeyReader reader = new LackeyReader(slow, "trace", options)) {
      int count;
      while ((count = reader.read(batch)) > 0) {
        for (int i = 0; i < count; i++) {
          touches.add(batch[i]);
        }
      }
    }
    return touches;
  }
}
