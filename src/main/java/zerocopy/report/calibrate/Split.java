package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import zerocopy.results.ResultRow;
import zerocopy.stats.Ratio;

/**
 * Which rounds are called candidate, and which base.
 *
 * @param candidate places of rounds
 * @param base as many others
 */
record Split(int[] candidate, int[] base) {

  static Split draw(Ratio.Method method, int rounds, int forks, Random random) {
    return method == Ratio.Method.PAIRED_BY_ROUND
        ? neighbours(rounds, forks, random)
        : apart(rounds, forks, random);
  }

  /** Some of the pairs of neighbouring rounds; a coin decides within each. */
  private static Split neighbours(int rounds, int forks, Random random) {
    int[] pairs = some(rounds / 2, forks, random);
    int[] candidate = new int[forks];
    int[] base = new int[forks];
    for (int k = 0; k < forks; k++) {
      int coin = random.nextInt(2);
      candidate[k] = 2 * pairs[k] + coin;
      base[k] = 2 * pairs[k] + 1 - coin;
    }
    return new Split(candidate, base);
  }

  private static Split apart(int rounds, int forks, Random random) {
    int[] drawn = some(rounds, 2 * forks, random);
    return new Split(Arrays.copyOf(drawn, forks), Arrays.copyOfRange(drawn, forks, 2 * forks));
  }

  /** Some of the numbers from 0, in random order, none twice. */
  static int[] some(int of, int number, Random random) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, of).boxed().toList());
    Collections.shuffle(all, random);
    return all.stream().limit(number).mapToInt(i -> i).toArray();
  }

  /** A row against itself, the candidate's times multiplied by a factor. */
  Ratio compare(ResultRow row, Ratio.Method method, double factor) {
    double scale = row.mode().equals("thrpt") ? 1 / factor : factor;
    ResultRow slower = Sample.pick(row, candidate, scale);
    ResultRow same = Sample.pick(row, base, 1);
    return method == Ratio.Method.PAIRED_BY_ROUND
        ? Ratio.within(slower, same)
        : Ratio.between(slower, same);
  }
}
