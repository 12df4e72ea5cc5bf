package zerocopy.bench.support;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.UnsafeApi;

/**
 * What Linux knows of memory and Java does not say: which pages of a file are cached or dirty,
 * dropping them, and anonymous memory with or without huge pages.
 *
 * <p>All calls go through JNA, on every JDK alike, and cost microseconds: none belongs in a timed
 * region. Constants are those of Linux's generic ABI (x86-64 and AArch64); on another platform each
 * method throws {@link Unsupported}.
 *
 * <p>A huge page has {@link #HUGE_PAGE} bytes.
 */
public final class LinuxMemory {

  /** Bytes of a huge page: 2 MiB on x86-64, and on AArch64 with 4 KiB pages. */
  public static final int HUGE_PAGE = 2 << 20;

  private static final int O_RDONLY = 0;
  private static final int POSIX_FADV_DONTNEED = 4;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_NOHUGEPAGE = 15;
  private static final int SYS_CACHESTAT = 451;
  private static final int CACHESTAT_WORDS = 5;

  private static final Path HUGE_PAGE_POLICY =
      Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final Path PROCESS_IO = Path.of("/proc/self/io");

  private LinuxMemory() {}

  /** The C library's functions, loaded only where they exist. */
  private interface C extends Library {
    int open(String path, int flags) throws LastErrorException;

    int close(int fd) throws LastErrorException;

    int posix_fadvise(int fd, long offset, long length, int advice);

    int mincore(Pointer address, long length, byte[] residency) throws LastErrorException;

    Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset)
        throws LastErrorException;

    int munmap(Pointer address, long length) throws LastErrorException;

    int madvise(Pointer address, long length, int advice) throws LastErrorException;

    long syscall(long number, Object... arguments) throws LastErrorException;
  }

  private static final class Loaded {
    static final C C = Native.load("c", C.class);
  }

  /**
   * Whether this is a platform that the class serves.
   *
   * @return true on 64-bit Linux
   */
  public static boolean available() {
    return Platform.isLinux() && Platform.is64Bit();
  }

  private static C c() {
    if (!available()) {
      throw new Unsupported("needs Linux's page cache controls (posix_fadvise, mincore, madvise)");
    }
    return Loaded.C;
  }

  /**
   * Drops a file's clean, unmapped pages from the page cache.
   *
   * @param file a file whose content has been forced to the device
   */
  public static void evict(Path file) throws IOException {
    C c = c();
    int fd = open(c, file);
    try {
      int error = c.posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
      if (error != 0) {
        throw new IOException("posix_fadvise of " + file + " failed with errno " + error);
      }
    } finally {
      c.close(fd);
    }
  }

  /**
   * Counts the pages of a file that are in the page cache.
   *
   * @param file not empty
   * @return 0 … number of its pages
   */
  public static long residentPages(Path file) throws IOException {
    C c = c();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long resident = 0;
      for (MappedByteBuffer part : MappedParts.map(channel, MapMode.READ_ONLY, channel.size())) {
        byte[] residency = new byte[(part.capacity() + PageAligned.PAGE - 1) / PageAligned.PAGE];
        c.mincore(new Pointer(BufferUtil.address(part)), part.capacity(), residency);
        IoUtil.unmap(part);
        for (byte page : residency) {
          resident += page & 1;
        }
      }
      return resident;
    }
  }

  /**
   * Counts the pages of a file that wait for the device: dirty, or being written right now.
   *
   * @return number of pages
   * @throws Unsupported if the kernel lacks {@code cachestat}, which came with Linux 6.5
   */
  public static long unwrittenPages(Path file) throws IOException {
    C c = c();
    int fd = open(c, file);
    try {
      long[] range = {0, 0};
      long[] counts = new long[CACHESTAT_WORDS];
      c.syscall(SYS_CACHESTAT, fd, range, counts, 0);
      return counts[1] + counts[2];
    } catch (LastErrorException e) {
      throw new Unsupported("needs Linux 6.5 or newer to count a file's dirty pages (cachestat)");
    } finally {
      c.close(fd);
    }
  }

  private static int open(C c, Path file) throws IOException {
    try {
      return c.open(file.toString(), O_RDONLY);
    } catch (LastErrorException e) {
      throw new IOException("cannot open " + file + ": errno " + e.getErrorCode(), e);
    }
  }

  /**
   * Bytes that this process made the device read, by any of its threads.
   *
   * @return {@code read_bytes} of /proc/self/io
   */
  public static long deviceReadBytes() throws IOException {
    c();
    return Files.readAllLines(PROCESS_IO).stream()
        .filter(line -> line.startsWith("read_bytes:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new Unsupported("needs read_bytes in /proc/self/io"));
  }

  /**
   * Maps anonymous memory, of which no page is backed yet.
   *
   * @param size bytes, a multiple of {@link #HUGE_PAGE}
   * @param hugePages whether to ask for transparent huge pages or to forbid them
   * @return address of the memory, a multiple of {@link #HUGE_PAGE}
   * @throws Unsupported if the kernel's policy forbids huge pages
   */
  public static long map(long size, boolean hugePages) {
    C c = c();
    if (hugePages && !hugePagesAllowed()) {
      throw new Unsupported("huge pages are off: write madvise to " + HUGE_PAGE_POLICY);
    }
    Pointer start =
        c.mmap(Pointer.NULL, size + HUGE_PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    long address = (Pointer.nativeValue(start) + HUGE_PAGE - 1) & -HUGE_PAGE;
    long before = address - Pointer.nativeValue(start);
    trim(c, Pointer.nativeValue(start), before);
    trim(c, address + size, HUGE_PAGE - before);
    c.madvise(new Pointer(address), size, hugePages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    return address;
  }

  /**
   * Gives memory new page frames, of huge pages where the kernel has some.
   *
   * @param address first byte, a multiple of {@link #HUGE_PAGE}, of private anonymous memory
   * @param size bytes, a multiple of {@link #HUGE_PAGE}; all are zero afterwards
   */
  public static void renewAsHugePages(long address, long size) {
    C c = c();
    c.madvise(new Pointer(address), size, MADV_HUGEPAGE);
    renew(c, address, size, PageAligned.PAGE);
  }

  /**
   * Maps memory by base pages, which keep the frames of the huge pages that backed it before: all
   * but the first base page of each, without which the rest is no huge page any more.
   *
   * @param address first byte, a multiple of {@link #HUGE_PAGE}, of private anonymous memory
   * @param size bytes, a multiple of {@link #HUGE_PAGE}; the first base page of each huge page is
   *     zero afterwards
   */
  public static void splitHugePages(long address, long size) {
    C c = c();
    c.madvise(new Pointer(address), size, MADV_NOHUGEPAGE);
    for (long page = address; page < address + size; page += HUGE_PAGE) {
      renew(c, page, PageAligned.PAGE, PageAligned.PAGE);
    }
  }

  private static void renew(C c, long address, long size, int step) {
    c.madvise(new Pointer(address), size, MADV_DONTNEED);
    for (long page = address; page < address + size; page += step) {
      UnsafeApi.putByte(page, (byte) 0);
    }
  }

  private static void trim(C c, long address, long size) {
    if (size > 0) {
      c.munmap(new Pointer(address), size);
    }
  }

  /**
   * Unmaps memory.
   *
   * @param address what {@link #map} returned
   * @param size what it was given
   */
  public static void unmap(long address, long size) {
    c().munmap(new Pointer(address), size);
  }

  /**
   * Whether memory may ask for transparent huge pages here.
   *
   * @return true where the kernel's policy is {@code madvise} or {@code always}
   */
  public static boolean hugePagesAllowed() {
    try {
      return !Files.readString(HUGE_PAGE_POLICY).contains("[never]");
    } catch (IOException noSuchPolicy) {
      return false;
    }
  }
}
