package zerocopy.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerocopy.simulate.console.ProgressBar;

/** The bar shows on terminals, after a while, and leaves nothing behind. */
class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void noTerminal() {
    System.clearProperty("zerocopy.terminal");
  }

  private String shown(double share) throws InterruptedException {
    try (ProgressBar progress = new ProgressBar(new PrintStream(err), "trace.gz")) {
      progress.report(share, 1);
      Thread.sleep(250);
      progress.report(share, 1_234_567);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingElsewhere() throws InterruptedException {
    assertEquals("", shown(0.5));
  }

  @Test
  void aBarOnATerminal() throws InterruptedException {
    System.setProperty("zerocopy.terminal", "true");
    String bar = "#".repeat(20) + ".".repeat(20);
    String erased = "\r\033[K";
    assertEquals("\rtrace.gz [" + bar + "] 1,234,567 references" + erased, shown(0.5));
  }

  @Test
  void aCountWhereTheLengthIsUnknown() throws InterruptedException {
    System.setProperty("zerocopy.terminal", "true");
    assertTrue(shown(-1).contains("[" + ".".repeat(40) + "] 1,234,567"));
  }
}
