package zerocopy.bench.random;

import static java.lang.Thread.State.BLOCKED;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.util.SampleBuffer;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Payload;
import zerocopy.catalogue.ThreadCount;

class RandomReadTest {

  private static final int BLOCK = 4096;
  private static final Map<String, String> USUAL =
      Map.of(
          "fileSize",
          "1048576",
          "memory",
          "any",
          "block",
          "4096",
          "threads",
          "cores",
          "order",
          "zipf",
          "measures",
          "latency",
          "depth",
          "32");

  @TempDir Path folder;
  private final BlockFile file = new BlockFile();
  private final Readers.Direct readers = new Readers.Direct();

  /** The parameters of which every strategy is called. */
  static boolean isUsual(Map<String, String> values) {
    return USUAL.entrySet().containsAll(values.entrySet());
  }

  @TestFactory
  Stream<DynamicNode> everyStrategyReadsEveryBlock() {
    return StrategyTester.of(RandomRead.class).where(RandomReadTest::isUsual).repeating(1).tests();
  }

  @BeforeEach
  void open() throws IOException {
    file.fileSize = 1 << 20;
    file.memory = "any";
    file.write();
    readers.block = BLOCK;
    readers.threads = "1";
    readers.order = "uniform";
    readers.measures = "rate";
    readers.prepare(file, new Tail());
  }

  @AfterEach
  void close() throws IOException {
    readers.close();
    file.delete();
  }

  /** A read of a block that the test lies about. */
  private interface Lie {
    void read(FileChannel channel, ByteBuffer buffer, long at) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> aStrategyThatLiesIsNoticed() throws IOException {
    Path other = new Payload(7).writeFile(folder.resolve("other"), file.fileSize);
    Map<String, Lie> lies =
        Map.of(
            "block 0 always", (channel, buffer, at) -> FullIo.read(channel, buffer, 0),
            "the block behind",
                (channel, buffer, at) -> FullIo.read(channel, buffer, (at + BLOCK) % file.fileSize),
            "nothing", (channel, buffer, at) -> {},
            "the first half",
                (channel, buffer, at) -> FullIo.read(channel, buffer.limit(BLOCK / 2), at),
            "the second half",
                (channel, buffer, at) ->
                    FullIo.read(channel, buffer.position(BLOCK / 2), at + BLOCK / 2),
            "the ends alone",
                (channel, buffer, at) -> {
                  FullIo.read(channel, buffer.limit(8), at);
                  FullIo.read(channel, buffer.limit(BLOCK).position(BLOCK - 8), at + BLOCK - 8);
                },
            "another file",
                (channel, buffer, at) -> {
                  try (FileChannel wrong = FileChannel.open(other)) {
                    FullIo.read(wrong, buffer, at);
                  }
                });
    return lies.entrySet().stream()
        .map(
            lie ->
                DynamicTest.dynamicTest(
                    lie.getKey(),
                    () ->
                        assertThrows(
                            IllegalStateException.class, () -> iterate(lie.getValue(), 1))));
  }

  @Test
  void blocksThatAreLeftOutAreNoticedAndAllOfThemAreEnough() {
    Lie truth = (channel, buffer, at) -> FullIo.read(channel, buffer, at);
    assertDoesNotThrow(() -> iterate(truth, 1));
    assertThrows(IllegalStateException.class, () -> iterate(truth, 2));
  }

  private void iterate(Lie lie, int step) throws IOException {
    readers.poison();
    readers.read(
        (reader, from, to) -> {
          ByteBuffer buffer = readers.buffers[reader];
          for (int i = from; i < to; i += step) {
            long at = readers.place(i);
            lie.read(readers.channel, buffer.clear(), at);
            readers.check(reader, at, buffer.getLong(0), buffer.getLong(readers.end));
          }
        });
    readers.verifyAll();
  }

  /** One of two readers holds a lock until it sees the other before it. */
  @Test
  void sleepsBeforeALockAreCounted() throws IOException {
    readers.close();
    readers.threads = "2";
    Tail tail = new Tail();
    readers.prepare(file, tail);
    Set<Thread> known = ConcurrentHashMap.newKeySet();
    AtomicBoolean met = new AtomicBoolean();
    iterate(
        (channel, buffer, at) -> {
          known.add(Thread.currentThread());
          if (!met.get()) {
            synchronized (known) {
              while (!met.get()) {
                met.set(known.stream().anyMatch(other -> other.getState() == BLOCKED));
              }
            }
          }
          FullIo.read(channel, buffer, at);
        },
        1);
    assertTrue(tail.blocked >= 1000.0 / (2 * Readers.READS), "" + tail.blocked);
    readers.close();
    readers.threads = "1";
    readers.prepare(file, tail);
    iterate((channel, buffer, at) -> FullIo.read(channel, buffer, at), 1);
    assertEquals(0, tail.blocked, "nobody to wait for");
  }

  @Test
  void samplesAreRefusedOfWhichTheDeviceSaysOtherwise() throws IOException {
    boolean device = !Files.getFileStore(file.path).type().equals("tmpfs");
    assumeTrue(LinuxMemory.available() && device, "needs a device below the page cache");
    readers.poison();
    LinuxMemory.evict(file.path);
    new RandomRead().channelDirect(readers);
    assertThrows(IllegalStateException.class, readers::verifyAll, "the device was asked");
    file.memory = "2";
    readers.poison();
    new RandomRead().channelDirect(readers);
    assertThrows(IllegalStateException.class, readers::verifyAll, "the device was not asked");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 4095, 2 << 20})
  void blocksThatDoNotFitAreRefused(int block) {
    readers.block = block;
    assertThrows(IllegalArgumentException.class, () -> readers.prepare(file, new Tail()));
  }

  @Test
  void threadsAreANumberOrFollowFromTheMachine() {
    assertEquals(3, ThreadCount.of("3", 2));
    assertEquals(2, ThreadCount.of("cores", 2));
    assertEquals(8, ThreadCount.of("4xcores", 2));
    for (String wrong : List.of("0", "-1", "many", "")) {
      assertThrows(IllegalArgumentException.class, () -> ThreadCount.of(wrong, 2));
    }
  }

  @Test
  void ordersAreWhatTheyAreCalled() {
    int blocks = 1000;
    int[] sequence = new int[100_000];
    Order.UNIFORM.fill(sequence, blocks);
    assertEquals(blocks, Arrays.stream(sequence).distinct().count());
    assertTrue(shareOfTheHottest(sequence, blocks, 10) < 0.02);
    Order.ZIPF.fill(sequence, blocks);
    // The first ten ranks have H(10)/H(1000) of the reads, H(n) the sum of r^-0.99: 38.6 %.
    assertEquals(0.386, shareOfTheHottest(sequence, blocks, 10), 0.01);
    Order.GAPS.fill(sequence, blocks);
    int[] gaps =
        IntStream.range(1, sequence.length)
            .map(i -> Math.floorMod(sequence[i] - sequence[i - 1], blocks))
            .distinct()
            .sorted()
            .toArray();
    assertEquals("[1, 2, 3, 4, 5, 6, 7, 8]", Arrays.toString(gaps));
  }

  private static double shareOfTheHottest(int[] sequence, int blocks, int hottest) {
    int[] counts = new int[blocks];
    Arrays.stream(sequence).forEach(block -> counts[block]++);
    return Arrays.stream(counts).sorted().skip(blocks - hottest).sum() / (double) sequence.length;
  }

  @Test
  void aTailIsThatOfAllThreads() {
    SampleBuffer one = new SampleBuffer();
    SampleBuffer other = new SampleBuffer();
    for (int i = 1; i <= 10_000; i++) {
      (i % 2 == 0 ? one : other).add(1000 * i);
    }
    Tail tail = new Tail();
    tail.of(List.of(one, other));
    assertEquals(10_000, tail.samples);
    assertEquals(5e6, tail.p50, 5e4);
    assertEquals(9.9e6, tail.p99, 1e5);
    assertEquals(9.99e6, tail.p999, 1e5);
    assertEquals(1e7, tail.max, 1e5);
  }
}
