package zerocopy.iopath.device;

/**
 * Moves words from a device to memory. The processor sets three registers: the memory address, the
 * device address and the word count; every word moved advances the first and counts the last down,
 * until it is 0.
 */
public final class DmaController {

  /** Words that one command can move: the count register has 16 bits. */
  public static final int MAX_WORDS = (1 << 16) - 1;

  private final int[] memory;
  private int memoryAddress;
  private int deviceAddress;
  private int wordCount;

  DmaController(int[] memory) {
    this.memory = memory;
  }

  /**
   * The processor sets the registers.
   *
   * @param address index of the first word in memory
   * @param sector first sector on the disk
   * @param words how many words to move, 1 … 65535
   */
  void program(int address, int sector, int words) {
    if (words < 1 || words > MAX_WORDS) {
      throw new IllegalArgumentException("word count " + words + " is not in 1.." + MAX_WORDS);
    }
    if (wordCount != 0) {
      throw new IllegalStateException("the DMA controller is busy");
    }
    memoryAddress = address;
    deviceAddress = sector;
    wordCount = words;
  }

  /** Index of the word in memory that is written next. */
  int memoryAddress() {
    return memoryAddress;
  }

  /** The sector that the device must deliver next. */
  int deviceAddress() {
    return deviceAddress;
  }

  /** Words that are still to be moved. */
  int wordCount() {
    return wordCount;
  }

  /** Takes a word from the device, puts it in memory, advances the address, counts down. */
  void moveWord(DiskController device) {
    if (wordCount == 0) {
      throw new IllegalStateException("the word count is 0");
    }
    memory[memoryAddress++] = device.takeWord();
    wordCount--;
    if (!device.isReady()) {
      deviceAddress++;
    }
  }
}
