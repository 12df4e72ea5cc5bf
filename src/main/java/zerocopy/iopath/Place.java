package zerocopy.iopath;

/** Where bytes can lie, or where code runs, on their way between a disk, memory and a network. */
public enum Place {
  /** The medium of the disk. */
  DISK("disk", Side.HARDWARE),
  /** The disk controller's own buffer, where it verifies the checksum of a sector. */
  CONTROLLER_BUFFER("controller buffer", Side.HARDWARE),
  /** The DMA controller: memory address, device address, word count. */
  DMA_CONTROLLER("DMA controller", Side.HARDWARE),
  /** The network interface. */
  NIC("network interface", Side.HARDWARE),
  /** The kernel's code: system calls and handlers. */
  KERNEL("kernel", Side.KERNEL),
  /** The kernel's list of pages that are newer than the disk. */
  DIRTY_LIST("dirty list", Side.KERNEL),
  /** Pages of files that the kernel keeps in memory. */
  PAGE_CACHE("page cache", Side.KERNEL),
  /** Pages of the file that is written, in the page cache. */
  TARGET_CACHE("page cache of the target", Side.KERNEL),
  /** A pipe's ring of page references. */
  PIPE("pipe", Side.KERNEL),
  /** The send and receive queues of a socket. */
  SOCKET_BUFFER("socket buffer", Side.KERNEL),
  /** The process's code. */
  PROCESS("process", Side.USER),
  /** A buffer that the program hands to the call: a direct buffer, or any memory in C. */
  USER_MEMORY("user memory", Side.USER),
  /** The direct buffer that the JDK puts, unseen, between a heap array and a system call. */
  TEMPORARY_BUFFER("hidden temporary buffer", Side.USER),
  /** An array on the Java heap. */
  HEAP_ARRAY("heap array", Side.USER),
  /** The memory into which the receiver of a socket reads. */
  RECEIVER_MEMORY("receiver's memory", Side.USER);

  /** Which side of the two boundaries a place belongs to. */
  public enum Side {
    /** A device. */
    HARDWARE,
    /** Kernel memory or kernel code. */
    KERNEL,
    /** The memory or code of a process. */
    USER
  }

  private final String label;
  private final Side side;

  Place(String label, Side side) {
    this.label = label;
    this.side = side;
  }

  /** The name as printed in diagrams and tables. */
  public String label() {
    return label;
  }

  /** Hardware, kernel or user. */
  public Side side() {
    return side;
  }
}
