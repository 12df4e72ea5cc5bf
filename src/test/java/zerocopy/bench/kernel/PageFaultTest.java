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
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;

class PageFaultTest {

  private static final int MINOR_FAULTS = 9;

  /** Faults of the JVM's other threads, and of this test, at most. */
  private static final int OTHERS = PageFault.PAGES / 8;

  /** Pages of the largest folio of the page cache, which one fault may map at once. */
  private static final int LARGEST_FOLIO = 512;

  private final PageFault strategies = new PageFault();

  @TestFactory
  Stream<DynamicNode> everyStrategyTouchesEveryPage() {
    return StrategyTester.of(PageFault.class).tests();
  }

  @Test
  void anonymousMemoryFaultsOnceAPage() throws IOException {
    assumeTrue(LinuxMemory.available());
    PageFault.Fresh memory = new PageFault.Fresh();
    memory.map();
    long faults = faultsOf(() -> strategies.firstTouchAnonymous(memory));
    memory.unmap();
    assertTrue(Math.abs(faults - PageFault.PAGES) < OTHERS, faults + " faults");
  }

  @Test
  void touchedMemoryDoesNotFault() throws IOException {
    assumeTrue(LinuxMemory.available());
    PageFault.Touched memory = new PageFault.Touched();
    memory.map();
    long faults = faultsOf(() -> strategies.secondTouch(memory));
    memory.unmap();
    assertTrue(faults < OTHERS, faults + " faults");
  }

  @Test
  void mappedFileFaultsOnceAnAround() throws IOException {
    assumeTrue(LinuxMemory.available());
    PageFault.DiskFile file = new PageFault.DiskFile();
    file.create();
    file.map();
    file.expect();
    long faults = faultsOf(() -> strategies.firstTouchMapped(file));
    file.unmap();
    file.delete();
    assertTrue(faults >= PageFault.PAGES / LARGEST_FOLIO, faults + " faults");
    assertTrue(faults < PageFault.PAGES + OTHERS, faults + " faults");
  }

  @Test
  void copyOnWriteFaultsOnceAPage() throws IOException {
    assumeTrue(LinuxMemory.available());
    PageFault.PrivateFile file = new PageFault.PrivateFile();
    file.create();
    file.map();
    long faults = faultsOf(() -> strategies.copyOnWrite(file));
    file.unmap();
    file.delete();
    assertTrue(Math.abs(faults - PageFault.PAGES) < OTHERS, faults + " faults");
  }

  private static long faultsOf(Runnable touches) throws IOException {
    long before = minorFaults();
    touches.run();
    return minorFaults() - before;
  }

  private static long minorFaults() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS - 2]);
  }
}
