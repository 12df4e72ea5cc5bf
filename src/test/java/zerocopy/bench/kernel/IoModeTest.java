package zerocopy.bench.kernel;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class IoModeTest {

  @TestFactory
  Stream<DynamicNode> everyModeBringsEveryWord() {
    return StrategyTester.of(IoMode.class).tests();
  }
}
