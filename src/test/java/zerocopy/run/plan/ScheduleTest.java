package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final List<PlannedBenchmark> PLAN =
      IntStream.range(0, 12).mapToObj(i -> TestPlans.planned("A.m" + i, i < 6 ? 5 : 2)).toList();

  @Test
  void everyRoundHasEveryBenchmarkOnceInAnOrderOfItsOwn() {
    Schedule schedule = Schedule.of(PLAN.subList(0, 6), 7);
    assertEquals(5, schedule.rounds());
    assertEquals(30, schedule.forks().size());
    for (int round = 0; round < 5; round++) {
      assertEquals(6, names(schedule, round).stream().distinct().count());
    }
    assertTrue(
        IntStream.range(1, 5)
            .anyMatch(round -> !names(schedule, round).equals(names(schedule, 0))));
  }

  @Test
  void forksAreInterleaved() {
    Schedule schedule = Schedule.of(PLAN, 7);
    for (int i = 1; i < schedule.forks().size(); i++) {
      assertTrue(schedule.forks().get(i).round() >= schedule.forks().get(i - 1).round());
    }
  }

  @Test
  void fewerForksThanRoundsAreSpreadFromTheFirstRoundOn() {
    Schedule schedule = Schedule.of(PLAN, 7);
    Map<String, Long> counts =
        schedule.forks().stream()
            .map(fork -> fork.planned().benchmark())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    PLAN.forEach(planned -> assertEquals(planned.forks(), counts.get(planned.benchmark())));
    assertEquals(12, names(schedule, 0).size());
    assertEquals(6, names(schedule, 4).size());
  }

  @Test
  void positionsCountFromZero() {
    List<Schedule.Fork> forks = Schedule.of(PLAN, 1).forks();
    for (int i = 0; i < forks.size(); i++) {
      assertEquals(i, forks.get(i).position());
    }
  }

  @Test
  void theSeedDecides() {
    assertEquals(Schedule.of(PLAN, 3), Schedule.of(PLAN, 3));
    assertNotEquals(Schedule.of(PLAN, 3), Schedule.of(PLAN, 4));
  }

  /** An order that has been recorded: a run that another release began must find it again. */
  @Test
  void theOrderOfASeedNeverChanges() {
    Schedule schedule =
        Schedule.of(PLAN.subList(4, 8), 7).withRoundOf(PLAN.subList(0, 6)).withRoundOf(PLAN);
    List<String> orders =
        IntStream.range(0, schedule.rounds())
            .mapToObj(
                round ->
                    names(schedule, round).stream()
                        .map(name -> name.substring(name.lastIndexOf('m') + 1))
                        .collect(Collectors.joining(" ")))
            .toList();
    assertEquals(
        List.of(
            "4 5 7 6", "5 4", "5 4", "4 6 7 5", "4 5", "5 3 1 4 2 0", "2 8 0 1 7 9 10 3 11 6 5 4"),
        orders);
  }

  @Test
  void aFurtherRoundFollowsTheLastOne() {
    Schedule schedule = Schedule.of(PLAN, 7);
    Schedule longer = schedule.withRoundOf(PLAN.subList(0, 3));
    assertEquals(schedule.rounds() + 1, longer.rounds());
    assertEquals(schedule.forks(), longer.forks().subList(0, schedule.forks().size()));
    assertEquals(
        List.of(schedule.rounds()),
        longer.forks().stream()
            .skip(schedule.forks().size())
            .map(Schedule.Fork::round)
            .distinct()
            .toList());
    for (int i = 0; i < longer.forks().size(); i++) {
      assertEquals(i, longer.forks().get(i).position());
    }
  }

  private static List<String> names(Schedule schedule, int round) {
    return schedule.forks().stream()
        .filter(fork -> fork.round() == round)
        .map(fork -> fork.planned().benchmark())
        .toList();
  }
}
