package zerocopy.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promises as declarations write them. */
class PromiseTest {

  private static final Map<String, String> PARAMS =
      Map.of("fileSize", "1048577", "chunk", "65536", "order", "random", "none", "0");

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "0.5, 0.5, 0.5",
    "0.1.., 0.1, Infinity",
    "..0.5, 0, 0.5",
    "0.., 0, Infinity",
    "1..2, 1, 2",
    "fileSize/chunk, 17, 17",
    "chunk/fileSize, 1, 1",
    "fileSize/262144, 5, 5",
    "fileSize/chunk+1, 18, 18",
    "fileSize/chunk.., 17, Infinity",
    "1..fileSize/chunk+2, 1, 19"
  })
  void rangesAndParameters(String written, double least, double most) {
    assertEquals(new Promise(least, most), Promise.of(written, PARAMS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "one", "-1", "fileSize", "size/chunk", "order/chunk", "fileSize/none", "1/0"})
  void whatIsNoCountIsRefused(String written) {
    assertThrows(IllegalArgumentException.class, () -> Promise.of(written, PARAMS));
  }

  @Test
  void bothBoundsBelongToIt() {
    Promise promise = new Promise(1, 2);
    assertTrue(promise.allows(1));
    assertTrue(promise.allows(2));
    assertFalse(promise.allows(Math.nextDown(1.0)));
    assertFalse(promise.allows(Math.nextUp(2.0)));
    assertFalse(promise.allows(Double.NaN));
    assertEquals(new Promise(0.75, 3), promise.widened(0.25, 0.5));
    assertTrue(Promise.ANY.allows(0));
    assertTrue(Promise.ANY.allows(1e18));
  }
}
