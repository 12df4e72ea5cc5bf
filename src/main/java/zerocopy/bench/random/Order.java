package zerocopy.bench.random;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ZipfDistribution;
import org.apache.commons.math3.random.JDKRandomGenerator;

/**
 * In which order blocks are read; the same numbers each time.
 *
 * <p>{@link #ZIPF} is the workload of key-value stores: the block of rank r is read in proportion
 * to r<sup>−0.99</sup> (Gray et al., "Quickly Generating Billion-Record Synthetic Databases",
 * SIGMOD 1994; the exponent is that of the Yahoo! Cloud Serving Benchmark, Cooper et al., SoCC
 * 2010), and the ranks are scattered over the file.
 */
enum Order {
  /** Every block is as likely as any other. */
  UNIFORM {
    @Override
    void fill(int[] sequence, int blocks) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < sequence.length; i++) {
        sequence[i] = random.nextInt(blocks);
      }
    }
  },
  /** Few blocks are read often, many seldom. */
  ZIPF {
    @Override
    void fill(int[] sequence, int blocks) {
      JDKRandomGenerator random = new JDKRandomGenerator();
      random.setSeed(SEED);
      ZipfDistribution ranks = new ZipfDistribution(random, blocks, EXPONENT);
      for (int i = 0; i < sequence.length; i++) {
        sequence[i] = (int) (ranks.sample() * SCATTER % blocks);
      }
    }
  },
  /** From front to back, with one to eight blocks' distance, and again from the front. */
  GAPS {
    @Override
    void fill(int[] sequence, int blocks) {
      SplittableRandom random = new SplittableRandom(SEED);
      long at = 0;
      for (int i = 0; i < sequence.length; i++) {
        sequence[i] = (int) (at % blocks);
        at += 1 + random.nextInt(FARTHEST);
      }
    }
  };

  private static final int SEED = 20080902;
  private static final double EXPONENT = 0.99;

  /** A prime above every number of blocks: no two ranks get the same block. */
  private static final long SCATTER = 2_654_435_761L;

  private static final int FARTHEST = 8;

  /**
   * Chooses blocks.
   *
   * @param sequence gets their numbers
   * @param blocks of the file, 1 or more
   */
  abstract void fill(int[] sequence, int blocks);
}
