package zerocopy.mmu;

/** What a memory reference wants to do with the byte that it addresses. */
public enum Access {
  /** A load. */
  READ,
  /** A store; it sets the modified bit of the page. */
  WRITE,
  /** An instruction fetch. */
  EXECUTE
}
