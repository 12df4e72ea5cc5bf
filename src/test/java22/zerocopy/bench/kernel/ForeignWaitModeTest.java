package zerocopy.bench.kernel;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import zerocopy.bench.StrategyTester;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForeignWaitModeTest {

  @TestFactory
  Stream<DynamicNode> everyQuestionIsAnswered() {
    return StrategyTester.of(ForeignWaitMode.class).tests();
  }
}
