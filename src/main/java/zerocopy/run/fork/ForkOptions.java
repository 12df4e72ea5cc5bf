package zerocopy.run.fork;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.profile.Profiler;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Optional;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.UserError;
import zerocopy.run.host.Jvm;
import zerocopy.run.kernel.KernelProfiler;
import zerocopy.run.plan.PlannedBenchmark;

/** JMH's options for a single fork of a single benchmark. */
public final class ForkOptions {

  private final CommandLineOptions users;
  private final Jvm jvm;
  private final List<String> ownFlags;
  private final boolean kernelProfiler;
  private final java.util.Optional<Path> temporaryFiles;

  /**
   * Options of the forks of one run.
   *
   * @param ownFlags JVM arguments of the run, such as the work folder
   * @param kernelProfiler whether to observe the kernel
   */
  public ForkOptions(
      CommandLineOptions users, Jvm jvm, List<String> ownFlags, boolean kernelProfiler) {
    this(users, jvm, ownFlags, kernelProfiler, java.util.Optional.empty());
  }

  private ForkOptions(
      CommandLineOptions users,
      Jvm jvm,
      List<String> ownFlags,
      boolean kernelProfiler,
      java.util.Optional<Path> temporaryFiles) {
    this.users = users;
    this.jvm = jvm;
    this.ownFlags = ownFlags;
    this.kernelProfiler = kernelProfiler;
    this.temporaryFiles = temporaryFiles;
  }

  /** The same with further JVM arguments of the run. */
  ForkOptions with(List<String> furtherFlags) {
    List<String> flags = new ArrayList<>(ownFlags);
    flags.addAll(furtherFlags);
    return new ForkOptions(users, jvm, flags, kernelProfiler, temporaryFiles);
  }

  /**
   * The same with a list of the temporary files that JMH makes.
   *
   * @param list a file in a work folder of this JVM
   */
  public ForkOptions listingFiles(Path list) {
    return new ForkOptions(users, jvm, ownFlags, kernelProfiler, java.util.Optional.of(list));
  }

  /** Whether benchmarks run in this JVM, {@code -f 0}. */
  public boolean embedded() {
    return users.getForkCount().orElse(1) == 0;
  }

  /**
   * The options of one fork.
   *
   * @param planned what to run
   * @param first whether it is the benchmark's first: warm-up forks, where asked for, come before
   *     it
   * @return options that select exactly this benchmark
   */
  Options of(PlannedBenchmark planned, boolean first) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(planned.benchmark()) + "$")
            .mode(planned.mode())
            .forks(embedded() ? 0 : 1)
            .warmupForks(first ? users.getWarmupForkCount().orElse(0) : 0)
            .warmupIterations(planned.warmup().iterations())
            .warmupTime(planned.warmup().time())
            .measurementIterations(planned.measurement().iterations())
            .measurementTime(planned.measurement().time())
            .shouldFailOnError(true)
            .verbosity(users.verbosity().orElse(VerboseMode.SILENT))
            .jvm(jvm.path())
            .jvmArgsPrepend(prepended(planned).toArray(String[]::new));
    planned.params().forEach(options::param);
    appended(planned.entry(), options);
    copyUsers(options);
    addProfilers(options);
    return options.build();
  }

  /**
   * What the kernel's counters of a fork must show; empty where they say nothing: single shots, an
   * operation that the user defines anew, and forks of a single iteration, in which classes are
   * loaded.
   */
  java.util.Optional<Invariants> invariants(PlannedBenchmark planned) {
    boolean otherOperations =
        users.getOperationsPerInvocation().hasValue()
            || users.getMeasurementBatchSize().hasValue()
            || planned.mode() == Mode.SingleShotTime;
    int iterations = planned.warmup().iterations() + planned.measurement().iterations();
    return otherOperations || iterations < 2
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            Invariants.of(
                Catalogue.ofSuite(), planned.benchmark(), planned.params(), jvm.feature()));
  }

  /**
   * Arguments of the JVM, as JMH will assemble them for a fork.
   *
   * @throws UserError if JMH cannot work with them
   */
  public List<String> jvmArgs(PlannedBenchmark planned) {
    List<String> all = new ArrayList<>(prepended(planned));
    all.addAll(middle(planned.entry()));
    all.addAll(own(planned.entry().getJvmArgsAppend()));
    all.addAll(own(users.getJvmArgsAppend()));
    JvmFlags.requireUnsafe(all);
    return all;
  }

  /**
   * As JMH chooses them: without arguments of the user's or the benchmark's, forks inherit those
   * that this JVM was started with.
   */
  private Collection<String> middle(BenchmarkListEntry entry) {
    return users
        .getJvmArgs()
        .orElse(
            entry.getJvmArgs().orElse(ManagementFactory.getRuntimeMXBean().getInputArguments()));
  }

  private List<String> prepended(PlannedBenchmark planned) {
    BenchmarkListEntry entry = planned.entry();
    List<String> users = new ArrayList<>(own(entry.getJvmArgsPrepend()));
    users.addAll(own(this.users.getJvmArgsPrepend()));
    List<String> others = new ArrayList<>(users);
    others.addAll(middle(entry));
    others.addAll(own(entry.getJvmArgsAppend()));
    others.addAll(own(this.users.getJvmArgsAppend()));
    List<String> prepended = new ArrayList<>(JvmFlags.needed(jvm.feature()));
    prepended.addAll(JvmFlags.withoutContradictions(planned.jvmArgs(), others));
    prepended.addAll(ownFlags);
    prepended.addAll(users);
    return prepended;
  }

  /** JMH would drop the benchmark's own arguments, which it needs, in favour of the user's. */
  private void appended(BenchmarkListEntry entry, ChainedOptionsBuilder options) {
    List<String> appended = new ArrayList<>(own(entry.getJvmArgsAppend()));
    appended.addAll(own(users.getJvmArgsAppend()));
    if (!appended.isEmpty()) {
      options.jvmArgsAppend(appended.toArray(String[]::new));
    }
    if (users.getJvmArgs().hasValue()) {
      options.jvmArgs(users.getJvmArgs().get().toArray(String[]::new));
    }
  }

  private static Collection<String> own(Optional<Collection<String>> arguments) {
    return arguments.orElse(List.of());
  }

  private void copyUsers(ChainedOptionsBuilder options) {
    ifGiven(users.getMeasurementBatchSize(), options::measurementBatchSize);
    ifGiven(users.getWarmupBatchSize(), options::warmupBatchSize);
    ifGiven(users.getTimeout(), options::timeout);
    ifGiven(users.getThreads(), options::threads);
    ifGiven(users.getThreadGroups(), options::threadGroups);
    ifGiven(users.shouldSyncIterations(), options::syncIterations);
    ifGiven(users.shouldDoGC(), options::shouldDoGC);
    ifGiven(users.getTimeUnit(), options::timeUnit);
    ifGiven(users.getOperationsPerInvocation(), options::operationsPerInvocation);
    ifGiven(users.getWarmupMode(), options::warmupMode);
    users.getWarmupIncludes().forEach(options::includeWarmup);
  }

  private static <T> void ifGiven(Optional<T> value, Consumer<T> setter) {
    if (value.hasValue()) {
      setter.accept(value.get());
    }
  }

  private void addProfilers(ChainedOptionsBuilder options) {
    Profilers.foreign(users.getProfilers())
        .forEach(profiler -> options.addProfiler(profiler.getKlass(), profiler.getOpts()));
    if (kernelProfiler) {
      options.addProfiler(KernelProfiler.class.asSubclass(Profiler.class));
    }
    if (!embedded()) {
      temporaryFiles.ifPresent(
          list -> options.addProfiler(JmhFiles.class, list.toAbsolutePath().toString()));
    }
  }

  /** Threads of a benchmark; as many as there are processors for {@code -t max}. */
  int threads(PlannedBenchmark planned) {
    int threads = users.getThreads().orElse(planned.entry().getThreads().orElse(Defaults.THREADS));
    return threads == Threads.MAX ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
