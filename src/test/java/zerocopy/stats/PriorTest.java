package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.stats.Prior.Variance;

/** Expected values: the same moments, solved by bisection with another program's polygamma. */
class PriorTest {

  private static List<Variance> variances(double[] variances, int... freedom) {
    List<Variance> all = new ArrayList<>();
    for (int i = 0; i < variances.length; i++) {
      all.add(new Variance(variances[i] * 1e-4, freedom[i % freedom.length]));
    }
    return all;
  }

  @Test
  void rowsThatVaryAlikeLendMuch() {
    List<Variance> rows =
        variances(
            new double[] {1, 2, 0.5, 4, 1.5, 0.8, 3, 0.25, 1.2, 6, 0.9, 2.2},
            4,
            4,
            2,
            7,
            4,
            4,
            9,
            4,
            4,
            2,
            4,
            4);
    Prior prior = Prior.of(rows).orElseThrow();
    assertEquals(42.66728431771272, prior.freedom(), 1e-3);
    assertEquals(0.0001827717638949741, prior.variance(), 1e-9);
    Variance steadied = prior.moderate(rows.get(0));
    assertEquals(0.00017567713517550884, steadied.variance(), 1e-9);
    assertEquals(46.66728431771272, steadied.freedom(), 1e-3);
  }

  @Test
  void aStrangeRowStandsByItself() {
    List<Variance> rows = variances(new double[] {1, 30, 0.03, 8, 0.2, 2, 50, 0.01, 1, 12}, 5);
    Prior prior = Prior.of(rows).orElseThrow();
    assertEquals(0.7785300723130573, prior.freedom(), 1e-4);
    assertEquals(3.0125175431988442e-05, prior.variance(), 1e-8);
    assertEquals(2.1364145113480915e-05, prior.moderate(rows.get(4)).variance(), 1e-8);
    assertEquals(5.778530072313057, prior.moderate(rows.get(4)).freedom(), 1e-4);
    // The limit, the 80 % quantile, is 8.69e-4.
    assertSame(rows.get(6), prior.moderate(rows.get(6)));
    Variance below = new Variance(8.6e-4, 5);
    assertTrue(prior.moderate(below).freedom() > 5);
    Variance above = new Variance(8.8e-4, 5);
    assertSame(above, prior.moderate(above));
  }

  @Test
  void withoutSpreadBetweenRowsOneHundredForksAreLent() {
    Prior prior =
        Prior.of(variances(new double[] {1, 1.1, 0.9, 1, 1.2, 1, 1, 0.8, 1, 1}, 4)).orElseThrow();
    assertEquals(100, prior.freedom());
  }

  @Test
  void fewRowsOrNoVarianceLendNothing() {
    assertTrue(Prior.of(Collections.nCopies(9, new Variance(1, 4))).isEmpty());
    assertTrue(Prior.of(Collections.nCopies(10, new Variance(1, 4))).isPresent());
    assertTrue(Prior.of(Collections.nCopies(10, new Variance(0, 4))).isEmpty());
    assertTrue(Prior.of(List.of()).isEmpty());
    List<Variance> oneStill =
        new ArrayList<>(variances(new double[] {1, 2, 3, 1, 2, 1, 3, 1, 2}, 4));
    oneStill.add(new Variance(0, 4));
    assertTrue(Double.isFinite(Prior.of(oneStill).orElseThrow().variance()));
  }
}
