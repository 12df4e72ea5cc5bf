package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the textbooks come out of the lists of steps. */
class TextbookPathsTest {

  private static final long BYTES = 64 * 1024;

  @ParameterizedTest(name = "{0}: {1} crossings, {2} + {3} copies")
  @CsvSource({
    "'read + write, direct buffer', 4, 2, 2",
    "'read + write, heap buffer', 4, 4, 2",
    "'mmap + write', 4, 1, 2",
    "'sendfile', 2, 1, 2",
    "'sendfile with gather', 2, 0, 2",
    "'splice', 4, 0, 2",
    "'copy_file_range', 2, 1, 2",
    "'O_DIRECT read', 2, 0, 1",
    "'buffered read, cache hit', 2, 1, 0",
    "'buffered read, cache miss', 2, 1, 1",
    "'buffered write, cache hit', 2, 1, 0",
    "'buffered write to part of an uncached page', 2, 1, 1",
    "'flush of dirty pages', 2, 0, 1",
  })
  void crossingsAndCopies(String name, long crossings, double cpu, double dma) {
    Counts counts = path(name).counts();
    assertAll(
        () -> assertEquals(crossings, counts.crossings(), "crossings"),
        () -> assertEquals(cpu, counts.cpuCopies(), "CPU copies"),
        () -> assertEquals(dma, counts.dmaCopies(), "DMA copies"),
        () -> assertEquals(cpu + dma, counts.copies(), "copies"),
        () -> assertEquals(crossings, 2 * counts.systemCalls(), "two crossings a call"));
  }

  @ParameterizedTest(name = "{0}: {1} polls, {2} interrupts, {3} CPU, {4} DMA")
  @CsvSource({
    "programmed I/O, 128, 0, 1, 0",
    "interrupt-driven I/O, 0, 128, 1, 0",
    "DMA, 0, 1, 0, 1",
  })
  void modesOfOneDiskRead(String name, long polls, long interrupts, double cpu, double dma) {
    Counts counts = path(name).counts();
    assertAll(
        () -> assertEquals(polls, counts.polls()),
        () -> assertEquals(interrupts, counts.interrupts()),
        () -> assertEquals(cpu, counts.cpuCopies()),
        () -> assertEquals(dma, counts.dmaCopies()));
  }

  @Test
  void callsAreCountedByName() {
    assertEquals(
        Map.of("read", 1L, "write", 1L), TextbookPaths.readWriteDirect(BYTES).counts().calls());
    assertEquals(2, TextbookPaths.splice(BYTES).counts().calls("splice"));
    assertEquals(0, TextbookPaths.splice(BYTES).counts().calls("read"));
  }

  @Test
  void aDiskReadsWholeSectors() {
    assertThrows(IllegalArgumentException.class, () -> TextbookPaths.programmedIo(100));
    assertThrows(IllegalArgumentException.class, () -> TextbookPaths.dma(0));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void everyPathIsConnected(IoPath path) {
    assertTrue(
        path.steps().stream().filter(Step::isCopy).allMatch(s -> s.from() != s.to()),
        "a copy moves bytes between two places");
    assertTrue(path.steps().stream().allMatch(s -> s.times() >= 1));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void theDiagramNamesEveryPlaceAndStep(IoPath path) throws Exception {
    String svg = PathDiagram.svg(path);
    var xml =
        javax.xml.parsers.DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new org.xml.sax.InputSource(new java.io.StringReader(svg)));
    assertEquals("svg", xml.getDocumentElement().getTagName());
    String text = xml.getDocumentElement().getTextContent();
    for (int i = 1; i <= path.steps().size(); i++) {
      assertTrue(text.contains(i + ". "), "step " + i + " has no caption");
    }
    assertTrue(text.contains(PathDiagram.summary(path.counts())));
  }

  static java.util.List<IoPath> paths() {
    return TextbookPaths.all(BYTES);
  }

  private static IoPath path(String name) {
    return TextbookPaths.all(BYTES).stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no path " + name));
  }
}
