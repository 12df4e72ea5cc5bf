package zerocopy.bench.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;

class WriteBackTest {

  private static final int SIZE = 65_536;

  private final WriteBack strategies = new WriteBack();

  @TestFactory
  Stream<DynamicNode> everyStrategyWritesEverything() {
    return StrategyTester.of(WriteBack.class).tests();
  }

  @Test
  void aWriteOwesItsPagesToTheDevice() throws IOException {
    WriteBack.ForcedFile file = new WriteBack.ForcedFile();
    create(file);
    strategies.write(file);
    assertEquals(SIZE / 4096, LinuxMemory.unwrittenPages(file.path));
    assertThrows(IllegalStateException.class, file::done, "a force that was left out");
    strategies.writeForce(file);
    file.done();
    file.delete();
  }

  @Test
  void eachOperationStartsClean() throws IOException {
    WriteBack.ForcedFile file = new WriteBack.ForcedFile();
    create(file);
    strategies.write(file);
    file.clean();
    assertEquals(0, LinuxMemory.unwrittenPages(file.path));
    file.delete();
  }

  private static void create(WriteBack.ForcedFile file) throws IOException {
    assumeTrue(LinuxMemory.available());
    file.fileSize = SIZE;
    file.create();
    assumeTrue(!Files.getFileStore(file.path).type().equals("tmpfs"));
    assertTrue(Files.exists(file.path));
  }
}
