package zerocopy.bench.kernel;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class CallFloorTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesItsByte() {
    return StrategyTester.of(CallFloor.class).tests();
  }
}
