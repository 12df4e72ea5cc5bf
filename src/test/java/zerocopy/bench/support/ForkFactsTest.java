package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkFactsTest {

  @TempDir Path folder;

  @AfterEach
  void nobodyListens() {
    System.clearProperty(ForkFacts.PROPERTY);
  }

  @Test
  void whatAForkSaysIsTakenOnce() {
    Path file = folder.resolve("facts");
    System.setProperty(ForkFacts.PROPERTY, file.toString());
    Map<String, String> facts = Map.of("congestionControl", "reno", "retransmissions", "3");
    ForkFacts.say(facts);
    assertEquals(facts, ForkFacts.take(file));
    assertEquals(Map.of(), ForkFacts.take(file));
    assertFalse(Files.exists(file));
  }

  @Test
  void withoutAListenerNothingIsWritten() {
    ForkFacts.say(Map.of("congestionControl", "reno"));
    assertEquals(Map.of(), ForkFacts.take(folder.resolve("facts")));
  }
}
