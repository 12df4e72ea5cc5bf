package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.RunFolder;
import zerocopy.run.fork.ForkRunner;
import zerocopy.run.host.Noise;
import zerocopy.run.host.SystemFiles;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Precision;
import zerocopy.run.plan.Schedule;
import zerocopy.run.plan.TestPlans;

class SessionTest {

  private static final List<PlannedBenchmark> PLAN =
      IntStream.range(0, 5)
          .mapToObj(i -> TestPlans.planned("FileCopy.m" + i, 4, "fileSize", "1048576"))
          .toList();
  private static final Schedule SCHEDULE = Schedule.of(PLAN, 11);

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final List<Integer> ran = new ArrayList<>();

  @TempDir Path temporary;

  private Session session(Store store, Function<Schedule.Fork, ForkRecord> fork) {
    return session(store, fork, Session.Budget.NONE);
  }

  private Session session(
      Store store, Function<Schedule.Fork, ForkRecord> fork, Session.Budget budget) {
    return session(store, fork, budget, false);
  }

  private Session session(
      Store store,
      Function<Schedule.Fork, ForkRecord> fork,
      Session.Budget budget,
      boolean failFast) {
    return session(SCHEDULE, store, fork, budget, failFast);
  }

  private Session session(
      Schedule schedule,
      Store store,
      Function<Schedule.Fork, ForkRecord> fork,
      Session.Budget budget,
      boolean failFast) {
    ProgressLine progress =
        new ProgressLine(new PrintStream(output, true, StandardCharsets.UTF_8), false);
    return new Session(
        schedule,
        f -> {
          ran.add(f.position());
          return new ForkRunner.Outcome(fork.apply(f), null);
        },
        store,
        progress,
        new Noise(SystemFiles.OWN),
        budget,
        failFast);
  }

  private Store memory() {
    return new Store(Optional.empty(), sentence -> {});
  }

  private static ForkRecord good(Schedule.Fork fork) {
    return TestPlans.ok(fork, 1000.0 + fork.position(), 1001.0);
  }

  @Test
  void runsEveryForkOnceAndTellsEach() {
    Store store = memory();
    Session session = session(store, SessionTest::good);
    session.run();
    assertEquals(IntStream.range(0, 20).boxed().toList(), ran);
    assertEquals(20, store.all().size());
    assertFalse(session.hasFailures());
    String told = output.toString(StandardCharsets.UTF_8);
    // 1 MiB in about 1 µs; a fork's record says that it took a second.
    List<String> lines = told.lines().filter(line -> line.matches("\\d.*")).toList();
    for (Schedule.Fork fork : SCHEDULE.forks()) {
      int at = fork.position() + 1;
      String expected =
          "%d/20  round %d/4  %s  \\d{3}\\.\\d\\d GiB/s  %d s left"
              .formatted(at, fork.round() + 1, fork.planned().title(), 20 - at);
      assertTrue(lines.get(fork.position()).matches(expected), lines.get(fork.position()));
    }
  }

  @Test
  void theFirstFailureEndsARunThatAsksForIt() {
    Store store = memory();
    Session session =
        session(
            store,
            fork ->
                fork.position() == 3
                    ? good(fork).with(ForkRecord.Status.FAILED, "for a test", Map.of())
                    : good(fork),
            Session.Budget.NONE,
            true);
    session.run();
    assertEquals(List.of(0, 1, 2, 3), ran);
    assertTrue(session.isCutShort());
  }

  @Test
  void anInterruptedRunGoesOnWhereItStopped() {
    RunFolder folder = RunFolder.create(temporary, "run");
    Store first = new Store(Optional.of(folder), sentence -> {});
    Session[] session = new Session[1];
    session[0] =
        session(
            first,
            fork -> {
              if (fork.position() == 7) {
                session[0].stop();
              }
              return good(fork);
            });
    session[0].run();
    assertEquals(7, folder.readForks().size(), "the fork that was interrupted does not count");

    ran.clear();
    Store second = new Store(Optional.of(folder), sentence -> {});
    second.takeUp(folder.readForks());
    session(second, SessionTest::good).run();
    assertEquals(IntStream.range(7, 20).boxed().toList(), ran);
    Store whole = memory();
    session(whole, SessionTest::good).run();
    assertEquals(whole.all(), folder.readForks(), "as if it had never been interrupted");
  }

  @Test
  void aForkThatFailedIsTriedAgainByALaterSessionAndNothingElseIs() {
    Store store = memory();
    session(
            store,
            fork ->
                fork.position() == 3 || fork.planned().benchmark().endsWith("m1")
                    ? TestPlans.record(fork, Status.FAILED, "killed", List.of())
                    : good(fork))
        .run();
    Set<Integer> lacking = new TreeSet<>(IntStream.range(0, 20).boxed().toList());
    store.all().stream()
        .filter(record -> record.status() == Status.OK)
        .forEach(record -> lacking.remove(record.position()));
    ran.clear();
    Session later = session(store, SessionTest::good);
    later.run();
    assertEquals(List.copyOf(lacking), ran);
    assertEquals(List.of(), later.missing());
    assertFalse(later.hasFailures());
  }

  @Test
  void aForkThatIsTriedAgainNeedsNoTimeLeft() {
    Store store = memory();
    Session.Budget budget = new Session.Budget(20, 4, new Precision(1e-9, 100));
    session(
            store,
            fork ->
                fork.position() == 5
                    ? TestPlans.record(fork, Status.FAILED, "killed", List.of())
                    : good(fork),
            budget)
        .run();
    ran.clear();
    session(store, SessionTest::good, budget).run();
    assertEquals(List.of(5), ran);
  }

  @Test
  void aForkWhoseCoresMovedIsSetAsideAndRepeated() {
    Store store = memory();
    Session session =
        session(
            store,
            fork ->
                fork.position() == 3 && ran.size() == 4
                    ? good(fork).with(Status.SET_ASIDE, "the host moved the cores", Map.of())
                    : good(fork));
    session.run();
    assertEquals(List.of(2, 3, 3, 4), ran.subList(2, 6));
    assertEquals(21, store.all().size());
    assertEquals(0, session.missing().size(), "a later try made it good");
    assertFalse(session.hasFailures());
    assertTrue(output.toString(StandardCharsets.UTF_8).contains("set aside FileCopy."));
  }

  @Test
  void aHostThatNeverRestsDoesNotHoldTheRunUp() {
    Session session =
        session(
            memory(),
            fork ->
                fork.position() == 3
                    ? good(fork).with(Status.SET_ASIDE, "the host moved the cores", Map.of())
                    : good(fork));
    session.run();
    assertEquals(22, ran.size(), "three tries for one of twenty");
    assertEquals(1, session.missing().size());
  }

  @Test
  void whatThePlatformLacksIsTriedOnce() {
    Session session =
        session(
            memory(),
            fork ->
                fork.planned().benchmark().endsWith("m2")
                    ? TestPlans.record(fork, Status.SKIPPED, "needs root", List.of())
                    : good(fork));
    session.run();
    assertEquals(17, ran.size());
    assertEquals(1, session.missing().size());
    assertFalse(session.hasFailures());
    assertTrue(output.toString(StandardCharsets.UTF_8).contains("skipped FileCopy.m2"));
  }

  @Test
  void whatNeverSucceedsIsGivenUpAfterTwoFailuresAndTheRestGoesOn() {
    Session session =
        session(
            memory(),
            fork ->
                fork.planned().benchmark().endsWith("m3")
                    ? TestPlans.record(fork, Status.FAILED, "wrong bytes", List.of())
                    : good(fork));
    session.run();
    assertEquals(18, ran.size());
    assertEquals(2, session.missing().size());
    assertTrue(session.hasFailures());
  }

  @Test
  void aSingleFailureCostsOneForkOnly() {
    Session session =
        session(
            memory(),
            fork ->
                fork.position() == 3
                    ? TestPlans.record(fork, Status.FAILED, "killed", List.of())
                    : good(fork));
    session.run();
    assertEquals(20, ran.size());
    assertEquals(1, session.missing().size());
  }

  @Test
  void roundsBeyondTheTimeAreLeftOutWhole() {
    // A fork's record says one second: 5 s a round.
    session(memory(), SessionTest::good, new Session.Budget(13, 1, Precision.NONE)).run();
    assertEquals(10, ran.size());
    Set<Integer> rounds = new TreeSet<>();
    ran.forEach(position -> rounds.add(SCHEDULE.forks().get(position).round()));
    assertEquals(Set.of(0, 1), rounds);
  }

  @Test
  void timeThatIsLeftGoesToFurtherRoundsAndEndsThem() {
    Session.Budget budget = new Session.Budget(28, 4, new Precision(1e-9, 100));
    session(memory(), SessionTest::good, budget).run();
    assertEquals(28, ran.size(), "four rounds of five, one more, and three forks of a sixth");
  }

  @Test
  void aRunThatWasInterruptedInAFurtherRoundGoesOnThere() {
    Session.Budget budget = new Session.Budget(28, 4, new Precision(1e-9, 100));
    Store whole = memory();
    session(whole, SessionTest::good, budget).run();
    ran.clear();
    Store second = memory();
    second.takeUp(whole.all().subList(0, 22));
    session(second, SessionTest::good, budget).run();
    assertEquals(whole.all(), second.all());
  }

  @Test
  void leastRoundsAreRunWhateverTheTime() {
    session(memory(), SessionTest::good, new Session.Budget(1, 3, Precision.NONE)).run();
    assertEquals(15, ran.size());
  }

  /** Three forks of five rounds come in the first, the third and the fifth. */
  @Test
  void theLastRoundIsRunForRowsThatWouldHaveTooFewForks() {
    List<PlannedBenchmark> plan =
        List.of(
            TestPlans.planned("FileCopy.often", 5, "fileSize", "1048576"),
            TestPlans.planned("FileCopy.seldom", 3, "fileSize", "1048576"));
    Schedule schedule = Schedule.of(plan, 11);
    session(schedule, memory(), SessionTest::good, new Session.Budget(7, 3, Precision.NONE), false)
        .run();
    assertEquals(8, ran.size());
    ran.clear();
    session(schedule, memory(), SessionTest::good, new Session.Budget(7, 2, Precision.NONE), false)
        .run();
    assertEquals(6, ran.size(), "two of three are enough, and the fifth round is too long");
  }

  @Test
  void resultsThatCannotBeWrittenAreKeptSaidOnceAndWrittenLater() throws Exception {
    RunFolder folder = RunFolder.create(temporary, "run");
    Files.createDirectory(folder.forks());
    List<String> said = new ArrayList<>();
    Store store = new Store(Optional.of(folder), said::add);
    session(store, SessionTest::good).run();
    assertEquals(1, said.size());
    assertTrue(said.get(0).contains("kept in memory"), said.get(0));
    assertFalse(store.flush());

    Files.delete(folder.forks());
    assertTrue(store.flush());
    assertEquals(20, folder.readForks().size());
  }

  @Test
  void aLineThatAKillCutShortIsReplaced() throws Exception {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.append(good(SCHEDULE.forks().get(0)));
    Files.writeString(folder.forks(), Files.readString(folder.forks()) + "{\"benchmark\":\"zer");
    assertEquals(1, folder.readForks().size());
    folder.append(good(SCHEDULE.forks().get(1)));
    assertEquals(2, folder.readForks().size());
    assertEquals(2, Files.readAllLines(folder.forks()).size());
  }
}
