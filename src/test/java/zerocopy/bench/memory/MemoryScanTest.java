package zerocopy.bench.memory;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class MemoryScanTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyAddsUpEverything() {
    return StrategyTester.of(MemoryScan.class).tests();
  }
}
