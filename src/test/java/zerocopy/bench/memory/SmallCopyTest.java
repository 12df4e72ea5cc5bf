package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class SmallCopyTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyCopiesAllItsPieces() {
    return StrategyTester.of(SmallCopy.class).where(SmallCopyTest::isSmall).tests();
  }

  static boolean isLarge(Map<String, String> values) {
    int size = Integer.parseInt(values.get("size"));
    return size >= CopyEnd.PAGE && size <= 1 << 20;
  }

  static boolean isSmall(Map<String, String> values) {
    return Integer.parseInt(values.get("size")) < CopyEnd.PAGE;
  }

  @Test
  void anInvocationMakesSixtyFourCopiesOfTheirOwn() {
    Source.Heap source = new Source.Heap();
    source.size = 64;
    source.fill(StrategyTester.running(SmallCopy.class, "heapToHeap"));
    assertEquals(64 * 64, source.span);
    assertEquals(source.span, source.buffer.capacity());
    assertEquals(source.span, source.agrona.capacity());
  }
}
