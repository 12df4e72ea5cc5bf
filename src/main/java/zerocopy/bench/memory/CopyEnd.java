package zerocopy.bench.memory;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One end of a copy in memory: its size, and the content that goes from source to target. */
@State(Scope.Thread)
public abstract class CopyEnd {

  static final long SEED = 1;

  /** Bytes of one copy, and of each end: powers of four from a cache line to far beyond caches. */
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
}
