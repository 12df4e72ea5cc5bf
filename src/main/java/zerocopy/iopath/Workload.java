package zerocopy.iopath;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one operation of a strategy moves.
 *
 * @param fileSize bytes of the file, at least 1
 * @param chunk bytes of one read or write call, at least 1; larger than the file means the file
 * @param newTarget whether the target file of a copy is made anew
 * @param transport how a socket is reached, {@code tcp} or {@code unix}, with whatever else tells
 *     its price apart; empty where there is none
 * @param discarded whether the receiver takes the bytes without copying them
 */
public record Workload(
    long fileSize, long chunk, boolean newTarget, String transport, boolean discarded) {

  /** A workload whose receiver, if there is one, copies what it takes. */
  public Workload(long fileSize, long chunk, boolean newTarget, String transport) {
    this(fileSize, chunk, newTarget, transport, false);
  }

  /** Refuses empty files and chunks. */
  public Workload {
    if (fileSize < 1 || chunk < 1) {
      throw new IllegalArgumentException("file size and chunk are at least 1 byte");
    }
    chunk = Math.min(chunk, fileSize);
  }

  /**
   * The workload that a benchmark's parameters say.
   *
   * @param params values by parameter
   * @return empty where they tell no file and no chunk of at least a byte
   */
  public static Optional<Workload> of(Map<String, String> params) {
    long fileSize = bytes(params.get("fileSize"));
    // Strategies without a chunk stand beside those with any chunk.
    long chunk = params.containsKey("chunk") ? bytes(params.get("chunk")) : fileSize;
    if (fileSize < 1 || chunk < 1) {
      return Optional.empty();
    }
    boolean made = "new".equals(params.get("destination"));
    boolean discarded = "discarding".equals(params.get("receiver"));
    return Optional.of(new Workload(fileSize, chunk, made, transport(params), discarded));
  }

  /**
   * Everything that decides on the price of a socket beyond size and chunk.
   *
   * @param params values by parameter
   * @return one text, the same for the same conditions
   */
  public static String transport(Map<String, String> params) {
    return Stream.of("transport", "receiver", "cores", "pacing", "receive", "placement")
        .map(name -> params.getOrDefault(name, ""))
        .collect(Collectors.joining("/"));
  }

  private static long bytes(String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
