package zerocopy.bench.file;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Unsupported;

class ColdReadTest {

  private final ColdRead.Source source = new ColdRead.Source();
  private final ColdRead.DirectTarget target = new ColdRead.DirectTarget();

  @BeforeEach
  void prepare() {
    source.fileSize = 65_536;
    target.fileSize = source.fileSize;
    target.allocate();
  }

  @TestFactory
  Stream<DynamicNode> everyStrategyReadsEverything() {
    return StrategyTester.of(ColdRead.class).tests();
  }

  @Test
  void aColdSampleThatWasServedByTheCacheIsRefused() throws IOException {
    assumeTrue(LinuxMemory.available());
    source.cache = "cold";
    create();
    source.prepareCache();
    new ColdRead().direct(source, target);
    source.verifyOrigin();
    source.prepareCache();
    new ColdRead().direct(source, target);
    source.verifyOrigin();
    source.prepareCache();
    assertThrows(IllegalStateException.class, source::verifyOrigin);
    source.delete();
  }

  @Test
  void aWarmSampleThatWentToTheDeviceIsRefused() throws IOException {
    assumeTrue(LinuxMemory.available());
    source.cache = "warm";
    create();
    source.prepareCache();
    source.cache = "cold";
    source.prepareCache();
    source.cache = "warm";
    new ColdRead().direct(source, target);
    assertThrows(IllegalStateException.class, source::verifyOrigin);
    source.delete();
  }

  private void create() throws IOException {
    try {
      source.create();
    } catch (Unsupported lacking) {
      assumeTrue(false, lacking.getMessage());
    }
  }
}
