package zerocopy.iopath.device;

/**
 * What one transfer cost.
 *
 * @param mode how it was done
 * @param bytes bytes that were moved from the disk to memory
 * @param elapsed ns from the command to the end
 * @param cpuBusy ns that the processor spent on the transfer: polling, copying, handling
 *     interrupts, programming devices; the clock's handler is not part of it
 * @param clockTime ns spent in the clock's handler during the transfer
 * @param stolenBus ns that the DMA controller kept the bus from the processor
 * @param cpuCopiedBytes bytes that the processor moved
 * @param dmaCopiedBytes bytes that the DMA controller moved
 * @param polls how often the processor asked the controller whether it is ready
 * @param interrupts interrupts of the disk or the DMA controller; the clock's are not counted
 * @param retries how often such an interrupt had to wait, and be raised again, because a handler of
 *     higher priority was running
 */
public record IoReport(
    TransferMode mode,
    long bytes,
    long elapsed,
    long cpuBusy,
    long clockTime,
    long stolenBus,
    long cpuCopiedBytes,
    long dmaCopiedBytes,
    long polls,
    long interrupts,
    long retries) {

  /** The part of the elapsed time for which the processor was busy with the transfer, 0 … 1. */
  public double cpuShare() {
    return (double) cpuBusy / elapsed;
  }
}
