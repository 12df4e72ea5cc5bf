package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.bench.OtherJvm;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.Unsupported;

class BufferAccessTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyVisitsEveryWord() {
    return StrategyTester.of(BufferAccess.class)
        .where(BufferAccessTest::isTested)
        .only(method -> !method.getName().contains("Unchecked"))
        .tests();
  }

  @Test
  void everyUncheckedStrategyVisitsEveryWordInItsOwnKindOfJvm() throws Exception {
    OtherJvm.run(WithoutChecks.class, List.of("-D" + BufferAccess.NO_CHECKS));
  }

  /** Agrona's checks are a constant of the JVM: no strategy runs in a JVM of the other kind. */
  @Test
  void noStrategyRunsInTheWrongKindOfJvm() {
    assertDoesNotThrow(new BufferAccess.Checked()::require);
    assertThrows(Unsupported.class, new BufferAccess.Unchecked()::require);
  }

  /** A JVM that was started without the checks. */
  static final class WithoutChecks {

    private WithoutChecks() {}

    /** Tries every unchecked strategy, and the guard of the others. */
    public static void main(String[] args) throws Throwable {
      runUnchecked("Read", "fill");
      runUnchecked("Write", "search|varint|compare|swap");
      assertThrows(Unsupported.class, new BufferAccess.Checked()::require);
    }
  }

  private static void runUnchecked(String work, String senseless) throws Throwable {
    StrategyTester.of(BufferAccess.class)
        .where(values -> isTested(values) && !values.get("shape").matches(senseless))
        .only(method -> method.getName().endsWith("Unchecked" + work))
        .runHere();
  }

  /**
   * Both orders as they are; each other shape, width and place alone; the smallest that makes
   * sense.
   */
  static boolean isTested(Map<String, String> values) {
    boolean aligned = values.get("aligned").equals("true");
    boolean clean = values.get("profile").equals("clean");
    boolean sequential = values.get("order").equals("sequential");
    boolean others = clean && sequential;
    return values.get("size").equals("16384")
        && switch (values.get("shape") + " " + values.get("width")) {
          case "loop long" -> (aligned ? 0 : 1) + (clean ? 0 : 1) + (sequential ? 0 : 1) <= 1;
          case "loop int", "loop byte", "varint byte" -> others && aligned;
          case "search int", "compare int", "fill int", "swap int" -> others && !aligned;
          case "search long", "compare long", "fill long", "swap long" -> others && aligned;
          default -> false;
        };
  }

  @ParameterizedTest
  @ValueSource(ints = {8192, 16384, 1 << 20})
  void bothOrdersVisitEachWordOnce(int size) {
    for (String order : new String[] {"sequential", "random"}) {
      VisitedElements<?> words = words(size, order);
      BitSet seen = new BitSet();
      for (int visit = 0; visit < size / Long.BYTES; visit++) {
        seen.set(words.at(visit));
      }
      assertEquals(size / Long.BYTES, seen.cardinality(), order);
      assertEquals(size / Long.BYTES, seen.length(), order);
    }
  }

  @Test
  void randomOrderHardlyEverStaysOnAPage() {
    int size = 1 << 24;
    VisitedElements<?> words = words(size, "random");
    int near = 0;
    for (int visit = 1; visit < 10_000; visit++) {
      if (Math.abs(words.at(visit) - words.at(visit - 1)) < 512) {
        near++;
      }
    }
    assertEquals(0, near / 20, near + " of 10000 steps stay within 4 KiB");
    assertNotEquals(
        words.at(1) - words.at(0), words.at(2) - words.at(1), "a constant stride can be predicted");
  }

  @Test
  void sizeMustBeAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> words(24_000, "random"));
  }

  private static VisitedElements<?> words(int size, String order) {
    VisitedElements<?> words = new BufferAccess.Array();
    words.size = size;
    words.order = order;
    words.shape = "loop";
    words.width = "long";
    words.aligned = true;
    words.prepareOrder();
    return words;
  }
}
