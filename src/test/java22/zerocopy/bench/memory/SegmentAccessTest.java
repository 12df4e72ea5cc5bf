package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class SegmentAccessTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyVisitsEveryWord() {
    return StrategyTester.of(SegmentAccess.class).where(BufferAccessTest::isTested).tests();
  }

  @Test
  void everyShapeVisitsElementsOfEveryWidthAnywhere() throws Exception {
    List<Supplier<VisitedElements<?>>> interfaces =
        List.of(
            SegmentAccess.Heap::new,
            SegmentAccess.Native::new,
            SegmentAccess.Confined::new,
            SegmentAccess.Mapped::new,
            SegmentAccess.Everything::new);
    for (Supplier<VisitedElements<?>> elements : interfaces) {
      assertEquals(BufferAccessTest.ALL, BufferAccessTest.visitInEveryShape(elements));
    }
  }
}
