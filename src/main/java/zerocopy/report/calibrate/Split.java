package zerocopy.report.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** How the rounds of a run are split in two. */
public enum Split {
  /** Rounds drawn at random for either side. */
  RANDOM,
  /** The earlier of the rounds drawn against the later ones: all that a machine drifts. */
  EARLY_AGAINST_LATE;

  /** The split in words. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * Draws rounds.
   *
   * @param rounds how many there are
   * @param forks how many each side gets
   * @return places of rounds: the base's first, then as many of the candidate's
   */
  int[] draw(int rounds, int forks, Random random) {
    int[] drawn = some(rounds, 2 * forks, random);
    if (this == EARLY_AGAINST_LATE) {
      Arrays.sort(drawn);
    }
    return drawn;
  }

  /** Some of the numbers from 0, in random order, none twice. */
  static int[] some(int of, int number, Random random) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, of).boxed().toList());
    Collections.shuffle(all, random);
    return all.stream().limit(number).mapToInt(i -> i).toArray();
  }
}
