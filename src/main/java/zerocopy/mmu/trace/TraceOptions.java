package zerocopy.mmu.trace;

/**
 * What counts as a reference.
 *
 * @param instructions whether instruction fetches count, too
 * @param straddleBoth whether a reference whose last byte lies in the next page touches both pages,
 *     or only its first
 * @param offsetBits bits of the offset within a page
 */
public record TraceOptions(boolean instructions, boolean straddleBoth, int offsetBits) {}
