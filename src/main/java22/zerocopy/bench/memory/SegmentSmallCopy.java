package zerocopy.bench.memory;

import org.openjdk.jmh.annotations.OperationsPerInvocation;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;

/**
 * What does a copy of a few bytes cost by {@code MemorySegment}?
 *
 * <p>The strategies of {@link SegmentCopy}, called as {@link SmallCopy} calls those of the buffers.
 */
@Question(
    asks = "What does a copy of a few bytes between memory segments cost?",
    family = "BufferCopy",
    bytes = "size",
    copies = true,
    unpredicted = "no system call is made",
    pairs = {
      @Pair(topic = "JDK ↔ segment", first = "SmallCopy.heapToHeap", other = "heapToHeap"),
      @Pair(topic = "JDK ↔ segment", first = "SmallCopy.directToDirect", other = "nativeToNative")
    })
@OperationsPerInvocation(SmallCopy.COPIES)
public class SegmentSmallCopy extends SegmentCopy {}
