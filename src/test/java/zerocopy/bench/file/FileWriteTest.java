package zerocopy.bench.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Unsupported;

class FileWriteTest {

  private static final int PAGES = 16;

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(FileWrite.class).repeating(3).tests();
  }

  /** Dirty pages that an operation finds: all of them, or none, and it leaves all of them. */
  @ParameterizedTest
  @CsvSource({"dirty, 16", "clean, 0"})
  void thePagesAreAsDeclared(String pages, long dirty) throws IOException {
    FileWrite.ToChannel channel = new FileWrite.ToChannel();
    channel.pages = pages;
    target(channel, "existing");
    FileWrite.ToMapping mapped = new FileWrite.ToMapping();
    mapped.pages = pages;
    target(mapped, "existing");
    try {
      assumeTrue(canCount(channel), "needs a device, and Linux 6.5 to count dirty pages");
      for (int operation = 0; operation < 3; operation++) {
        channel.prepare();
        mapped.prepare();
        assertEquals(dirty, LinuxMemory.unwrittenPages(channel.path));
        assertEquals(dirty, LinuxMemory.unwrittenPages(mapped.path));
        new FileWrite().direct(source(), chunk(), channel, sync());
        new FileWrite().mapped(source(), mapped, sync());
        channel.done();
        mapped.done();
        assertEquals(PAGES, LinuxMemory.unwrittenPages(channel.path));
        assertEquals(PAGES, LinuxMemory.unwrittenPages(mapped.path));
      }
    } finally {
      channel.delete();
      mapped.delete();
    }
  }

  @Test
  void unknownPagesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Pages("wet"));
  }

  @Test
  void anUnknownDestinationIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> target(new TargetFile.Channel(), "elsewhere"));
  }

  private static boolean canCount(PoisonedFile file) throws IOException {
    try {
      LinuxMemory.unwrittenPages(file.path);
      return LinuxMemory.available() && !Files.getFileStore(file.path).type().equals("tmpfs");
    } catch (Unsupported noCount) {
      return false;
    }
  }

  private static <T extends TargetFile> T target(T file, String destination) throws IOException {
    file.fileSize = PAGES * 4096;
    file.destination = destination;
    file.create();
    file.poison();
    return file;
  }

  private static SourceMemory.Direct source() {
    SourceMemory.Direct source = new SourceMemory.Direct();
    source.fileSize = PAGES * 4096;
    source.fill();
    return source;
  }

  private static Chunk chunk() {
    Chunk chunk = new Chunk();
    chunk.chunk = PAGES * 4096;
    return chunk;
  }

  private static Sync sync() {
    Sync sync = new Sync();
    sync.sync = "none";
    sync.choose();
    return sync;
  }
}
