package zerocopy.report.rows;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.text.Units;
import zerocopy.results.ResultRow;
import zerocopy.results.Setting;
import zerocopy.stats.Estimate;
import zerocopy.stats.Interval;
import zerocopy.stats.LogMean;
import zerocopy.stats.Ratio;

/**
 * A row of results with what follows from it.
 *
 * @param run number of its run, from 0
 * @param asked the question that it answers
 * @param row the samples
 * @param layouts the estimators of its run
 * @param estimate what they make of it, in the row's unit
 * @param bytes what one operation moves; empty where the question is not about moving bytes
 * @param standing whether its bandwidth may be shown
 */
public record Measured(
    int run,
    Catalogue.Entry asked,
    ResultRow row,
    Layouts layouts,
    Estimate estimate,
    OptionalLong bytes,
    Standing standing) {

  private static final double NANOSECONDS = 1e9;
  private static final double GIB = 1L << 30;

  /** Digits that every {@code long} has room for. */
  private static final int LONGEST_NUMBER = 18;

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

  static Measured of(
      int run, Catalogue.Entry asked, ResultRow row, Layouts layouts, LeastTime least) {
    OptionalLong bytes = moved(asked.bytes(row.strategy(), row.params()), row);
    Estimate estimate = Estimate.of(row, layouts.of(Cost.TIME));
    Measured measured = new Measured(run, asked, row, layouts, estimate, bytes, Standing.VALID);
    if (measured.metric(SHARED_BLOCKS) > 0) {
      return measured.as(Standing.MOVES_NOTHING);
    }
    return measured.bytes.isPresent()
            && measured.row.unit().equals("ns/op")
            && measured.isBelow(least)
        ? measured.as(Standing.ABOVE_CEILING)
        : measured;
  }

  /** An operation may be several calls, or a part of one that is no whole number of bytes. */
  private static OptionalLong moved(OptionalLong perCall, ResultRow row) {
    double bytes = perCall.orElse(0) * Setting.CALLS.number(row.params());
    return bytes >= 1 && bytes == Math.rint(bytes) && bytes < Long.MAX_VALUE
        ? OptionalLong.of((long) bytes)
        : OptionalLong.empty();
  }

  private Measured as(Standing other) {
    return new Measured(run, asked, row, layouts, estimate, bytes, other);
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

  /** The parameters along which its question is told. */
  public List<String> scale() {
    String over = asked.question().over();
    return over.isEmpty() ? SIZES : List.of(over);
  }

  /** Its value of them; empty where it has none, or one that is no number. */
  public OptionalLong place() {
    String over = asked.question().over();
    return over.isEmpty() ? size() : number(over);
  }

  /** Values of the scale in words: {@code 4 KiB, 64 KiB} or {@code threads 1, 2}. */
  public String placed(long... places) {
    String over = asked.question().over();
    String values =
        Arrays.stream(places)
            .mapToObj(at -> over.isEmpty() ? Units.size(at) : Long.toString(at))
            .collect(Collectors.joining(", "));
    return over.isEmpty() ? values : over + " " + values;
  }

  private static OptionalLong parse(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= LONGEST_NUMBER
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** A parameter as a number, if it is one. */
  public OptionalLong number(String name) {
    String text = row.params().get(name);
    return text == null ? OptionalLong.empty() : parse(text);
  }

  public String question() {
    return asked.name();
  }

  public String strategy() {
    return row.strategy();
  }

  /** The strategy as figures call it. */
  public String label() {
    return asked.label(strategy());
  }

  /** The label, and the method's name beside it for those who run it: {@code label (method)}. */
  public String named() {
    return label().equals(strategy()) ? label() : label() + " (" + strategy() + ")";
  }

  /** Whether it was measured under the conditions that are usual for its question. */
  public boolean isUsual() {
    return asked.deviations(row.params()).isEmpty();
  }

  public boolean isValid() {
    return standing == Standing.VALID;
  }

  /** Whether this suite measured it, or its run says that it answers a question. */
  public boolean isOwn() {
    return row.isOfThisSuite() || !asked.question().asks().isEmpty();
  }

  /** How many threads called the benchmark at the same time. */
  public int threads() {
    return (int) Setting.THREADS.number(row.params());
  }

  public boolean isRate() {
    return row.unit().startsWith("ops/");
  }

  /** Whether the score is a time or a rate. */
  public boolean isTime() {
    return isRate() || row.unit().endsWith("/op");
  }

  /** The score in its own unit: ns for an operation, or operations a second. */
  public Value score() {
    double[] times = layouts.of(Cost.TIME).times(row);
    return new Value(
        estimate.typical(),
        estimate.interval(),
        Arrays.stream(times).map(time -> isRate() ? 1 / time : time).boxed().toList());
  }

  /** Time from the end of one operation to the end of the next, ns: that of one, by one thread. */
  public Value time() {
    return isRate() ? score().dividing(NANOSECONDS) : score();
  }

  /** Time of one operation, ns; empty for a rate of several threads, which tells none. */
  public Optional<Value> timeOfOne() {
    return isTime() && !(isRate() && threads() > 1) ? Optional.of(time()) : Optional.empty();
  }

  /** Operations a second; empty for a time. */
  public Optional<Value> rate() {
    return isRate() ? Optional.of(score()) : Optional.empty();
  }

  /** Whether the row has a bandwidth that may be shown. */
  public boolean hasThroughput() {
    return bytes.isPresent() && isTime() && isValid();
  }

  /** Bandwidth, GiB/s: of a rate that of all threads, of a time that of each. */
  public Value throughput() {
    return time().dividing(bytes.getAsLong() * NANOSECONDS / GIB);
  }

  /** The result with its unit: bandwidth, rate or time. */
  public String words() {
    if (hasThroughput()) {
      return throughput().words() + " GiB/s";
    }
    return score().words() + (isRate() ? " ops/s" : " ns per operation");
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

  /** A secondary result, the geometric mean over the forks that know it. */
  public Optional<Value> counter(String name) {
    ResultRow.Secondary found = row.secondary().get(name);
    double[] logs =
        found == null
            ? new double[0]
            : found.forks().stream()
                .mapToDouble(fork -> Arrays.stream(fork).average().orElse(0))
                .filter(mean -> mean > 0 && Double.isFinite(mean))
                .map(Math::log)
                .toArray();
    return logs.length == 0
        ? Optional.empty()
        : Optional.of(Value.of(LogMean.of(logs), Arrays.stream(logs).map(Math::exp).toArray()));
  }

  /**
   * Compares a cost with that of another row of the same run.
   *
   * @return this cost over the other; empty where one of them is not known
   */
  public Optional<Ratio> over(Measured base, Cost cost) {
    return layouts.ratio(cost, row, base.row);
  }

  private Optional<Value> cost(Cost cost) {
    return layouts.value(cost, row);
  }

  /** CPU time for a GiB, s; empty where it is not known. */
  public Optional<Value> cpuSecondsPerGiB() {
    return perGiB(cpuTime());
  }

  /** CPU time of the thread that sends, or asks, for one operation, ns; empty where unknown. */
  public Optional<Value> senderCpu() {
    return cost(Cost.SENDER_CPU);
  }

  /** CPU time of the thread that receives, or answers, for one operation, ns. */
  public Optional<Value> receiverCpu() {
    return cost(Cost.RECEIVER_CPU);
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

  /** CPU time of one operation, user and system, ns; empty where it is not known. */
  public Optional<Value> cpuTime() {
    return cost(Cost.CPU);
  }

  /** The parameters without some, in words: {@code chunk 64 KiB, transport tcp}. */
  public String conditions(Set<String> without) {
    SortedMap<String, String> named = new TreeMap<>(row.params());
    named.keySet().removeAll(without);
    return Conditions.words(named, isOwn());
  }

  /** Whether a parameter counts bytes, by its name: only this suite's names say so. */
  public boolean isBytes(String name) {
    return isOwn() && isBytesHere(name);
  }

  private static boolean isBytesHere(String name) {
    return SIZES.contains(name)
        || name.equals("chunk")
        || name.equals("block")
        || name.equals("receive")
        || name.equals("pipe")
        || name.equals("window")
        || name.toLowerCase(Locale.ROOT).endsWith("bytes");
  }

  /** A parameter's value as people read it. */
  public String shown(String name) {
    return shown(name, row.params().getOrDefault(name, ""), isOwn());
  }

  /**
   * A parameter's value as people read it.
   *
   * @param own whether the parameter is one of this suite, whose names say what counts bytes
   */
  static String shown(String name, String value, boolean own) {
    OptionalLong number = parse(value);
    return own && isBytesHere(name) && number.isPresent() ? Units.size(number.getAsLong()) : value;
  }
}
