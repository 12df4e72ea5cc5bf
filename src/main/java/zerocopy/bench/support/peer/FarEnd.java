package zerocopy.bench.support.peer;

/** The end that receives, in this process or on another machine. */
public interface FarEnd {

  /**
   * What has come.
   *
   * @param received bytes, ever
   * @param messages messages that came completely, ever
   * @param compared bytes found equal to the source's since the comparison began
   * @param failure what went wrong; empty while nothing has
   */
  record State(long received, long messages, long compared, String failure) {}

  /** Fills the receiver's buffer with poison; only between two messages. */
  void poison();

  /**
   * Begins or ends the comparison of every byte with the source; only between two messages.
   *
   * @param on true to begin, from 0 bytes
   */
  void compare(boolean on);

  /** What has come so far. */
  State state();
}
