package zerocopy.report.rows;

import java.util.Optional;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.Strategies;
import zerocopy.iopath.Workload;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Setting;

/** The path that a row's bytes took, step by step, by the ledger of {@link Strategies}. */
public final class Ledger {

  private Ledger() {}

  /**
   * The platform of a run.
   *
   * @param environment the run's; where it tells no JDK, the one that draws the report counts
   */
  public static Platform platform(Environment environment) {
    String feature = environment.jdkVersion().split("[.+-]", 2)[0];
    return Platform.linux(
        feature.matches("\\d{2}")
            ? Math.max(17, Integer.parseInt(feature))
            : Runtime.version().feature());
  }

  /**
   * The path of a row.
   *
   * @param platform where it was measured
   * @return the path; empty where the ledger does not know the strategy, or the row is no time of
   *     an operation
   */
  public static Optional<IoPath> path(ResultRow row, Platform platform) {
    boolean time = row.mode().equals("avgt") && row.unit().equals("ns/op");
    if (!time || !Setting.areUsual(row.params())) {
      return Optional.empty();
    }
    return Workload.of(row.params())
        .flatMap(workload -> Strategies.path(row.question(), row.strategy(), workload, platform));
  }

  /**
   * Everything that decides on the price of a socket beyond size and chunk.
   *
   * @return one text, the same for the same conditions
   */
  public static String transport(ResultRow row) {
    return Workload.transport(row.params());
  }

  /** A parameter that counts bytes; 0 where it is no number. */
  static long number(ResultRow row, String name, long otherwise) {
    String text = row.params().get(name);
    return text == null ? otherwise : text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
