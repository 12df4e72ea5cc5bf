package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.Unsupported;

class PageFaultTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyTouchesEveryPage() {
    return StrategyTester.of(PageFault.class).tests();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells its mappings in /proc")
  void theMappingOfTmpfsIsOfTmpfs() throws IOException {
    PageFault.TmpfsFile file = new PageFault.TmpfsFile();
    try {
      file.create();
    } catch (Unsupported lacking) {
      assumeTrue(false, lacking.getMessage());
    }
    file.map();
    String mappings = Files.readString(Path.of("/proc/self/maps"));
    assertTrue(mappings.contains("/dev/shm/zerocopy-"), mappings);
    file.delete();
  }
}
