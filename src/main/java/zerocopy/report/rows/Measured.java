package zerocopy.report.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.text.Units;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;
import zerocopy.stats.Estimate;
import zerocopy.stats.Interval;

/**
 * A row of results with what follows from it.
 *
 * @param run number of its run, from 0
 * @param asked the question that it answers
 * @param row the samples
 * @param estimate what they say, in the row's unit
 * @param bytes what one operation moves; empty where the question is not about moving bytes
 * @param standing whether its bandwidth may be shown
 */
public record Measured(
    int run,
    Catalogue.Entry asked,
    ResultRow row,
    Estimate estimate,
    OptionalLong bytes,
    Standing standing) {

  private static final double NANOSECONDS = 1e9;
  private static final double GIB = 1L << 30;

  /** Parameters that hold the number of bytes. */
  public static final List<String> SIZES = List.of("size", "fileSize");

  /** Counter of the file benchmarks: above 0 where the file system shared blocks. */
  private static final String SHARED_BLOCKS = "sharedBlocks";

  /** Whether a row's bandwidth may be shown. */
  public enum Standing {
    /** It may. */
    VALID(""),
    /** It claims more than this machine can do. */
    ABOVE_CEILING("rejected: above the bandwidth that this machine itself showed"),
    /** Its bytes stay where they are. */
    MOVES_NOTHING("moves no bytes: the file system shares the blocks (reflink)");

    private final String words;

    Standing(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  static Measured of(int run, Catalogue.Entry asked, ResultRow row, LeastTime least) {
    OptionalLong bytes = asked.bytes(row.strategy(), row.params());
    Measured measured =
        new Measured(run, asked, row, Estimate.of(row.forks()), bytes, Standing.VALID);
    if (measured.metric(SHARED_BLOCKS) > 0) {
      return measured.as(Standing.MOVES_NOTHING);
    }
    return measured.bytes.isPresent()
            && measured.row.unit().equals("ns/op")
            && measured.isBelow(least)
        ? measured.as(Standing.ABOVE_CEILING)
        : measured;
  }

  private Measured as(Standing other) {
    return new Measured(run, asked, row, estimate, bytes, other);
  }

  /** Only if its whole interval lies below: so noise alone does not reject a row. */
  private boolean isBelow(LeastTime least) {
    double slowest = estimate.interval().map(Interval::upper).orElse(estimate.typical());
    return slowest < least.of(asked, row, bytes.getAsLong());
  }

  /** The number of bytes that the parameters name; empty if they name none. */
  public OptionalLong size() {
    return SIZES.stream()
        .map(row.params()::get)
        .filter(text -> text != null)
        .map(Measured::parse)
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong parse(String text) {
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** A parameter as a number, if it is one. */
  public OptionalLong number(String name) {
    String text = row.params().get(name);
    return text == null ? OptionalLong.empty() : parse(text);
  }

  public String question() {
    return row.question();
  }

  public String strategy() {
    return row.strategy();
  }

  /** The strategy as figures call it. */
  public String label() {
    String own = asked.strategy(strategy()).label();
    return own.isEmpty() ? strategy() : own;
  }

  /** Whether it was measured under the conditions that are usual for its question. */
  public boolean isUsual() {
    return asked.deviations(row.params()).isEmpty();
  }

  public boolean isValid() {
    return standing == Standing.VALID;
  }

  private boolean isRate() {
    return row.unit().startsWith("ops/");
  }

  /** Whether the score is a time or a rate, and so has a time. */
  public boolean isTime() {
    return isRate() || row.unit().endsWith("/op");
  }

  /** Time of one operation, ns. */
  public Value time() {
    Value score = value(estimate);
    return isRate() ? score.dividing(NANOSECONDS) : score;
  }

  /** Whether the row has a bandwidth that may be shown. */
  public boolean hasThroughput() {
    return bytes.isPresent() && isTime() && isValid();
  }

  /** Bandwidth, GiB/s. */
  public Value throughput() {
    return time().dividing(bytes.getAsLong() * NANOSECONDS / GIB);
  }

  /** Mean of a secondary result over all its samples; NaN where there is none. */
  public double metric(String name) {
    ResultRow.Secondary found = row.secondary().get(name);
    return found == null
        ? Double.NaN
        : found.forks().stream()
            .filter(fork -> fork.length > 0)
            .mapToDouble(fork -> Arrays.stream(fork).average().orElse(Double.NaN))
            .average()
            .orElse(Double.NaN);
  }

  /** Bandwidth, GiB/s; empty where there is none that may be shown. */
  public Optional<Value> bandwidth() {
    return hasThroughput() ? Optional.of(throughput()) : Optional.empty();
  }

  /** A secondary result, which is above 0 where it is known; empty where it is not. */
  public Optional<Value> secondary(String name) {
    ResultRow.Secondary found = row.secondary().get(name);
    List<double[]> forks =
        found == null
            ? List.of()
            : found.forks().stream()
                .map(fork -> Arrays.stream(fork).filter(Measured::isPositive).toArray())
                .filter(fork -> fork.length > 0)
                .toList();
    return forks.isEmpty() ? Optional.empty() : Optional.of(value(Estimate.of(forks)));
  }

  private static Value value(Estimate estimate) {
    return new Value(estimate.typical(), estimate.interval());
  }

  private static boolean isPositive(double number) {
    return number > 0 && Double.isFinite(number);
  }

  /** CPU time for a GiB, s; empty where it is not known. */
  public Optional<Value> cpuSecondsPerGiB() {
    return perGiB(cpuTime());
  }

  /** CPU time of the thread that sends, or asks, for one operation, ns; empty where unknown. */
  public Optional<Value> senderCpu() {
    return secondary(KernelMetrics.OWN_TIME);
  }

  /** CPU time of the thread that receives, or answers, for one operation, ns. */
  public Optional<Value> receiverCpu() {
    return secondary(KernelMetrics.PEER_TIME);
  }

  /** The sender's CPU time for a GiB, s. */
  public Optional<Value> senderCpuSecondsPerGiB() {
    return perGiB(senderCpu());
  }

  /** The receiver's CPU time for a GiB, s. */
  public Optional<Value> receiverCpuSecondsPerGiB() {
    return perGiB(receiverCpu());
  }

  private Optional<Value> perGiB(Optional<Value> nanoseconds) {
    return bytes.isEmpty() || !isValid()
        ? Optional.empty()
        : nanoseconds.map(time -> time.times(GIB / NANOSECONDS / bytes.getAsLong()));
  }

  /** The row with the sender's CPU time in place of the wall time; empty where forks lack it. */
  public Optional<ResultRow> senderCpuRow() {
    ResultRow.Secondary cpu = row.secondary().get(KernelMetrics.OWN_TIME);
    boolean whole =
        cpu != null
            && cpu.forks().stream()
                .allMatch(f -> f.length > 0 && Arrays.stream(f).allMatch(Measured::isPositive));
    return whole
        ? Optional.of(
            new ResultRow(
                row.benchmark(),
                row.params(),
                row.mode(),
                cpu.unit(),
                cpu.forks(),
                row.rounds(),
                Map.of()))
        : Optional.empty();
  }

  /** CPU time of one operation, user and system, ns; empty where it is not known. */
  public Optional<Value> cpuTime() {
    ResultRow.Secondary user = row.secondary().get(KernelMetrics.USER_TIME);
    ResultRow.Secondary system = row.secondary().get(KernelMetrics.SYSTEM_TIME);
    if (user == null || system == null) {
      return Optional.empty();
    }
    List<double[]> forks = new ArrayList<>();
    for (int f = 0; f < Math.min(user.forks().size(), system.forks().size()); f++) {
      double[] sums = sums(user.forks().get(f), system.forks().get(f));
      if (sums.length > 0) {
        forks.add(sums);
      }
    }
    return forks.isEmpty() ? Optional.empty() : Optional.of(value(Estimate.of(forks)));
  }

  /** Iterations of a fork in which the clock of the threads moved. */
  private static double[] sums(double[] user, double[] system) {
    return IntStream.range(0, Math.min(user.length, system.length))
        .mapToDouble(i -> user[i] + system[i])
        .filter(Measured::isPositive)
        .toArray();
  }

  /** The parameters without some, in words: {@code chunk 64 KiB, transport tcp}. */
  public String conditions(Set<String> without) {
    SortedMap<String, String> named = new TreeMap<>(row.params());
    named.keySet().removeAll(without);
    return Conditions.words(named);
  }

  /** Whether a parameter counts bytes, by its name. */
  public static boolean isBytes(String name) {
    return SIZES.contains(name)
        || name.equals("chunk")
        || name.equals("receive")
        || name.toLowerCase(Locale.ROOT).endsWith("bytes");
  }

  /** A parameter's value as people read it. */
  public static String shown(String name, String value) {
    OptionalLong number = parse(value);
    return isBytes(name) && number.isPresent() ? Units.size(number.getAsLong()) : value;
  }
}
