package zerocopy.bench.memory;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.bench.support.PageAligned;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does getting and releasing memory through an {@link Arena} cost?
 *
 * <p>As {@link BufferAllocation}: page-aligned, zeroed by Java, used as {@code touch} says,
 * released at once. A confined arena is closed by its thread alone; closing a shared one makes sure
 * that no other thread stands in an access, by a handshake with every thread, which is its price.
 */
@Question(
    held = "size",
    asks = "What does it cost to get and release a memory segment?",
    family = "BufferAllocation")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SegmentAllocation {

  private static final long PAGE = PageAligned.PAGE;

  /** {@link Arena#ofConfined}. */
  @Benchmark
  @Strategy(
      says = "A page-aligned segment of a confined arena, which is closed at once.",
      label = "confined arena",
      colour = Colour.SKY,
      marker = Marker.DOWN,
      faults = "0..")
  public ByteBuffer arena(Allocated a) {
    try (Arena arena = Arena.ofConfined()) {
      return a.use(arena.allocate(a.size, PAGE).asByteBuffer());
    }
  }

  /** {@link Arena#ofShared}. */
  @Benchmark
  @Strategy(
      says = "A page-aligned segment of a shared arena, which is closed at once.",
      label = "shared arena",
      faults = "0..")
  public ByteBuffer sharedArena(Allocated a) {
    try (Arena arena = Arena.ofShared()) {
      return a.use(arena.allocate(a.size, PAGE).asByteBuffer());
    }
  }
}
