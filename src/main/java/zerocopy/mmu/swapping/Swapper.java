package zerocopy.mmu.swapping;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import zerocopy.mmu.BaseLimitRegisters;

/**
 * Swapping: a process is in memory as a whole or not at all. One that has to run and is out is
 * brought into the first hole that fits; if there is none, the processes that have been in memory
 * longest are swapped out until there is. Its base register is renewed, as it usually comes back
 * elsewhere.
 */
public final class Swapper {
  private final byte[] memory;
  private final MemoryMap map;
  private final Map<String, byte[]> backingStore = new LinkedHashMap<>();

  /** Processes in memory; the one that has been there longest is first. */
  private final Map<String, BaseLimitRegisters> resident = new LinkedHashMap<>();

  private long swapsIn;
  private long swapsOut;

  /**
   * Creates a machine without processes.
   *
   * @param memoryBytes physical memory
   */
  public Swapper(int memoryBytes) {
    memory = new byte[memoryBytes];
    map = new MemoryMap(memoryBytes);
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
   * Makes a process ready to run, swapping it in if need be.
   *
   * @throws IllegalArgumentException when there is no such process
   */
  public BaseLimitRegisters run(String process) {
    BaseLimitRegisters registers = resident.get(process);
    return registers != null ? registers : swapIn(process);
  }

  private BaseLimitRegisters swapIn(String process) {
    byte[] image = backingStore.remove(process);
    if (image == null) {
      throw new IllegalArgumentException("there is no process " + process);
    }
    OptionalLong hole = map.allocate(image.length);
    while (hole.isEmpty()) {
      swapOutOldest();
      hole = map.allocate(image.length);
    }
    System.arraycopy(image, 0, memory, (int) hole.getAsLong(), image.length);
    BaseLimitRegisters registers = new BaseLimitRegisters(hole.getAsLong(), image.length);
    resident.put(process, registers);
    swapsIn++;
    return registers;
  }

  private void swapOutOldest() {
    Iterator<Map.Entry<String, BaseLimitRegisters>> oldest = resident.entrySet().iterator();
    Map.Entry<String, BaseLimitRegisters> process = oldest.next();
    BaseLimitRegisters registers = process.getValue();
    int base = (int) registers.base();
    byte[] image = new byte[(int) registers.limit()];
    System.arraycopy(memory, base, image, 0, image.length);
    backingStore.put(process.getKey(), image);
    map.release(base, image.length);
    oldest.remove();
    swapsOut++;
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
   * @param value the byte
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
