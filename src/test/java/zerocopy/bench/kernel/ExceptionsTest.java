package zerocopy.bench.kernel;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class ExceptionsTest {

  @TestFactory
  Stream<DynamicNode> everyExceptionIsCaught() {
    return StrategyTester.of(Exceptions.class).tests();
  }
}
