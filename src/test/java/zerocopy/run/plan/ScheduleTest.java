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

  private static List<String> names(Schedule schedule, int round) {
    return schedule.forks().stream()
        .filter(fork -> fork.round() == round)
        .map(fork -> fork.planned().benchmark())
        .toList();
  }
}
