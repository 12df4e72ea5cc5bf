package zerocopy.bench.memory;

import org.openjdk.jmh.annotations.OperationsPerInvocation;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;

/**
 * What does a copy of a few bytes cost?
 *
 * <p>The strategies of {@link BufferCopy} for less than a page. One operation is one copy of {@code
 * size} bytes; an invocation makes {@value #COPIES} of them, each from a place of its own to a
 * place of its own, so that JMH's call of about a nanosecond does not count as the copy's. All of
 * them are compared. Expected: the call with its checks decides, and the interfaces differ, which
 * for large copies are the same.
 *
 * <p>Pitfall: a compiler that sees how the copies join could make one of all. C2 does not: each
 * goes through a stub of its own, and 64 copies of 64 bytes take several times as long as one of
 * 4096.
 */
@Question(
    asks = "What does a copy of a few bytes cost?",
    family = "BufferCopy",
    bytes = "size",
    copies = true,
    unpredicted = "no system call is made",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "heapToHeap", other = "directToDirect"),
      @Pair(topic = "JDK ↔ Agrona", first = "heapToHeap", other = "agronaHeapToHeap"),
      @Pair(topic = "JDK ↔ Agrona", first = "directToDirect", other = "agronaDirectToDirect")
    })
@OperationsPerInvocation(SmallCopy.COPIES)
public class SmallCopy extends BufferCopy {

  /** Copies in one call of a benchmark method. */
  public static final int COPIES = 64;
}
