package zerocopy.bench.random;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class MapInterferenceTest {

  /** The parameters of which every strategy is called. */
  static boolean isUsual(Map<String, String> values) {
    return Map.of("fileSize", "1048576", "memory", "any", "threads", "1")
        .entrySet()
        .containsAll(values.entrySet());
  }

  @TestFactory
  Stream<DynamicNode> everyStrategyMeasures() {
    return StrategyTester.of(MapInterference.class)
        .where(MapInterferenceTest::isUsual)
        .repeating(1)
        .tests();
  }

  @Test
  void threadsBesideThatFailAreNoticed() {
    Beside.Others failing =
        new Beside.Others() {
          @Override
          void disturb(int thread) throws IOException {
            throw new IOException("broken");
          }
        };
    failing.threads = "1";
    failing.begin();
    assertThrows(IllegalStateException.class, failing::end);
  }
}
