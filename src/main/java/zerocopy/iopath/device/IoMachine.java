package zerocopy.iopath.device;

import java.util.function.Consumer;

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

  /** Where the vectors of devices begin: those before belong to exceptions, as on x86. */
  private static final int FIRST_VECTOR = 32;

  private final DiskController disk;
  private final int[] memory;
  private final IoTiming timing;

  private Consumer<IoStep> observer;
  private InterruptController interrupts;
  private DmaController dma;

  /** Where the transfer is when the processor moves the words. */
  private int next;

  private int sector;
  private int wordsLeft;

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
   * @param memory words of main memory; transfers write into this array
   * @param timing how long the parts take
   */
  public IoMachine(DiskController disk, int[] memory, IoTiming timing) {
    this.disk = disk;
    this.memory = memory;
    this.timing = timing;
  }

  /** Tells somebody about every step from now on; null stands for nobody. */
  void observe(Consumer<IoStep> who) {
    observer = who;
  }

  /**
   * Reads whole sectors from the start of the disk into the start of memory.
   *
   * @param mode which part of the machine moves the words
   * @param bytes a positive multiple of 512 that disk and memory can hold
   * @return what it cost
   * @throws IllegalArgumentException when the size is not such a multiple
   * @throws DiskError when a sector is damaged
   */
  public IoReport read(TransferMode mode, long bytes) {
    return read(mode, 0, 0, bytes);
  }

  /**
   * Reads whole sectors.
   *
   * @param mode which part of the machine moves the words
   * @param address index of the first word in memory
   * @param bytes a positive multiple of 512 that disk and memory can hold there
   * @return what it cost
   * @throws IllegalArgumentException when the size is not such a multiple
   * @throws DiskError when a sector is damaged; {@link #report} tells what it cost until then
   */
  IoReport read(TransferMode mode, int first, int address, long bytes) {
    if (bytes < 1
        || bytes % DiskController.SECTOR != 0
        || bytes / DiskController.SECTOR > disk.sectors() - first
        || bytes / DiskController.WORD > memory.length - address) {
      throw new IllegalArgumentException(
          bytes + " bytes are not whole sectors that both disk and memory can hold");
    }
    reset();
    next = address;
    sector = first;
    wordsLeft = (int) (bytes / DiskController.WORD);
    try {
      switch (mode) {
        case PROGRAMMED -> readProgrammed();
        case INTERRUPT -> readByInterrupts();
        case DMA -> readByDma();
      }
    } catch (DiskError e) {
      signalError(mode);
      throw e;
    }
    return report(mode, bytes);
  }

  /** The controller says that a sector cannot be read, and the driver gives up. */
  private void signalError(TransferMode mode) {
    String action = "the status register says error: give up";
    if (mode == TransferMode.PROGRAMMED) {
      tell(IoStep.Actor.KERNEL, action);
    } else {
      takeInterrupt(DISK, IoStep.Actor.DISK_CONTROLLER);
      tell(IoStep.Actor.KERNEL, action);
      endInterrupt(DISK, true);
    }
  }

  /** What the latest transfer cost, until its end or its failure. */
  IoReport report(TransferMode mode, long bytes) {
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

  /** The ns for which registers, polls and words took the bus in the latest transfer. */
  long busTime() {
    return cpuBusy - interruptsTaken * timing.interrupt() + stolenBus;
  }

  private void tell(IoStep.Actor actor, String action) {
    tell(actor, action, false);
  }

  private void tell(IoStep.Actor actor, String action, boolean routine) {
    if (observer != null) {
      boolean byDma = dma != null;
      observer.accept(
          new IoStep(
              now,
              actor,
              action,
              (long) DiskController.WORD * (byDma ? dma.memoryAddress() : next),
              byDma ? dma.deviceAddress() : sector,
              byDma ? dma.wordCount() : wordsLeft,
              routine));
    }
  }

  private void reset() {
    interrupts = new InterruptController();
    dma = null;
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

  private void readProgrammed() {
    while (wordsLeft > 0) {
      command();
      long delivered = now + timing.sector();
      for (boolean first = true; !disk.isReady(); first = false) {
        poll(delivered, first);
      }
      copySector();
    }
  }

  private void command() {
    work(COMMAND_REGISTERS * timing.register());
    tell(IoStep.Actor.KERNEL, "write the disk controller's registers: read a sector");
  }

  /** One look at the status register; the sector is in the buffer from {@code delivered} on. */
  private void poll(long delivered, boolean first) {
    polls++;
    work(timing.register());
    if (now >= delivered) {
      load(sector);
      tell(IoStep.Actor.KERNEL, "poll the status register: ready");
    } else {
      tell(IoStep.Actor.KERNEL, "poll the status register: busy", !first);
    }
  }

  /** The drive delivers a sector, and the controller verifies it. */
  private void load(int which) {
    try {
      disk.load(which);
    } finally {
      for (int attempt = 1; observer != null && attempt <= disk.attempts(); attempt++) {
        boolean right = attempt == disk.attempts() && disk.isReady();
        tell(IoStep.Actor.DISK, "read sector " + which + " into the controller's buffer");
        tell(
            IoStep.Actor.DISK_CONTROLLER,
            "verify the checksum: " + (right ? "right" : "wrong, attempt " + attempt));
      }
    }
  }

  private void readByInterrupts() {
    int first = sector;
    while (wordsLeft > 0) {
      command();
      if (sector == first) {
        sleep();
      }
      waitForDevice(timing.sector());
      load(sector);
      takeInterrupt(DISK, IoStep.Actor.DISK_CONTROLLER);
      copySector();
      endInterrupt(DISK, wordsLeft == 0);
    }
  }

  private void sleep() {
    tell(IoStep.Actor.KERNEL, "put the process to sleep; the scheduler runs another one");
  }

  private void readByDma() {
    int words = wordsLeft;
    int first = sector;
    int perCommand = DmaController.MAX_WORDS / DiskController.WORDS * DiskController.WORDS;
    dma = new DmaController(memory);
    for (int done = 0; done < words; done += perCommand) {
      int count = Math.min(perCommand, words - done);
      dma.program(next + done, first + done / DiskController.WORDS, count);
      work((COMMAND_REGISTERS + DMA_REGISTERS) * timing.register());
      tell(
          IoStep.Actor.KERNEL,
          "program the DMA controller: memory address, device address, word count");
      tell(
          IoStep.Actor.KERNEL,
          "write the disk controller's registers: read for the DMA controller");
      if (done == 0) {
        sleep();
      }
      while (dma.wordCount() > 0) {
        waitForDevice(timing.sector());
        load(dma.deviceAddress());
        moveSector();
      }
      takeInterrupt(DMA, IoStep.Actor.DMA_CONTROLLER);
      endInterrupt(DMA, done + count == words);
    }
  }

  private void moveSector() {
    int first = dma.wordCount();
    while (disk.isReady()) {
      int count = dma.wordCount();
      boolean routine = count != first && count != first - DiskController.WORDS + 1;
      tell(IoStep.Actor.DMA_CONTROLLER, "request a word from the disk controller", routine);
      stolenBus += timing.busCycle();
      waitForDevice(timing.busCycle());
      tell(IoStep.Actor.DISK_CONTROLLER, "put the word into memory over the bus", routine);
      dma.moveWord(disk);
      dmaWords++;
      tell(IoStep.Actor.DISK_CONTROLLER, "acknowledge: the count goes down", routine);
    }
  }

  private void copySector() {
    int first = wordsLeft;
    while (disk.isReady()) {
      boolean routine = wordsLeft != first && wordsLeft != first - DiskController.WORDS + 1;
      memory[next++] = disk.takeWord();
      cpuWords++;
      wordsLeft--;
      work(timing.word());
      tell(IoStep.Actor.KERNEL, "move a word from the data register to the kernel buffer", routine);
    }
    sector++;
  }

  /** A device interrupts; while the clock's handler runs, it stays asserted and is retried. */
  private void takeInterrupt(int line, IoStep.Actor device) {
    interrupts.raise(line);
    if (observer != null) {
      tell(device, "raise interrupt line " + line);
      if (clockRuns) {
        tell(
            IoStep.Actor.INTERRUPT_CONTROLLER,
            "line 0 has a higher priority and is served: line " + line + " waits, and is retried");
      }
    }
    while (interrupts.acknowledge() != line) {
      waitForClockHandler();
    }
    interruptsTaken++;
    if (observer != null) {
      tellEntry(line);
    }
    work(timing.interrupt());
  }

  private void tellEntry(int line) {
    int vector = FIRST_VECTOR + line;
    tell(
        IoStep.Actor.INTERRUPT_CONTROLLER,
        "no line of higher priority is served: interrupt the processor, vector " + vector);
    tell(IoStep.Actor.PROCESSOR, "acknowledge the interrupt to the interrupt controller");
    tell(IoStep.Actor.PROCESSOR, "save program counter and status word on the kernel's stack");
    tell(
        IoStep.Actor.PROCESSOR,
        "entry " + vector + " of the interrupt vector table: enter the service routine");
    tell(IoStep.Actor.KERNEL, "save the other registers; acknowledge to the device");
  }

  /**
   * The service routine ends.
   *
   * @param last whether the process need not wait for another interrupt
   */
  private void endInterrupt(int line, boolean last) {
    if (last) {
      tell(IoStep.Actor.KERNEL, "wake the process: it is ready to run");
    }
    interrupts.endOfInterrupt(line);
    tell(IoStep.Actor.KERNEL, "say end of interrupt to the interrupt controller");
    tell(IoStep.Actor.PROCESSOR, "restore the registers, return from the interrupt");
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
    tell(IoStep.Actor.CLOCK, "raise interrupt line 0: the clock's service routine runs");
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
