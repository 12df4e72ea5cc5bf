package zerocopy.bench.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.ShortChannel;

class FileToSocketTest {

  private static final int MOST = 1000;

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(FileToSocket.class)
        .where(SocketConditions::oneAtATime)
        .prepared(FileToSocketTest::loseNoTime)
        .tests();
  }

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverythingByShortCalls() {
    return StrategyTester.of(FileToSocket.class)
        .where(values -> values.get("fileSize").equals("65536"))
        .where(SocketConditions::oneAtATime)
        .prepared(FileToSocketTest::shorten)
        .tests();
  }

  private static void loseNoTime(Object state) {
    if (state instanceof Sender sender) {
      sender.patience = Duration.ofSeconds(2);
    }
  }

  private static void shorten(Object state) {
    loseNoTime(state);
    if (state instanceof Sender sender) {
      sender.file = ShortChannel.over(sender.file, MOST);
      if (!(sender.socket instanceof ShortWrites)) {
        sender.socket = new ShortWrites(sender.socket);
      }
    }
  }

  /** A socket that takes at most a few bytes a call. */
  private record ShortWrites(ByteChannel whole) implements ByteChannel {

    @Override
    public int write(ByteBuffer source) throws IOException {
      ByteBuffer part = source.slice(source.position(), Math.min(MOST, source.remaining()));
      int count = whole.write(part);
      source.position(source.position() + count);
      return count;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return whole.read(target);
    }

    @Override
    public boolean isOpen() {
      return whole.isOpen();
    }

    @Override
    public void close() {
      try {
        whole.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
