package zerocopy.report.why;

import zerocopy.iopath.IoPath;
import zerocopy.iopath.PredictedTime;
import zerocopy.results.ResultRow;

/**
 * A row beside what the ledger and the primitives say about it.
 *
 * @param row the samples
 * @param path what the strategy does
 * @param prediction what that should cost
 * @param measured nanoseconds of one operation, as the tables have it
 */
record Explained(ResultRow row, IoPath path, PredictedTime prediction, double measured) {

  /** Predicted over measured, less 1: 0.1 says that the prediction is 10 % too long. */
  double error() {
    return prediction.total() / measured - 1;
  }

  /** Nanoseconds that the prediction lacks; negative where it has too many. */
  double unexplained() {
    return measured - prediction.total();
  }

  /** The strategy with its parameters, as a sentence reads. */
  String name() {
    return row.question() + "." + row.strategy();
  }
}
