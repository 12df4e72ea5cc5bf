package zerocopy.bench.random;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;

/**
 * What does closing a shared arena do to the other threads of a process?
 *
 * <p>As {@link MapInterference}. The JVM makes sure that no thread is just using the memory: it has
 * each of them stop for a moment (a handshake with every thread), and the memory is given back.
 */
@Question(
    asks = "What does closing a shared arena do to the other threads of a process?",
    family = "MapInterference",
    usual = "memory=any",
    pairs =
        @Pair(
            topic = "beside closing threads",
            first = "MapInterference.besideSpinning",
            other = "besideClosing"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignMapInterference {

  @Benchmark
  @OperationsPerInvocation(Beside.LOADS)
  @Strategy(
      label = "beside threads that close arenas",
      says = "Loads while other threads open shared arenas and close them.",
      colour = Colour.GREEN)
  public void besideClosing(Closing beside) {
    beside.load();
  }

  /** Threads that open and close shared arenas. */
  @State(Scope.Thread)
  public static class Closing extends Beside.Others {

    @Override
    void disturb(int thread) {
      try (Arena arena = Arena.ofShared()) {
        arena.allocate(PageAligned.PAGE);
      }
    }
  }
}
