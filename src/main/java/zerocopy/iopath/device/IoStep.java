package zerocopy.iopath.device;

/**
 * One step of a disk read.
 *
 * @param at simulated ns since the beginning
 * @param actor who does it
 * @param action what is done, in words
 * @param memoryAddress byte address in memory that the next word goes to: the DMA controller's
 *     register, or the driver's pointer where the processor moves the words
 * @param deviceAddress sector that is read, or is next
 * @param wordCount words that are still to be moved
 * @param routine whether it only repeats, for another word or poll, what the steps before have
 *     shown
 */
public record IoStep(
    long at,
    Actor actor,
    String action,
    long memoryAddress,
    int deviceAddress,
    int wordCount,
    boolean routine) {

  /** Who takes part in a read. */
  public enum Actor {
    /** The calling program, in user mode. */
    PROCESS("process"),
    /** The kernel's code: system call, driver, service routine, scheduler. */
    KERNEL("kernel"),
    /** What the processor's hardware does by itself. */
    PROCESSOR("processor"),
    /** The drive. */
    DISK("disk"),
    /** The controller of the disk. */
    DISK_CONTROLLER("disk controller"),
    /** The DMA controller. */
    DMA_CONTROLLER("DMA controller"),
    /** The interrupt controller. */
    INTERRUPT_CONTROLLER("interrupt controller"),
    /** The clock, whose interrupts outrank all others. */
    CLOCK("clock");

    private final String label;

    Actor(String label) {
      this.label = label;
    }

    /** The name as printed. */
    public String label() {
      return label;
    }
  }

  /** The same step, later. */
  IoStep shifted(long nanos) {
    return new IoStep(at + nanos, actor, action, memoryAddress, deviceAddress, wordCount, routine);
  }
}
