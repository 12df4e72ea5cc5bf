package zerocopy.bench.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does an exception of the processor cost that is no page fault to serve?
 *
 * <p>Java's compiled code loads through a reference without a test for null, and divides without a
 * test for zero (on x86-64). Where it goes wrong the processor raises an exception: the kernel is
 * entered, finds nothing to repair, and sends a signal (SIGSEGV, SIGFPE); the JVM's handler finds
 * out which instruction it was, and has the thread go on where a Java exception is thrown. {@link
 * #nullDereference} and {@link #divisionByZero} take this path, {@link #thrown} throws an exception
 * of its own and stays in user mode: the difference is the processor's exception, the kernel's
 * signal and the return from it. {@link #dereference} is the case that the missing tests make
 * cheap.
 *
 * <p>Pitfalls. The optimising compiler (C2) notices exceptions that are frequent and puts the tests
 * in again, so that no signal is sent any more: the forks use the first compiler alone ({@value
 * #FIRST_COMPILER}), which never does. Java's own price of an exception, the stack trace, is left
 * out ({@value #NO_TRACES}); the search for its handler is in all three. On AArch64 a division by
 * zero raises nothing: its test is code.
 */
@Question(
    asks = "What does an exception of the processor cost that becomes a signal?",
    order = 112,
    figures =
        @Figure(
            id = "processor-exceptions",
            title = "Null dereference and division by zero, by the JVM's signal handler"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {Exceptions.FIRST_COMPILER, Exceptions.NO_TRACES})
public class Exceptions {

  static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";
  static final String NO_TRACES = "-XX:-StackTraceInThrowable";

  @Benchmark
  @Strategy(
      says = "Loads a field through a reference that is not null: the control.",
      label = "load without exception",
      colour = Colour.BLACK)
  public long dereference(Operands operands) {
    operands.last = operands.present.value;
    return operands.last;
  }

  @Benchmark
  @Strategy(
      says = "Throws and catches an exception in Java, without a signal.",
      label = "thrown by Java",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public long thrown(Operands operands) {
    try {
      throw new NullPointerException();
    } catch (NullPointerException expected) {
      operands.last++;
    }
    return operands.last;
  }

  @Benchmark
  @Strategy(
      says =
          "Loads through null: the processor faults, and the JVM makes an exception of the signal.",
      label = "load through null",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND)
  public long nullDereference(Operands operands) {
    try {
      operands.last = operands.missing.value;
    } catch (NullPointerException expected) {
      operands.last++;
    }
    return operands.last;
  }

  @Benchmark
  @Strategy(
      says =
          "Divides by zero: on x86-64 the processor faults, and the JVM makes an exception of the signal.",
      label = "division by zero",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public long divisionByZero(Operands operands) {
    try {
      operands.last = operands.one / operands.zero;
    } catch (ArithmeticException expected) {
      operands.last++;
    }
    return operands.last;
  }

  /** An object with a field. */
  static final class Box {
    // Not final: the compiler would put the constant in its place, and test for null by a call.
    long value = 1;
  }

  /** What is loaded through and divided, and what came of it. */
  @State(Scope.Thread)
  public static class Operands {
    Box present = new Box();
    Box missing;
    int one = 1;
    int zero;
    long last;

    /** Nothing has happened. */
    @Setup(Level.Iteration)
    public void begin() {
      last = 0;
    }

    /**
     * Checks that the value was loaded, or exceptions were caught.
     *
     * @throws IllegalStateException if not
     */
    @TearDown(Level.Iteration)
    public void verify() {
      if (last <= 0) {
        throw new IllegalStateException("nothing was loaded and no exception was caught");
      }
    }
  }
}
