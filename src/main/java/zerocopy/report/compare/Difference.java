package zerocopy.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Show;
import zerocopy.results.Environment;
import zerocopy.results.Run;
import zerocopy.results.Setting;

/**
 * One thing in which the environments of two runs differ, or that makes their comparison doubtful.
 *
 * @param subject what differs
 * @param base its value in the base; empty where the difference is none of one value
 * @param candidate its value in the candidate; empty where {@code base} is
 * @param warning why that makes the comparison unfair, one sentence; empty where it may be the very
 *     thing that is compared
 */
public record Difference(String subject, String base, String candidate, Optional<String> warning) {

  /** Largest difference in stolen time, as a fraction, and in load that goes without a warning. */
  private static final double STEAL = 0.02;

  private static final double LOAD = 0.5;

  /**
   * Two machines of one kind differ in their memory by what firmware and kernel keep: below 1 %.
   */
  private static final double MEMORY_TOLERANCE = 0.01;

  /** Flags that differ in every two runs and change nothing that is measured. */
  private static final List<String> PLACES =
      List.of(
          "-XX:ErrorFile=",
          "-XX:SharedArchiveFile=",
          "-Dzerocopy.workFolder=",
          "-Dzerocopy.facts=",
          "-Dzerocopy.cores=");

  /** What a comparison is usually about: each alone is fair. */
  private enum Subject {
    JDK("JDK", "/jdk/version"),
    VM("JVM", "/jdk/vm"),
    COLLECTOR("collector", "/jdk/collector"),
    FLAGS("JVM flags", "/jdk/flags"),
    KERNEL("kernel", "/kernel/release"),
    COMMIT("commit", "/git/commit"),
    HUGE_PAGES("transparent huge pages", "/hugePages/mode");

    private final String label;
    private final String pointer;

    Subject(String label, String pointer) {
      this.label = label;
      this.pointer = pointer;
    }
  }

  private static final String SOCKETS = "socket results are not comparable";
  private static final String WAITING = "waking a thread costs differently";
  private static final String PROCESSOR =
      "times of different processors say nothing about a change";
  private static final String CACHES = "/cpu/caches";

  /** What should be the same, and what it does where it is not. */
  private enum Surrounding {
    CPU("CPU", "/cpu/model", PROCESSOR),
    FAMILY("CPU family", "/cpu/family", PROCESSOR),
    MODEL("CPU model", "/cpu/modelNumber", PROCESSOR),
    STEPPING("CPU stepping", "/cpu/stepping", PROCESSOR),
    MICROCODE("CPU microcode", "/cpu/microcode", PROCESSOR),
    CPU_CACHES("CPU caches", CACHES, PROCESSOR),
    CORES("cores", "/cpu/cores", "a sender and a receiver may have shared one"),
    MEMORY(
        "memory, bytes",
        "/memory/totalBytes",
        "the page cache holds more in one run",
        MEMORY_TOLERANCE),
    PAGE("page size, bytes", "/memory/pageBytes", "faults and TLB reach differ"),
    VIRTUALISATION(
        "virtualisation", "/virtualisation", "crossings and page walks cost differently"),
    CLOCK("clock source", "/kernel/clockSource", "reading the time costs differently"),
    SYSTEM("operating system", "/os/name", "the same call takes different paths"),
    FILE_SYSTEM("file system", "/workFolder/fileSystem", "file results are not comparable"),
    DEVICE("device", "/workFolder/device", "cold and written-back results are not comparable"),
    CONGESTION(
        "TCP congestion control",
        "/network/congestionControl",
        "rows with pacing=system are not comparable"),
    CONNECTIONS(
        "congestion control of unpaced connections",
        "/network/connections/none/congestionControl",
        SOCKETS),
    RECEIVE_BYTES("tcp_rmem", "/network/receiveBytes", SOCKETS),
    SEND_BYTES("tcp_wmem", "/network/sendBytes", SOCKETS),
    AUTOCORKING("TCP autocorking", "/network/autocorking", SOCKETS),
    MTU("MTU of the loopback", "/network/loopbackMtu", "segments differ in size"),
    QUEUEING("queueing of the loopback", "/network/loopbackQueueing", SOCKETS),
    INTERFACE("network interface", "/network/interface/driver", SOCKETS),
    INTERFACE_MTU("MTU of the interface", "/network/interface/mtu", "segments differ in size"),
    RECEIVER("receiver's CPU", "/network/peer/cpu/model", SOCKETS),
    BUSY_POLL("busy_poll, µs", "/network/busyPollMicros", WAITING),
    BUSY_READ("busy_read, µs", "/network/busyReadMicros", WAITING),
    IDLE_DRIVER("CPU idle driver", "/network/idleDriver", WAITING),
    IDLE_GOVERNOR("CPU idle governor", "/network/idleGovernor", WAITING),
    HALT_POLL("guest_halt_poll_ns", "/network/haltPollNanos", WAITING),
    MOUNT(
        "mount options", "/workFolder/mountOptions", "the file system does another amount of work"),
    READ_AHEAD("read-ahead, KiB", "/workFolder/readAheadKiB", "cold results are not comparable"),
    WRITE_BACK(
        "dirty_writeback_centisecs",
        "/memory/dirtyWritebackCentiseconds",
        "dirty pages are written back at other times"),
    FAULT_AROUND(
        "fault_around_bytes", "/memory/faultAroundBytes", "a fault maps another number of pages"),
    INTERMEDIATE(
        "intermediate huge pages", "/hugePages/intermediate", "faults and walks cost differently"),
    SECCOMP("seccomp mode", "/container/seccomp", "each system call costs differently"),
    PROFILE("profile", "/run/profile", "iterations, warm-up and forks differ");

    private final String label;
    private final String pointer;
    private final String effect;
    private final double tolerance;

    Surrounding(String label, String pointer, String effect) {
      this(label, pointer, effect, 0);
    }

    /** Numbers that differ by no more than the tolerance, as a fraction, count as the same. */
    Surrounding(String label, String pointer, String effect, double tolerance) {
      this.label = label;
      this.pointer = pointer;
      this.effect = effect;
      this.tolerance = tolerance;
    }

    boolean differs(Environment base, Environment candidate) {
      double one = base.at(pointer).asDouble();
      double other = candidate.at(pointer).asDouble();
      return differ(base, candidate, pointer)
          && (tolerance == 0 || Math.abs(one - other) > tolerance * Math.max(one, other));
    }
  }

  /**
   * How the processors of two runs differ. Virtual machines give processors of several generations
   * one name, so that the name alone does not tell; of fields that one run lacks nothing is said.
   *
   * @param base the run that is held to be known
   * @return one for each field that both runs have with different values
   */
  public static List<Difference> processors(Run base, Run candidate) {
    return between(base, candidate).stream()
        .filter(difference -> difference.warning().filter(PROCESSOR::equals).isPresent())
        .toList();
  }

  /** All differences of two runs. */
  static List<Difference> between(Run one, Run other) {
    Environment base = one.environment();
    Environment candidate = other.environment();
    List<Difference> differences = new ArrayList<>(settings(one, other));
    if (unknown(base) || unknown(candidate)) {
      differences.add(
          new Difference(
              "environment",
              unknown(base) ? "unknown" : "known",
              unknown(candidate) ? "unknown" : "known",
              Optional.of("whether the two ran under like conditions cannot be said")));
    }
    addSubjects(base, candidate, differences);
    for (Surrounding surrounding : Surrounding.values()) {
      if (surrounding.differs(base, candidate)) {
        differences.add(
            of(
                base,
                candidate,
                surrounding.label,
                surrounding.pointer,
                Optional.of(surrounding.effect)));
      }
    }
    addConduct(base, candidate, differences);
    return List.copyOf(differences);
  }

  /** The settings of JMH whose values are not the same in both runs. */
  static List<Difference> settings(Run base, Run candidate) {
    List<Difference> differences = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      String own = values(base, setting);
      String its = values(candidate, setting);
      if (!own.equals(its)) {
        differences.add(
            new Difference(
                setting.parameter(),
                own,
                its,
                Optional.of("only rows with the same value are compared")));
      }
    }
    return differences;
  }

  private static String values(Run run, Setting setting) {
    return run.rows().stream()
        .map(row -> setting.of(row.params()))
        .distinct()
        .sorted(Comparator.comparing(RowOrder::natural))
        .collect(Collectors.joining(" and "));
  }

  private static void addSubjects(
      Environment base, Environment candidate, List<Difference> differences) {
    List<Subject> changed = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      if (differ(base, candidate, subject.pointer)) {
        changed.add(subject);
        differences.add(of(base, candidate, subject.label, subject.pointer, Optional.empty()));
      }
    }
    // Another JDK brings another VM version, other default flags and perhaps another collector.
    long causes =
        changed.stream()
            .filter(
                s ->
                    !changed.contains(Subject.JDK)
                        || s != Subject.VM && s != Subject.FLAGS && s != Subject.COLLECTOR)
            .count();
    if (causes > 1) {
      differences.add(
          new Difference(
              "several things at once",
              "",
              "",
              Optional.of("a change cannot be put down to one of them: vary one at a time")));
    }
  }

  private static void addConduct(
      Environment base, Environment candidate, List<Difference> differences) {
    if (notCitable(base) || notCitable(candidate)) {
      differences.add(
          new Difference(
              "citable",
              base.text("/run/citable"),
              candidate.text("/run/citable"),
              Optional.of("a run that is not citable tries things out and does not settle them")));
    }
    addNoise("load", "load1", LOAD, base, candidate, differences);
    addNoise("stolen time, fraction", "stealFraction", STEAL, base, candidate, differences);
  }

  private static void addNoise(
      String label,
      String field,
      double limit,
      Environment base,
      Environment candidate,
      List<Difference> differences) {
    double before = meanDuring(base, field);
    double after = meanDuring(candidate, field);
    if (Math.abs(before - after) > limit) {
      differences.add(
          new Difference(
              label,
              Show.digits(before),
              Show.digits(after),
              Optional.of("one run was disturbed more than the other: measure both again")));
    }
  }

  private static double meanDuring(Environment environment, String field) {
    return StreamSupport.stream(environment.noiseDuring().spliterator(), false)
        .map(sample -> sample.path(field))
        .filter(value -> value.isNumber() && Double.isFinite(value.asDouble()))
        .mapToDouble(value -> value.asDouble())
        .average()
        .orElse(Double.NaN);
  }

  private static boolean notCitable(Environment environment) {
    return environment.isBarredFromCitation();
  }

  private static boolean unknown(Environment environment) {
    return !environment.has("/cpu/model");
  }

  private static boolean differ(Environment base, Environment candidate, String pointer) {
    return base.has(pointer)
        && candidate.has(pointer)
        && (pointer.equals(Subject.FLAGS.pointer)
            ? !flags(base).equals(flags(candidate))
            : !value(base, pointer).equals(value(candidate, pointer)));
  }

  /** The flags of the forks, without flags that name places of this very run. */
  private static Set<String> flags(Environment environment) {
    Set<String> flags = new LinkedHashSet<>();
    for (JsonNode flag : environment.at(Subject.FLAGS.pointer)) {
      if (PLACES.stream().noneMatch(flag.asText()::startsWith)) {
        flags.add(flag.asText());
      }
    }
    return flags;
  }

  /** The flags that the other run lacks. */
  private static String flagsBeyond(Environment one, Environment other) {
    Set<String> own = flags(one);
    own.removeAll(flags(other));
    return own.isEmpty() ? "no others" : String.join(" ", own);
  }

  private static Difference of(
      Environment base,
      Environment candidate,
      String label,
      String pointer,
      Optional<String> warning) {
    if (pointer.equals(Subject.FLAGS.pointer)) {
      return new Difference(
          label, flagsBeyond(base, candidate), flagsBeyond(candidate, base), warning);
    }
    return new Difference(label, value(base, pointer), value(candidate, pointer), warning);
  }

  /** Scalars as text, lists and objects as JSON; caches without the cores that share them. */
  private static String value(Environment environment, String pointer) {
    if (pointer.equals(CACHES)) {
      return StreamSupport.stream(environment.at(CACHES).spliterator(), false)
          .map(Difference::cache)
          .collect(Collectors.joining(", "));
    }
    return environment.at(pointer).isValueNode()
        ? environment.text(pointer)
        : environment.at(pointer).toString();
  }

  private static String cache(JsonNode cache) {
    String ways = cache.path("ways").asText("");
    return "L%s%s %s%s"
        .formatted(
            cache.path("level").asText("?"),
            cache.path("type").asText().equals("Instruction") ? "i" : "",
            Show.bytes(cache.path("bytes").asLong()),
            ways.isEmpty() ? "" : " in " + ways + " ways");
  }
}
