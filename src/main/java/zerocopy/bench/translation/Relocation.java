package zerocopy.bench.translation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Payload;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.StaticRelocation;
import zerocopy.mmu.swapping.Swapper;

/**
 * What does it cost to bring a program into memory, without a page table?
 *
 * <p>{@link #copied} is the floor: base and limit registers take a program as it is, so that
 * loading it is a copy. {@link #relocated} adds static relocation: the loader adds the load address
 * to every word that holds an address, here one of {@value Program#WORDS_AN_ADDRESS}. {@link
 * #swapped} is what the registers make possible: a process leaves memory as a whole and comes back,
 * two copies and the search for a hole; two processes take turns in a memory that holds one of
 * them.
 *
 * <p>One operation brings {@code size} bytes in. The backing store is memory as well: on a real
 * machine the device's time comes on top.
 */
@Question(
    asks = "What does it cost to load a program, to relocate it, to swap it?",
    order = 215,
    bytes = "size",
    copies = true,
    unpredicted = "no system call is made",
    figures =
        @Figure(
            id = "relocation",
            title = "Loading, static relocation, swapping: one program",
            hint = "The backing store is memory: a device's time comes on top.",
            shows = Quantity.TIME))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Relocation {

  @Benchmark
  @Strategy(
      says = "Copies the program as it is: base and limit registers need no more.",
      label = "copy as it is",
      colour = Colour.BLACK)
  public long[] copied(Program program) {
    System.arraycopy(program.image, 0, program.loaded, 0, program.image.length);
    return program.loaded;
  }

  @Benchmark
  @Strategy(
      says = "Copies the program and adds the load address to every word that holds an address.",
      label = "static relocation",
      colour = Colour.ORANGE,
      marker = Marker.DOWN)
  public long[] relocated(Relocated program) {
    program.loader.load(program.image, program.addresses, program.loaded);
    return program.loaded;
  }

  @Benchmark
  @Strategy(
      says = "Writes one process out as a whole and brings another one in: two copies.",
      label = "swap",
      colour = Colour.BLUE,
      marker = Marker.SQUARE,
      copies = 2)
  public BaseLimitRegisters swapped(TwoProcesses processes) {
    return processes.swap();
  }

  /** The bytes of a program. */
  @State(Scope.Thread)
  public abstract static class Sized {

    /** Bytes of the program. */
    @Param({"16384", "1048576"})
    public int size;

    /** Words of the program, as the linker left them. */
    final long[] image() {
      Payload payload = new Payload(size);
      // Addresses are below the program's end, and never negative.
      return IntStream.range(0, size / Long.BYTES)
          .mapToLong(i -> (payload.word(i) & Long.MAX_VALUE) % size)
          .toArray();
    }
  }

  /** A program that is loaded as it is. */
  @State(Scope.Thread)
  public static class Program extends Sized {
    static final int WORDS_AN_ADDRESS = 4;

    long[] image;
    int[] addresses;
    long[] loaded;

    /** Where an address of the program comes to lie. */
    long base() {
      return 0;
    }

    /** Makes the image and the relocation table. */
    @Setup(Level.Trial)
    public void link() {
      image = image();
      addresses =
          IntStream.range(0, image.length / WORDS_AN_ADDRESS)
              .map(i -> i * WORDS_AN_ADDRESS)
              .toArray();
    }

    /** Nothing is loaded. */
    @Setup(Level.Iteration)
    public void forget() {
      loaded = new long[image.length];
    }

    /**
     * Checks every word.
     *
     * @throws IllegalStateException if one is wrong
     */
    @TearDown(Level.Iteration)
    public void verify() {
      long[] expected = image.clone();
      for (int i = 0; i < expected.length; i += WORDS_AN_ADDRESS) {
        expected[i] += base();
      }
      if (!Arrays.equals(expected, loaded)) {
        throw new IllegalStateException("the program was not loaded as it is");
      }
    }
  }

  /** A program that is relocated. */
  @State(Scope.Thread)
  public static class Relocated extends Program {
    private static final long BASE = Mmus.BASE;

    final StaticRelocation loader = new StaticRelocation(BASE);

    @Override
    long base() {
      return BASE;
    }
  }

  /** Two processes, and memory for one. */
  @State(Scope.Thread)
  public static class TwoProcesses extends Sized {
    private static final String[] NAMES = {"A", "B"};

    private byte[][] images;
    private Swapper swapper;
    private int next;
    private long before;

    /** Makes the processes. */
    @Setup(Level.Trial)
    public void add() {
      images = new byte[NAMES.length][size];
      swapper = new Swapper(size);
      for (int i = 0; i < NAMES.length; i++) {
        ByteBuffer words = ByteBuffer.wrap(images[i]).order(ByteOrder.LITTLE_ENDIAN);
        words.asLongBuffer().put(image());
        images[i][0] = (byte) NAMES[i].charAt(0);
        swapper.add(NAMES[i], images[i]);
      }
      swapper.run(NAMES[0]);
      next = 1;
    }

    @Setup(Level.Iteration)
    public void begin() {
      before = swapper.swapsIn();
    }

    final BaseLimitRegisters swap() {
      BaseLimitRegisters registers = swapper.run(NAMES[next]);
      next ^= 1;
      return registers;
    }

    /**
     * Checks the process that is in memory, byte by byte.
     *
     * @throws IllegalStateException if one is wrong, or nobody was swapped
     */
    @TearDown(Level.Iteration)
    public void verify() {
      if (swapper.swapsIn() == before) {
        throw new IllegalStateException("no process was swapped");
      }
      int resident = next ^ 1;
      for (int at = 0; at < size; at++) {
        if (swapper.load(NAMES[resident], at) != images[resident][at]) {
          throw new IllegalStateException("byte " + at + " of the process is wrong");
        }
      }
    }
  }
}
