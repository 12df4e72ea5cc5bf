package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to add up every long of a memory, without a path that brings them there?
 *
 * <p>The loop is that of {@code FileScan}; what a scan of a file costs beyond it is the path. The
 * loop over a heap buffer may be vectorised where that over a direct one is not.
 */
@Question(held = "size", asks = "What does it cost to consume every byte of memory?", order = 180)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MemoryScan {

  /** The memory. */
  @State(Scope.Thread)
  public abstract static class Memory {

    /** Bytes, a multiple of 8. */
    @Param({"4096", "65536", "1048576", "16777216", "67108864"})
    public int size;

    final Payload payload = new Payload(41);
    ByteBuffer buffer;
    UnsafeBuffer view;
    long found;

    abstract ByteBuffer allocate();

    /** Allocates and fills. */
    @Setup
    public void fill() {
      buffer = allocate().order(ByteOrder.LITTLE_ENDIAN);
      view = new UnsafeBuffer(buffer);
      payload.fill(buffer, 0);
    }

    /** Forgets the sum. */
    @Setup(Level.Iteration)
    public void forget() {
      found = ~payload.sum(size);
    }

    /** The sum is right. */
    @TearDown(Level.Iteration)
    public void verify() {
      if (found != payload.sum(size)) {
        throw new IllegalStateException("wrong sum: the strategy did not do its work");
      }
    }
  }

  /** An array. */
  public static class Heap extends Memory {
    @Override
    ByteBuffer allocate() {
      return ByteBuffer.allocate(size);
    }
  }

  /** A page-aligned direct buffer. */
  public static class Direct extends Memory {
    @Override
    ByteBuffer allocate() {
      return PageAligned.allocate(size);
    }
  }

  @Benchmark
  @Strategy(
      says = "Adds up all words of a heap buffer.",
      label = "sum over heap buffer",
      colour = Colour.ORANGE,
      role = Role.CONSUME_HEAP)
  public long heap(Heap memory) {
    return memory.found = sum(memory.buffer, memory.size);
  }

  @Benchmark
  @Strategy(
      says = "Adds up all words of a direct buffer.",
      label = "sum over direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      role = Role.CONSUME_DIRECT)
  public long direct(Direct memory) {
    return memory.found = sum(memory.buffer, memory.size);
  }

  @Benchmark
  @Strategy(
      says = "Adds up all words of a direct buffer by an Agrona view.",
      label = "sum by Agrona")
  public long agronaDirect(Direct memory) {
    long sum = 0;
    for (int i = 0; i < memory.size; i += Long.BYTES) {
      sum += memory.view.getLong(i, ByteOrder.LITTLE_ENDIAN);
    }
    return memory.found = sum;
  }

  private static long sum(ByteBuffer buffer, int length) {
    long sum = 0;
    for (int i = 0; i < length; i += Long.BYTES) {
      sum += buffer.getLong(i);
    }
    return sum;
  }
}
