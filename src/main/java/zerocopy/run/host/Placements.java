package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.Placement;

/** How far apart the cores were over a whole run. */
public final class Placements {

  private Placements() {}

  /**
   * Adds up the forks of each state.
   *
   * @param forks all records
   * @param into what is known of the pair already
   * @return {@code into}, with number of forks and range of the round trips for each state, and how
   *     many forks were set aside because the state changed
   */
  public static ObjectNode of(List<ForkRecord> forks, ObjectNode into) {
    for (Placement state : Placement.values()) {
      SummaryStatistics trips = new SummaryStatistics();
      forks.stream()
          .filter(fork -> fork.status() == Status.OK)
          .flatMapToDouble(fork -> Placement.roundTrip(fork.facts()).stream())
          .filter(nanos -> Placement.of(nanos) == state)
          .forEach(trips::addValue);
      if (trips.getN() > 0) {
        into.putObject(state.words())
            .put("forks", trips.getN())
            .put("leastNanos", trips.getMin())
            .put("mostNanos", trips.getMax());
      }
    }
    return into.put(
        "setAside", forks.stream().filter(fork -> fork.status() == Status.SET_ASIDE).count());
  }
}
