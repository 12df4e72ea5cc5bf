package zerocopy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import zerocopy.report.Charts.Chart;
import zerocopy.report.figure.Figure;

/** The figures of the page, one for each question; those without rows are left out. */
final class Figures {

  private static final Function<Measured, String> TOGETHER = m -> "";
  private static final List<String> BY_SIZE = List.of("size", "fileSize", "lines", "frames");

  private Figures() {}

  /**
   * All figures that the runs have rows for.
   *
   * @param elsewhere questions that other sections draw
   */
  static List<Figure> of(Evidence evidence, Set<String> elsewhere) {
    List<Chart> charts = new ArrayList<>(charts(evidence));
    Set<String> drawn = new TreeSet<>(elsewhere);
    charts.forEach(chart -> drawn.addAll(chart.questions()));
    for (String question : new TreeSet<>(Tables.byQuestion(evidence.rows()).keySet())) {
      if (!drawn.contains(question)) {
        charts.add(chart(id(question), question, question));
      }
    }
    return Stream.concat(
            charts.stream()
                .filter(chart -> !elsewhere.containsAll(chart.questions()))
                .map(chart -> Charts.of(evidence, chart)),
            Stream.of(SocketFigures.conditions(evidence)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** A question's name as a figure's: {@code FileCopy} becomes {@code file-copy}. */
  private static String id(String question) {
    String words = question.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    String safe = words.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return "question-" + (safe.isEmpty() ? "unnamed" : safe);
  }

  private static List<Chart> charts(Evidence evidence) {
    List<Chart> charts = new ArrayList<>();
    charts.add(
        new Chart(
            "copy-bandwidth",
            "What a copy in memory costs",
            List.of("BufferCopy", "SegmentCopy"),
            m -> true,
            BY_SIZE,
            Optional.empty(),
            Optional.empty(),
            Figures::copyFamily,
            "Source and destination share the caches.",
            Charts.caches(evidence)));
    charts.add(chart("element-access", "What one element costs", "BufferAccess", "SegmentAccess"));
    charts.addAll(SocketFigures.charts(evidence, BY_SIZE));
    charts.add(chart("file-copy", "File to file", "FileCopy"));
    charts.add(chart("file-read", "Bytes of a cached file into user memory", "FileRead"));
    charts.add(chart("file-scan", "Consuming every byte of a cached file", "FileScan"));
    charts.add(chart("file-write", "Memory to file", "FileWrite"));
    charts.add(
        chart(
            "allocation",
            "Getting and releasing a buffer",
            "BufferAllocation",
            "SegmentAllocation"));
    charts.add(
        new Chart(
            "alignment",
            "What the page offset of a buffer costs",
            List.of("BufferAlignment"),
            m -> true,
            List.of(),
            Optional.empty(),
            Optional.of("offset"),
            TOGETHER,
            "Offset: distance of the buffer's first byte from the start of its page, in bytes.",
            List.of()));
    charts.add(
        chart(
            "mode-switch", "Crossing into the kernel and back", "ModeSwitch", "ForeignModeSwitch"));
    charts.add(chart("page-fault", "The exception path, for one page", "PageFault"));
    charts.add(chart("wait", "Polling, blocking, selecting: one exchange", "WaitMode"));
    charts.add(chart("cold-read", "What the page cache saves", "ColdRead"));
    charts.add(chart("write-back", "What a dirty page costs later", "WriteBack"));
    return charts;
  }

  private static Chart chart(String id, String title, String... questions) {
    return new Chart(
        id,
        title,
        List.of(questions),
        m -> true,
        BY_SIZE,
        Optional.empty(),
        Optional.empty(),
        TOGETHER,
        "",
        List.of());
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
