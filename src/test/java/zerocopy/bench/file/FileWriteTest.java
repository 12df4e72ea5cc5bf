package zerocopy.bench.file;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class FileWriteTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(FileWrite.class).repeating(5).tests();
  }
}
