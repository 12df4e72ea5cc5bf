package zerocopy.report.rows;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import zerocopy.results.ResultRow;
import zerocopy.stats.Ratio;
import zerocopy.stats.TwoWayLayout;

/** The estimators of one run, one for each cost. */
public final class Layouts {

  private final Map<Cost, TwoWayLayout> layouts = new EnumMap<>(Cost.class);

  /**
   * Fits a run.
   *
   * @param rows all of its rows
   */
  public Layouts(List<ResultRow> rows) {
    for (Cost cost : Cost.values()) {
      layouts.put(
          cost, TwoWayLayout.of(rows.stream().flatMap(row -> cost.of(row).stream()).toList()));
    }
  }

  /** The estimator of a cost. */
  public TwoWayLayout of(Cost cost) {
    return layouts.get(cost);
  }

  /** The cost of an operation; empty where it is not known. */
  Optional<Value> value(Cost cost, ResultRow row) {
    return cost.of(row).map(its -> Value.of(of(cost).mean(its), of(cost).times(its)));
  }

  /** The cost of an operation, as the tables have it, ns; empty where it is not known. */
  public OptionalDouble mean(Cost cost, ResultRow row) {
    return cost.of(row).stream().mapToDouble(its -> Math.exp(of(cost).mean(its).value())).findAny();
  }

  /** The cost of one row over that of another; empty where one of them is not known. */
  Optional<Ratio> ratio(Cost cost, ResultRow row, ResultRow base) {
    return cost.of(row).flatMap(own -> cost.of(base).map(its -> of(cost).ratio(own, its)));
  }
}
