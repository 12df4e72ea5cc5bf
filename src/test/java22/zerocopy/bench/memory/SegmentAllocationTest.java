package zerocopy.bench.memory;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class SegmentAllocationTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyGetsItsMemory() {
    return StrategyTester.of(SegmentAllocation.class).tests();
  }
}
