package zerocopy.bench.file;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.ShortChannel;
import zerocopy.bench.support.ShortStream;

/** Every strategy does its whole work when every call moves less than asked, and never hangs. */
class ShortCallsTest {

  private static final int MOST = 1000;

  @TestFactory
  Stream<DynamicNode> reads() {
    return tester(FileRead.class).tests();
  }

  @TestFactory
  Stream<DynamicNode> scans() {
    return tester(FileScan.class).tests();
  }

  @TestFactory
  Stream<DynamicNode> writes() {
    return tester(FileWrite.class).tests();
  }

  @TestFactory
  Stream<DynamicNode> copies() {
    return tester(FileCopy.class).countAlike("transferTo", "transferFrom", "filesCopy").tests();
  }

  @TestFactory
  Stream<DynamicNode> buffersAtAnyOffset() {
    return tester(BufferAlignment.class).tests();
  }

  @Test
  void noProgressIsAnErrorNotAHang() throws IOException {
    SourceFile source = new SourceFile();
    source.fileSize = 4096;
    source.prepare();
    source.create();
    source.channel = ShortChannel.over(source.channel, 0);
    Chunk chunk = new Chunk();
    chunk.chunk = 4096;
    UserMemory.Direct target = new UserMemory.Direct();
    target.fileSize = 4096;
    target.poison();
    try {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertThrows(IOException.class, () -> new FileRead().direct(source, chunk, target)));
    } finally {
      source.delete();
    }
  }

  private static StrategyTester tester(Class<?> benchmark) {
    return StrategyTester.of(benchmark)
        .where(ShortCallsTest::oneOfAKind)
        .prepared(ShortCallsTest::shorten)
        .repeating(1);
  }

  private static boolean oneOfAKind(Map<String, String> values) {
    return values.get("fileSize").equals("65536")
        && values.getOrDefault("sync", "none").equals("none");
  }

  private static void shorten(Object state) {
    try {
      if (state instanceof SourceFile source) {
        source.channel = ShortChannel.over(source.channel, MOST);
        source.stream.close();
        source.stream = new ShortStream(source.path.toFile(), MOST);
      }
      if (state instanceof PoisonedFile.Standing target) {
        target.channel = ShortChannel.over(target.channel, MOST);
      }
      if (state instanceof TargetFile target) {
        target.opener = (path, options) -> ShortChannel.over(FileChannel.open(path, options), MOST);
      }
      if (state instanceof TargetFile.Channel target) {
        target.standing = ShortChannel.over(target.standing, MOST);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
