package zerocopy.iopath.device;

/** How the processor and a device share the work of one transfer. */
public enum TransferMode {
  /** The processor polls the device and moves every word. */
  PROGRAMMED,
  /** The device interrupts for every sector, and the processor moves its words. */
  INTERRUPT,
  /** The DMA controller moves the words and interrupts when its count is 0. */
  DMA
}
