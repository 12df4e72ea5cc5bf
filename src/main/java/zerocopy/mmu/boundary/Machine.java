package zerocopy.mmu.boundary;

import java.util.List;
import java.util.function.Consumer;
import zerocopy.mmu.Access;
import zerocopy.mmu.Fault;
import zerocopy.mmu.InvalidAddress;
import zerocopy.mmu.PageNotPresentFault;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PagedMmu;

/**
 * A processor in user or kernel mode, as x86 does it: Linux uses rings 3 and 0. Three ways lead
 * into the kernel: a system call, which the program wants; an exception, which its instruction
 * causes; an interrupt, which has nothing to do with it. (Intel SDM, volume 3, chapter 6, and
 * volume 2 for SYSCALL.)
 */
public final class Machine {
  /** Ring of the kernel. */
  public static final int KERNEL = 0;

  /** Ring of programs. */
  public static final int USER = 3;

  private static final int GENERAL_PROTECTION = 13;
  private static final int PAGE_FAULT = 14;
  private static final int CLOCK = 32;
  private static final int SYSTEM_CALL = 0x80;

  private static final int PRESENT_BIT = 1;
  private static final int WRITE_BIT = 2;
  private static final int USER_BIT = 4;
  private static final int FETCH_BIT = 16;

  private static final long FREE_FRAME = 0x300;

  private final AddressSplit split;
  private final PageTable table;
  private final PagedMmu mmu;
  private final Consumer<BoundaryStep> observer;
  private int ring;

  /**
   * Creates a processor that runs a program.
   *
   * @param split address space of the program
   * @param ring {@link #USER} or {@link #KERNEL}
   * @param observer is told every step
   */
  public Machine(AddressSplit split, int ring, Consumer<BoundaryStep> observer) {
    this.split = split;
    table = split.table();
    mmu = new PagedMmu(table);
    this.observer = observer;
    enter(ring);
  }

  private void enter(int newRing) {
    ring = newRing;
    mmu.setUserMode(newRing == USER);
  }

  /**
   * Makes a reference. A fault is an exception: the kernel gives the program a page that it has a
   * right to, after which the reference is made again, or ends the program.
   *
   * @return whether the reference succeeded in the end
   */
  public boolean access(long address, Access access) {
    int from = ring;
    Fault fault = attempt(address, access);
    if (fault == null) {
      return true;
    }
    raise(fault);
    boolean cured = fault instanceof PageNotPresentFault && isHeap(address);
    if (cured) {
      table.map(split.page(address), FREE_FRAME, PageTableEntry.USER | PageTableEntry.WRITABLE);
      kernel(
          "the address belongs to the program: take a free page frame, enter it in the page table");
      leave(from, "return from the exception: the same instruction is done again");
      return attempt(address, access) == null;
    }
    kernel(
        from == USER
            ? "the program has no right to the address: it gets the signal SIGSEGV, which ends it unless it has a handler"
            : "the kernel itself made a mistake: it reports an oops");
    leave(from, "return: to a handler of the signal, or to another program");
    return false;
  }

  private boolean isHeap(long address) {
    return split.page(address) == split.page(split.heap());
  }

  /** Returns the fault, or null if there is none. */
  private Fault attempt(long address, Access access) {
    Fault trap = null;
    long physical = -1;
    try {
      physical = mmu.translate(address, access);
    } catch (Fault fault) {
      trap = fault;
    }
    String half = split.half(address);
    int slot = half.equals("none") ? ~0 : table.find(split.page(address));
    boolean userBit = slot >= 0 && (table.entry(slot) & PageTableEntry.USER) != 0;
    String note =
        trap == null
            ? "allowed"
            : slot >= 0 && !userBit && ring == USER
                ? "the entry's user bit is 0: only the kernel may use the page"
                : trap.kind();
    String event = access == Access.WRITE ? "store" : "load";
    String kind = trap == null ? "" : trap.kind();
    observer.accept(
        new BoundaryStep(
            ring, event, address, true, half, slot >= 0, userBit, physical, kind, -1, -1, List.of(),
            note));
    return trap;
  }

  private void raise(Fault fault) {
    boolean general = fault instanceof InvalidAddress;
    int code = general ? 0 : errorCode(fault);
    int vector = general ? GENERAL_PROTECTION : PAGE_FAULT;
    String where =
        general ? "" : "; register CR2 holds the address 0x" + Long.toHexString(fault.address());
    into("exception", vector, code, pushed(), "the instruction failed: vector " + vector + where);
  }

  private int errorCode(Fault fault) {
    return (fault instanceof PageNotPresentFault ? 0 : PRESENT_BIT)
        | (fault.access() == Access.WRITE ? WRITE_BIT : 0)
        | (ring == USER ? USER_BIT : 0)
        | (fault.access() == Access.EXECUTE ? FETCH_BIT : 0);
  }

  /** What the processor pushes on the kernel's stack. */
  private List<String> pushed() {
    boolean wide = split.bits() == 64;
    List<String> frame = wide ? List.of("RFLAGS", "CS", "RIP") : List.of("EFLAGS", "CS", "EIP");
    if (!wide && ring == KERNEL) {
      return frame;
    }
    return List.of("SS", wide ? "RSP" : "ESP", frame.get(0), frame.get(1), frame.get(2));
  }

  private void into(String event, int vector, int code, List<String> saved, String note) {
    int from = ring;
    enter(KERNEL);
    String switched = from == USER ? "; ring 3 to ring 0" : "";
    observer.accept(
        new BoundaryStep(
            KERNEL,
            event,
            0,
            false,
            "",
            false,
            false,
            -1,
            "",
            vector,
            code,
            saved,
            note + switched));
  }

  private void kernel(String note) {
    observer.accept(
        new BoundaryStep(
            KERNEL, "kernel", 0, false, "", false, false, -1, "", -1, -1, List.of(), note));
  }

  private void leave(int to, String note) {
    enter(to);
    observer.accept(
        new BoundaryStep(
            to, "return", 0, false, "", false, false, -1, "", -1, -1, List.of(), note));
  }

  /**
   * The program asks the kernel to do something; the kernel reads its own data, and returns.
   *
   * @param instruction what the program calls, for the note
   */
  public void systemCall(String instruction) {
    int from = ring;
    if (split.bits() == 64) {
      String note =
          instruction + " by SYSCALL: no table, no stack; the kernel saves the rest itself";
      into("system call", -1, -1, List.of("RCX = RIP", "R11 = RFLAGS"), note);
    } else {
      String note = instruction + " by INT 0x80: entry 128 of the interrupt descriptor table";
      into("system call", SYSTEM_CALL, -1, pushed(), note);
    }
    attempt(split.kernelData(), Access.READ);
    leave(from, "return: the instruction after the call comes next");
  }

  /** The clock ticks between two instructions of whatever runs. */
  public void interrupt() {
    int from = ring;
    String note = "the clock ticks: vector " + CLOCK + ", no error code";
    into("interrupt", CLOCK, -1, pushed(), note);
    kernel("serve the clock, acknowledge to the interrupt controller");
    leave(from, "return from the interrupt: the program goes on and has seen nothing");
  }
}
