package zerocopy.results;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far apart the cores of a fork's two threads were: a hypervisor puts the virtual CPUs of a
 * guest now on one core complex, now on two, and does not say so. The time of a cache line's round
 * trip between them tells, measured before and after the fork.
 *
 * <p>Near and apart are two conditions: forks of both are never averaged. Rows that crossed cores
 * have the state as a further parameter, {@link #PARAMETER}.
 */
public enum Placement {
  /** The two cores share a cache. */
  NEAR("near"),
  /** They do not: a line travels between complexes or sockets. */
  APART("apart");

  /** The parameter that tells rows of both states apart; no benchmark has one of that name. */
  public static final String PARAMETER = "placement";

  /** Fact of a fork: time of a round trip before it, ns. */
  public static final String BEFORE = "roundTripNanosBefore";

  /** Fact of a fork: time of a round trip after it, ns. */
  public static final String AFTER = "roundTripNanosAfter";

  /**
   * A longer round trip, ns, leaves the shared cache. Measured on virtual machines with Zen 3 to
   * Zen 5: 86 to 133 ns on one complex, 360 to 425 ns apart, nothing between.
   */
  private static final double BOUNDARY = 200;

  private final String words;

  Placement(String words) {
    this.words = words;
  }

  /**
   * The state as tables name it.
   *
   * @return {@code near} or {@code apart}
   */
  public String words() {
    return words;
  }

  /**
   * The state by a round trip.
   *
   * @param roundTripNanos time, ns, above 0
   */
  public static Placement of(double roundTripNanos) {
    return roundTripNanos < BOUNDARY ? NEAR : APART;
  }

  /**
   * The state of a fork.
   *
   * @return empty where it was not measured
   */
  public static Optional<Placement> of(ForkRecord fork) {
    OptionalDouble trip = roundTrip(fork.facts());
    return trip.isPresent() ? Optional.of(of(trip.getAsDouble())) : Optional.empty();
  }

  /**
   * The time of a fork's round trips.
   *
   * @return geometric mean of both, ns; empty where one is missing
   */
  public static OptionalDouble roundTrip(Map<String, String> facts) {
    OptionalDouble before = number(facts.get(BEFORE));
    OptionalDouble after = number(facts.get(AFTER));
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of(Math.sqrt(before.getAsDouble() * after.getAsDouble()))
        : OptionalDouble.empty();
  }

  private static OptionalDouble number(String text) {
    return text != null && text.matches("\\d{1,9}(\\.\\d{1,9})?") && Double.parseDouble(text) > 0
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }

  /** A fork's parameters, with the state where it is known. */
  public static SortedMap<String, String> conditions(ForkRecord fork) {
    SortedMap<String, String> conditions = new TreeMap<>(fork.params());
    of(fork).ifPresent(state -> conditions.put(PARAMETER, state.words));
    return conditions;
  }
}
