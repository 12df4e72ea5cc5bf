package zerocopy.report.rows;

import zerocopy.catalogue.Catalogue;
import zerocopy.iopath.CopyFootprint;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.Step;
import zerocopy.results.ResultRow;

/**
 * The least time that an operation can take if the processor really passes over its bytes: every
 * copy, and every loop over the bytes, at the machine's {@link Ceiling}.
 *
 * <p>How often they are copied, the ledger knows step by step; of other strategies their
 * declaration tells it. Two processors work at the same time: the longer of the two decides. Bytes
 * that nobody copies must at least be read once.
 */
final class LeastTime {

  private final Ceiling ceiling;
  private final Platform platform;

  /**
   * The least times of a run.
   *
   * @param ceiling what its machine can do
   * @param platform where its strategies ran
   */
  LeastTime(Ceiling ceiling, Platform platform) {
    this.ceiling = ceiling;
    this.platform = platform;
  }

  /**
   * The least time of an operation.
   *
   * @param bytes that the row claims to move
   * @return nanoseconds; 0 where no ceiling is known
   */
  double of(Catalogue.Entry asked, ResultRow row, long bytes) {
    double once = ceiling.leastTime(bytes, bytes);
    double copied =
        Ledger.path(row, platform).map(this::of).orElseGet(() -> declared(asked, row, bytes));
    return Math.max(once, copied);
  }

  private double of(IoPath path) {
    double own = 0;
    double peer = 0;
    for (Step step : path.steps()) {
      double least = step.times() * least(step);
      if (step.who() == Step.Who.PEER) {
        peer += least;
      } else {
        own += least;
      }
    }
    return Math.max(own, peer);
  }

  private double least(Step step) {
    return switch (step.kind()) {
      case CPU_COPY -> copy(step.bytes(), step.footprint());
      case CONSUME -> ceiling.leastTime(step.bytes(), step.footprint().source());
      default -> 0;
    };
  }

  /**
   * A copy reads and writes. Both sides are at most as fast as the nearer one, and the farther one
   * by itself is no faster than memory of its size.
   */
  private double copy(long bytes, CopyFootprint over) {
    long near = Math.min(over.source(), over.target());
    long far = Math.max(over.source(), over.target());
    return Math.max(ceiling.leastTime(2 * bytes, 2 * near), ceiling.leastTime(bytes, far));
  }

  /** One side is walked over as a whole; the other, or what lies between, may be smaller. */
  private double declared(Catalogue.Entry asked, ResultRow row, long bytes) {
    int copies = asked.copies(row.strategy());
    long near = copies > 1 ? 0 : Math.min(bytes, Ledger.number(row, "chunk", bytes));
    return copies * copy(bytes, new CopyFootprint(bytes, near, 0));
  }
}
