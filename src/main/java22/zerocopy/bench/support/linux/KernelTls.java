package zerocopy.bench.support.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import zerocopy.bench.support.Unsupported;

/**
 * TLS 1.3 with AES-128-GCM by the kernel, on a connected TCP socket, with a key that both ends know
 * beforehand: what a handshake leaves behind (Documentation/networking/tls.rst). The layout is that
 * of {@code struct tls12_crypto_info_aes_gcm_128}, in which the key is zero.
 */
public final class KernelTls {

  static final int INFO_BYTES = 40;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_ULP = 31;
  private static final int SOL_TLS = 282;
  private static final int TLS_TX = 1;
  private static final int TLS_RX = 2;
  private static final short TLS_1_3 = 0x0304;
  private static final short AES_GCM_128 = 51;

  private KernelTls() {}

  /**
   * Has the kernel encrypt what one end sends, and decrypt it at the other.
   *
   * @param sender descriptor of a connected TCP socket
   * @param receiver descriptor of its other end, from which nothing has been read
   * @throws Unsupported if the kernel has no TLS
   */
  public static void connect(int sender, int receiver) {
    set(sender, TLS_TX);
    set(receiver, TLS_RX);
  }

  private static void set(int socket, int direction) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("tls", StandardCharsets.US_ASCII);
      MemorySegment info = arena.allocate(INFO_BYTES);
      info.set(ValueLayout.JAVA_SHORT, 0, TLS_1_3);
      info.set(ValueLayout.JAVA_SHORT, Short.BYTES, AES_GCM_128);
      require(socket, IPPROTO_TCP, TCP_ULP, name);
      require(socket, SOL_TLS, direction, info);
    }
  }

  private static void require(int socket, int level, int option, MemorySegment value) {
    Syscall.SETSOCKOPT.required(
        Syscall.SETSOCKOPT.call(socket, level, option, value.address(), value.byteSize(), 0),
        "TCP with tls in /proc/sys/net/ipv4/tcp_available_ulp");
  }
}
