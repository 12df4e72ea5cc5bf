package zerocopy.results;

/** Numbers of things in words. */
public final class Counted {

  private Counted() {}

  /**
   * A number of things.
   *
   * @param number not negative
   * @param thing one of them, whose plural ends with an s more
   * @return {@code 1 round}, {@code 3 rounds}
   */
  public static String of(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /**
   * A number of things that have something.
   *
   * @param number not negative
   * @param thing one of them, whose plural ends with an s more
   * @return {@code 1 fork has}, {@code 3 forks have}
   */
  public static String having(long number, String thing) {
    return of(number, thing) + (number == 1 ? " has" : " have");
  }
}
