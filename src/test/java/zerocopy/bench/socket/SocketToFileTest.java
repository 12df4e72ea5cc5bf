package zerocopy.bench.socket;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.StrategyTester;

@EnabledOnOs(value = OS.LINUX, disabledReason = "conditions of a connection are set by Linux calls")
class SocketToFileTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(SocketToFile.class).where(SocketConditions::oneAtATime).tests();
  }
}
