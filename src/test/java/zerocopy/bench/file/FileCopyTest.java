package zerocopy.bench.file;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class FileCopyTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(FileCopy.class)
        .countAlike("transferTo", "transferFrom", "filesCopy")
        .tests();
  }
}
