package zerocopy.bench.memory;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;

/**
 * One end of a copy in memory: its size, and the content that goes from source to target.
 *
 * <p>An invocation that makes several copies ({@link SmallCopy}) takes each from a place of its own
 * and puts it into a place of its own: the ends are as large as all copies together.
 */
@State(Scope.Thread)
public abstract class CopyEnd {

  static final long SEED = 1;

  /** Copies of fewer bytes are so fast that an invocation has to make several. */
  static final int PAGE = PageAligned.PAGE;

  /** Bytes of one copy: powers of four from a cache line to far beyond caches. */
  @Param({
    "64",
    "256",
    "1024",
    "4096",
    "16384",
    "65536",
    "262144",
    "1048576",
    "4194304",
    "16777216",
    "67108864"
  })
  public int size;

  /** Bytes of all copies of an invocation. */
  int span;

  /**
   * Finds out how large this end is.
   *
   * @param running what JMH runs
   * @return {@link #span}
   * @throws Unsupported if another class measures copies of this size
   */
  final int spanOf(BenchmarkParams running) {
    if (size < PAGE != running.getOpsPerInvocation() > 1) {
      throw new Unsupported(
          "copies of less than %d bytes are those of SmallCopy, larger ones those of BufferCopy"
              .formatted(PAGE));
    }
    span = size * running.getOpsPerInvocation();
    return span;
  }
}
