package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import zerocopy.bench.support.PageAligned;

/**
 * The most bytes that one core of this machine moves in a second, by working set: a result above it
 * did not do its work.
 *
 * <p>Counted is traffic: bytes read plus bytes written, so that a copy of n bytes counts 2n over a
 * working set of 2n. The ceiling of a working set is the best pass of the best of four ways to
 * touch memory (copy between direct buffers, between arrays, fill, sum), {@value #MARGIN} times:
 * that is above what honest work reaches by luck (turbo, noise), and far below what doing nothing
 * would show. It never rises with the working set: what is measured for a larger one holds for a
 * smaller one too, which a single noisy size must not deny.
 */
public final class CeilingProbe {

  static final double MARGIN = 1.25;

  private static final long[] WORKING_SETS = {
    16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 128 << 20
  };
  private static final long NANOS_EACH = 20_000_000;
  private static final long PASS_BYTES = 1 << 20;

  /** Buffers, arrays and words together, as a multiple of the working set. */
  private static final int HELD = 3;

  /** One part in so many of the memory at hand is for the probe. */
  private static final int SHARE = 4;

  /** Up to here always: the caches, and the memory behind them. */
  private static final long USUAL = 16 << 20;

  private final long memoryAtHand;
  private final long largest;
  private final TreeMap<Long, Double> best = new TreeMap<>();

  /** One way to touch a whole working set; returns something so that it is not left out. */
  private interface Way {
    long touch();
  }

  /**
   * A probe that keeps within bounds.
   *
   * @param memoryAtHand bytes that this process and its forks have together
   * @param largest working set of the run in bytes; larger ones are not measured
   */
  public CeilingProbe(long memoryAtHand, long largest) {
    this.memoryAtHand = memoryAtHand;
    this.largest = Math.max(largest, USUAL);
  }

  private LongStream workingSets() {
    return LongStream.of(WORKING_SETS).filter(size -> size <= largest);
  }

  /** Measures, and keeps what is better than measured before. Takes up to a second. */
  public void measure() {
    for (long workingSet : workingSets().toArray()) {
      try {
        if (HELD * workingSet > memoryAtHand / SHARE) {
          return;
        }
        measure(workingSet);
      } catch (OutOfMemoryError tooSmall) {
        return;
      }
    }
  }

  /**
   * The working sets that did not fit into memory.
   *
   * @return the smallest of them in bytes; empty if all did fit
   */
  public OptionalLong leftOut() {
    return workingSets().filter(size -> !best.containsKey(size)).findFirst();
  }

  private void measure(long workingSet) {
    int half = (int) (workingSet / 2);
    ByteBuffer from = PageAligned.allocate(half);
    ByteBuffer to = PageAligned.allocate(half);
    byte[] source = new byte[half];
    byte[] target = new byte[half];
    long[] words = new long[(int) (workingSet / Long.BYTES)];
    from.order(ByteOrder.nativeOrder());
    keep(workingSet, () -> to.put(0, from, 0, half).limit());
    keep(
        workingSet,
        () -> {
          System.arraycopy(source, 0, target, 0, half);
          return target[0];
        });
    keep(
        workingSet,
        () -> {
          Arrays.fill(words, 1);
          return words[0];
        });
    keep(workingSet, () -> sum(words));
  }

  private static long sum(long[] words) {
    long sum = 0;
    for (long word : words) {
      sum += word;
    }
    return sum;
  }

  private void keep(long workingSet, Way way) {
    int repeats = (int) Math.max(1, PASS_BYTES / workingSet);
    double fastest = 0;
    long sink = 0;
    long end = System.nanoTime() + NANOS_EACH;
    do {
      long begin = System.nanoTime();
      for (int i = 0; i < repeats; i++) {
        sink += way.touch();
      }
      long nanos = Math.max(1, System.nanoTime() - begin);
      fastest = Math.max(fastest, workingSet * (double) repeats / nanos * 1e9);
    } while (System.nanoTime() < end);
    if (sink == Long.MIN_VALUE) {
      throw new AssertionError("keeps the touched bytes alive");
    }
    best.merge(workingSet, fastest, Math::max);
  }

  /** By working set in bytes, ascending: bytes a second, margin included, never rising. */
  TreeMap<Long, Double> bytesPerSecond() {
    TreeMap<Long, Double> ceilings = new TreeMap<>();
    double highest = 0;
    for (Map.Entry<Long, Double> entry : best.descendingMap().entrySet()) {
      highest = Math.max(highest, entry.getValue());
      ceilings.put(entry.getKey(), highest * MARGIN);
    }
    return ceilings;
  }

  public ArrayNode toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    bytesPerSecond()
        .forEach(
            (workingSet, rate) ->
                array
                    .addObject()
                    .put("workingSetBytes", workingSet)
                    .put("bytesPerSecond", Math.round(rate)));
    return array;
  }
}
