package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.BufferUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.Renewal;

/** Each iteration finds its memory and its files in another place than the one before. */
class RenewalTest {

  /** Around the states of a strategy that are renewed. */
  private static final Set<String> RENEWED =
      Set.of("Source", "Target", "SourceFile", "SourceMemory", "UserMemory", "SegmentCopy");

  /** By state: the places of the iteration before; held, so that no address is given out again. */
  private final Map<Object, Set<Object>> places = new IdentityHashMap<>();

  private final Set<String> compared = new TreeSet<>();

  /** The last column: the states that have to be seen. */
  @ParameterizedTest
  @CsvSource({
    "memory.BufferCopy, heapToHeap|directToDirect, 4194304, Source.Direct Source.Heap Target.Direct Target.Heap",
    "memory.BufferCopy, heapToHeap|directToDirect, 16777216, Source.Direct Source.Heap Target.Direct Target.Heap",
    "memory.BufferCopy, mappedToDirect|directToMapped, 65536, Source.Direct Source.Mapped Target.Direct Target.Mapped",
    "memory.BufferCopy, mappedToDirect|directToMapped, 16777216, Source.Direct Source.Mapped Target.Direct Target.Mapped",
    "memory.SmallCopy, heapToHeap|directToDirect, 64, Source.Direct Source.Heap Target.Direct Target.Heap",
    "memory.SegmentCopy, heapToHeap|nativeToNative, 65536, SegmentCopy.HeapSource SegmentCopy.HeapTarget SegmentCopy.NativeSource SegmentCopy.NativeTarget",
    "memory.SegmentCopy, heapToHeap|nativeToNative, 16777216, SegmentCopy.HeapSource SegmentCopy.HeapTarget SegmentCopy.NativeSource SegmentCopy.NativeTarget",
    "file.FileRead, heap|agronaDirect|mappedCopy, 4096, SourceFile SourceFile.Mapped UserMemory.Agrona UserMemory.Direct UserMemory.Heap",
    "file.FileRead, heap|agronaDirect|mappedCopy, 16777216, SourceFile SourceFile.Mapped UserMemory.Agrona UserMemory.Direct UserMemory.Heap",
    "file.FileWrite, heap|direct|agronaMapped, 1048576, SourceMemory.Agrona SourceMemory.Direct SourceMemory.Heap",
    "file.FileWrite, heap|direct|agronaMapped, 16777216, SourceMemory.Agrona SourceMemory.Direct SourceMemory.Heap"
  })
  void memoryIsNewBeforeEachIterationUnlessItIsLarge(
      String benchmark, String strategies, int size, String states) throws Throwable {
    StrategyTester.of(classOf(benchmark))
        .only(method -> method.getName().matches(strategies))
        .where(values -> sizeOf(values) == size)
        .where(values -> values.getOrDefault("chunk", "1048576").equals("1048576"))
        .where(values -> values.getOrDefault("destination", "existing").equals("existing"))
        .where(values -> values.getOrDefault("pages", "dirty").equals("dirty"))
        .where(values -> values.getOrDefault("sync", "none").equals("none"))
        .repeating(1)
        .prepared(state -> compare(state, size <= Renewal.MOST))
        .runHere();
    assertEquals(new TreeSet<>(List.of(states.split(" "))), compared);
  }

  private static Class<?> classOf(String benchmark) throws ClassNotFoundException {
    boolean lacking = benchmark.contains("Segment") && Runtime.version().feature() < 22;
    assumeTrue(!lacking, "needs a build by JDK 22 or newer");
    return Class.forName("zerocopy.bench." + benchmark);
  }

  private static int sizeOf(Map<String, String> values) {
    return Integer.parseInt(values.getOrDefault("size", values.get("fileSize")));
  }

  private void compare(Object state, boolean renewed) {
    String name = state.getClass().getName().replaceFirst(".*\\.", "").replace('$', '.');
    if (!state.getClass().isAnnotationPresent(State.class)
        || !RENEWED.contains(name.replaceFirst("\\..*", ""))) {
      return;
    }
    Set<Object> now =
        Reachable.from(List.of(state)).stream()
            .flatMap(RenewalTest::placesOf)
            .collect(Collectors.toCollection(HashSet::new));
    assertFalse(now.isEmpty(), name);
    Set<Object> before = places.put(state, now);
    if (before != null) {
      compared.add(name);
      assertTrue(renewed ? Collections.disjoint(before, now) : before.equals(now), name);
    }
  }

  /** What equals the places of other memory only if it is the same memory. */
  private static Stream<Object> placesOf(Object memory) {
    if (memory instanceof Path file) {
      return inodesOf(file);
    }
    if (memory instanceof ByteBuffer bytes) {
      return bytes.isDirect() ? addressOf(bytes) : Stream.of(bytes.array());
    }
    boolean segment = memory.getClass().getName().contains("MemorySegmentImpl");
    return segment ? Stream.of(memory) : Stream.empty();
  }

  /** A mapping is another one if its file is: the old one is undone first, its address is free. */
  private static Stream<Object> addressOf(ByteBuffer direct) {
    boolean mapped = MemoryKind.of(direct).orElseThrow() == MemoryKind.MAPPED;
    return mapped ? Stream.empty() : Stream.of(BufferUtil.address(direct));
  }

  private static Stream<Object> inodesOf(Path file) {
    try (Stream<Path> files = Files.walk(file)) {
      List<Object> inodes = new ArrayList<>();
      for (Path each : files.filter(f -> !f.endsWith(".lock")).toList()) {
        BasicFileAttributes attributes = Files.readAttributes(each, BasicFileAttributes.class);
        if (attributes.isRegularFile()) {
          inodes.add(attributes.fileKey());
        }
      }
      return inodes.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
