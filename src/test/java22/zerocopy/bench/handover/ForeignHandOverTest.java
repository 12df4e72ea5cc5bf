package zerocopy.bench.handover;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are passed as Linux does it")
class ForeignHandOverTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return HandOverTest.tester(ForeignHandOver.class).tests();
  }
}
