package zerocopy.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.Access;
import zerocopy.mmu.boundary.AddressSplit;
import zerocopy.mmu.boundary.BoundaryStep;
import zerocopy.mmu.boundary.Machine;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.Output;

/** Shows the boundary between user and kernel. */
@Command(
    name = "boundary",
    description =
        "User and kernel: the split address space, the user bit, and the three ways into the kernel.",
    footer = {
      "",
      "Examples: boundary --steps",
      "          boundary --bits 64 --steps",
      "          boundary --expect-fault --steps 0xC0100000",
      "          boundary --ring 0 --steps 0xC0100000 0x0804a000w",
      "",
      "Mapped with 32 bits: code 0x08048000 (read-only), data 0x08049000, stack 0xbfffe000, kernel"
          + " 0xc0100000; heap 0x0804a000 gets a page frame when it is touched. With 64 bits: code"
          + " 0x400000, data 0x600000, stack 0x7ffffffde000, kernel 0xffffffff81000000, heap 0x601000.",
      "",
      "JSON: bits, user and kernel (from, to, bytes), faults. With --steps the array steps: ring (0"
          + " or 3), event (load, store, system call, exception, interrupt, kernel, return), address,"
          + " half (user, kernel, none), userBit, physical, fault, vector, errorCode, saved (what the"
          + " processor saves by itself), note; null or empty where there is none.",
      "",
      "Exit status: 0; 1 if the last reference of yours ends in a fault that the kernel does not"
          + " cure, unless --expect-fault asks for it.",
    })
final class BoundaryCommand extends BoundedCommand {
  private static final List<String> STEP_HEADER =
      List.of(
          "ring", "event", "address", "half", "user bit", "physical", "vector", "saved", "note");

  @Option(
      names = "--bits",
      paramLabel = "N",
      defaultValue = "32",
      description = "Width of a pointer, 32 or 64; ${DEFAULT-VALUE} if not given.")
  private String bits;

  @Option(
      names = "--ring",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Ring in which your references are made: 3 (user) or 0 (kernel); ${DEFAULT-VALUE}.")
  private String ring;

  @Option(names = "--expect-fault", description = "A fault at the end is what is to be shown.")
  private boolean faultExpected;

  @Parameters(
      paramLabel = "ADDRESS",
      arity = "0..*",
      description =
          "Addresses to load from, or with a w behind to store to; without any, the three ways into"
              + " the kernel are shown.")
  private List<String> addresses = List.of();

  private final List<BoundaryStep> steps = new ArrayList<>();

  @Override
  public Integer call() {
    AddressSplit split =
        switch (bits) {
          case "32" -> AddressSplit.BITS_32;
          case "64" -> AddressSplit.BITS_64;
          default -> throw new InputError("--bits is 32 or 64, not '" + bits + "'");
        };
    if (!ring.equals("0") && !ring.equals("3")) {
      throw new InputError("--ring is 3 or 0, not '" + ring + "'");
    }
    Machine machine = new Machine(split, Integer.parseInt(ring), steps::add);
    boolean good = true;
    if (addresses.isEmpty()) {
      lecture(machine, split);
    }
    for (String text : addresses) {
      boolean store = text.endsWith("w");
      String address = store ? text.substring(0, text.length() - 1) : text;
      long number = Numbers.unsigned("an address", address);
      if (split.bits() == 32 && number >>> 32 != 0) {
        throw new InputError("an address has 32 bits unless --bits 64 is given: " + text);
      }
      good = machine.access(number, store ? Access.WRITE : Access.READ);
    }
    checkSteps(steps.size());
    print(
        List.of(totals(split)),
        steps.stream().map(BoundaryCommand::asMap).toList(),
        Output.table(numbered(STEP_HEADER, steps, BoundaryCommand::row)),
        table(split));
    return good || faultExpected ? 0 : 1;
  }

  private static void lecture(Machine machine, AddressSplit split) {
    machine.access(split.data(), Access.READ);
    machine.access(split.kernelData(), Access.READ);
    machine.systemCall("read");
    machine.access(split.heap(), Access.WRITE);
    machine.interrupt();
  }

  private Map<String, Object> totals(AddressSplit split) {
    return map(
        "bits",
        split.bits(),
        "user",
        range(0, split.userEnd()),
        "kernel",
        range(split.kernelStart(), split.kernelEnd()),
        "faults",
        steps.stream().filter(step -> !step.fault().isEmpty()).count());
  }

  private static Map<String, Object> range(long from, long to) {
    return map("from", hex(from), "to", hex(to), "bytes", to - from + 1);
  }

  private static List<List<String>> table(AddressSplit split) {
    return List.of(
        List.of("part", "from", "to", "bytes"),
        row("user", 0, split.userEnd()),
        row("kernel", split.kernelStart(), split.kernelEnd()));
  }

  private static List<String> row(String part, long from, long to) {
    return List.of(part, hex(from), hex(to), "" + (to - from + 1));
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  private static Map<String, Object> asMap(BoundaryStep step) {
    boolean uses = step.usesAddress();
    return map(
        "ring",
        step.ring(),
        "event",
        step.event(),
        "address",
        uses ? Numbers.json(step.address()) : null,
        "half",
        uses ? step.half() : null,
        "userBit",
        step.present() ? step.userBit() : null,
        "physical",
        known(step.physical()),
        "fault",
        step.fault().isEmpty() ? null : step.fault(),
        "vector",
        known(step.vector()),
        "errorCode",
        known(step.errorCode()),
        "saved",
        step.saved(),
        "note",
        step.note());
  }

  private static Object known(long number) {
    return number < 0 ? null : (Object) number;
  }

  private static List<String> row(BoundaryStep step) {
    boolean uses = step.usesAddress();
    String code = step.errorCode() < 0 ? "" : ", error code " + step.errorCode();
    return List.of(
        "" + step.ring(),
        step.event(),
        uses ? hex(step.address()) : "",
        step.half(),
        step.present() ? (step.userBit() ? "1" : "0") : "",
        step.physical() < 0 ? "" : hex(step.physical()),
        step.vector() < 0 ? "" : step.vector() + code,
        String.join(" ", step.saved()),
        step.note());
  }
}
