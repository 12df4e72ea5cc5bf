package zerocopy.iopath.device;

import java.util.function.Consumer;

/**
 * The system call around a transfer: from the program's {@code read} of a block that is not cached
 * to its return with the bytes in the program's own buffer.
 *
 * <p>A mode switch takes 100 ns, half of an empty system call on a present machine; the copy from
 * the kernel's to the user's buffer moves 8 bytes a ns. Both are assumptions of the right order.
 */
public final class ReadCall {
  /** Time from user to kernel mode, or back, in ns. */
  public static final long MODE_SWITCH = 100;

  /** Bytes that the processor copies in a ns. */
  public static final long COPIED_PER_NANO = 8;

  private static final int SWITCHES = 2;

  private final IoMachine machine;
  private final Consumer<IoStep> observer;
  private IoStep last = new IoStep(0, IoStep.Actor.PROCESS, "", 0, 0, 0, false);

  /**
   * What the whole call cost.
   *
   * @param transfer the part between the devices and the kernel's buffer
   * @param elapsed ns from the call to its return
   * @param cpuTime ns that the processor worked for it
   * @param busTime ns that registers, polls and words took the bus
   * @param cpuCopiedBytes bytes that the processor moved: from the device, and to the user's buffer
   * @param dmaCopiedBytes bytes that the DMA controller moved
   * @param modeSwitches changes between user and kernel mode by the caller
   * @param error why the call failed; empty if it did not
   */
  public record Cost(
      IoReport transfer,
      long elapsed,
      long cpuTime,
      long busTime,
      long cpuCopiedBytes,
      long dmaCopiedBytes,
      int modeSwitches,
      String error) {}

  /**
   * Prepares a call.
   *
   * @param machine on which it runs
   * @param observer is told every step; null for nobody
   */
  public ReadCall(IoMachine machine, Consumer<IoStep> observer) {
    this.machine = machine;
    this.observer = observer;
  }

  /**
   * Reads.
   *
   * @param mode which part of the machine moves the words
   * @param sector first sector
   * @param address byte address of the kernel's buffer, a multiple of 4
   * @param bytes whole sectors
   * @return what it cost; a damaged sector makes the call fail
   * @throws IllegalArgumentException when disk or memory cannot hold that
   */
  public Cost run(TransferMode mode, int sector, int address, long bytes) {
    tell(
        0,
        IoStep.Actor.PROCESS,
        "call read: put the call's number and arguments into registers, trap");
    tell(MODE_SWITCH, IoStep.Actor.PROCESSOR, "mode switch to kernel mode; save the registers");
    tell(
        MODE_SWITCH,
        IoStep.Actor.KERNEL,
        "the block is not cached: take a kernel buffer at address "
            + address
            + ", call the driver");
    machine.observe(observer == null ? null : step -> accept(step.shifted(MODE_SWITCH)));
    String error = "";
    try {
      machine.read(mode, sector, address / DiskController.WORD, bytes);
    } catch (DiskError e) {
      error = e.getMessage();
    } finally {
      machine.observe(null);
    }
    return finish(mode, machine.report(mode, bytes), bytes, error);
  }

  private Cost finish(TransferMode mode, IoReport transfer, long bytes, String error) {
    boolean failed = !error.isEmpty();
    long now = MODE_SWITCH + transfer.elapsed();
    if (mode != TransferMode.PROGRAMMED) {
      tell(now, IoStep.Actor.KERNEL, "the scheduler runs the process again, in kernel mode");
    }
    long copied = failed ? 0 : bytes;
    long copy = (copied + COPIED_PER_NANO - 1) / COPIED_PER_NANO;
    if (!failed) {
      String what = "copy " + bytes + " bytes from the kernel buffer to the user buffer";
      tell(now + copy, IoStep.Actor.KERNEL, what);
    }
    long end = now + copy + MODE_SWITCH;
    tell(end, IoStep.Actor.PROCESSOR, "restore the registers; mode switch to user mode");
    String answer = failed ? "read returns -1, errno is EIO: " + error : "read returns " + bytes;
    tell(end, IoStep.Actor.PROCESS, answer);
    return new Cost(
        transfer,
        end,
        transfer.cpuBusy() + copy + SWITCHES * MODE_SWITCH,
        machine.busTime(),
        transfer.cpuCopiedBytes() + copied,
        transfer.dmaCopiedBytes(),
        SWITCHES,
        error);
  }

  private void accept(IoStep step) {
    last = step;
    observer.accept(step);
  }

  /** The registers stay as the step before has left them. */
  private void tell(long at, IoStep.Actor actor, String action) {
    if (observer != null) {
      int count = last.wordCount();
      accept(
          new IoStep(at, actor, action, last.memoryAddress(), last.deviceAddress(), count, false));
    }
  }
}
