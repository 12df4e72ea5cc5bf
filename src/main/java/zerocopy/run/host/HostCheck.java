package zerocopy.run.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What on this host disturbs a measurement: each with its effect, and the command that changes it.
 * It changes nothing itself.
 */
public final class HostCheck {

  private static final String CPU = "/sys/devices/system/cpu/";
  private static final long LOW_SPACE = 8L << 30;
  private static final long LOW_MEMORY = 4L << 30;
  private static final double BUSY = 0.5;
  private static final double STOLEN = 0.02;
  private static final long STEAL_SAMPLE_MILLIS = 300;

  /** How much it matters. */
  public enum Level {
    /** As it should be. */
    GOOD,
    /** Good to know; it does not spoil a measurement by itself. */
    NOTICE,
    /** It does. */
    WARNING
  }

  /**
   * One thing looked at.
   *
   * @param subject what it is
   * @param finding how it is here
   * @param effect what that does to a measurement
   * @param command what changes it; empty if nothing needs to or can
   * @param level how much it matters
   */
  public record Finding(
      String subject, String finding, String effect, String command, Level level) {}

  private final List<Finding> findings = new ArrayList<>();

  private final SystemFiles files;
  private final LinuxMachine machine;

  private HostCheck(SystemFiles files) {
    this.files = files;
    machine = new LinuxMachine(files);
  }

  /**
   * Looks at everything.
   *
   * @param files tell of the machine
   * @param workFolder whose file system counts
   * @return one finding a subject
   */
  public static List<Finding> of(SystemFiles files, Path workFolder) {
    HostCheck check = new HostCheck(files);
    check.frequency();
    check.hyperthreads();
    check.hugePages();
    check.steal();
    check.load();
    check.otherJvms();
    check.container();
    check.memory();
    check.space(workFolder);
    check.clock();
    check.congestionControl();
    check.idle();
    return List.copyOf(check.findings);
  }

  private void add(Level level, String subject, String finding, String effect, String command) {
    findings.add(new Finding(subject, finding, effect, level == Level.GOOD ? "" : command, level));
  }

  private void frequency() {
    String governor = files.text(CPU + "cpu0/cpufreq/scaling_governor");
    if (governor.isEmpty()) {
      add(
          Level.NOTICE,
          "governor",
          "not visible",
          "the frequency is the firmware's or the hypervisor's choice; drift between runs is likely",
          "compare within one run only");
    } else {
      add(
          governor.equals("performance") ? Level.GOOD : Level.WARNING,
          "governor",
          governor,
          "frequency follows the load: the first iterations run slower",
          "sudo cpupower frequency-set -g performance");
    }
    String noTurbo = files.text(CPU + "intel_pstate/no_turbo");
    String boost = files.text(CPU + "cpufreq/boost");
    if (noTurbo.isEmpty() && boost.isEmpty()) {
      add(Level.NOTICE, "turbo", "not visible", "speed may depend on neighbours and heat", "");
    } else {
      boolean on = noTurbo.equals("0") || boost.equals("1");
      add(
          on ? Level.NOTICE : Level.GOOD,
          "turbo",
          on ? "on" : "off",
          "speed depends on heat and on how many cores work",
          noTurbo.isEmpty()
              ? "echo 0 | sudo tee " + CPU + "cpufreq/boost"
              : "echo 1 | sudo tee " + CPU + "intel_pstate/no_turbo");
    }
  }

  private void hyperthreads() {
    boolean on = files.text(CPU + "smt/active").equals("1");
    add(
        on ? Level.NOTICE : Level.GOOD,
        "hyper-threads",
        on ? "on" : "off or not visible",
        "two threads on one core share its caches and units",
        "echo off | sudo tee " + CPU + "smt/control");
  }

  private void hugePages() {
    String mode = files.chosen("/sys/kernel/mm/transparent_hugepage/enabled");
    add(
        mode.equals("always") ? Level.WARNING : Level.GOOD,
        "transparent huge pages",
        mode.isEmpty() ? "not visible" : mode,
        "\"always\" gives 2 MiB pages by luck: forks differ",
        "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
  }

  private void steal() {
    CpuTicks before = CpuTicks.now(files);
    try {
      Thread.sleep(STEAL_SAMPLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    double share = before.stolenUntil(CpuTicks.now(files)).orElse(0);
    add(
        share > STOLEN ? Level.WARNING : Level.GOOD,
        "stolen time",
        "%.1f %%".formatted(100 * share),
        "the hypervisor runs somebody else while the clock goes on",
        "move to a dedicated host, or measure at a quieter time");
  }

  private void load() {
    String text = files.text("/proc/loadavg");
    double load = text.isEmpty() ? 0 : Double.parseDouble(text.split(" ")[0]);
    add(
        load > BUSY ? Level.WARNING : Level.GOOD,
        "load",
        text.isEmpty() ? "not visible" : "%.2f over the last minute".formatted(load),
        "other processes take the cores and the caches",
        "ps aux --sort=-%cpu | head");
  }

  private void otherJvms() {
    ProcessHandle self = ProcessHandle.current();
    List<Long> others =
        ProcessHandle.allProcesses()
            .filter(process -> process.pid() != self.pid() && process.isAlive())
            .filter(process -> process.parent().map(p -> p.pid() != self.pid()).orElse(true))
            .filter(process -> !self.parent().equals(Optional.of(process)))
            .filter(
                process ->
                    process
                        .info()
                        .command()
                        .map(c -> c.matches(".*[/\\\\]java(\\.exe)?"))
                        .orElse(false))
            .map(ProcessHandle::pid)
            .toList();
    add(
        others.isEmpty() ? Level.GOOD : Level.WARNING,
        "other JVMs",
        others.isEmpty() ? "none" : "processes " + others,
        "their compilers and collectors wake up at any time (build servers, IDEs)",
        "jps -l; then end them");
  }

  private void container() {
    String cpu = machine.container().get("cpuMax").asText();
    boolean limited = !cpu.isEmpty() && !cpu.startsWith("max");
    add(
        limited ? Level.WARNING : Level.GOOD,
        "CPU limit",
        limited ? cpu.replace(" ", " of ") + " µs" : "none",
        "the group is stopped when its quota is used up: long pauses",
        "start the container without --cpus; pin it with --cpuset-cpus instead");
    String memory = machine.container().get("memoryMax").asText();
    boolean low = memory.matches("\\d{1,12}") && Long.parseLong(memory) < LOW_MEMORY;
    add(
        low ? Level.WARNING : Level.GOOD,
        "memory limit",
        // The older control groups say "none" as the largest number of pages.
        memory.matches("\\d{1,15}") ? "%d MiB".formatted(Long.parseLong(memory) >> 20) : "none",
        "the page cache counts: cached files are thrown out, forks killed",
        "start the container with a larger --memory");
  }

  private void memory() {
    Map<String, String> info = LinuxMachine.firstBlock(files.text("/proc/meminfo"));
    long available = LinuxMachine.kibibytes(info.get("MemAvailable"));
    add(
        !info.isEmpty() && available < LOW_MEMORY ? Level.WARNING : Level.GOOD,
        "free memory",
        info.isEmpty() ? "not visible" : "%d MiB".formatted(available >> 20),
        "files are thrown out of the page cache while they are measured",
        "end processes that use memory: ps aux --sort=-rss | head");
    long swapUsed =
        LinuxMachine.kibibytes(info.get("SwapTotal"))
            - LinuxMachine.kibibytes(info.get("SwapFree"));
    boolean hasSwap = LinuxMachine.kibibytes(info.get("SwapTotal")) > 0;
    add(
        swapUsed > 0 ? Level.WARNING : hasSwap ? Level.NOTICE : Level.GOOD,
        "swap",
        hasSwap ? "%d MiB used".formatted(swapUsed >> 20) : "none",
        "a page that comes back from the device costs milliseconds",
        "sudo swapoff -a");
    boolean watched =
        files.list("/proc", "").stream()
            .anyMatch(process -> files.text(process + "/comm").startsWith("kdamond"));
    add(
        watched ? Level.NOTICE : Level.GOOD,
        "DAMON",
        watched ? "on" : "off",
        "the kernel clears referenced bits while they are measured, and may throw files that lie idle"
            + " out of the page cache",
        "echo off | sudo tee /sys/kernel/mm/damon/admin/kdamonds/0/state");
  }

  private void space(Path workFolder) {
    try {
      FileStore store = Files.getFileStore(workFolder);
      String type = store.type();
      boolean remote = type.matches("nfs.*|cifs|smb.*|fuse.*|9p|virtiofs");
      add(
          remote ? Level.WARNING : type.matches("overlay|tmpfs") ? Level.NOTICE : Level.GOOD,
          "file system",
          "%s (%s) for %s".formatted(type, store.name(), workFolder),
          remote
              ? "every file operation crosses a network or a daemon"
              : "results hold for this file system only",
          "choose another with --work-folder");
      add(
          store.getUsableSpace() < LOW_SPACE ? Level.WARNING : Level.GOOD,
          "free space",
          "%d MiB".formatted(store.getUsableSpace() >> 20),
          "large files do not fit; a nearly full file system writes scattered",
          "free space, or choose another with --work-folder");
    } catch (IOException e) {
      add(
          Level.WARNING,
          "file system",
          workFolder + " cannot be read",
          "file benchmarks will fail",
          "choose another with --work-folder");
    }
  }

  private void clock() {
    String source = files.text("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    boolean fast = source.isEmpty() || source.matches("tsc|kvm-clock|arch_sys_counter|hyperv.*");
    add(
        fast ? Level.GOOD : Level.WARNING,
        "clock source",
        source.isEmpty() ? "not visible" : source,
        "reading a slow clock takes microseconds and a system call",
        "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource");
  }

  private void congestionControl() {
    String control = new LinuxNetwork(files).congestionControl();
    add(
        control.startsWith("bbr") ? Level.WARNING : Level.GOOD,
        "TCP congestion control",
        control.isEmpty() ? "not visible" : control,
        "it paces segments by a timer, which over loopback costs more than a copy: transferTo then"
            + " looks slower than read+write. Rows with pacing=none use reno instead; rows with"
            + " pacing=system show it, and so do programs on this host",
        "sudo sysctl net.ipv4.tcp_congestion_control=cubic");
  }

  private void idle() {
    String driver = files.text("/sys/devices/system/cpu/cpuidle/current_driver");
    boolean guest = !machine.virtualisation().equals("none");
    boolean slow = guest && !driver.equals("haltpoll");
    add(
        slow ? Level.NOTICE : Level.GOOD,
        "idle driver",
        driver.isEmpty() || driver.equals("none") ? "none" : driver,
        "an idle virtual CPU halts at once, and each wake-up is an interrupt through the hypervisor:"
            + " rows with a sleeping receiver measure that, too",
        slow ? "sudo modprobe cpuidle_haltpoll force=1, or compare with receiver=polling" : "");
  }
}
