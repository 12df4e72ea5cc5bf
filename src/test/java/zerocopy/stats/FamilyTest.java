package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FamilyTest {

  private static Ratio ratio(double value, double error) {
    return new Ratio(new LogMean(Math.log(value), error, 20));
  }

  @Test
  void fourVerdicts() {
    List<Ratio> ratios =
        List.of(ratio(0.8, 0.01), ratio(1.25, 0.01), ratio(1.005, 0.01), ratio(1.02, 0.1));
    List<Verdict> verdicts =
        List.of(Verdict.FASTER, Verdict.SLOWER, Verdict.EQUAL, Verdict.CANNOT_TELL);
    assertEquals(verdicts, Family.judge(ratios));
    assertEquals(
        verdicts.stream().map(Verdict::inverse).toList(),
        Family.judge(ratios.stream().map(Ratio::inverse).toList()));
    assertEquals(
        List.of(true, true, false, false), verdicts.stream().map(Verdict::isDifferent).toList());
    assertEquals(1 / 0.8, ratios.get(0).inverse().value(), 1e-12);
  }

  /** A small difference that is certain is a difference, not equality. */
  @Test
  void certainDifferencesAreToldHoweverSmall() {
    assertEquals(List.of(Verdict.SLOWER), Family.judge(List.of(ratio(1.01, 0.001))));
  }

  @Test
  void manyComparisonsCorrectEachOther() {
    List<Ratio> many = new ArrayList<>(List.of(ratio(1.05, 0.02)));
    assertEquals(Verdict.SLOWER, Family.judge(many).get(0));
    while (many.size() < 20) {
      many.add(ratio(1, 0.2));
    }
    assertEquals(Verdict.CANNOT_TELL, Family.judge(many).get(0));
  }

  @Test
  void oneForkIsNeverEnough() {
    Ratio alone = new Ratio(LogMean.unknown(5));
    assertEquals(List.of(Verdict.CANNOT_TELL), Family.judge(List.of(alone)));
    assertTrue(Double.isNaN(alone.detectable()) && alone.interval().isEmpty());
  }

  /**
   * Families of every kind, from nothing but noise to mostly real: the intervals say what the
   * verdicts say, and those of the rows that are called different hold the truth as often as they
   * claim. Without the correction they would miss it in some 15 % of the cases.
   */
  @Test
  void intervalsAreCorrectedAsTheVerdictsAre() {
    Random random = new Random(20261127);
    int selected = 0;
    int missed = 0;
    for (int family = 0; family < 600; family++) {
      double real = family % 4 * 0.3;
      double[] truths = new double[1 + random.nextInt(60)];
      Arrays.setAll(truths, i -> random.nextDouble() < real ? 0.06 : 0);
      List<Ratio> ratios =
          Family.corrected(
              Arrays.stream(truths)
                  .mapToObj(
                      t -> new Ratio(new LogMean(t + 0.03 * random.nextGaussian(), 0.03, 1e6)))
                  .toList());
      List<Verdict> verdicts = Family.judge(ratios);
      for (int i = 0; i < truths.length; i++) {
        Interval interval = ratios.get(i).interval().orElseThrow();
        assertEquals(verdicts.get(i).isDifferent(), !interval.contains(1), interval.toString());
        if (verdicts.get(i).isDifferent()) {
          selected++;
          missed += interval.contains(Math.exp(truths[i])) ? 0 : 1;
        }
      }
    }
    assertTrue(selected > 1000 && missed <= 0.06 * selected, missed + " of " + selected);
  }

  /** The worked example of Benjamini and Hochberg 1995, section 3.2: four of fifteen are real. */
  @Test
  void correctionAgreesWithThePaper() {
    double[] p = {
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0
    };
    double[] corrected = Family.correct(p);
    assertEquals(0.0095 * 15 / 4, corrected[3], 1e-12);
    assertTrue(corrected[3] <= 0.05 && corrected[4] > 0.05);
    assertEquals(1.0, corrected[14]);
  }
}
