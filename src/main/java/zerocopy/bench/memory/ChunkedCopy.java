package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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

/**
 * What does a copy in memory cost when one side stays in the cache?
 *
 * <p>Reading a large file through a small buffer walks over the whole file on one side and over the
 * same few pages on the other. {@code BufferCopy}, whose two sides are equally large, cannot tell
 * what that costs: beyond the caches it pays for both. One operation moves {@code size} bytes in
 * chunks of 64 KiB; both buffers are direct and page-aligned.
 */
@Question(asks = "What does a copy between a large memory and a chunk cost?", order = 170)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkedCopy {

  /** Bytes of the side that stays in the cache. */
  public static final int CHUNK = 64 * 1024;

  /** A large side and a small one. */
  @State(Scope.Thread)
  public abstract static class Sides {

    /** Bytes of the side that is walked over; a multiple of 64 KiB. */
    @Param({"65536", "262144", "1048576", "4194304", "16777216", "67108864"})
    public int size;

    final Payload payload = new Payload(37);
    ByteBuffer far;
    ByteBuffer near;

    /** Allocates both sides. */
    @Setup
    public void allocate() {
      far = PageAligned.allocate(size);
      near = PageAligned.allocate(CHUNK);
    }
  }

  /** From everywhere into the chunk. */
  public static class Gathering extends Sides {

    /** The chunk holds nothing of the source. */
    @Setup(Level.Iteration)
    public void poison() {
      payload.fill(far, 0);
      Payload.poison(near);
    }

    /** The chunk holds the source's last. */
    @TearDown(Level.Iteration)
    public void verify() {
      payload.verify(near, size - CHUNK);
    }
  }

  /** From the chunk to everywhere. */
  public static class Scattering extends Sides {

    /** The large side holds nothing of the chunk. */
    @Setup(Level.Iteration)
    public void poison() {
      payload.fill(near, 0);
      Payload.poison(far);
    }

    /** Every chunk of the large side is the small one. */
    @TearDown(Level.Iteration)
    public void verify() {
      for (int at = 0; at < size; at += CHUNK) {
        payload.verify(far.slice(at, CHUNK), 0);
      }
    }
  }

  @Benchmark
  @Strategy(
      says = "Copies every 64 KiB of a large buffer to the same small buffer.",
      label = "large buffer to chunk",
      role = Role.GATHER)
  public ByteBuffer gather(Gathering sides) {
    for (int at = 0; at < sides.size; at += CHUNK) {
      sides.near.put(0, sides.far, at, CHUNK);
    }
    return sides.near;
  }

  @Benchmark
  @Strategy(
      says = "Copies one buffer of 64 KiB to every part of a large buffer.",
      label = "chunk to large buffer",
      role = Role.SCATTER)
  public ByteBuffer scatter(Scattering sides) {
    for (int at = 0; at < sides.size; at += CHUNK) {
      sides.far.put(at, sides.near, 0, CHUNK);
    }
    return sides.far;
  }
}
