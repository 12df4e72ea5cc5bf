package zerocopy.bench.support.peer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import jdk.net.ExtendedSocketOptions;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.Transport;

/**
 * How two ends get to know each other, in lines of text. The receiver says its version and a random
 * number; the other answers with the HMAC-SHA256 of that number and its request, keyed by the
 * token, and with the request. So the token itself never travels, and an answer is good once. A
 * line has at most {@link #LONG} bytes once the other end is known, and far fewer before.
 */
final class Handshake {

  /** Time for the other end to answer. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For lines that come whenever the other end has a wish. */
  static final Duration FOREVER = Duration.ofDays(20);

  /** Bytes of a request or of a refusal. */
  static final int SHORT = 1 << 10;

  /** Bytes of an answer that describes a machine. */
  static final int LONG = 1 << 18;

  /** How long what was sent may stay without an answer by the other end's kernel. */
  private static final Duration UNANSWERED = Duration.ofSeconds(10);

  private static final String GREETING = "zerocopy-receiver 1";
  private static final int NONCE_BYTES = 16;
  private static final int IDLE_SECONDS = 10;
  private static final int PROBE_SECONDS = 5;
  private static final int PROBES = 3;

  private Handshake() {}

  /**
   * The receiver's part.
   *
   * @param peer a new connection
   * @return the request
   * @throws IOException if the peer does not prove itself in time
   */
  static String admit(SocketChannel peer, String token, Duration patience) throws IOException {
    String nonce = HexFormat.of().formatHex(SecureRandom.getSeed(NONCE_BYTES));
    writeLine(peer, GREETING + " " + nonce);
    String[] answer = readLine(peer, patience, SHORT).split(" ", 2);
    if (answer.length < 2) {
      throw new IOException("it does not speak as a sender does");
    }
    byte[] proof = proof(token, nonce, answer[1]).getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(proof, answer[0].getBytes(StandardCharsets.UTF_8))) {
      throw new IOException("it does not know the token");
    }
    return answer[1];
  }

  /**
   * The other part.
   *
   * @param receiver a new connection
   * @throws IllegalStateException if it is no receiver of this version
   * @throws IOException if it does not answer in time
   */
  static void introduce(SocketChannel receiver, String token, String request) throws IOException {
    String greeting;
    try {
      greeting = readLine(receiver, PATIENCE, SHORT);
    } catch (EOFException e) {
      throw new IOException("it closes new connections", e);
    }
    int end = greeting.lastIndexOf(' ');
    String name = greeting.substring(0, Math.max(0, end));
    if (!name.equals(GREETING)) {
      throw new IllegalStateException(
          name.startsWith(GREETING.split(" ")[0])
              ? "it is a %s, and this jar needs a %s: use the same jar on both machines"
                  .formatted(name, GREETING)
              : "it is no receiver: start one there with java -jar benchmarks.jar receive");
    }
    writeLine(receiver, proof(token, greeting.substring(end + 1), request) + " " + request);
  }

  private static String proof(String token, String nonce, String request) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((nonce + " " + request).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
    }
  }

  /**
   * Reads a line, byte by byte, so that nothing behind it is taken.
   *
   * @param patience for the whole of it
   * @param most bytes
   * @throws IOException if it does not come in time, or is longer
   */
  static String readLine(SocketChannel channel, Duration patience, int most) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    InputStream in = channel.socket().getInputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = read(in, channel.socket(), deadline, patience);
      if (next < 0) {
        throw new EOFException("it has closed the connection");
      }
      if (next == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      if (line.size() == most) {
        throw new IOException("a line of more than %d bytes came".formatted(most));
      }
      line.write(next);
    }
  }

  private static int read(InputStream in, Socket of, long deadline, Duration patience)
      throws IOException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    try {
      if (left < 1) {
        throw new SocketTimeoutException();
      }
      of.setSoTimeout((int) left);
      return in.read();
    } catch (SocketTimeoutException e) {
      throw new IOException(patience.toMillis() + " ms brought no whole line", e);
    }
  }

  static void writeLine(SocketChannel channel, String line) throws IOException {
    FullIo.write(channel, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Has the kernel end a connection whose other machine is gone, and sends what is small at once.
   */
  static void guard(SocketChannel channel) throws IOException {
    Transport.withoutDelay(channel);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (LinuxMemory.available()) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
      LinuxSocket.endWhenUnanswered(channel, (int) UNANSWERED.toMillis());
    }
  }
}
