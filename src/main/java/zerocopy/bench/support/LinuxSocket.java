package zerocopy.bench.support;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What Linux knows of a TCP connection and Java does not say: its congestion control, its
 * statistics; and a read that takes bytes without copying them.
 *
 * <p>Constants are those of {@code linux/tcp.h} and {@code bits/socket.h}, the same on x86-64 and
 * AArch64. Calls go through JNA's direct mapping, which costs some 100 ns beyond the call itself.
 */
public final class LinuxSocket {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int TCP_CONGESTION = 13;
  private static final int TCP_USER_TIMEOUT = 18;
  private static final int MSG_TRUNC = 0x20;

  /** {@code TCP_CA_NAME_MAX}. */
  private static final int NAME_BYTES = 16;

  /** Bytes of {@code struct tcp_info} up to its last field that is read here. */
  private static final int INFO_BYTES = 112;

  /** Offsets in {@code struct tcp_info}: u32 but for the pacing rate, u64. */
  private static final int SEGMENT_BYTES = 16;

  private static final int ALL_RETRANSMISSIONS = 100;
  private static final int PACING_RATE = 104;

  private LinuxSocket() {}

  /** Bound when first used: elsewhere than on Linux nothing is loaded. */
  private static final class C {
    static {
      Native.register(C.class, "c");
    }

    static native int setsockopt(int fd, int level, int name, byte[] value, int length)
        throws LastErrorException;

    static native int getsockopt(int fd, int level, int name, byte[] value, int[] length)
        throws LastErrorException;

    static native long recv(int fd, long address, long length, int flags) throws LastErrorException;
  }

  /**
   * The number by which the kernel knows a socket.
   *
   * @param channel a {@code SocketChannel} or {@code ServerSocketChannel} of the JDK
   * @throws Unsupported if this is not Linux, or {@code sun.nio.ch} is not open to us
   */
  public static int descriptor(Channel channel) {
    if (!LinuxMemory.available()) {
      throw new Unsupported("needs Linux's socket options: give pacing=system");
    }
    try {
      Method descriptor = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
      descriptor.setAccessible(true);
      return (int) descriptor.invoke(channel);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new Unsupported("needs --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
    }
  }

  /**
   * Chooses the congestion control of a socket. It must not be connected or listening yet: a
   * connection that has once been paced stays paced. What a listener accepts inherits its choice.
   *
   * @param name a control that the kernel has, {@code reno}
   * @throws Unsupported if the kernel refuses
   */
  public static void setCongestionControl(Channel channel, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    try {
      C.setsockopt(descriptor(channel), IPPROTO_TCP, TCP_CONGESTION, bytes, bytes.length);
    } catch (LastErrorException e) {
      throw new Unsupported(
          "the kernel refuses the congestion control %s (errno %d): give pacing=system"
              .formatted(name, e.getErrorCode()));
    }
  }

  /** The congestion control that a socket has if nobody chooses one. */
  public static String systemsCongestionControl() {
    try {
      return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip();
    } catch (IOException e) {
      throw new Unsupported("the kernel does not tell its congestion control: give pacing=none");
    }
  }

  /**
   * Has the kernel end a TCP connection whose other end does not acknowledge what was sent.
   *
   * @param millis how long to wait, 1 or more
   */
  public static void endWhenUnanswered(Channel channel, int millis) throws IOException {
    byte[] value =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(millis).array();
    try {
      C.setsockopt(descriptor(channel), IPPROTO_TCP, TCP_USER_TIMEOUT, value, value.length);
    } catch (LastErrorException e) {
      throw new IOException("setsockopt failed with errno " + e.getErrorCode(), e);
    }
  }

  /**
   * What a connection has used.
   *
   * @return {@code congestionControl}; {@code pacingBytesPerSecond}, the rate that the kernel
   *     computed, which only a pacing control obeys; {@code segmentBytes}, the largest segment
   *     without headers; {@code retransmissions} of the connection's whole life
   * @throws Unsupported if the kernel does not say
   */
  public static Map<String, String> facts(Channel channel) {
    int fd = descriptor(channel);
    byte[] name = new byte[NAME_BYTES];
    byte[] info = new byte[INFO_BYTES];
    try {
      C.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, new int[] {name.length});
      C.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, new int[] {info.length});
    } catch (LastErrorException e) {
      throw new Unsupported("the kernel does not tell about a connection: needs TCP_INFO");
    }
    ByteBuffer fields = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("congestionControl", Native.toString(name, StandardCharsets.US_ASCII.name()));
    facts.put("pacingBytesPerSecond", Long.toUnsignedString(fields.getLong(PACING_RATE)));
    facts.put("segmentBytes", Integer.toUnsignedString(fields.getInt(SEGMENT_BYTES)));
    facts.put("retransmissions", Integer.toUnsignedString(fields.getInt(ALL_RETRANSMISSIONS)));
    return facts;
  }

  /**
   * Takes bytes from a TCP socket without copying them anywhere ({@code MSG_TRUNC}, tcp(7)); waits
   * until there are some.
   *
   * @param fd {@link #descriptor} of a socket in blocking mode
   * @param most bytes to take at most, 1 or more
   * @return bytes taken, 1 or more; −1 at the end of the stream
   */
  public static int discard(int fd, int most) throws IOException {
    try {
      long taken = C.recv(fd, 0, most, MSG_TRUNC);
      return taken == 0 ? -1 : (int) taken;
    } catch (LastErrorException e) {
      throw new IOException("recv failed with errno " + e.getErrorCode(), e);
    }
  }
}
