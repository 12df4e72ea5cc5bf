package zerocopy.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import zerocopy.report.Charts.Chart;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Reference;

/** The figures of the page, one for each question; those without rows are left out. */
final class Figures {

  private static final Function<Measured, String> TOGETHER = m -> "";
  private static final List<String> BY_SIZE = List.of("size", "fileSize");

  private Figures() {}

  /** All figures that the runs have rows for. */
  static List<Figure> of(Evidence evidence) {
    return charts(evidence).stream()
        .map(chart -> Charts.of(evidence, chart))
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<Chart> charts(Evidence evidence) {
    List<Reference> caches = Charts.caches(evidence);
    return List.of(
        new Chart(
            "copy-bandwidth",
            "What a copy in memory costs",
            List.of("BufferCopy", "SegmentCopy"),
            BY_SIZE,
            Optional.empty(),
            Figures::copyFamily,
            "Vertical lines: the CPU's caches; source and destination share them.",
            caches),
        chart("element-access", "What one element costs", "BufferAccess", "SegmentAccess"),
        chart(
            "file-to-socket", "File to socket, until the receiver has every byte", "FileToSocket"),
        chart("file-copy", "File to file", "FileCopy"),
        chart("file-read", "Bytes of a cached file into user memory", "FileRead"),
        chart("file-scan", "Consuming every byte of a cached file", "FileScan"),
        chart("file-write", "Memory to file", "FileWrite"),
        chart(
            "allocation",
            "Getting and releasing a buffer",
            "BufferAllocation",
            "SegmentAllocation"),
        new Chart(
            "alignment",
            "What the page offset of a buffer costs",
            List.of("BufferAlignment"),
            List.of(),
            Optional.of("offset"),
            TOGETHER,
            "Offset: distance of the buffer's first byte from the start of its page, in bytes.",
            List.of()),
        chart("mode-switch", "Crossing into the kernel and back", "ModeSwitch"),
        chart("page-fault", "The exception path, for one page", "PageFault"),
        chart("wait", "Polling, blocking, selecting", "WaitMode"),
        chart("cold-read", "What the page cache saves", "ColdRead"),
        chart("write-back", "What a dirty page costs later", "WriteBack"));
  }

  private static Chart chart(String id, String title, String... questions) {
    List<String> over = List.of("size", "fileSize", "dirty");
    return new Chart(
        id, title, List.of(questions), over, Optional.empty(), TOGETHER, "", List.of());
  }

  /** Strategies that compete with one another; the digit sorts and is not shown. */
  private static String copyFamily(Measured m) {
    String name = m.strategy();
    if (m.question().equals("SegmentCopy")) {
      return "4 MemorySegment";
    }
    if (name.startsWith("agrona")) {
      return "3 Agrona";
    }
    if (Set.of("byteLoop", "longLoop").contains(name)) {
      return "5 Programmed loops";
    }
    return name.startsWith("mapped") || name.endsWith("Mapped")
        ? "2 Mapped files"
        : "1 Arrays and JDK buffers";
  }
}
