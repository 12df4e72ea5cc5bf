package zerocopy.bench.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Payload;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.iopath.device.DiskController;
import zerocopy.iopath.device.IoMachine;
import zerocopy.iopath.device.IoReport;
import zerocopy.iopath.device.IoTiming;
import zerocopy.iopath.device.TransferMode;

/**
 * Who waits and who copies when a disk is read: the processor or the DMA controller?
 *
 * <p>A device simulator executes the transfer word by word. The answer is in the secondary results,
 * which are in simulated time: how long the transfer takes, for which part of it the processor was
 * busy ({@code cpuPercent}), who moved the bytes, how often the processor asked and was
 * interrupted. The score itself is what the simulation costs on the host, and says nothing about
 * devices.
 *
 * <p>Expected: {@link #programmed} keeps the processor busy all the time; {@link #interrupt} frees
 * it while the drive reads, but not from copying; {@link #dma} needs it for one command and one
 * interrupt, so its share falls as the transfer grows.
 */
@Question(
    asks = "How busy is the processor during a transfer from a device?",
    order = 130,
    simulated = true,
    counters = {
      @Counter(name = "elapsedNanos", heading = "simulated ns/op"),
      @Counter(name = "cpuNanos", heading = "simulated CPU ns/op"),
      @Counter(name = "cpuPercent", heading = "processor busy, %"),
      @Counter(name = "interrupts", heading = "interrupts/op"),
      @Counter(name = "polls", heading = "polls/op"),
      @Counter(name = "cpuCopiedBytes", heading = "B/op moved by the processor"),
      @Counter(name = "dmaCopiedBytes", heading = "B/op moved by DMA")
    },
    figures =
        @Figure(
            id = "why-io-modes",
            title = "Programmed I/O, interrupts, DMA: how busy the processor is",
            hint =
                "One disk read on a simulated machine with the timing of a parallel ATA disk, in simulated time.",
            shows = Quantity.COUNTER,
            counter = "cpuPercent",
            unit = "processor busy, % of the transfer"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class IoMode {

  /** What the simulated machine observed, per operation. Each iteration repeats one operation. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Observed {
    /** Part of the simulated time for which the processor was busy with the transfer, percent. */
    public double cpuPercent;

    /** Simulated time from the command to the end, ns. */
    public long elapsedNanos;

    /** Of this, what the processor spent on the transfer, ns. */
    public long cpuNanos;

    /** Interrupts taken for the transfer. */
    public long interrupts;

    /** Questions whether the controller is ready. */
    public long polls;

    /** Bytes that the processor moved. */
    public long cpuCopiedBytes;

    /** Bytes that the DMA controller moved. */
    public long dmaCopiedBytes;

    private void set(IoReport report) {
      cpuPercent = 100 * report.cpuShare();
      elapsedNanos = report.elapsed();
      cpuNanos = report.cpuBusy();
      interrupts = report.interrupts();
      polls = report.polls();
      cpuCopiedBytes = report.cpuCopiedBytes();
      dmaCopiedBytes = report.dmaCopiedBytes();
    }
  }

  /** Bytes of a transfer. */
  @Param({"512", "4096", "32768", "262144", "1048576"})
  public int size;

  private int[] content;
  private int[] memory;
  private IoMachine machine;

  @Setup
  public void makeDisk() {
    content = new int[size / DiskController.WORD];
    Payload payload = new Payload(size);
    for (int i = 0; i < content.length; i++) {
      content[i] = (int) payload.word(i);
    }
    memory = new int[content.length];
    machine = new IoMachine(new DiskController(content), memory, IoTiming.ATA);
  }

  /** Memory holds nothing of the disk. */
  @Setup(Level.Iteration)
  public void poison() {
    for (int i = 0; i < memory.length; i++) {
      memory[i] = ~content[i];
    }
  }

  /** Every word of the disk has arrived. */
  @TearDown(Level.Iteration)
  public void verify() {
    for (int i = 0; i < memory.length; i++) {
      if (memory[i] != content[i]) {
        throw new IllegalStateException("word " + i + " of the disk did not arrive in memory");
      }
    }
  }

  @Benchmark
  @Strategy(
      says =
          "The simulated processor asks until the controller is ready and moves each word itself.",
      label = "programmed I/O",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public IoReport programmed(Observed observed) {
    return read(TransferMode.PROGRAMMED, observed);
  }

  @Benchmark
  @Strategy(
      says =
          "The controller interrupts for every sector, and the processor moves each word itself.",
      label = "interrupts",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  public IoReport interrupt(Observed observed) {
    return read(TransferMode.INTERRUPT, observed);
  }

  @Benchmark
  @Strategy(
      says = "The DMA controller moves the words and interrupts once, at the end.",
      label = "DMA",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public IoReport dma(Observed observed) {
    return read(TransferMode.DMA, observed);
  }

  private IoReport read(TransferMode mode, Observed observed) {
    IoReport report = machine.read(mode, size);
    observed.set(report);
    return report;
  }
}
