package zerocopy.bench.handover;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.StrategyTester;

@EnabledOnOs(value = OS.LINUX, disabledReason = "processes share memory and pipes by /proc")
class HandOverTest {

  /** Each value of each parameter once: a trial starts a JVM. */
  private static final List<Map<String, String>> TRIALS =
      List.of(
          Map.of("size", "64", "exchange", "roundtrip", "reader", "blocking", "cores", "one"),
          Map.of("size", "262144", "exchange", "stream", "reader", "polling", "cores", "any"));

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return tester(HandOver.class).tests();
  }

  /** A tester of all strategies of a class with bursts that are short, but fill a ring. */
  static StrategyTester tester(Class<?> benchmark) {
    return StrategyTester.of(benchmark).where(TRIALS::contains).prepared(HandOverTest::shorten);
  }

  private static void shorten(Object state) {
    if (state instanceof Exchange exchange) {
      exchange.messages = 2 * SharedRoom.MESSAGES;
    }
  }
}
