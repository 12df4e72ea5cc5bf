package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Unsupported;

class PageFaultTest {

  private static final int MINOR_FAULTS = 10;

  /** Faults of the stack and of what Java runs beside the touches, at most. */
  private static final int OTHERS = PageFault.PAGES / 100;

  /** Pages of the largest folio of the page cache, which one fault may map at once. */
  private static final int LARGEST_FOLIO = 512;

  /** Pages that one fault maps where folios are small (fault-around, 64 KiB). */
  private static final int AROUND = 16;

  /** Mappings of 1 MiB. */
  private static final int WINDOWS = PageFault.PAGES / 256;

  @TestFactory
  Stream<DynamicNode> everyStrategyTouchesEveryPageAndFaultsAsItsNameSays() {
    return StrategyTester.of(PageFault.class)
        .repeating(5)
        .watched(PageFaultTest::countFaults)
        .tests();
  }

  @Test
  void windowsAreMappingsOfTheirOwn() throws Exception {
    assumeTrue(LinuxMemory.available());
    PageFault.FileInPieces file = new PageFault.FileInPieces();
    file.create();
    file.map();
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      long ofTheFile = mappings.filter(line -> line.endsWith(file.file().toString())).count();
      assertEquals(WINDOWS + 1, ofTheFile, "each window, and the whole");
    } finally {
      file.unmap();
      file.delete();
    }
  }

  @Test
  void theFileInMemoryLiesOnTmpfs() throws Exception {
    assumeTrue(LinuxMemory.available());
    PageFault.TmpfsFile file = new PageFault.TmpfsFile();
    try {
      file.create();
    } catch (Unsupported lacking) {
      assumeTrue(false, lacking.getMessage());
    }
    file.map();
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      assertTrue(mappings.anyMatch(line -> line.contains(" /dev/shm/zerocopy-")));
      assertEquals("tmpfs", Files.getFileStore(Path.of("/dev/shm")).type());
    } finally {
      IoUtil.unmap(file.mapped);
      file.delete();
    }
  }

  private static Object countFaults(String strategy, StrategyTester.Call call) throws Throwable {
    if (!LinuxMemory.available()) {
      return call.make();
    }
    long before = minorFaults();
    Object result = call.make();
    long faults = minorFaults() - before;
    assertTrue(faults >= fewest(strategy) && faults <= most(strategy), strategy + ": " + faults);
    return result;
  }

  /** Since Linux 6.17 a fault maps a whole folio, even when it is written. */
  private static int fewest(String strategy) {
    return switch (strategy) {
      case "secondTouch", "unmapMapped" -> 0;
      case "firstTouchAnonymousHuge", "firstTouchMapped", "firstTouchTmpfs", "firstWriteMapped" ->
          PageFault.PAGES / LARGEST_FOLIO;
      case "firstTouchWindows" -> WINDOWS;
      default -> PageFault.PAGES - OTHERS;
    };
  }

  private static int most(String strategy) {
    return switch (strategy) {
      case "secondTouch", "unmapMapped", "firstTouchAnonymousHuge" -> OTHERS;
      case "firstTouchMapped", "firstTouchTmpfs", "firstTouchWindows" ->
          PageFault.PAGES / AROUND + OTHERS;
      default -> PageFault.PAGES + OTHERS;
    };
  }

  /** Of this thread alone. */
  private static long minorFaults() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS - 3]);
  }
}
