package zerocopy.bench.kernel;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class ModeSwitchTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyAsksTheKernel() {
    return StrategyTester.of(ModeSwitch.class).tests();
  }
}
