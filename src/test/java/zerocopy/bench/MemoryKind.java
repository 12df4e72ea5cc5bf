package zerocopy.bench;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;

/** What kind of memory lies behind a buffer, a segment or an array; asked of the object itself. */
public enum MemoryKind {
  /** A Java array. */
  HEAP,
  /** Outside the heap, and no file behind it. */
  DIRECT,
  /** The pages of a file. */
  MAPPED;

  private static final String SEGMENT = "java.lang.foreign.MemorySegment";

  /**
   * The kind of an object.
   *
   * @param memory anything
   * @return empty if it is no memory
   */
  public static Optional<MemoryKind> of(Object memory) {
    if (memory instanceof byte[] || memory instanceof long[]) {
      return Optional.of(HEAP);
    }
    if (isSegment(memory)) {
      return Optional.of(ofSegment(memory));
    }
    return bytesOf(memory).map(MemoryKind::ofBuffer);
  }

  /**
   * An object's memory as bytes.
   *
   * @param memory anything
   * @return empty if it is no memory of bytes
   */
  static Optional<ByteBuffer> bytesOf(Object memory) {
    if (memory instanceof ByteBuffer bytes) {
      return Optional.of(bytes);
    }
    if (memory instanceof DirectBuffer agrona) {
      return agrona.byteBuffer() == null
          ? Optional.ofNullable(agrona.byteArray()).map(ByteBuffer::wrap)
          : Optional.of(agrona.byteBuffer());
    }
    // A segment over longs is no memory of bytes.
    return isSegment(memory) && ofSegment(memory) != HEAP
        ? Optional.of((ByteBuffer) ask(memory, "asByteBuffer"))
        : Optional.empty();
  }

  private static MemoryKind ofBuffer(Buffer bytes) {
    if (!bytes.isDirect()) {
      return HEAP;
    }
    try {
      // The JDK makes every direct buffer a MappedByteBuffer; only a true one knows a file.
      Field file = MappedByteBuffer.class.getDeclaredField("fd");
      file.setAccessible(true);
      return file.get(bytes) == null ? DIRECT : MAPPED;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static MemoryKind ofSegment(Object segment) {
    if ((boolean) ask(segment, "isMapped")) {
      return MAPPED;
    }
    return (boolean) ask(segment, "isNative") ? DIRECT : HEAP;
  }

  /** Java 17 has no segments: their methods are looked up by name. */
  private static boolean isSegment(Object memory) {
    return memory != null
        && memory.getClass().getName().startsWith("jdk.internal.foreign.")
        && memory.getClass().getName().contains("SegmentImpl");
  }

  /**
   * Whether an object is a segment outside the heap, of no file, that may still be used.
   *
   * @param memory anything
   */
  static boolean isLiveSegment(Object memory) {
    if (!isSegment(memory) || ofSegment(memory) != DIRECT) {
      return false;
    }
    return (boolean) ask("java.lang.foreign.MemorySegment$Scope", ask(memory, "scope"), "isAlive");
  }

  /**
   * Whether every thread may use a segment.
   *
   * @param segment a segment
   */
  static boolean isShared(Object segment) {
    return (boolean) ask(SEGMENT, segment, "isAccessibleBy", new Thread(() -> {}));
  }

  private static Object ask(Object segment, String method) {
    return ask(SEGMENT, segment, method);
  }

  private static Object ask(String type, Object object, String method, Object... arguments) {
    try {
      Class<?>[] types = Stream.of(arguments).map(Object::getClass).toArray(Class<?>[]::new);
      return Class.forName(type).getMethod(method, types).invoke(object, arguments);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
