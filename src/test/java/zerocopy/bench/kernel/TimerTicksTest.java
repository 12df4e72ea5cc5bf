package zerocopy.bench.kernel;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class TimerTicksTest {

  @TestFactory
  Stream<DynamicNode> theClockIsReadAndGapsAreCounted() {
    return StrategyTester.of(TimerTicks.class).tests();
  }
}
