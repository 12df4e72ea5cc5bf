package zerocopy.bench.support.peer;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.Transport;

/**
 * What a sender tells a receiver on another machine.
 *
 * @param mode how it takes bytes
 * @param receive bytes that one read takes at most, 1 to {@link #MOST}
 * @param messageSize bytes of a message, 1 or more
 * @param pacing of its end
 * @param cores {@code two}: on its second core; {@code any}
 * @param seed of the {@link zerocopy.bench.support.Payload} that a message is the begin of
 */
public record ReceiverSettings(
    Receiver.Mode mode,
    int receive,
    long messageSize,
    Transport.Pacing pacing,
    Cores cores,
    long seed) {

  /** Bytes of the buffer that a sender may have the receiver's machine take. */
  static final int MOST = 1 << 26;

  /** Checks the ranges. */
  public ReceiverSettings {
    if (receive < 1 || receive > MOST || messageSize < 1) {
      throw new IllegalArgumentException(
          "receive=%d is out of range: give a whole number from 1 to %d".formatted(receive, MOST));
    }
  }

  String words() {
    return String.format(
            Locale.ROOT,
            "receiver=%s receive=%d messageSize=%d pacing=%s cores=%s seed=%d",
            mode,
            receive,
            messageSize,
            pacing,
            cores,
            seed)
        .toLowerCase(Locale.ROOT)
        .replace("messagesize", "messageSize");
  }

  /**
   * Reads what {@link #words()} wrote.
   *
   * @throws IllegalArgumentException if something is missing, unknown or out of range
   */
  static ReceiverSettings of(String words) {
    Map<String, String> values = new HashMap<>();
    for (String word : words.split(" ")) {
      String[] pair = word.split("=", 2);
      values.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    return new ReceiverSettings(
        Receiver.Mode.of(values.get("receiver"), Transport.TCP),
        Integer.parseInt(values.get("receive")),
        Long.parseLong(values.get("messageSize")),
        Choice.of(Transport.Pacing.class, "pacing", values.get("pacing")),
        Cores.of(values.get("cores")),
        Long.parseLong(values.get("seed")));
  }

  /** A receiver with these settings on a connection that was accepted. */
  Receiver receiver(SocketChannel from) throws IOException {
    return new Receiver(from, mode, receive, messageSize);
  }
}
