package zerocopy.run.fork;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerocopy.bench.support.PageAligned;
import zerocopy.results.UserError;
import zerocopy.run.plan.PlannedBenchmark;

/**
 * A plan cut to the memory at hand: heaps of the profile are made smaller, and sizes that do not
 * fit are left out by name, or refused where the user asked for them.
 */
public final class Fit {

  private static final Pattern HEAP =
      Pattern.compile("(-Xms|-Xmx|-XX:MaxHeapSize=)(\\d+)([kKmMgGtT]?)");
  private static final Pattern MOST_HEAP =
      Pattern.compile("(-Xmx|-XX:MaxHeapSize=)(\\d+)([kKmMgGtT]?)");
  private static final Pattern MOST_DIRECT =
      Pattern.compile("(-XX:MaxDirectMemorySize=)(\\d+)([kKmMgGtT]?)");

  /** One part in so many of the memory is a fork's heap at most, as JVMs choose it themselves. */
  private static final int HEAP_SHARE = 4;

  /** A fork beside its heap and buffers, and the process that started it. */
  private static final long JVMS = 192L << 20;

  /** Heap that JMH and the JDK need for themselves. */
  private static final long HEAP_OF_HARNESS = 8L << 20;

  /** Direct buffers are made larger, so that they can begin at a page. */
  private static final long ALIGNMENT = 1L << 16;

  private final ForkOptions options;
  private final Map<String, List<String>> params;
  private final long memoryAtHand;

  /**
   * A cut.
   *
   * @param options of the forks, the user's JVM arguments among them
   * @param params that the user gave
   * @param memoryAtHand bytes for this process and its forks together
   */
  public Fit(ForkOptions options, Map<String, List<String>> params, long memoryAtHand) {
    this.options = options;
    this.params = params;
    this.memoryAtHand = memoryAtHand;
  }

  /**
   * The part of a plan that fits.
   *
   * @param say is told of each row that is left out
   * @throws UserError if nothing fits, or not what the user asked for
   */
  public List<PlannedBenchmark> of(Collection<PlannedBenchmark> plan, Consumer<String> say) {
    List<PlannedBenchmark> fitting = new ArrayList<>();
    String reason = "";
    for (PlannedBenchmark planned : plan) {
      PlannedBenchmark fitted =
          planned.with(planned.jvmArgs().stream().map(this::withinMemory).toList());
      String lacking = lacking(fitted);
      if (lacking.isEmpty()) {
        fitting.add(fitted);
        continue;
      }
      reason = planned.title() + " " + lacking;
      if (params.containsKey("size") || params.containsKey("fileSize")) {
        throw new UserError(reason);
      }
      say.accept("left out: " + reason);
    }
    if (fitting.isEmpty()) {
      throw new UserError("nothing of this plan fits into memory: " + reason);
    }
    return fitting;
  }

  /** A heap setting of the profile, no larger than this machine bears. */
  private String withinMemory(String argument) {
    Matcher heap = HEAP.matcher(argument);
    long most = memoryAtHand / HEAP_SHARE >> 20;
    return heap.matches() && bytes(heap) >> 20 > most ? heap.group(1) + most + "m" : argument;
  }

  /** Why a row does not fit; empty if it does, or nobody can tell. */
  private String lacking(PlannedBenchmark planned) {
    if (planned.bytes().orElse(0) > PageAligned.LARGEST) {
      // Larger than any buffer: strategies that would need one refuse in their set-up.
      return "";
    }
    List<String> arguments = options.jvmArgs(planned);
    long heap = last(arguments, MOST_HEAP).orElse(memoryAtHand / HEAP_SHARE);
    long direct = last(arguments, MOST_DIRECT).orElse(heap);
    // Each thread has buffers of its own.
    int threads = options.threads(planned);
    long heldOnHeap = threads * planned.heldOnHeap();
    long heldInDirectBuffers = threads * (planned.heldInDirectBuffers() + ALIGNMENT);
    if (heldOnHeap > heap - HEAP_OF_HARNESS) {
      return tooLittle(heldOnHeap + HEAP_OF_HARNESS, "heap", heap, "-Xmx");
    }
    if (planned.heldInDirectBuffers() > 0 && heldInDirectBuffers > direct) {
      return tooLittle(heldInDirectBuffers, "direct memory", direct, "-XX:MaxDirectMemorySize=");
    }
    // A heap that the profile lets the JVM touch at once.
    long touched = Math.max(heldOnHeap, Math.min(heap, memoryAtHand / HEAP_SHARE));
    long needed = touched + heldInDirectBuffers + JVMS;
    return needed > memoryAtHand
        ? "needs %d MiB of memory, but %d MiB are at hand: measure smaller sizes"
            .formatted(needed >> 20, memoryAtHand >> 20)
        : "";
  }

  private static String tooLittle(long needed, String kind, long given, String option) {
    return "needs %d MiB of %s, but a fork has %d MiB: measure smaller sizes, or give more with -jvmArgsAppend %s%dm"
        .formatted(
            (needed + (1L << 20) - 1) >> 20,
            kind,
            given >> 20,
            option,
            (needed + 2 * HEAP_OF_HARNESS + needed / 8) >> 20);
  }

  private static OptionalLong last(List<String> arguments, Pattern setting) {
    OptionalLong last = OptionalLong.empty();
    for (String argument : arguments) {
      Matcher found = setting.matcher(argument);
      if (found.matches()) {
        last = OptionalLong.of(bytes(found));
      }
    }
    return last;
  }

  private static long bytes(Matcher setting) {
    String number = setting.group(2);
    if (number.length() > 12) {
      return Long.MAX_VALUE;
    }
    int shift = 10 * " kmgt".indexOf((setting.group(3) + " ").toLowerCase(Locale.ROOT).charAt(0));
    return Long.parseLong(number) << shift;
  }
}
