package zerocopy.bench.support;

/**
 * This platform lacks what a strategy needs; thrown from a benchmark's set-up. The run lists the
 * strategy as skipped, with the message as reason, and goes on; its exit status is not affected.
 */
public final class Unsupported extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * The reason, for the listing of what was skipped.
   *
   * @param reason one sentence: what is lacking, and how to get it where that is possible
   */
  public Unsupported(String reason) {
    super(reason);
  }
}
