package zerocopy.bench.translation;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class RelocationTest {

  @TestFactory
  Stream<DynamicNode> everyWayBringsTheWholeProgram() {
    return StrategyTester.of(Relocation.class).tests();
  }
}
