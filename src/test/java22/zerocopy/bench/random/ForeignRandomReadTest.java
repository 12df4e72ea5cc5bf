package zerocopy.bench.random;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class ForeignRandomReadTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyReadsEveryBlock() {
    return StrategyTester.of(ForeignRandomRead.class)
        .where(RandomReadTest::isUsual)
        .repeating(1)
        .tests();
  }

  @TestFactory
  Stream<DynamicNode> everyStrategyMeasures() {
    return StrategyTester.of(ForeignMapInterference.class)
        .where(MapInterferenceTest::isUsual)
        .repeating(1)
        .tests();
  }
}
