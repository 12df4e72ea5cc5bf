package zerocopy.bench.memory;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class SegmentCopyTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyCopiesEverything() {
    return StrategyTester.of(SegmentCopy.class).where(SmallCopyTest::isLarge).tests();
  }
}
