package zerocopy.bench.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.linux.Mapping;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it save to have a fresh mapping's pages entered before a scan?
 *
 * <p>As {@link FileScan#mapScanUnmap}, with mapping and unmapping by foreign calls and the sum by a
 * loop over a {@link MemorySegment}. {@code faulting} takes a page fault for every window of pages;
 * {@code populate} has {@code mmap} enter all of them ({@code MAP_POPULATE}), {@code populateRead}
 * a call of its own ({@code MADV_POPULATE_READ}): the same entries, without an exception for each
 * window, though the kernel counts as many faults.
 *
 * <p>Pitfall. Populating enters every page, used or not: it pays for scans, not for looking a few
 * bytes up.
 */
@Question(
    asks = "What does it save to populate a mapping before a scan?",
    family = "FileScan",
    bytes = "fileSize",
    unpredicted = "entering pages without a fault has no price in the model",
    pairs = {
      @Pair(topic = "fault ↔ populate", first = "faulting", other = "populate"),
      @Pair(topic = "fault ↔ populate", first = "faulting", other = "populateRead")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignFileScan {

  private static final ValueLayout.OfLong LITTLE =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Benchmark
  @Strategy(
      says = "Adds up a fresh mapping: each page, or batch of pages, costs a fault.",
      label = "mapped, faulting",
      colour = Colour.GREEN,
      marker = Marker.SQUARE,
      faults = "1..")
  public long faulting(ForeignFileRead.Numbered file, Sum result) throws IOException {
    long map = Mapping.map(file.source, file.fileSize, 0);
    try {
      return result.found = sum(map, file.fileSize);
    } finally {
      Mapping.unmap(map, file.fileSize);
    }
  }

  @Benchmark
  @Strategy(
      says = "Maps with MAP_POPULATE, so that the faults are taken in one call.",
      label = "MAP_POPULATE",
      colour = Colour.OLIVE,
      marker = Marker.SQUARE,
      faults = "1..")
  public long populate(ForeignFileRead.Numbered file, Sum result) throws IOException {
    long map = Mapping.map(file.source, file.fileSize, Mapping.MAP_POPULATE);
    try {
      return result.found = sum(map, file.fileSize);
    } finally {
      Mapping.unmap(map, file.fileSize);
    }
  }

  @Benchmark
  @Strategy(
      says = "Maps, then asks for all pages by MADV_POPULATE_READ.",
      label = "MADV_POPULATE_READ",
      colour = Colour.SKY,
      marker = Marker.SQUARE,
      faults = "1..")
  public long populateRead(Populating file, Sum result) throws IOException {
    long map = Mapping.map(file.source, file.fileSize, 0);
    try {
      Mapping.populate(map, file.fileSize);
      return result.found = sum(map, file.fileSize);
    } finally {
      Mapping.unmap(map, file.fileSize);
    }
  }

  @SuppressWarnings("restricted")
  private static long sum(long address, long size) {
    MemorySegment map = MemorySegment.ofAddress(address).reinterpret(size);
    long sum = 0;
    for (long at = 0; at < size; at += Long.BYTES) {
      sum += map.get(LITTLE, at);
    }
    return sum;
  }

  /** A file, on a kernel that populates mappings. */
  @State(Scope.Thread)
  public static class Populating extends ForeignFileRead.Numbered {

    @Override
    void created() throws IOException {
      super.created();
      long map = Mapping.map(source, fileSize, 0);
      try {
        Mapping.populate(map, fileSize);
      } finally {
        Mapping.unmap(map, fileSize);
      }
    }
  }
}
