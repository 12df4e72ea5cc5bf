package zerocopy.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import zerocopy.results.Counted;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.Placement;
import zerocopy.run.fork.ForkRunner;
import zerocopy.run.fork.TrueForks;
import zerocopy.run.host.Noise;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Pool;
import zerocopy.run.plan.Precision;
import zerocopy.run.plan.Schedule;

/**
 * Goes through a schedule, fork by fork: runs it, stores it, shows the progress.
 *
 * <p>What an earlier, interrupted session has finished is not run again; a fork that failed then
 * is: what ended it may have been no fault of its own. A benchmark that this platform cannot run is
 * tried once; one that failed twice and never succeeded is given up. No round is begun that would
 * pass the profile's time: rounds are left out whole, whatever the scores, so that the remaining
 * ones stay comparable. Time that is left when all have run goes to further rounds of the rows with
 * wide intervals ({@link Precision}); the last of those ends where the time does, in an order drawn
 * before.
 */
final class Session {

  private static final int TRIES = 2;

  /** How often a fork is run whose conditions changed meanwhile. */
  private static final int ATTEMPTS = 3;

  private final Function<Schedule.Fork, ForkRunner.Outcome> runner;
  private final Store store;
  private final ProgressLine progress;
  private final Noise noise;
  private final Budget budget;
  private final boolean failFast;
  private final List<PlannedBenchmark> plan;
  private final Map<String, PlannedBenchmark> byKey = new HashMap<>();
  private final Map<String, Pool> pools = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Status> givenUp = new HashMap<>();
  private final Map<String, List<ForkRunner.Outcome>> results = new LinkedHashMap<>();
  private final Set<Integer> finishedBefore = new HashSet<>();

  /** Forks from this position on have not had their turn before. */
  private int firstNew;

  private Schedule schedule;
  private final int plannedRounds;
  private volatile boolean stopping;
  private boolean cutShort;
  private double secondsSpent;
  private double secondsPlanned;
  private int passedOver;
  private int done;

  /**
   * How long a run may take.
   *
   * @param seconds in all, forks of an interrupted run included; 0 for no limit
   * @param minForks forks that every row gets even so
   * @param precision what time that is left goes to
   */
  record Budget(long seconds, int minForks, Precision precision) {
    static final Budget NONE = new Budget(0, 0, Precision.NONE);
  }

  Session(
      Schedule schedule,
      Function<Schedule.Fork, ForkRunner.Outcome> runner,
      Store store,
      ProgressLine progress,
      Noise noise,
      Budget budget,
      boolean failFast) {
    this.schedule = schedule;
    this.plannedRounds = schedule.rounds();
    this.plan = schedule.forks().stream().map(Schedule.Fork::planned).distinct().toList();
    this.runner = runner;
    this.store = store;
    this.progress = progress;
    this.noise = noise;
    this.budget = budget;
    this.failFast = failFast;
    for (PlannedBenchmark planned : plan) {
      byKey.put(planned.key(), planned);
      pools.put(planned.key(), new Pool());
    }
    for (ForkRecord record : store.all()) {
      account(record);
      if (record.status() != Status.SET_ASIDE) {
        firstNew = Math.max(firstNew, record.position() + 1);
      }
      if (record.status() == Status.OK || record.status() == Status.SKIPPED) {
        finishedBefore.add(record.position());
      }
    }
    failures.clear();
    givenUp.values().removeIf(status -> status == Status.FAILED);
    done = finishedBefore.size();
    this.schedule = budget.precision().replay(schedule, plan, store.all());
  }

  /** Expected time of what is left of the planned forks, as planned. */
  double secondsPlannedLeft() {
    return schedule.forks().stream()
        .filter(fork -> !finishedBefore.contains(fork.position()))
        .mapToDouble(fork -> fork.planned().seconds())
        .sum();
  }

  /** Runs all forks that are left; returns early when {@link #stop} is called. */
  void run() {
    int next = 0;
    while (runThose(schedule.forks().subList(next, schedule.forks().size()))) {
      next = schedule.forks().size();
      List<PlannedBenchmark> wide = budget.precision().wide(plan, store.all());
      if (wide.isEmpty()) {
        return;
      }
      schedule = schedule.withRoundOf(wide);
    }
  }

  /** Whether the run may go on after them. */
  private boolean runThose(List<Schedule.Fork> forks) {
    for (Schedule.Fork fork : forks) {
      if (finishedBefore.contains(fork.position())) {
        continue;
      }
      if (stopping || (fork.position() >= firstNew && isBeyondBudget(fork))) {
        return false;
      }
      if (givenUp.containsKey(fork.planned().key())) {
        passedOver++;
        continue;
      }
      progress.running(line(fork));
      Status status = Status.SET_ASIDE;
      for (int attempt = 1; attempt <= ATTEMPTS && status == Status.SET_ASIDE; attempt++) {
        ForkRunner.Outcome outcome = runner.apply(fork);
        if (stopping) {
          return false;
        }
        take(fork, outcome);
        status = outcome.record().status();
      }
      done++;
      noise.sample();
      progress.done(line(fork));
      if (failFast && status == Status.FAILED) {
        cutShort = true;
        progress.message("stopped at the first failure, as -foe true asks");
        return false;
      }
    }
    return true;
  }

  /** A signal may ask for the results meanwhile. */
  private synchronized void take(Schedule.Fork fork, ForkRunner.Outcome outcome) {
    store.add(outcome.record());
    account(outcome.record());
    if (outcome.result() != null) {
      String row = fork.planned().key() + Placement.conditions(outcome.record());
      results.computeIfAbsent(row, key -> new ArrayList<>()).add(outcome);
    } else {
      tell(fork, outcome.record());
    }
  }

  /** Lets no further fork begin, and keeps what happens to the present one out of the results. */
  void stop() {
    stopping = true;
  }

  /** Whether a failure ended the run before all forks had their turn. */
  boolean isCutShort() {
    return cutShort;
  }

  /** Whether {@link #stop} was called. */
  boolean isStopping() {
    return stopping;
  }

  private void tell(Schedule.Fork fork, ForkRecord record) {
    String verb =
        switch (record.status()) {
          case SKIPPED -> "skipped ";
          case SET_ASIDE -> "set aside ";
          default -> "failed ";
        };
    progress.message(verb + fork.planned().title() + ": " + record.reason());
  }

  private void account(ForkRecord record) {
    String key = record.key();
    secondsSpent += record.seconds();
    secondsPlanned += byKey.get(key).seconds();
    switch (record.status()) {
      case OK -> pools.get(key).add(record);
      case SET_ASIDE -> {
        // Its time is spent, and that is all.
      }
      case SKIPPED -> givenUp.put(key, Status.SKIPPED);
      case FAILED -> {
        if (failures.merge(key, 1, Integer::sum) >= TRIES && pools.get(key).isEmpty()) {
          givenUp.put(key, Status.FAILED);
        }
      }
    }
  }

  private boolean isBeyondBudget(Schedule.Fork fork) {
    return fork.round() < plannedRounds
        ? beginsRoundBeyondBudget(fork)
        : secondsSpent + expected(fork.planned()) > budget.seconds();
  }

  private boolean beginsRoundBeyondBudget(Schedule.Fork fork) {
    boolean begins =
        fork.position() > 0 && schedule.forks().get(fork.position() - 1).round() != fork.round();
    if (budget.seconds() == 0 || !begins || lacksForks(fork.round())) {
      return false;
    }
    double next =
        schedule.forks().stream()
            .filter(other -> other.round() == fork.round())
            .mapToDouble(other -> expected(other.planned()))
            .sum();
    if (secondsSpent + next <= budget.seconds()) {
      return false;
    }
    progress.message(
        "%s are used up: %d of %s measured"
            .formatted(
                ProgressLine.duration(budget.seconds()),
                fork.round(),
                Counted.of(schedule.rounds(), "round")));
    return true;
  }

  /** Whether a row of a round has too few forks to be told anything about it. */
  private boolean lacksForks(int round) {
    return schedule.forks().stream()
        .filter(fork -> fork.round() == round)
        .map(fork -> fork.planned().key())
        .filter(key -> !givenUp.containsKey(key))
        .anyMatch(key -> pools.get(key).forks().size() < budget.minForks());
  }

  /** Time of one fork: as measured, else as planned and scaled to how plans have come out. */
  private double expected(PlannedBenchmark planned) {
    if (givenUp.containsKey(planned.key())) {
      return 0;
    }
    Pool pool = pools.get(planned.key());
    if (!pool.isEmpty()) {
      return pool.secondsPerFork();
    }
    return secondsPlanned == 0
        ? planned.seconds()
        : planned.seconds() * secondsSpent / secondsPlanned;
  }

  /** At most: further rounds, where the profile has them, use all of its time. */
  private double secondsLeft(int position) {
    double scheduled =
        schedule.forks().subList(position, schedule.forks().size()).stream()
            .mapToDouble(fork -> expected(fork.planned()))
            .sum();
    return hasFurtherRounds() ? Math.max(scheduled, budget.seconds() - secondsSpent) : scheduled;
  }

  private boolean hasFurtherRounds() {
    return budget.precision() != Precision.NONE;
  }

  private int total() {
    return schedule.forks().size() - passedOver;
  }

  private String line(Schedule.Fork fork) {
    String score = pools.get(fork.planned().key()).text(fork.planned());
    return "%d/%d%s  round %d/%d%s  %s%s  %s left"
        .formatted(
            done,
            total(),
            hasFurtherRounds() ? "+" : "",
            fork.round() + 1,
            schedule.rounds(),
            hasFurtherRounds() ? "+" : "",
            fork.planned().title(),
            score.isEmpty() ? "" : "  " + score,
            ProgressLine.duration(secondsLeft(fork.position() + 1)));
  }

  /** Scores by benchmark. */
  Map<String, Pool> pools() {
    return pools;
  }

  /** What has no or fewer samples than planned because forks failed or were skipped. */
  List<Missing> missing() {
    SortedMap<Integer, Missing> missing = new TreeMap<>();
    for (ForkRecord record : store.all()) {
      if (record.status() == Status.OK) {
        missing.remove(record.position());
      } else {
        missing.put(
            record.position(),
            new Missing(record.benchmark(), record.params(), record.status(), record.reason()));
      }
    }
    return List.copyOf(missing.values());
  }

  /**
   * A fork without samples, as {@code environment.json} has it.
   *
   * @param benchmark qualified name
   * @param params values by parameter
   * @param status failed or skipped
   * @param reason one sentence
   */
  record Missing(String benchmark, Map<String, String> params, Status status, String reason) {}

  /** Whether a fork failed for good; skipped ones do not count. */
  boolean hasFailures() {
    return missing().stream().anyMatch(fork -> fork.status() == Status.FAILED);
  }

  /** Merged results of the forks of this session, for JMH's own formats. */
  synchronized List<RunResult> merged() {
    List<RunResult> merged = new ArrayList<>();
    for (List<ForkRunner.Outcome> forks : results.values()) {
      List<BenchmarkResult> all =
          forks.stream().flatMap(fork -> fork.result().getBenchmarkResults().stream()).toList();
      ForkRunner.Outcome any = forks.get(0);
      BenchmarkParams params = any.result().getParams();
      int count = params.getForks() == 0 ? 0 : all.size();
      merged.add(
          new RunResult(TrueForks.of(params, Placement.conditions(any.record()), count), all));
    }
    return merged;
  }
}
