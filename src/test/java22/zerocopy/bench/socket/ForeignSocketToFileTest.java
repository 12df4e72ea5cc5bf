package zerocopy.bench.socket;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class ForeignSocketToFileTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(ForeignSocketToFile.class).where(SocketConditions::oneAtATime).tests();
  }
}
