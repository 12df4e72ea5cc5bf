package zerocopy.report.why;

import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * Two strategies of one question under the same conditions.
 *
 * @param first one of them
 * @param other the other
 * @param measured time of the first over time of the other
 * @param verdict whether the difference is real, corrected for all pairs
 */
record Gap(Explained first, Explained other, Ratio measured, Verdict verdict) {

  /** The same ratio, predicted. */
  double predicted() {
    return first.prediction().total() / other.prediction().total();
  }

  /** The same pair the other way round. */
  Gap turned() {
    return new Gap(other, first, measured.inverse(), verdict.inverse());
  }

  boolean isReal() {
    return verdict.isDifferent();
  }

  boolean isComposed() {
    return first.prediction().isComposed() && other.prediction().isComposed();
  }

  /** Whether the prediction says which of the two is faster. */
  boolean signIsRight() {
    return predicted() < 1 == measured.value() < 1 && predicted() != 1;
  }
}
