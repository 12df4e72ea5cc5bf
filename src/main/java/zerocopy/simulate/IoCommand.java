package zerocopy.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zerocopy.iopath.device.DiskController;
import zerocopy.iopath.device.IoMachine;
import zerocopy.iopath.device.IoStep;
import zerocopy.iopath.device.IoTiming;
import zerocopy.iopath.device.ReadCall;
import zerocopy.iopath.device.TransferMode;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.Output;

/** Reads from a simulated disk. */
@Command(
    name = "io",
    description =
        "Read from a disk by programmed I/O, by interrupts or by DMA, from the call of read to its"
            + " return. Without --mode all three are compared.",
    footer = {
      "",
      "Examples: io --bytes 4k",
      "          io --mode dma --bytes 512 --steps",
      "          io --mode interrupt --damaged --steps",
      "          io --mode interrupt --clock-period 5200 --clock-handler 3000 --steps",
      "",
      "Times are ns of a simulated parallel ATA disk. A word has 4 bytes. For people, steps that"
          + " only repeat others are left out; JSON has all of them.",
      "",
      "JSON: mode, bytes, elapsed, cpuTime, busTime, cpuCopiedBytes (from the device, and to the"
          + " user's buffer), dmaCopiedBytes, modeSwitches, polls, interrupts, retries, result (the"
          + " bytes that read returns, or null), error (or null); without --mode an array of these."
          + " With --steps the array steps: mode, at (ns), actor, action, registers (memoryAddress"
          + " in bytes, deviceAddress in sectors, wordCount in words that are left: of the DMA"
          + " controller, or of the driver where the processor moves the words).",
      "",
      "Exit status: 0, also after the error that --damaged asks for.",
    })
final class IoCommand extends BoundedCommand {
  private static final long MAX_BYTES = 64 << 20;
  private static final long MAX_NANOS = 1_000_000_000_000L;

  private static final List<String> HEADER =
      List.of(
          "mode",
          "elapsed ns",
          "CPU ns",
          "bus ns",
          "CPU copied",
          "DMA copied",
          "mode switches",
          "polls",
          "interrupts",
          "retries",
          "read returns");

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "programmed, interrupt or dma; all of them if not given.")
  private String mode;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "512",
      description = "Bytes to read, a multiple of 512, up to 64M; ${DEFAULT-VALUE} if not given.")
  private String bytes;

  @Option(
      names = "--device-address",
      paramLabel = "SECTOR",
      defaultValue = "64",
      description = "First sector on the disk; ${DEFAULT-VALUE} if not given.")
  private String deviceAddress;

  @Option(
      names = "--memory-address",
      paramLabel = "ADDRESS",
      defaultValue = "4096",
      description =
          "Address of the kernel's buffer, a multiple of 4; ${DEFAULT-VALUE} if not given.")
  private String memoryAddress;

  @Option(
      names = "--damaged",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "0",
      description =
          "The N-th of the sectors is damaged, counted from 0; the first if N is left out.")
  private String damaged;

  @Option(
      names = "--disk-rate",
      paramLabel = "RATE",
      description = "Bytes a second from the medium, such as 100M (units of 1024); about 95M.")
  private String diskRate;

  @Option(names = "--register-time", description = "ns to read or write a device's register; 120.")
  private Long registerTime;

  @Option(names = "--word-time", description = "ns in which the processor moves a word; 240.")
  private Long wordTime;

  @Option(names = "--bus-time", description = "ns in which the DMA controller moves a word; 30.")
  private Long busTime;

  @Option(names = "--interrupt-time", description = "ns to enter and leave a handler; 1000.")
  private Long interruptTime;

  @Option(names = "--clock-period", description = "ns between two ticks of the clock; 4000000.")
  private Long clockPeriod;

  @Option(
      names = "--clock-handler",
      description = "ns of the clock's handler, which comes first; 5000.")
  private Long clockHandler;

  private record ModeStep(TransferMode mode, IoStep step) {}

  @Override
  public Integer call() {
    long size = Numbers.bytes("--bytes", bytes, MAX_BYTES);
    if (size % DiskController.SECTOR != 0) {
      throw new InputError("--bytes is a multiple of 512, as disks read whole sectors: " + bytes);
    }
    int sector = (int) number("--device-address", deviceAddress, MAX_BYTES / DiskController.SECTOR);
    int address = (int) number("--memory-address", memoryAddress, MAX_BYTES);
    if (address % DiskController.WORD != 0) {
      throw new InputError("--memory-address is a multiple of 4, not " + memoryAddress);
    }
    DiskController disk = disk(sector, (int) (size / DiskController.SECTOR));
    int[] memory = new int[(int) ((address + size) / DiskController.WORD)];
    IoMachine machine = new IoMachine(disk, memory, timing());
    List<ModeStep> steps = new ArrayList<>();
    List<Map<String, Object>> results = new ArrayList<>();
    List<List<String>> table = new ArrayList<>(List.of(HEADER));
    for (TransferMode each : modes()) {
      var into = this.<ModeStep>into(steps);
      ReadCall call =
          new ReadCall(machine, withSteps() ? s -> into.accept(new ModeStep(each, s)) : null);
      ReadCall.Cost cost = call.run(each, sector, address, size);
      results.add(asMap(each, cost));
      table.add(row(each, cost));
    }
    List<Map<String, Object>> maps = steps.stream().map(IoCommand::asMap).toList();
    print(results, maps, Output.table(rows(steps)), table);
    return 0;
  }

  private static long number(String what, String text, long most) {
    return Numbers.between(what, Numbers.address(what, text), 0, most);
  }

  private DiskController disk(int first, int count) {
    int words = DiskController.SECTOR / DiskController.WORD;
    int[] content = new int[(first + count) * words];
    Arrays.setAll(content, i -> i);
    DiskController disk = new DiskController(content);
    if (damaged != null) {
      int which = (int) number("--damaged", damaged, count - 1L);
      disk.damage((first + which) * words, 1);
    }
    return disk;
  }

  private IoTiming timing() {
    IoTiming ata = IoTiming.ATA;
    long sector = ata.sector();
    if (diskRate != null) {
      long rate = Numbers.bytes("--disk-rate", diskRate, 1L << 40);
      sector = Math.max(1, DiskController.SECTOR * 1_000_000_000L / rate);
    }
    return new IoTiming(
        sector,
        nanos("--register-time", registerTime, ata.register()),
        nanos("--word-time", wordTime, ata.word()),
        nanos("--bus-time", busTime, ata.busCycle()),
        nanos("--interrupt-time", interruptTime, ata.interrupt()),
        nanos("--clock-period", clockPeriod, ata.clockPeriod()),
        nanos("--clock-handler", clockHandler, ata.clockHandler()));
  }

  private static long nanos(String what, Long given, long usual) {
    return given == null ? usual : Numbers.between(what, given, 1, MAX_NANOS);
  }

  private List<TransferMode> modes() {
    if (mode == null) {
      return List.of(TransferMode.values());
    }
    for (TransferMode each : TransferMode.values()) {
      if (name(each).equals(mode)) {
        return List.of(each);
      }
    }
    throw new InputError("--mode is programmed, interrupt or dma, not '" + mode + "'");
  }

  private static String name(TransferMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> asMap(TransferMode mode, ReadCall.Cost cost) {
    boolean failed = !cost.error().isEmpty();
    return map(
        "mode",
        name(mode),
        "bytes",
        cost.transfer().bytes(),
        "elapsed",
        cost.elapsed(),
        "cpuTime",
        cost.cpuTime(),
        "busTime",
        cost.busTime(),
        "cpuCopiedBytes",
        cost.cpuCopiedBytes(),
        "dmaCopiedBytes",
        cost.dmaCopiedBytes(),
        "modeSwitches",
        cost.modeSwitches(),
        "polls",
        cost.transfer().polls(),
        "interrupts",
        cost.transfer().interrupts(),
        "retries",
        cost.transfer().retries(),
        "result",
        failed ? null : cost.transfer().bytes(),
        "error",
        failed ? cost.error() : null);
  }

  private static List<String> row(TransferMode mode, ReadCall.Cost cost) {
    return List.of(
        name(mode),
        "" + cost.elapsed(),
        "" + cost.cpuTime(),
        "" + cost.busTime(),
        "" + cost.cpuCopiedBytes(),
        "" + cost.dmaCopiedBytes(),
        "" + cost.modeSwitches(),
        "" + cost.transfer().polls(),
        "" + cost.transfer().interrupts(),
        "" + cost.transfer().retries(),
        cost.error().isEmpty() ? "" + cost.transfer().bytes() : "-1, EIO: " + cost.error());
  }

  private static Map<String, Object> asMap(ModeStep one) {
    IoStep step = one.step();
    return map(
        "mode",
        name(one.mode()),
        "at",
        step.at(),
        "actor",
        step.actor().label(),
        "action",
        step.action(),
        "registers",
        map(
            "memoryAddress",
            step.memoryAddress(),
            "deviceAddress",
            step.deviceAddress(),
            "wordCount",
            step.wordCount()));
  }

  /** Numbers count all steps, so that a gap shows how many were left out. */
  private static List<List<String>> rows(List<ModeStep> steps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("#", "ns", "actor", "action", "memory", "sector", "words left"));
    boolean skipping = false;
    for (int i = 0; i < steps.size(); i++) {
      IoStep step = steps.get(i).step();
      if (!step.routine()) {
        rows.add(
            List.of(
                "" + (i + 1),
                "" + step.at(),
                step.actor().label(),
                step.action(),
                "" + step.memoryAddress(),
                "" + step.deviceAddress(),
                "" + step.wordCount()));
      } else if (!skipping) {
        rows.add(List.of("...", "", "", "and so on", "", "", ""));
      }
      skipping = step.routine();
    }
    return rows;
  }
}
