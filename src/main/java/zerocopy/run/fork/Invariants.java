package zerocopy.run.fork;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Promise;
import zerocopy.catalogue.Strategy;
import zerocopy.iopath.Counts;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.Step.Kind;
import zerocopy.iopath.Step.Who;
import zerocopy.iopath.Strategies;
import zerocopy.iopath.Workload;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Series;
import zerocopy.results.KernelMetrics;

/**
 * What the kernel's counters of the measuring thread show, on any Linux machine, of a strategy that
 * works as its name says; all per operation. The path decides, where {@link Strategies} has one,
 * else the {@link Strategy} declares it, and one that says nothing makes no calls.
 *
 * <p>A fork is refused only if an invariant holds in none of its iterations: what strays into one
 * (a class that is loaded, a signal, a write-back of dirty pages) is no other mechanism.
 *
 * @param reads calls of the read family
 * @param writes calls of the write family
 * @param faults page faults that no device served
 * @param sleeps voluntary context switches
 */
public record Invariants(Promise reads, Promise writes, Promise faults, Promise sleeps) {

  /** Share by which a count of calls may be off: operations at the edges of an iteration. */
  private static final double EDGES = 0.01;

  /** Further calls an operation: below any mechanism's, above what strays into a long operation. */
  private static final double STRAYS = 0.5;

  /**
   * How many calls may stand for one that passes bytes on inside the kernel: it may pass on fewer
   * than it was asked to (sendfile(2), copy_file_range(2)), and does so in some file systems.
   */
  private static final int PARTS = 4;

  private static final int PAGE = 4096;

  private static final Promise NONE = new Promise(0, 0);

  private static final Invariants NO_CALLS = new Invariants(NONE, NONE, Promise.ANY, Promise.ANY);

  /**
   * Faults per page of an operation that maps nothing, at most: one that maps a cached file makes
   * 1/16 (fault-around), while a kernel that balances memory between nodes makes some to look on.
   */
  private static final double FAULTS_A_PAGE = 0.05;

  /**
   * The invariants of a row.
   *
   * @param catalogue tells what the strategies declare
   * @param benchmark qualified name of the method
   * @param params values by parameter
   * @param jdk feature release of the JDK that runs it
   */
  public static Invariants of(
      Catalogue catalogue, String benchmark, Map<String, String> params, int jdk) {
    String[] names = benchmark.split("\\.");
    Catalogue.Entry asked = catalogue.entry(names[names.length - 2]);
    String method = names[names.length - 1];
    Strategy declared = asked.strategy(method);
    Invariants otherwise =
        Workload.of(params)
            .flatMap(w -> Strategies.path(asked.name(), method, w, Platform.linux(jdk)))
            .map(path -> ofPath(path, params.containsKey("receiver") ? 1 : 0))
            .orElse(NO_CALLS);
    Promise reads = promise(declared.reads(), otherwise.reads, params);
    Promise writes = promise(declared.writes(), otherwise.writes, params);
    boolean calls = reads.most() + writes.most() > 0;
    double pages = asked.bytes(method, params).orElse(0) / (double) PAGE;
    Promise next = calls ? Promise.ANY : new Promise(0, STRAYS + FAULTS_A_PAGE * pages);
    Promise faults = otherwise.faults.least() > 0 ? otherwise.faults : next;
    return new Invariants(
        reads,
        writes,
        promise(declared.faults(), faults, params),
        promise(declared.sleeps(), Promise.ANY, params));
  }

  private static Promise promise(String written, Promise otherwise, Map<String, String> params) {
    return written.isEmpty() ? otherwise : Promise.of(written, params);
  }

  /** A mapping that is made anew faults at least once; how often, the kernel decides. */
  private static Invariants ofPath(IoPath path, int acknowledged) {
    Counts counts = path.counts();
    long parts = (PARTS - 1) * counts.transferCalls();
    long reads = counts.kernelReadCalls() + acknowledged;
    long writes = counts.kernelWriteCalls();
    boolean faults =
        path.steps().stream().anyMatch(s -> s.kind() == Kind.FAULT && s.who() == Who.PROCESS);
    return new Invariants(
        new Promise(reads, reads + parts),
        new Promise(writes, writes + parts),
        new Promise(faults ? 1 : 0, Double.POSITIVE_INFINITY),
        Promise.ANY);
  }

  /**
   * The invariant that a fork breaks.
   *
   * @param fork with the results of the kernel profiler; where it has none of the measuring thread,
   *     nothing is held against it, nor where the kernel does not count
   * @return one sentence; empty where all hold
   */
  public Optional<String> broken(ForkRecord fork) {
    return Stream.of(
            broken(fork, KernelMetrics.THREAD_READ_CALLS, reads, true, "read calls"),
            broken(fork, KernelMetrics.THREAD_WRITE_CALLS, writes, true, "write calls"),
            broken(fork, KernelMetrics.THREAD_MINOR_FAULTS, faults, false, "page faults"),
            broken(fork, KernelMetrics.THREAD_VOLUNTARY_SWITCHES, sleeps, false, "waits"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> broken(
      ForkRecord fork, String metric, Promise promise, boolean calls, String what) {
    Series counted = fork.secondary().get(metric);
    Promise wide = calls ? promise.widened(EDGES, STRAYS) : promise;
    if (counted == null
        || counted.scores().stream().anyMatch(count -> count < 0 || wide.allows(count))) {
      return Optional.empty();
    }
    double last = counted.scores().get(counted.scores().size() - 1);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "refused: the kernel counted %.4g %s an operation instead of %s, so it did not work as"
                + " its name says: do not use it on this machine, and report it",
            last,
            what,
            words(promise)));
  }

  private static String words(Promise promise) {
    String least = number(promise.least());
    if (promise.least() == promise.most()) {
      return least;
    }
    if (Double.isInfinite(promise.most())) {
      return "at least " + least;
    }
    String most = number(promise.most());
    return promise.least() == 0 ? "at most " + most : least + " to " + most;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
