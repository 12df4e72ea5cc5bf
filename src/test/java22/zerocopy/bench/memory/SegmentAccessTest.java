package zerocopy.bench.memory;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class SegmentAccessTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyVisitsEveryWord() {
    return StrategyTester.of(SegmentAccess.class).where(BufferAccessTest::isTested).tests();
  }
}
