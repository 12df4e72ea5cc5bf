package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.results.UserError;

/** A receiver that cannot listen says in a sentence what to do. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "unpaced listeners are made by Linux calls")
class ReceiveCommandTest {

  private static String refusal(String... arguments) {
    String sentence =
        assertThrows(UserError.class, () -> ReceiveCommand.run(List.of(arguments))).getMessage();
    assertEquals(1, sentence.lines().count(), sentence);
    return sentence;
  }

  @ParameterizedTest
  @CsvSource({
    "--token 12345678, receive needs --listen",
    "--listen, --listen needs a value",
    "--listen 10.0.0.1, is not ADDRESS:PORT",
    "--listen 10.0.0.1:99999, is not ADDRESS:PORT",
    "--listen nowhere.invalid:7000, names no host",
    "--listen 192.0.2.1:7000, give an address of this machine",
    "--listen 127.0.0.1:0 --token short, a token has 8 to 128",
    "--listen 127.0.0.1:0 --peer, --peer is not understood",
    "--listen 127.0.0.1:0 --listen 127.0.0.1:0, given twice"
  })
  void badInputIsRefused(String arguments, String said) {
    String sentence = refusal(arguments.split(" "));
    assertTrue(sentence.contains(said), sentence);
  }

  @Test
  void aPortInUseIsRefused() throws Exception {
    try (ServerSocket user = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String sentence = refusal("--listen", "127.0.0.1:" + user.getLocalPort());
      assertTrue(sentence.endsWith("choose another port, most likely somebody uses this one"));
    }
  }
}
