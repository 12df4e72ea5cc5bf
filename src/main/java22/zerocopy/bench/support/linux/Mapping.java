package zerocopy.bench.support.linux;

import java.io.IOException;

/** Mappings of files, made and undone by the strategies themselves, at addresses as numbers. */
public final class Mapping {

  /** Has the kernel enter all pages into the page table at once. */
  public static final int MAP_POPULATE = 0x8000;

  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;
  private static final int MADV_POPULATE_READ = 22;

  private Mapping() {}

  /**
   * Maps the start of a file for reading.
   *
   * @param descriptor of the file
   * @param size bytes, 1 or more
   * @param flags {@link #MAP_POPULATE} or 0
   * @return address of the first byte
   * @throws IOException if the kernel refuses
   */
  public static long map(int descriptor, long size, int flags) throws IOException {
    return Syscall.MMAP.checked(
        Syscall.MMAP.call(0, size, PROT_READ, MAP_SHARED | flags, descriptor, 0));
  }

  /**
   * Enters all pages of a mapping into the page table.
   *
   * @param address from {@link #map}
   * @param size as given there
   * @throws zerocopy.bench.support.Unsupported if the kernel is older than Linux 5.14
   */
  public static void populate(long address, long size) {
    Syscall.MADVISE.required(
        Syscall.MADVISE.call(address, size, MADV_POPULATE_READ),
        "Linux 5.14 for MADV_POPULATE_READ");
  }

  /**
   * Undoes a mapping.
   *
   * @param address from {@link #map}
   * @param size as given there
   */
  public static void unmap(long address, long size) {
    Syscall.MUNMAP.call(address, size, 0);
  }
}
