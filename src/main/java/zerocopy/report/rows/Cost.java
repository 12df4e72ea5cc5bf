package zerocopy.report.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;

/** What an operation costs: time, or the processor's time. Each is estimated in the same way. */
public enum Cost {
  /** The score itself. */
  TIME(Optional::of),

  /** CPU time of all threads, user and system, ns. */
  CPU(
      row ->
          sum(
                  row.secondary().get(KernelMetrics.USER_TIME),
                  row.secondary().get(KernelMetrics.SYSTEM_TIME))
              .flatMap(cpu -> with(row, cpu))),

  /** CPU time of the thread that sends, or asks, ns. */
  SENDER_CPU(row -> with(row, row.secondary().get(KernelMetrics.OWN_TIME))),

  /** CPU time of the thread that receives, or answers, ns. */
  RECEIVER_CPU(row -> with(row, row.secondary().get(KernelMetrics.PEER_TIME)));

  private final Function<ResultRow, Optional<ResultRow>> view;

  Cost(Function<ResultRow, Optional<ResultRow>> view) {
    this.view = view;
  }

  /**
   * A row with this cost in the place of the score.
   *
   * @return empty where no fork knows it
   */
  Optional<ResultRow> of(ResultRow row) {
    return view.apply(row);
  }

  private static Optional<ResultRow.Secondary> sum(
      ResultRow.Secondary user, ResultRow.Secondary system) {
    if (user == null || system == null) {
      return Optional.empty();
    }
    List<double[]> forks = new ArrayList<>();
    for (int f = 0; f < user.forks().size(); f++) {
      double[] one = user.forks().get(f);
      double[] other = system.forks().get(f);
      forks.add(
          IntStream.range(0, Math.min(one.length, other.length))
              .mapToDouble(i -> one[i] + other[i])
              .toArray());
    }
    return Optional.of(new ResultRow.Secondary(user.unit(), forks));
  }

  /** Iterations in which the clock did not move say nothing, nor do forks without others. */
  private static Optional<ResultRow> with(ResultRow row, ResultRow.Secondary cost) {
    if (cost == null) {
      return Optional.empty();
    }
    List<double[]> forks = new ArrayList<>();
    List<Integer> rounds = new ArrayList<>();
    for (int f = 0; f < cost.forks().size(); f++) {
      double[] moved =
          Arrays.stream(cost.forks().get(f)).filter(c -> c > 0 && Double.isFinite(c)).toArray();
      if (moved.length > 0) {
        forks.add(moved);
        if (f < row.rounds().length) {
          rounds.add(row.rounds()[f]);
        }
      }
    }
    return forks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ResultRow(
                row.benchmark(),
                row.params(),
                "avgt",
                cost.unit(),
                forks,
                rounds.stream().mapToInt(round -> round).toArray(),
                Map.of()));
  }
}
