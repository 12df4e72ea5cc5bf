package zerocopy.bench.socket;

import java.util.Map;

/** Which combinations of the conditions of a {@link Link} are worth a test. */
final class SocketConditions {

  private static final Map<String, String> USUAL =
      Map.of(
          "transport", "tcp",
          "receiver", "blocking",
          "cores", "two",
          "pacing", "none",
          "receive", "65536");

  private static final long LARGEST = 1 << 20;

  private SocketConditions() {}

  /** At most one condition differs from its default, and the size is small, but holds a chunk. */
  static boolean oneAtATime(Map<String, String> values) {
    long others =
        USUAL.entrySet().stream()
            .filter(usual -> values.containsKey(usual.getKey()))
            .filter(usual -> !usual.getValue().equals(values.get(usual.getKey())))
            .count();
    long size = Long.parseLong(values.getOrDefault("fileSize", values.get("size")));
    long chunk = Long.parseLong(values.getOrDefault("chunk", "1"));
    return others <= 1 && size <= LARGEST && (values.containsKey("fileSize") || chunk <= size);
  }
}
