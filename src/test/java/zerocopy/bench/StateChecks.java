package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import zerocopy.bench.memory.Allocated;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;

/**
 * What the states of a strategy must be around one of its calls: memory of the kinds that its name
 * says, at the right offset of a page, poisoned; a connection of the kind that the parameter says;
 * a file that is new or the same.
 */
final class StateChecks {

  private static final Map<String, MemoryKind> WORDS =
      Map.of(
          "heap", MemoryKind.HEAP,
          "array", MemoryKind.HEAP,
          "stream", MemoryKind.HEAP,
          "direct", MemoryKind.DIRECT,
          "native", MemoryKind.DIRECT,
          "mapped", MemoryKind.MAPPED,
          "map", MemoryKind.MAPPED);

  /** Both ends of a copy are named. */
  private static final String BOTH_ENDS =
      ".*(?i:heap|direct|mapped|array|native)To(Heap|Direct|Mapped|Array|Native)";

  private final StrategyCode code;
  private final Map<String, String> values;
  private final Collection<?> states;
  private final Set<MemoryKind> used = EnumSet.noneOf(MemoryKind.class);
  private FileChannel standing;
  private Object standingKey;

  /**
   * Checks of one call.
   *
   * @param strategy its method
   * @param values of the parameters
   * @param states set up for the iteration and the invocation
   */
  StateChecks(Method strategy, Map<String, String> values, Collection<?> states) {
    this.code = StrategyCode.of(strategy);
    this.values = values;
    this.states = states;
  }

  /** Looks at the states right before the call. */
  void before() throws IOException {
    noteKinds();
    checkPoison();
    checkOffsets();
    checkConnections();
    checkArenas();
    Optional<Path> target = target();
    if (target.isPresent()) {
      // As long as it is open, no other file gets its number.
      standing = FileChannel.open(target.get(), StandardOpenOption.READ);
      standingKey = keyOf(target.get());
    }
  }

  /** Looks at the states right after the call. */
  void after() throws IOException {
    noteKinds();
    checkKinds();
    if (standing != null) {
      boolean renewed = !keyOf(target().orElseThrow()).equals(standingKey);
      standing.close();
      boolean replaces = code.calls().contains("java.nio.file.Files.copy");
      assertEquals(values.get("destination").equals("new") || replaces, renewed, "file is new");
    }
  }

  /**
   * Segments outside the heap belong to arenas, which end with the trial.
   *
   * @param states torn down
   */
  static void requireReleased(Collection<?> states) {
    for (Object memory : Reachable.from(states)) {
      assertFalse(MemoryKind.isLiveSegment(memory), "a segment outlives its trial");
    }
  }

  /** A segment that one thread alone may touch costs less to check. */
  private void checkArenas() {
    for (Object memory : Reachable.from(states)) {
      if (MemoryKind.isLiveSegment(memory)) {
        assertEquals(
            !code.method().getName().startsWith("confined"),
            MemoryKind.isShared(memory),
            "a segment of a shared arena");
      }
    }
  }

  private void noteKinds() {
    for (Object state : states) {
      for (Field field : fieldsOf(state)) {
        if (code.touches(field)) {
          Object memory = Reachable.valueOf(field, state);
          Stream<?> all = memory instanceof Object[] several ? Stream.of(several) : Stream.of();
          Stream.concat(all, Stream.ofNullable(memory))
              .flatMap(each -> MemoryKind.of(each).stream())
              .forEach(used::add);
        }
      }
    }
    if (code.calls().contains("java.nio.channels.FileChannel.map")) {
      used.add(MemoryKind.MAPPED);
    }
  }

  /** A buffer on the way need not be named if it is a direct one. */
  private void checkKinds() {
    String name = code.method().getName();
    Set<MemoryKind> named = EnumSet.noneOf(MemoryKind.class);
    for (String word : name.split("(?=[A-Z])")) {
      named.addAll(Optional.ofNullable(WORDS.get(word.toLowerCase(Locale.ROOT))).stream().toList());
    }
    if (!named.isEmpty()) {
      if (!name.matches(BOTH_ENDS) && !named.contains(MemoryKind.DIRECT)) {
        used.remove(MemoryKind.DIRECT);
      }
      assertEquals(named, used, "kinds of memory that " + name + " uses");
    }
  }

  /** Only buffers that own their memory are read: a view may outlive what it shows. */
  private void checkPoison() {
    for (Object state : states) {
      List<ByteBuffer> memories = Reachable.from(List.of(state), ByteBuffer.class);
      if (hasMethod(state, "poison") && !memories.isEmpty()) {
        assertTrue(memories.stream().anyMatch(StateChecks::isPoison), state + " is not poisoned");
      }
    }
  }

  /** What is allocated by the measured call lies where its interface puts it. */
  private void checkOffsets() {
    int offset = Integer.parseInt(values.getOrDefault("offset", "0"));
    for (ByteBuffer memory :
        bytesOf(states.stream().filter(state -> !(state instanceof Allocated)).toList())) {
      if (memory.isDirect()) {
        assertEquals(offset, PageAligned.pageOffset(memory), "offset in the page");
      } else if (values.containsKey("offset")) {
        assertEquals(offset, memory.arrayOffset(), "offset in the array");
      }
    }
  }

  private void checkConnections() throws IOException {
    String transport = values.get("transport");
    if (transport == null) {
      return;
    }
    assertEquals(
        transport.equals("pipe"),
        !Reachable.from(states, Pipe.SourceChannel.class).isEmpty(),
        "a pipe is there");
    List<SocketChannel> ends = Reachable.from(states, SocketChannel.class);
    assertEquals(transport.matches("pipe|eventfd") ? 0 : 2, ends.size(), "ends of a socket");
    for (SocketChannel end : ends) {
      Class<?> kind =
          transport.equals("unix") ? UnixDomainSocketAddress.class : InetSocketAddress.class;
      assertTrue(kind.isInstance(end.getLocalAddress()), "a socket at " + end.getLocalAddress());
      if (transport.equals("tcp")) {
        checkTcp(end);
      }
    }
  }

  private void checkTcp(SocketChannel end) throws IOException {
    assertTrue(end.getOption(StandardSocketOptions.TCP_NODELAY), "Nagle's algorithm is off");
    if (LinuxMemory.available()) {
      String system =
          Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip();
      assertEquals(
          values.get("pacing").equals("none") ? "reno" : system,
          LinuxSocket.facts(end).get("congestionControl"));
    }
  }

  private Optional<Path> target() {
    return states.stream()
        .filter(state -> fieldsOf(state).stream().anyMatch(f -> f.getName().equals("destination")))
        .flatMap(state -> fieldsOf(state).stream().map(field -> Reachable.valueOf(field, state)))
        .filter(Path.class::isInstance)
        .map(Path.class::cast)
        .findFirst();
  }

  private static Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static List<ByteBuffer> bytesOf(Collection<?> roots) {
    return Reachable.from(roots).stream()
        .flatMap(object -> MemoryKind.bytesOf(object).stream())
        .toList();
  }

  private static boolean isPoison(ByteBuffer memory) {
    ByteBuffer poison = ByteBuffer.allocate(memory.capacity());
    Payload.poison(poison);
    return memory.duplicate().clear().mismatch(poison) < 0;
  }

  private static boolean hasMethod(Object state, String name) {
    return Stream.of(state.getClass().getMethods()).anyMatch(m -> m.getName().equals(name));
  }

  private static List<Field> fieldsOf(Object state) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = state.getClass();
        c.getName().startsWith("zerocopy.");
        c = c.getSuperclass()) {
      Stream.of(c.getDeclaredFields())
          .filter(field -> !Modifier.isStatic(field.getModifiers()))
          .forEach(fields::add);
    }
    return fields;
  }
}
