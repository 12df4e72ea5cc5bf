package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Expected values were computed with another program's Student distribution. */
class LogMeanTest {

  private static final LogMean MEAN = new LogMean(0.03, 0.01, 7.5);

  @Test
  void ofASampleItIsStudents() {
    LogMean mean = LogMean.of(LogMean.logs(new double[] {10, 11, 12, 14}));
    assertEquals(2.456111086298919, mean.value(), 1e-12);
    assertEquals(0.07144801372442854, mean.error(), 1e-12);
    assertEquals(3, mean.freedom());
  }

  @Test
  void intervalAndProbabilities() {
    Interval interval = MEAN.interval().orElseThrow();
    assertEquals(1.0066918950688895, interval.lower(), 1e-9);
    assertEquals(1.0547780822976591, interval.upper(), 1e-9);
    assertEquals(0.023332512810768376, MEAN.halfWidth(), 1e-9);
    assertEquals(0.018390938608204507, MEAN.p(), 1e-9);
    assertEquals(0.009195469304102253, MEAN.pNotAbove(), 1e-9);
    assertEquals(0.04975460986559474, MEAN.pNotWithin(Math.log(1.05)), 1e-9);
    assertEquals(0.03225248973804649, MEAN.detectable(), 1e-9);
  }

  @Test
  void signsDoNotMatterToTwoSidedQuestions() {
    LogMean other = new LogMean(-0.03, 0.01, 7.5);
    assertEquals(MEAN.p(), other.p(), 1e-12);
    assertEquals(MEAN.pNotWithin(0.05), other.pNotWithin(0.05), 1e-12);
    assertEquals(1 - MEAN.pNotAbove(), other.pNotAbove(), 1e-12);
    assertEquals(1, new LogMean(0, 0.01, 7.5).p());
  }

  @Test
  void differencesAreWelchs() {
    LogMean difference = new LogMean(0.1, 0.02, 3).minus(new LogMean(0.04, 0.03, 8));
    assertEquals(0.06, difference.value(), 1e-12);
    assertEquals(0.03605551275463989, difference.error(), 1e-12);
    assertEquals(10.932614555256066, difference.freedom(), 1e-9);
    LogMean exact = new LogMean(0.1, 0, 3).minus(new LogMean(0.04, 0, 8));
    assertEquals(0, exact.error());
    assertEquals(11, exact.freedom());
    assertEquals(0, exact.p());
    assertEquals(0, exact.pNotWithin(0.07));
    assertEquals(1, exact.pNotWithin(0.05));
    assertEquals(Math.exp(0.06), exact.interval().orElseThrow().lower(), 1e-12);
  }

  @Test
  void oneForkAndTwoAloneSayNothingOfTheirError() {
    LogMean one = LogMean.of(new double[] {0.5});
    LogMean two = LogMean.of(new double[] {0.5, 0.7});
    for (LogMean mean : new LogMean[] {one, two, MEAN.minus(one), one.minus(MEAN)}) {
      assertFalse(mean.isKnown() || mean.interval().isPresent());
      assertEquals(1, mean.p());
      assertEquals(1, mean.pNotAbove());
      assertEquals(1, mean.pNotWithin(9));
      assertTrue(Double.isNaN(mean.halfWidth()) && Double.isNaN(mean.detectable()));
    }
    assertEquals(0.5, one.value());
    assertEquals(0.6, two.value(), 1e-12);
    assertTrue(LogMean.of(new double[] {0.5, 0.7, 0.6}).isKnown());
  }
}
