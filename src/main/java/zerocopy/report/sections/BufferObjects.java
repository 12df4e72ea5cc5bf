package zerocopy.report.sections;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.vm.VM;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.text.Escape;

/**
 * What each buffer object and its hidden companions cost on the heap, by jol, in the JVM that draws
 * the page. The content is not counted: 0 bytes of it lie on the heap where memory is off-heap, and
 * for heap buffers it is the array that the reader asked for.
 */
public final class BufferObjects {

  private static final int CONTENT = 4096;

  /** What cleaners run, by JDK release. */
  private static final List<String> DEALLOCATORS = List.of("java.nio.DirectByteBuffer$Deallocator");

  private static final List<String> UNMAPPERS =
      List.of("sun.nio.ch.FileChannelImpl$DefaultUnmapper", "sun.nio.ch.FileChannelImpl$Unmapper");

  static {
    // Without these jol attaches an agent to this JVM, which takes longer than drawing the page.
    System.setProperty("jol.skipHotspotSAAttach", "true");
    System.setProperty("jol.skipDynamicAttach", "true");
    System.setProperty("jol.magicFieldOffset", "true");
    // It then warns about that on standard output, which is ours.
    PrintStream standard = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    try {
      VM.current();
    } finally {
      System.setOut(standard);
    }
  }

  private BufferObjects() {}

  /** An object and its companions: bytes by simple class name. */
  private record Cost(String what, Map<String, Long> objects) {
    long total() {
      return objects.values().stream().mapToLong(v -> v).sum();
    }
  }

  /** The section. */
  public static Section section() {
    HtmlTable table = new HtmlTable("buffer", "bytes", "objects");
    for (Cost cost : costs()) {
      List<String> parts = new ArrayList<>();
      cost.objects().forEach((name, bytes) -> parts.add(name + " " + bytes));
      table
          .row(cost.what())
          .number(cost.total(), Long.toString(cost.total()))
          .text(String.join(" + ", parts));
    }
    String html =
        "<p>Heap bytes beside the content, by jol on JDK "
            + Escape.html(System.getProperty("java.version"))
            + ", which drew this page.</p>"
            + table.html();
    return Section.of("footprint", "Footprint on the heap", html);
  }

  private static List<Cost> costs() {
    List<Cost> costs = new ArrayList<>();
    ByteBuffer heap = ByteBuffer.allocate(CONTENT);
    long header = size(heap.array()) - CONTENT;
    Cost ofHeap = cost("heap ByteBuffer", heap);
    ofHeap.objects().put("byte[] header", header);
    costs.add(ofHeap);
    ByteBuffer direct = ByteBuffer.allocateDirect(CONTENT);
    costs.add(companions("direct ByteBuffer", direct));
    costs.add(companions("a view of it (duplicate, slice)", direct.duplicate()));
    mapped(costs);
    costs.add(temporary(direct));
    agrona(costs, direct);
    segments(costs);
    return costs;
  }

  private static long size(Object object) {
    return ClassLayout.parseInstance(object).instanceSize();
  }

  private static Cost cost(String what, Object object) {
    Map<String, Long> objects = new LinkedHashMap<>();
    objects.put(object.getClass().getSimpleName(), size(object));
    return new Cost(what, objects);
  }

  /** A buffer with the cleaner that frees its memory and what that cleaner runs. */
  private static Cost companions(String what, ByteBuffer buffer) {
    Cost cost = cost(what, buffer);
    Object cleaner = field(buffer, "cleaner");
    if (cleaner != null) {
      cost.objects().put("Cleaner", size(cleaner));
      for (String action : isFile(buffer) ? UNMAPPERS : DEALLOCATORS) {
        Optional<Long> bytes = instance(action);
        if (bytes.isPresent()) {
          cost.objects().put(action.replaceFirst(".*[.$]", ""), bytes.get());
          break;
        }
      }
    }
    return cost;
  }

  /** Direct buffers are mapped ones to the type system; only those of a file have a descriptor. */
  private static boolean isFile(ByteBuffer buffer) {
    return field(buffer, "fd") != null;
  }

  /** Size of a class that cannot be reached, by its fields. */
  private static Optional<Long> instance(String name) {
    try {
      Class<?> type = Class.forName(name, false, null);
      return Optional.of(ClassLayout.parseClass(type).instanceSize());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static void mapped(List<Cost> costs) {
    Path file = null;
    try {
      file = Files.createTempFile("zerocopy-footprint", null);
      Files.write(file, new byte[CONTENT]);
      try (FileChannel channel = FileChannel.open(file)) {
        MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, CONTENT);
        Cost cost = companions("mapped ByteBuffer", map);
        Object descriptor = field(map, "fd");
        if (descriptor != null) {
          cost.objects().put("FileDescriptor", size(descriptor));
        }
        costs.add(cost);
      }
    } catch (IOException e) {
      costs.add(
          new Cost("mapped ByteBuffer: not measured, no temporary file", new LinkedHashMap<>()));
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  /** The direct buffer that the JDK keeps for a thread behind I/O on heap buffers. */
  private static Cost temporary(ByteBuffer direct) {
    Cost cost = companions("hidden temporary buffer of a thread that does heap I/O", direct);
    try {
      Class<?> cache = Class.forName("sun.nio.ch.Util$BufferCache");
      var constructor = cache.getDeclaredConstructor();
      constructor.setAccessible(true);
      Object made = constructor.newInstance();
      cost.objects().put("BufferCache", size(made));
      Object slots = field(made, "buffers");
      if (slots != null) {
        cost.objects().put("its slots", size(slots));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      cost.objects().put("BufferCache (not visible)", 0L);
    }
    return cost;
  }

  private static void agrona(List<Cost> costs, ByteBuffer direct) {
    try {
      costs.add(cost("Agrona UnsafeBuffer around a byte[]", new UnsafeBuffer(new byte[CONTENT])));
      Cost wrapped = companions("Agrona UnsafeBuffer around a direct ByteBuffer", direct);
      wrapped.objects().put("UnsafeBuffer", size(new UnsafeBuffer(direct)));
      costs.add(wrapped);
    } catch (LinkageError e) {
      costs.add(new Cost("Agrona UnsafeBuffer: not visible without its --add-opens", Map.of()));
    }
  }

  /** Segments exist from Java 22 on; this class is compiled for 17. */
  private static void segments(List<Cost> costs) {
    try {
      Class<?> arenas = Class.forName("java.lang.foreign.Arena");
      Object arena = arenas.getMethod("ofConfined").invoke(null);
      Object segment = arenas.getMethod("allocate", long.class).invoke(arena, (long) CONTENT);
      Cost cost = cost("MemorySegment of a confined Arena", segment);
      cost.objects().put(arena.getClass().getSimpleName(), size(arena));
      Object session = arenas.getMethod("scope").invoke(arena);
      cost.objects().put(session.getClass().getSimpleName(), size(session));
      costs.add(cost);
      arenas.getMethod("close").invoke(arena);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return;
    }
  }

  /**
   * A field's value by name, wherever in the class it is declared; null where it is not visible.
   */
  private static Object field(Object object, String name) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
      } catch (NoSuchFieldException e) {
        continue;
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null;
      }
    }
    return null;
  }
}
