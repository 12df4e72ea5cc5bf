package zerocopy.iopath;

import static zerocopy.iopath.Place.CONTROLLER_BUFFER;
import static zerocopy.iopath.Place.DIRTY_LIST;
import static zerocopy.iopath.Place.DISK;
import static zerocopy.iopath.Place.DMA_CONTROLLER;
import static zerocopy.iopath.Place.HEAP_ARRAY;
import static zerocopy.iopath.Place.KERNEL;
import static zerocopy.iopath.Place.NIC;
import static zerocopy.iopath.Place.PAGE_CACHE;
import static zerocopy.iopath.Place.PIPE;
import static zerocopy.iopath.Place.SOCKET_BUFFER;
import static zerocopy.iopath.Place.TARGET_CACHE;
import static zerocopy.iopath.Place.TEMPORARY_BUFFER;
import static zerocopy.iopath.Place.USER_MEMORY;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The paths as textbooks draw them: one call moves everything, nothing is cached, and a network
 * interface takes what a socket sends.
 *
 * <p>Sources: Tanenbaum and Bos, <i>Modern Operating Systems</i>, chapter 5 (controller, interrupt
 * controller, programmed I/O, interrupt-driven I/O, DMA); Palaniappan and Nagarajan, "Efficient
 * data transfer through zero copy", 2008 (read+write: four context switches, four copies; sendfile:
 * two and three; with gather: two and two); the Linux manual pages splice(2), copy_file_range(2),
 * open(2) on {@code O_DIRECT}.
 */
public final class TextbookPaths {

  /** Bytes of a disk's sector, after each of which an interrupt-driven controller interrupts. */
  public static final int SECTOR = 512;

  /** Bytes that the processor moves with one instruction from a device's register. */
  public static final int WORD = 4;

  private static final String MMAP = "mmap";

  private static final Map<String, LongFunction<IoPath>> BY_NAME = byName();

  private TextbookPaths() {}

  private static Map<String, LongFunction<IoPath>> byName() {
    Map<String, LongFunction<IoPath>> paths = new LinkedHashMap<>();
    paths.put("programmed-io", TextbookPaths::programmedIo);
    paths.put("interrupt-io", TextbookPaths::interruptDriven);
    paths.put("dma", TextbookPaths::dma);
    paths.put("read-miss", TextbookPaths::bufferedReadMiss);
    paths.put("read-hit", TextbookPaths::bufferedReadHit);
    paths.put("write-hit", TextbookPaths::bufferedWriteHit);
    paths.put("write-miss", TextbookPaths::bufferedWriteMiss);
    paths.put("flush", TextbookPaths::flush);
    paths.put("read-write-heap", TextbookPaths::readWriteHeap);
    paths.put("read-write", TextbookPaths::readWriteDirect);
    paths.put("mmap-write", TextbookPaths::mmapWrite);
    paths.put("sendfile", TextbookPaths::sendfile);
    paths.put("sendfile-gather", TextbookPaths::sendfileGather);
    paths.put("splice", TextbookPaths::splice);
    paths.put("copy-file-range", TextbookPaths::copyFileRange);
    paths.put("direct-io", TextbookPaths::directIo);
    return Collections.unmodifiableMap(paths);
  }

  /** Short names of all paths, for {@link #named}. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** Every textbook path, moving {@code bytes} bytes, a positive multiple of 512. */
  public static List<IoPath> all(long bytes) {
    return BY_NAME.values().stream().map(path -> path.apply(bytes)).toList();
  }

  /**
   * A path that moves its bytes chunk by chunk, with the steps of every chunk in their order. A
   * mapping is made once, before the first chunk.
   *
   * @param name one of {@link #names}
   * @param bytes bytes in all, at least 1
   * @param chunk bytes of each round, at least 1; the last one may be smaller
   * @throws IllegalArgumentException when there is no such path, or it cannot move such chunks
   */
  public static IoPath named(String name, long bytes, long chunk) {
    LongFunction<IoPath> path = BY_NAME.get(name);
    if (path == null || chunk < 1) {
      throw new IllegalArgumentException(
          path == null
              ? "no path '" + name + "'; there are " + String.join(", ", names())
              : "a chunk has at least one byte");
    }
    List<Step> steps = new ArrayList<>();
    for (long done = 0; done < bytes; done += chunk) {
      List<Step> round = path.apply(Math.min(chunk, bytes - done)).steps();
      steps.addAll(round.subList(done == 0 ? 0 : preparation(round), round.size()));
    }
    return new IoPath(path.apply(Math.min(chunk, bytes)).name(), bytes, steps);
  }

  /** How many steps at the beginning of a path map the file. */
  private static int preparation(List<Step> steps) {
    return steps.get(0).what().equals(MMAP) ? 3 : 0;
  }

  /** The processor waits for the disk in a loop and moves every word itself. */
  public static IoPath programmedIo(long bytes) {
    return readOf("programmed I/O", bytes)
        .times(
            bytes / SECTOR,
            b ->
                b.device(DISK, CONTROLLER_BUFFER, SECTOR, "read a sector, verify its checksum")
                    .poll(CONTROLLER_BUFFER, "until the sector is ready")
                    .times(SECTOR / WORD, w -> copyWord(w)))
        .build();
  }

  /** The process sleeps; every sector interrupts, and the handler moves its words. */
  public static IoPath interruptDriven(long bytes) {
    return readOf("interrupt-driven I/O", bytes)
        .times(
            bytes / SECTOR,
            b ->
                b.device(DISK, CONTROLLER_BUFFER, SECTOR, "read a sector, verify its checksum")
                    .interrupt(CONTROLLER_BUFFER, "the sector is ready")
                    .times(SECTOR / WORD, w -> copyWord(w)))
        .wakes(KERNEL, Place.PROCESS, "the block is there")
        .build();
  }

  /** The DMA controller moves the words; one interrupt when its word count is 0. */
  public static IoPath dma(long bytes) {
    return readOf("DMA", bytes)
        .maps(KERNEL, DMA_CONTROLLER, "set memory address, device address, word count")
        .device(DISK, CONTROLLER_BUFFER, bytes, "read sectors, verify their checksums")
        .dma(CONTROLLER_BUFFER, PAGE_CACHE, bytes)
        .interrupt(DMA_CONTROLLER, "the word count is 0")
        .wakes(KERNEL, Place.PROCESS, "the block is there")
        .build();
  }

  private static IoPath.Builder readOf(String name, long bytes) {
    if (bytes < SECTOR || bytes % SECTOR != 0) {
      throw new IllegalArgumentException("a disk reads whole sectors of " + SECTOR + " bytes");
    }
    return IoPath.named(name, bytes);
  }

  private static void copyWord(IoPath.Builder b) {
    b.kernelCopies(CONTROLLER_BUFFER, PAGE_CACHE, WORD, new CopyFootprint(WORD, WORD, 0));
  }

  /** {@code read} of a page that the page cache lacks. */
  public static IoPath bufferedReadMiss(long bytes) {
    return IoPath.named("buffered read, cache miss", bytes)
        .call(
            "read", b -> fill(b, bytes).kernelCopies(PAGE_CACHE, USER_MEMORY, bytes, whole(bytes)))
        .build();
  }

  /** {@code read} of a page that the page cache holds. */
  public static IoPath bufferedReadHit(long bytes) {
    return IoPath.named("buffered read, cache hit", bytes)
        .call("read", b -> b.kernelCopies(PAGE_CACHE, USER_MEMORY, bytes, whole(bytes)))
        .build();
  }

  /** {@code write} to pages that are cached, or that are replaced as a whole. */
  public static IoPath bufferedWriteHit(long bytes) {
    return IoPath.named("buffered write, cache hit", bytes)
        .call("write", b -> dirty(b, bytes))
        .build();
  }

  /** {@code write} to a part of a page that is not cached: the rest must be read first. */
  public static IoPath bufferedWriteMiss(long bytes) {
    return IoPath.named("buffered write to part of an uncached page", bytes)
        .call("write", b -> dirty(fill(b, bytes), bytes))
        .build();
  }

  /** The kernel writes pages of its dirty list to the disk. */
  public static IoPath flush(long bytes) {
    return IoPath.named("flush of dirty pages", bytes)
        .call(
            "fsync",
            b ->
                b.references(DIRTY_LIST, PAGE_CACHE, bytes, "take the pages off the list")
                    .dma(PAGE_CACHE, DISK, bytes)
                    .interrupt(DISK, "written")
                    .wakes(KERNEL, Place.PROCESS, "the data are on the device"))
        .build();
  }

  /** {@code FileChannel.read} into a heap buffer, {@code SocketChannel.write} from it. */
  public static IoPath readWriteHeap(long bytes) {
    return IoPath.named("read + write, heap buffer", bytes)
        .call(
            "read",
            b -> fill(b, bytes).kernelCopies(PAGE_CACHE, TEMPORARY_BUFFER, bytes, whole(bytes)))
        .processCopies(TEMPORARY_BUFFER, HEAP_ARRAY, bytes, whole(bytes))
        .processCopies(HEAP_ARRAY, TEMPORARY_BUFFER, bytes, whole(bytes))
        .call("write", send(TEMPORARY_BUFFER, bytes))
        .build();
  }

  /** {@code read} and {@code write} with one user buffer: four crossings, four copies. */
  public static IoPath readWriteDirect(long bytes) {
    return IoPath.named("read + write, direct buffer", bytes)
        .call(
            "read", b -> fill(b, bytes).kernelCopies(PAGE_CACHE, USER_MEMORY, bytes, whole(bytes)))
        .call("write", send(USER_MEMORY, bytes))
        .build();
  }

  /** {@code mmap} and {@code write}: four crossings, three copies. */
  public static IoPath mmapWrite(long bytes) {
    return IoPath.named("mmap + write", bytes)
        .call(MMAP, b -> b.maps(PAGE_CACHE, USER_MEMORY, "reserve addresses"))
        .call(
            "write",
            b -> {
              b.faultInKernel(USER_MEMORY, PAGE_CACHE, "no entry yet");
              fill(b, bytes).kernelCopies(PAGE_CACHE, SOCKET_BUFFER, bytes, whole(bytes));
              transmit(b, bytes);
            })
        .build();
  }

  /** {@code sendfile}: two crossings, three copies. */
  public static IoPath sendfile(long bytes) {
    return IoPath.named("sendfile", bytes)
        .call(
            "sendfile",
            b -> {
              fill(b, bytes).kernelCopies(PAGE_CACHE, SOCKET_BUFFER, bytes, whole(bytes));
              transmit(b, bytes);
            })
        .build();
  }

  /** {@code sendfile} where the interface gathers from the page cache: two and two. */
  public static IoPath sendfileGather(long bytes) {
    return IoPath.named("sendfile with gather", bytes)
        .call(
            "sendfile",
            b -> {
              fill(b, bytes).references(PAGE_CACHE, SOCKET_BUFFER, bytes, "page, offset, length");
              b.dma(PAGE_CACHE, NIC, bytes).interrupt(NIC, "sent");
            })
        .build();
  }

  /** {@code splice} from the file to a pipe, and from the pipe to the socket. */
  public static IoPath splice(long bytes) {
    return IoPath.named("splice", bytes)
        .call("splice", b -> fill(b, bytes).references(PAGE_CACHE, PIPE, bytes, "page references"))
        .call(
            "splice",
            b ->
                b.references(PIPE, SOCKET_BUFFER, bytes, "page references")
                    .dma(PAGE_CACHE, NIC, bytes)
                    .interrupt(NIC, "sent"))
        .build();
  }

  /** {@code copy_file_range} on a file system without shared extents, and the later flush. */
  public static IoPath copyFileRange(long bytes) {
    return IoPath.named("copy_file_range", bytes)
        .call(
            "copy_file_range",
            b ->
                fill(b, bytes)
                    .references(PAGE_CACHE, PIPE, bytes, "page references")
                    .kernelCopies(PAGE_CACHE, TARGET_CACHE, bytes, whole(bytes))
                    .references(TARGET_CACHE, DIRTY_LIST, bytes, "mark dirty"))
        .dma(TARGET_CACHE, DISK, bytes)
        .interrupt(DISK, "written")
        .build();
  }

  /** {@code read} with {@code O_DIRECT}: the device's DMA goes straight to the user's buffer. */
  public static IoPath directIo(long bytes) {
    return IoPath.named("O_DIRECT read", bytes)
        .call(
            "read",
            b ->
                b.maps(USER_MEMORY, KERNEL, "pin the user's pages")
                    .dma(DISK, USER_MEMORY, bytes)
                    .interrupt(DISK, "read")
                    .wakes(KERNEL, Place.PROCESS, "the data are there"))
        .build();
  }

  private static IoPath.Builder fill(IoPath.Builder b, long bytes) {
    return b.dma(DISK, PAGE_CACHE, bytes)
        .interrupt(DISK, "read")
        .wakes(KERNEL, Place.PROCESS, "the page is there");
  }

  private static IoPath.Builder dirty(IoPath.Builder b, long bytes) {
    return b.kernelCopies(USER_MEMORY, PAGE_CACHE, bytes, whole(bytes))
        .references(PAGE_CACHE, DIRTY_LIST, bytes, "mark dirty");
  }

  private static Consumer<IoPath.Builder> send(Place from, long bytes) {
    return b -> transmit(b.kernelCopies(from, SOCKET_BUFFER, bytes, whole(bytes)), bytes);
  }

  private static void transmit(IoPath.Builder b, long bytes) {
    b.dma(SOCKET_BUFFER, NIC, bytes).interrupt(NIC, "sent");
  }

  /** A copy that walks over everything once on both sides, aligned. */
  private static CopyFootprint whole(long bytes) {
    return new CopyFootprint(bytes, bytes, 0);
  }
}
