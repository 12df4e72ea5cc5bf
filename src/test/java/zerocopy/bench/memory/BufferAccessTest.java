package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.bench.OtherJvm;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.Unsupported;

class BufferAccessTest {

  /** Five reads and writes in a loop, fills and comparisons, four searches and swaps, a varint. */
  static final int ALL = 4 * 5 + 2 * 4 + 1;

  @TestFactory
  Stream<DynamicNode> everyStrategyVisitsEveryWord() {
    return StrategyTester.of(BufferAccess.class)
        .where(BufferAccessTest::isTested)
        .only(method -> !method.getName().contains("Unchecked"))
        .tests();
  }

  @Test
  void everyUncheckedStrategyVisitsEveryWordInItsOwnKindOfJvm() throws Exception {
    OtherJvm.run(WithoutChecks.class, List.of("-D" + VisitedBuffers.NO_CHECKS));
  }

  /** Agrona's checks are a constant of the JVM: no strategy runs in a JVM of the other kind. */
  @Test
  void noStrategyRunsInTheWrongKindOfJvm() {
    assertDoesNotThrow(new VisitedBuffers.Checked()::require);
    assertThrows(Unsupported.class, new VisitedBuffers.Unchecked()::require);
  }

  /** A JVM that was started without the checks. */
  static final class WithoutChecks {

    private WithoutChecks() {}

    /** Tries every unchecked strategy, and the guard of the others. */
    public static void main(String[] args) throws Throwable {
      StrategyTester.of(BufferAccess.class)
          .where(BufferAccessTest::isTested)
          .only(method -> method.getName().contains("Unchecked"))
          .runHere();
      assertThrows(Unsupported.class, new VisitedBuffers.Checked()::require);
    }
  }

  /** Other shapes, widths and places are tested without the method: it only chooses the state. */
  static boolean isTested(Map<String, String> values) {
    boolean clean = values.get("profile").equals("clean");
    boolean sequential = values.get("order").equals("sequential");
    return values.get("size").equals("16384")
        && values.get("shape").equals("loop")
        && values.get("width").equals("long")
        && values.get("aligned").equals("true")
        && (clean || sequential);
  }

  static Stream<Arguments> interfaces() {
    return Stream.of(
        arguments(named("array", VisitedBuffers.Array::new), 6),
        arguments(named("heap", VisitedBuffers.Heap::new), ALL),
        arguments(named("direct", VisitedBuffers.Direct::new), ALL),
        arguments(named("mapped", VisitedBuffers.Mapped::new), ALL),
        arguments(named("views of an array", VisitedBuffers.HeapViews::new), ALL),
        arguments(named("views of a buffer", VisitedBuffers.DirectViews::new), ALL),
        arguments(named("Agrona, array", VisitedBuffers.AgronaHeap::new), ALL),
        arguments(named("Agrona, buffer", VisitedBuffers.AgronaDirect::new), ALL),
        arguments(named("Agrona, mapping", VisitedBuffers.AgronaMapped::new), ALL));
  }

  private static Named<Supplier<VisitedElements<?>>> named(
      String name, Supplier<VisitedElements<?>> elements) {
    return Named.of(name, elements);
  }

  @ParameterizedTest
  @MethodSource("interfaces")
  void everyShapeVisitsElementsOfEveryWidthAnywhere(
      Supplier<VisitedElements<?>> elements, int sensible) throws Exception {
    assertEquals(sensible, visitInEveryShape(elements));
  }

  /**
   * Visits three batches in each shape, width and place, and verifies them.
   *
   * @return how many combinations were not refused
   */
  static int visitInEveryShape(Supplier<VisitedElements<?>> made) throws Exception {
    int visited = 0;
    for (String work : List.of("Read", "Write")) {
      for (String shape : List.of("loop", "swap", "search", "varint", "compare", "fill")) {
        for (String width : List.of("long", "int", "byte")) {
          for (boolean aligned : new boolean[] {true, false}) {
            VisitedElements<?> elements = made.get();
            setUp(elements, 8192, "sequential", shape, width);
            elements.aligned = aligned;
            visited += visit(elements, work) ? 1 : 0;
          }
        }
      }
    }
    return visited;
  }

  private static boolean visit(VisitedElements<?> elements, String work) throws Exception {
    try {
      elements.prepare(StrategyTester.running(BufferAccess.class, "any" + work));
      elements.refill();
      for (int call = 0; call < 3; call++) {
        if (work.equals("Write")) {
          elements.write();
        } else {
          elements.read();
        }
      }
      elements.verify();
      return true;
    } catch (Unsupported senseless) {
      return false;
    } finally {
      elements.end();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"place", "width", "order", "base"})
  void wrongAccessesAreNoticed(String mistake) {
    for (String work : List.of("Read", "Write")) {
      VisitedElements<?> words =
          new VisitedBuffers.Buffered<>(
              new Mistaken(mistake), VisitedElements.Kind.HEAP, UnaryOperator.identity()) {};
      setUp(words, 16384, "sequential", "loop", "long");
      words.aligned = !mistake.equals("base");
      assertThrows(IllegalStateException.class, () -> visit(words, work), work);
    }
  }

  /** A buffer whose longs are taken from elsewhere, in part, or turned round. */
  private static final class Mistaken extends Accessor.Buffers {
    private final String mistake;

    Mistaken(String mistake) {
      this.mistake = mistake;
    }

    @Override
    public long get(ByteBuffer memory, int base, int index, int bytes) {
      return switch (mistake) {
        case "place" -> super.get(memory, base, index / 2, bytes);
        case "width" -> super.get(memory, base, 2 * index, 4);
        case "order" -> Long.reverseBytes(super.get(memory, base, index, bytes));
        default -> super.get(memory, 0, index, bytes);
      };
    }

    @Override
    public void put(ByteBuffer memory, int base, int index, int bytes, long value) {
      switch (mistake) {
        case "place" -> super.put(memory, base, index / 2, bytes, value);
        case "width" -> super.put(memory, base, 2 * index, 4, value);
        case "order" -> super.put(memory, base, index, bytes, Long.reverseBytes(value));
        default -> super.put(memory, 0, index, bytes, value);
      }
    }
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
    VisitedElements<?> words = new VisitedBuffers.Array();
    setUp(words, size, order, "loop", "long");
    words.prepareOrder();
    return words;
  }

  private static void setUp(
      VisitedElements<?> elements, int size, String order, String shape, String width) {
    elements.size = size;
    elements.order = order;
    elements.shape = shape;
    elements.width = width;
    elements.aligned = true;
    elements.profile = "clean";
  }
}
