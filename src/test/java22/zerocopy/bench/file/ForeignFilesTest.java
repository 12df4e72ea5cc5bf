package zerocopy.bench.file;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class ForeignFilesTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return Stream.of(
            ForeignFileRead.class,
            ForeignFileScan.class,
            ForeignFileCopy.class,
            ForeignColdRead.class,
            ForeignWriteBack.class)
        .map(
            question ->
                DynamicContainer.dynamicContainer(
                    question.getSimpleName(),
                    StrategyTester.of(question).countAlike("copyFileRange", "splice").tests()));
  }
}
