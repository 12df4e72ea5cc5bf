package zerocopy.iopath.device;

/**
 * How long the machine's parts take, in nanoseconds.
 *
 * @param sector the drive reads one sector into the controller's buffer
 * @param register the processor reads or writes one device register, also to poll it
 * @param word the processor moves one word from the data register to memory
 * @param busCycle the DMA controller moves one word to memory; the bus is taken that long
 * @param interrupt entry into and return from an interrupt handler
 * @param clockPeriod between two interrupts of the clock
 * @param clockHandler the clock's handler, which outranks the disk
 */
public record IoTiming(
    long sector,
    long register,
    long word,
    long busCycle,
    long interrupt,
    long clockPeriod,
    long clockHandler) {

  /**
   * A parallel ATA disk. PIO mode 4 has a cycle of 120 ns for 16 bits, so a register takes 120 ns
   * and a word of 32 bits 240 ns; Ultra DMA mode 6 moves 133 MB/s, so a word takes 30 ns
   * (ATA/ATAPI-7, volume 2). The medium delivers 100 MB/s, so a sector takes 5120 ns. The rest are
   * assumptions of the right order: 1 µs an interrupt, a clock of 4 ms (250 Hz) whose handler runs
   * 5 µs.
   */
  public static final IoTiming ATA = new IoTiming(5120, 120, 240, 30, 1000, 4_000_000, 5000);

  /** Refuses times that are not positive. */
  public IoTiming {
    if (Math.min(Math.min(sector, register), Math.min(word, busCycle)) < 1
        || Math.min(Math.min(interrupt, clockPeriod), clockHandler) < 1) {
      throw new IllegalArgumentException("every part takes at least 1 ns");
    }
    if (clockPeriod <= interrupt + clockHandler) {
      throw new IllegalArgumentException("the clock's handler must end before its next tick");
    }
  }
}
