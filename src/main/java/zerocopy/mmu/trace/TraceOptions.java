package zerocopy.mmu.trace;

/**
 * What counts as a reference.
 *
 * @param instructions whether instruction fetches count, too
 * @param straddleBoth whether a reference whose last byte lies in a later page than its first
 *     touches all pages from one to the other, or only its first
 * @param offsetBits bits of the offset within a page, at least 6
 */
public record TraceOptions(boolean instructions, boolean straddleBoth, int offsetBits) {}
