package zerocopy.iopath.device;

/**
 * A processor with memory, a clock, a disk, an interrupt controller and a DMA controller. {@link
 * #read} executes one transfer from disk to memory, word by word, and accounts for the time.
 *
 * <p>Simulated time is counted in nanoseconds of {@link IoTiming}. The clock interrupts on line 0,
 * the disk on line 1, the DMA controller on line 2. The controller has one sector's buffer: the
 * drive goes on when it has been emptied.
 */
public final class IoMachine {

  private static final int CLOCK = 0;
  private static final int DISK = 1;
  private static final int DMA = 2;
  private static final int COMMAND_REGISTERS = 2;
  private static final int DMA_REGISTERS = 3;

  private final DiskController disk;
  private final int[] memory;
  private final IoTiming timing;

  private InterruptController interrupts;
  private long now;
  private long nextTick;
  private long clockEnds;
  private boolean clockRuns;
  private long clockTime;
  private long cpuBusy;
  private long stolenBus;
  private long cpuWords;
  private long dmaWords;
  private long polls;
  private long interruptsTaken;

  /**
   * A machine with that disk.
   *
   * @param disk the disk and its controller
   * @param memory words of main memory; transfers write into this array
   * @param timing how long the parts take
   */
  public IoMachine(DiskController disk, int[] memory, IoTiming timing) {
    this.disk = disk;
    this.memory = memory;
    this.timing = timing;
  }

  /**
   * Reads whole sectors into the start of memory.
   *
   * @param mode which part of the machine moves the words
   * @param bytes a positive multiple of 512 that disk and memory can hold
   * @return what it cost
   * @throws IllegalArgumentException when the size is not such a multiple
   * @throws DiskError when a sector is damaged
   */
  public IoReport read(TransferMode mode, long bytes) {
    if (bytes < 1
        || bytes % DiskController.SECTOR != 0
        || bytes / DiskController.SECTOR > disk.sectors()
        || bytes / DiskController.WORD > memory.length) {
      throw new IllegalArgumentException(
          bytes + " bytes are not whole sectors that both disk and memory can hold");
    }
    reset();
    int sectors = (int) (bytes / DiskController.SECTOR);
    switch (mode) {
      case PROGRAMMED -> readProgrammed(sectors);
      case INTERRUPT -> readByInterrupts(sectors);
      case DMA -> readByDma(sectors);
    }
    return new IoReport(
        mode,
        bytes,
        now,
        cpuBusy,
        clockTime,
        stolenBus,
        cpuWords * DiskController.WORD,
        dmaWords * DiskController.WORD,
        polls,
        interruptsTaken,
        interrupts.retries());
  }

  private void reset() {
    interrupts = new InterruptController();
    now = 0;
    nextTick = timing.clockPeriod();
    clockRuns = false;
    clockTime = 0;
    cpuBusy = 0;
    stolenBus = 0;
    cpuWords = 0;
    dmaWords = 0;
    polls = 0;
    interruptsTaken = 0;
  }

  private void readProgrammed(int sectors) {
    for (int sector = 0; sector < sectors; sector++) {
      work(COMMAND_REGISTERS * timing.register());
      long delivered = now + timing.sector();
      do {
        poll(sector, delivered);
      } while (!disk.isReady());
      copySector(sector);
    }
  }

  /** One look at the status register; the sector is in the buffer from {@code delivered} on. */
  private void poll(int sector, long delivered) {
    polls++;
    work(timing.register());
    if (now >= delivered) {
      disk.load(sector);
    }
  }

  private void readByInterrupts(int sectors) {
    for (int sector = 0; sector < sectors; sector++) {
      work(COMMAND_REGISTERS * timing.register());
      waitForDevice(timing.sector());
      disk.load(sector);
      takeInterrupt(DISK);
      copySector(sector);
      interrupts.endOfInterrupt(DISK);
    }
  }

  private void readByDma(int sectors) {
    int words = sectors * DiskController.WORDS;
    int perCommand = DmaController.MAX_WORDS / DiskController.WORDS * DiskController.WORDS;
    DmaController dma = new DmaController(memory);
    for (int done = 0; done < words; done += perCommand) {
      dma.program(done, done / DiskController.WORDS, Math.min(perCommand, words - done));
      work((COMMAND_REGISTERS + DMA_REGISTERS) * timing.register());
      while (dma.wordCount() > 0) {
        waitForDevice(timing.sector());
        disk.load(dma.deviceAddress());
        moveSector(dma);
      }
      takeInterrupt(DMA);
      interrupts.endOfInterrupt(DMA);
    }
  }

  private void moveSector(DmaController dma) {
    while (disk.isReady()) {
      dma.moveWord(disk);
      dmaWords++;
      stolenBus += timing.busCycle();
      waitForDevice(timing.busCycle());
    }
  }

  private void copySector(int sector) {
    int at = sector * DiskController.WORDS;
    while (disk.isReady()) {
      memory[at++] = disk.takeWord();
      cpuWords++;
      work(timing.word());
    }
  }

  /** A device interrupts; while the clock's handler runs, it stays asserted and is retried. */
  private void takeInterrupt(int line) {
    interrupts.raise(line);
    while (interrupts.acknowledge() != line) {
      waitForClockHandler();
    }
    interruptsTaken++;
    work(timing.interrupt());
  }

  /** The processor works for the transfer. The clock, of higher priority, may interrupt it. */
  private void work(long duration) {
    waitForClockHandler();
    long left = duration;
    while (nextTick < now + left) {
      left -= nextTick - now;
      now = nextTick;
      startClockHandler();
      waitForClockHandler();
    }
    now += left;
    cpuBusy += duration;
  }

  /** Devices work and the processor is free for other things, the clock's handler among them. */
  private void waitForDevice(long duration) {
    long until = now + duration;
    while (nextTick <= until) {
      waitForClockHandler();
      now = nextTick;
      startClockHandler();
    }
    now = until;
    if (clockRuns && clockEnds <= now) {
      endClockHandler();
    }
  }

  private void startClockHandler() {
    interrupts.raise(CLOCK);
    interrupts.acknowledge();
    clockRuns = true;
    clockEnds = nextTick + timing.interrupt() + timing.clockHandler();
    clockTime += timing.interrupt() + timing.clockHandler();
    nextTick += timing.clockPeriod();
  }

  private void waitForClockHandler() {
    if (clockRuns) {
      now = Math.max(now, clockEnds);
      endClockHandler();
    }
  }

  private void endClockHandler() {
    clockRuns = false;
    interrupts.endOfInterrupt(CLOCK);
  }
}
