package zerocopy.bench.socket;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class ForeignFileToSocketTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(ForeignFileToSocket.class)
        .where(SocketConditions::oneAtATime)
        .countAlike("ioUringSendZeroCopy", "zeroCopySend")
        .tests();
  }
}
