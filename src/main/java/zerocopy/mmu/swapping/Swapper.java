package zerocopy.mmu.swapping;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.swapping.SwapEvent.Kind;
import zerocopy.mmu.swapping.SwapEvent.Region;

/**
 * Swapping: a process is in memory as a whole or not at all. One that has to run and is out is
 * brought into a hole that fits, the first unless told otherwise; if there is none, the processes
 * that have been in memory longest are swapped out until there is. Its base register is renewed, as
 * it usually comes back elsewhere.
 */
public final class Swapper {
  private final byte[] memory;
  private final MemoryMap map;
  private final Consumer<SwapEvent> observer;
  private final Map<String, byte[]> backingStore = new LinkedHashMap<>();

  /** Processes in memory; the one that has been there longest is first. */
  private final Map<String, BaseLimitRegisters> resident = new LinkedHashMap<>();

  /** Where processes were when they were last brought in. */
  private final Map<String, Long> lastBases = new HashMap<>();

  /** Memory that no process gets, such as the operating system's. */
  private final Map<String, BaseLimitRegisters> reserved = new LinkedHashMap<>();

  private long swapsIn;
  private long swapsOut;

  /**
   * Creates a machine without processes.
   *
   * @param memoryBytes physical memory
   */
  public Swapper(int memoryBytes) {
    this(memoryBytes, HolePolicy.FIRST, null);
  }

  /**
   * Creates a machine without processes.
   *
   * @param memoryBytes physical memory
   * @param fit which hole a process gets
   * @param observer is told everything that happens to processes; null for nobody
   */
  public Swapper(int memoryBytes, HolePolicy fit, Consumer<SwapEvent> observer) {
    memory = new byte[memoryBytes];
    map = new MemoryMap(memoryBytes, fit);
    this.observer = observer;
  }

  /**
   * Adds a process; it starts on the backing store.
   *
   * @throws IllegalArgumentException when it could never fit, is empty, or the name is taken
   */
  public void add(String process, byte[] image) {
    if (image.length == 0 || image.length > memory.length) {
      throw new IllegalArgumentException(
          "a process of " + image.length + " bytes does not fit memory of " + memory.length);
    }
    if (resident.containsKey(process) || backingStore.containsKey(process)) {
      throw new IllegalArgumentException("there is a process " + process + " already");
    }
    backingStore.put(process, image.clone());
  }

  /**
   * Takes memory from the processes, for the operating system or to make holes.
   *
   * @param owner who gets it, a name that nobody else has
   * @param bytes how much
   * @throws IllegalArgumentException when no hole is large enough
   */
  public void reserve(String owner, int bytes) {
    long base =
        map.allocate(bytes).orElseThrow(() -> new IllegalArgumentException("no room for " + owner));
    reserved.put(owner, new BaseLimitRegisters(base, bytes));
  }

  /**
   * Gives reserved memory back.
   *
   * @param owner the name that was given to {@link #reserve}
   */
  public void unreserve(String owner) {
    BaseLimitRegisters registers = reserved.remove(owner);
    map.release(registers.base(), registers.limit());
  }

  /**
   * Makes a process ready to run, swapping it in if need be.
   *
   * @throws IllegalArgumentException when there is no such process
   */
  public BaseLimitRegisters run(String process) {
    BaseLimitRegisters registers = resident.get(process);
    if (registers == null) {
      return swapIn(process);
    }
    tell(Kind.RUN, process, registers, 0, 0);
    return registers;
  }

  private BaseLimitRegisters swapIn(String process) {
    int size = onStore(process).length;
    while (map.find(size).isEmpty()) {
      if (resident.isEmpty()) {
        throw new IllegalArgumentException("process " + process + " fits into no hole");
      }
      swapOut(resident.keySet().iterator().next());
    }
    return bringIn(process).orElseThrow();
  }

  /**
   * Swaps a process in if a hole is large enough for it, and no other process out.
   *
   * @return its registers; nothing when it has to wait
   * @throws IllegalArgumentException when there is no such process, or it is in memory
   */
  public Optional<BaseLimitRegisters> bringIn(String process) {
    byte[] image = onStore(process);
    OptionalLong hole = map.find(image.length);
    if (hole.isEmpty()) {
      tell(Kind.WAIT, process, new BaseLimitRegisters(0, image.length), 0, 0);
      return Optional.empty();
    }
    long holeSize = map.holes().get(hole.getAsLong());
    int base = (int) map.allocate(image.length).getAsLong();
    System.arraycopy(image, 0, memory, base, image.length);
    backingStore.remove(process);
    BaseLimitRegisters registers = new BaseLimitRegisters(base, image.length);
    resident.put(process, registers);
    swapsIn++;
    tell(Kind.IN, process, registers, holeSize, image.length);
    lastBases.put(process, (long) base);
    return Optional.of(registers);
  }

  private byte[] onStore(String process) {
    byte[] image = backingStore.get(process);
    if (image == null) {
      throw new IllegalArgumentException("no process " + process + " is on the backing store");
    }
    return image;
  }

  /** Tells whether a process is in memory. */
  public boolean isResident(String process) {
    return resident.containsKey(process);
  }

  /**
   * Moves a process to the backing store.
   *
   * @throws IllegalArgumentException when it is not in memory
   */
  public void swapOut(String process) {
    BaseLimitRegisters registers = leave(process);
    int base = (int) registers.base();
    byte[] image = Arrays.copyOfRange(memory, base, base + (int) registers.limit());
    backingStore.put(process, image);
    swapsOut++;
    tell(Kind.OUT, process, registers, 0, image.length);
  }

  /**
   * Ends a process; nothing of it is kept.
   *
   * @throws IllegalArgumentException when it is not in memory
   */
  public void end(String process) {
    tell(Kind.END, process, leave(process), 0, 0);
  }

  private BaseLimitRegisters leave(String process) {
    BaseLimitRegisters registers = resident.remove(process);
    if (registers == null) {
      throw new IllegalArgumentException("no process " + process + " is in memory");
    }
    map.release(registers.base(), registers.limit());
    return registers;
  }

  private void tell(
      Kind kind, String process, BaseLimitRegisters registers, long hole, long moved) {
    if (observer != null) {
      long base = kind == Kind.WAIT ? -1 : registers.base();
      long before = lastBases.getOrDefault(process, -1L);
      observer.accept(
          new SwapEvent(kind, process, base, registers.limit(), before, hole, moved, regions()));
    }
  }

  /** Returns all of memory, processes and holes, in the order of addresses. */
  private List<Region> regions() {
    Map<Long, Region> regions = new TreeMap<>();
    map.holes().forEach((base, size) -> regions.put(base, new Region("", base, size)));
    for (Map<String, BaseLimitRegisters> owners : List.of(reserved, resident)) {
      owners.forEach((name, r) -> regions.put(r.base(), new Region(name, r.base(), r.limit())));
    }
    return List.copyOf(regions.values());
  }

  /**
   * Loads a byte as a process; swaps it in if need be.
   *
   * @param virtual address within the process
   * @throws zerocopy.mmu.LimitViolation when the address is beyond the process
   */
  public byte load(String process, long virtual) {
    return memory[(int) run(process).translate(virtual)];
  }

  /**
   * Stores a byte as a process; swaps it in if need be.
   *
   * @param virtual address within the process
   * @throws zerocopy.mmu.LimitViolation when the address is beyond the process
   */
  public void store(String process, long virtual, byte value) {
    memory[(int) run(process).translate(virtual)] = value;
  }

  /** Returns how often a process was brought into memory. */
  public long swapsIn() {
    return swapsIn;
  }

  /** Returns how often a process was moved to the backing store. */
  public long swapsOut() {
    return swapsOut;
  }

  /** Returns the holes: length in bytes by address. */
  public Map<Long, Long> holes() {
    return map.holes();
  }
}
