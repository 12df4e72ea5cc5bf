package zerocopy.report.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, units and tables, character by character. */
class NumbersTest {

  /** Blanks that do not break are shown as {@code _}. */
  private static String visible(String text) {
    return text.replace('\u00a0', '_');
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0_B",
    "1023, 1 023_B",
    "1024, 1_KiB",
    "1536, 1.5_KiB",
    "1048576, 1_MiB",
    "1073741824, 1_GiB",
    "1099511627776, 1_TiB",
    "1125899906842624, 1 024_TiB"
  })
  void sizesAreBinary(double bytes, String text) {
    assertEquals(text.replace(' ', '_'), visible(Units.size(bytes)));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5_ns",
    "999, 999_ns",
    "1000, 1_µs",
    "1250, 1.25_µs",
    "1e6, 1_ms",
    "2.5e9, 2.5_s",
    "5e12, 5 000_s"
  })
  void timesAreDecimal(double nanoseconds, String text) {
    assertEquals(text.replace(' ', '_'), visible(Units.time(nanoseconds)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0", "NaN, –", "Infinity, –", "12345, 12 345", "-12345, −12 345", "0.125, 0.125",
    "0.12345, 0.123", "1.2, 1.2", "100, 100", "99.96, 100", "1.999, 2", "1234567.8, 1 234 568",
    "1e-12, 0"
  })
  void numbersHaveThreeDigitsAndNoZerosAtTheirEnd(double value, String text) {
    assertEquals(text.replace(' ', '_'), visible(Units.number(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "NaN, –",
    "12345, 12 300",
    "1, 1.00",
    "1.2, 1.20",
    "12, 12.0",
    "123, 123",
    "0.125, 0.125",
    "-4.9, −4.90",
    "9.999, 10.0",
    "99.96, 100",
    "0.1, 0.100"
  })
  void measuredNumbersHaveThreeDigitsZerosAmongThem(double value, String text) {
    assertEquals(text.replace(' ', '_'), visible(Units.measured(value)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.0009, <0.001", "0.001, 0.001", "0.0123, 0.0123", "256, 256"})
  void countsBelowAThousandthAreNotTold(double count, String text) {
    assertEquals(text, visible(Units.count(count)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "NaN, –",
    "0.00123, 0.00123",
    "4.56, 4.56",
    "123, 123",
    "45600, 45600",
    "-0.5, -0.500"
  })
  void shownDigits(double value, String text) {
    assertEquals(text, Show.digits(value));
  }

  @ParameterizedTest
  @CsvSource({
    "12.3, 12.3 ns", "999.4, 999 ns", "999.6, 1.00 µs", "4560, 4.56 µs", "999400, 999 µs",
    "999600, 1.00 ms", "1.2e6, 1.20 ms", "999.4e6, 999 ms", "999.6e6, 1.00 s", "3.4e9, 3.40 s"
  })
  void shownTimes(double nanoseconds, String text) {
    assertEquals(text, Show.time(nanoseconds));
    assertEquals(text, Show.score(nanoseconds, "ns/op"));
  }

  @ParameterizedTest
  @CsvSource({
    "12, 12.0 ops/s",
    "999.4, 999 ops/s",
    "999.6, 1.00 k ops/s",
    "1.05e8, 105 M ops/s",
    "2e9, 2.00 G ops/s",
    "5e12, 5000 G ops/s"
  })
  void shownRates(double rate, String text) {
    assertEquals(text, Show.score(rate, "ops/s"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "64, 64 B",
    "4096, 4 KiB",
    "7340032, 7 MiB",
    "4095, 4095 B",
    "1536, 1536 B",
    "1125899906842624, 1024 TiB"
  })
  void shownBytesAreWholeNumbersOfTheirUnit(long bytes, String text) {
    assertEquals(text, Show.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({"1.0521, 1.052", "0.1, 0.100", "0.0999, 0.0999", "9.9996, 10.000", "12.34, 12.3"})
  void shownRatios(double ratio, String text) {
    assertEquals(text, Show.ratio(ratio));
  }

  @Test
  void shownPercentAndParameters() {
    assertEquals("1.23 %", Show.percent(0.0123));
    Map<String, String> params = new TreeMap<>();
    assertEquals("", Show.params(params, true));
    params.putAll(Map.of("chunk", "4096", "fileSize", "1048576", "size", "big", "offset", "4096"));
    assertEquals("chunk=4 KiB, fileSize=1 MiB, offset=4096, size=big", Show.params(params, true));
    params.remove("size");
    assertEquals("chunk=4096, fileSize=1048576, offset=4096", Show.params(params, false));
  }

  @Test
  void aTableIsAlignedAndPiped() {
    TextTable table = TextTable.of("name", "#ns");
    table.add("a|b", 12);
    table.add("long name", 1234);
    assertEquals(List.of("name         ns", "a|b          12", "long name  1234"), table.aligned());
    assertEquals(
        List.of("| name | ns |", "|---|---:|", "| a\\|b | 12 |", "| long name | 1234 |"),
        table.markdown());
  }

  @Test
  void aTableThatIsTooWideGoesOnInFurtherLines() {
    TextTable table = TextTable.of("task", "use");
    table.add("copy", "either this or that way");
    table.add("read", "direct");
    assertEquals(
        List.of("task  use", "copy  either this", "      or that way", "", "read  direct"),
        table.wrapped(18));
  }

  @Test
  void numbersInTextSortByTheirSize() {
    assertEquals(
        List.of("a2", "a10", "a10b", "b1"),
        List.of("b1", "a10b", "a10", "a2").stream()
            .sorted(Comparator.comparing(RowOrder::natural))
            .toList());
  }

  @Test
  void parametersSortAsNumbersWithTheirUnits() {
    List<String> sizes = List.of("9", "100", "1K", "100KB", "1MiB", "2M", "1G");
    List<String> shuffled = new ArrayList<>(sizes);
    Collections.reverse(shuffled);
    shuffled.sort(Comparator.comparing(RowOrder::natural));
    assertEquals(sizes, shuffled);
  }
}
