package zerocopy.iopath;

import java.util.Objects;

/**
 * One step on a path, repeated {@code times} times.
 *
 * @param kind what happens
 * @param who the party whose time it takes
 * @param from where it starts: the source of a copy, the raiser of an interrupt
 * @param to where it ends
 * @param times how often it happens in one operation, at least 1
 * @param bytes bytes moved each time; 0 for a step that moves none
 * @param footprint the memory that a copy walks over; {@link CopyFootprint#NONE} for other steps
 * @param what the name of the call, or what the step is for
 */
public record Step(
    Kind kind,
    Who who,
    Place from,
    Place to,
    long times,
    long bytes,
    CopyFootprint footprint,
    String what) {

  /** What a step is. */
  public enum Kind {
    /** The processor changes between user and kernel mode. A system call makes two. */
    CROSSING("crossing"),
    /** The processor moves bytes. */
    CPU_COPY("CPU copy"),
    /** A device moves bytes to or from memory without the processor. */
    DMA_COPY("DMA copy"),
    /** A device fills or empties its own buffer. No memory of the host takes part. */
    DEVICE("device"),
    /** A device takes the processor away from what it does. */
    INTERRUPT("interrupt"),
    /** The processor asks a device whether it is ready. */
    POLL("poll"),
    /** An access finds no valid page table entry, and the kernel provides one. */
    FAULT("page fault"),
    /** References to pages are passed on, or page table entries prepared; no byte moves. */
    MAP("map"),
    /** The program reads the bytes and keeps none of them. */
    CONSUME("consume"),
    /** A file is unlinked, made anew and given blocks. */
    CREATE("create"),
    /** The kernel takes bytes from a sending to a receiving socket, and wakes the receiver. */
    DELIVER("deliver"),
    /** A thread sleeps until it is woken. */
    WAKE("wake-up");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name as printed in diagrams and tables. */
    public String label() {
      return label;
    }
  }

  /** Whose time a step takes. */
  public enum Who {
    /** The calling process in user mode. */
    PROCESS,
    /** The kernel on behalf of the calling process. */
    KERNEL,
    /** The other process, in user or kernel mode, on a processor of its own. */
    PEER,
    /** A device. */
    DEVICE
  }

  /** Refuses what no step can be. */
  public Step {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(who);
    Objects.requireNonNull(from);
    Objects.requireNonNull(to);
    Objects.requireNonNull(footprint);
    Objects.requireNonNull(what);
    if (times < 1 || bytes < 0) {
      throw new IllegalArgumentException(
          "a step happens at least once and moves no negative number of bytes");
    }
  }

  /** Bytes moved by all repetitions. */
  public long totalBytes() {
    return times * bytes;
  }

  /** Whether the step moves bytes from one place of the host's memory to another. */
  public boolean isCopy() {
    return kind == Kind.CPU_COPY || kind == Kind.DMA_COPY;
  }

  /** The same step, {@code factor} times as often. */
  Step repeated(long factor) {
    return new Step(kind, who, from, to, times * factor, bytes, footprint, what);
  }
}
