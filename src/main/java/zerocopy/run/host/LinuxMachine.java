package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The machine, from /proc and /sys. */
public final class LinuxMachine {

  private static final String CPU = "/sys/devices/system/cpu/";
  private static final String THP = "/sys/kernel/mm/transparent_hugepage/";

  private static final Pattern SPEED_OPTIONS =
      Pattern.compile(
          "mitigations|spec|nospec|pti|nopti|l1tf|mds|retbleed|isolcpus|nohz|rcu_nocbs|irqaffinity"
              + "|(default_)?hugepage|transparent_hugepage|idle|intel_|amd_|processor\\.|tsc|clocksource"
              + "|preempt|iommu|nosmt|maxcpus|cpuidle|numa|nopv|pvm|sched_|page_reporting|psi");

  private LinuxMachine() {}

  static ObjectNode describe() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("cpu", cpu());
    root.set("memory", memory());
    root.set("hugePages", hugePages());
    root.put("virtualisation", virtualisation());
    root.set("container", container());
    root.set("kernel", kernel());
    root.set("mitigations", mitigations());
    root.set("os", os());
    root.set("network", LinuxNetwork.describe());
    return root;
  }

  private static ObjectNode cpu() {
    Map<String, String> info = firstBlock(SystemFile.text("/proc/cpuinfo"));
    ObjectNode cpu = JsonNodeFactory.instance.objectNode();
    cpu.put("model", model(info));
    cpu.put("vendor", info.getOrDefault("vendor_id", info.getOrDefault("CPU implementer", "")));
    putNumber(cpu, "family", info.get("cpu family"));
    putNumber(cpu, "modelNumber", info.get("model"));
    putNumber(cpu, "stepping", info.get("stepping"));
    cpu.put("microcode", info.getOrDefault("microcode", ""));
    cpu.put("cores", Runtime.getRuntime().availableProcessors());
    cpu.put("architecture", System.getProperty("os.arch"));
    cpu.put("flags", info.getOrDefault("flags", info.getOrDefault("Features", "")));
    cpu.put("governor", SystemFile.text(CPU + "cpu0/cpufreq/scaling_governor"));
    cpu.put("driver", SystemFile.text(CPU + "cpu0/cpufreq/scaling_driver"));
    cpu.put("smt", SystemFile.text(CPU + "smt/control"));
    cpu.set("caches", caches());
    // The kernel tells AMD's L2 data TLB only; the MMU's presets know the rest by family and model.
    cpu.put("tlb", info.getOrDefault("TLB size", ""));
    return cpu;
  }

  /** Arm has no model name; its implementer and part number stand for it. */
  public static String model(Map<String, String> info) {
    String name = info.get("model name");
    return name != null
        ? name
        : "implementer %s part %s"
            .formatted(
                info.getOrDefault("CPU implementer", "?"), info.getOrDefault("CPU part", "?"));
  }

  public static Map<String, String> firstBlock(String cpuinfo) {
    Map<String, String> block = new LinkedHashMap<>();
    for (String line : cpuinfo.split("\n")) {
      int colon = line.indexOf(':');
      if (line.isBlank() && !block.isEmpty()) {
        break;
      }
      if (colon > 0) {
        block.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return block;
  }

  private static void putNumber(ObjectNode node, String name, String text) {
    if (text != null && text.matches("\\d{1,9}")) {
      node.put(name, Integer.parseInt(text));
    }
  }

  private static ArrayNode caches() {
    ArrayNode caches = JsonNodeFactory.instance.arrayNode();
    File[] indexes =
        new File(CPU + "cpu0/cache").listFiles((dir, name) -> name.startsWith("index"));
    if (indexes == null) {
      return caches;
    }
    Arrays.sort(indexes);
    for (File index : indexes) {
      ObjectNode cache = caches.addObject();
      putNumber(cache, "level", SystemFile.text(index + "/level"));
      cache.put("type", SystemFile.text(index + "/type"));
      cache.put("bytes", bytes(SystemFile.text(index + "/size")));
      putNumber(cache, "ways", SystemFile.text(index + "/ways_of_associativity"));
      putNumber(cache, "lineBytes", SystemFile.text(index + "/coherency_line_size"));
      cache.put("sharedBy", SystemFile.text(index + "/shared_cpu_list"));
    }
    return caches;
  }

  /** Sizes as /sys has them, {@code 32K}. */
  static long bytes(String size) {
    Matcher matcher = Pattern.compile("(\\d+)([KMG]?)").matcher(size);
    if (!matcher.matches()) {
      return 0;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "K" -> number << 10;
      case "M" -> number << 20;
      case "G" -> number << 30;
      default -> number;
    };
  }

  private static ObjectNode memory() {
    Map<String, String> info = firstBlock(SystemFile.text("/proc/meminfo"));
    ObjectNode memory = JsonNodeFactory.instance.objectNode();
    memory.put("totalBytes", kibibytes(info.get("MemTotal")));
    memory.put("availableBytes", kibibytes(info.get("MemAvailable")));
    memory.put("swapBytes", kibibytes(info.get("SwapTotal")));
    memory.put("swapUsedBytes", kibibytes(info.get("SwapTotal")) - kibibytes(info.get("SwapFree")));
    memory.put("pageBytes", pageBytes());
    putNumber(memory, "swappiness", SystemFile.text("/proc/sys/vm/swappiness"));
    putNumber(memory, "dirtyRatio", SystemFile.text("/proc/sys/vm/dirty_ratio"));
    putNumber(
        memory, "dirtyBackgroundRatio", SystemFile.text("/proc/sys/vm/dirty_background_ratio"));
    putNumber(
        memory,
        "dirtyWritebackCentiseconds",
        SystemFile.text("/proc/sys/vm/dirty_writeback_centisecs"));
    // Visible where debugfs is mounted, and to root only.
    putNumber(memory, "faultAroundBytes", SystemFile.text("/sys/kernel/debug/fault_around_bytes"));
    return memory;
  }

  static long kibibytes(String value) {
    return value == null ? 0 : Long.parseLong(value.replaceAll("\\D", "")) << 10;
  }

  /** smaps tells the page size of every mapping. */
  private static int pageBytes() {
    Matcher matcher =
        Pattern.compile("KernelPageSize:\\s+(\\d+) kB")
            .matcher(SystemFile.text("/proc/self/smaps"));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) << 10 : 4096;
  }

  private static ObjectNode hugePages() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("mode", SystemFile.chosen(THP + "enabled"));
    node.put("defrag", SystemFile.chosen(THP + "defrag"));
    node.put("shmem", SystemFile.chosen(THP + "shmem_enabled"));
    putNumber(node, "bytes", SystemFile.text(THP + "hpage_pmd_size"));
    putNumber(node, "reserved", SystemFile.text("/proc/sys/vm/nr_hugepages"));
    node.put("intermediate", intermediateSizes());
    return node;
  }

  /** Sizes between base and huge page that anonymous memory may get, {@code 64kB inherit}. */
  private static String intermediateSizes() {
    File[] sizes = new File(THP).listFiles((dir, name) -> name.startsWith("hugepages-"));
    return sizes == null
        ? ""
        : Arrays.stream(sizes)
            .sorted()
            .map(size -> List.of(size.getName(), SystemFile.chosen(size + "/enabled")))
            .filter(pair -> !pair.get(1).isEmpty() && !pair.get(1).equals("never"))
            .map(pair -> pair.get(0).substring("hugepages-".length()) + " " + pair.get(1))
            .collect(Collectors.joining(", "));
  }

  /** The hypervisor flag and its maker's name, as far as a guest is told. */
  static String virtualisation() {
    if (!firstBlock(SystemFile.text("/proc/cpuinfo"))
        .getOrDefault("flags", "")
        .contains("hypervisor")) {
      return "none";
    }
    // A hypervisor without hardware's help, whose system calls and faults cost several times as
    // much.
    if (SystemFile.text("/proc/cmdline").contains("pvm_")) {
      return "PVM";
    }
    for (String file : new String[] {"/sys/class/dmi/id/sys_vendor", "/sys/hypervisor/type"}) {
      if (!SystemFile.text(file).isEmpty()) {
        return SystemFile.text(file);
      }
    }
    // KVM's para-virtual clock is offered to no other guests.
    String clocks =
        SystemFile.text("/sys/devices/system/clocksource/clocksource0/available_clocksource");
    return clocks.contains("kvm-clock") ? "KVM" : "unknown hypervisor";
  }

  static ObjectNode container() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(
        "inside",
        Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv")));
    String cpu = firstText(cgroup("cpu.max"), "/sys/fs/cgroup/cpu.max");
    String memory =
        firstText(
            cgroup("memory.max"),
            "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes");
    node.put("cpuMax", cpu);
    node.put("memoryMax", memory);
    // A filter of system calls, mode 2, costs each of them some time.
    Matcher seccomp =
        Pattern.compile("(?m)^Seccomp:\\s+(\\d)").matcher(SystemFile.text("/proc/self/status"));
    node.put("seccomp", seccomp.find() ? seccomp.group(1) : "");
    return node;
  }

  /** A file of this process's own group, cgroup v2. */
  private static String cgroup(String name) {
    String path =
        SystemFile.text("/proc/self/cgroup")
            .lines()
            .filter(line -> line.startsWith("0::"))
            .map(line -> line.substring(3))
            .findFirst()
            .orElse("/");
    return "/sys/fs/cgroup" + path + "/" + name;
  }

  private static String firstText(String... files) {
    for (String file : files) {
      if (!SystemFile.text(file).isEmpty()) {
        return SystemFile.text(file);
      }
    }
    return "";
  }

  private static ObjectNode kernel() {
    ObjectNode kernel = JsonNodeFactory.instance.objectNode();
    kernel.put("release", SystemFile.text("/proc/sys/kernel/osrelease"));
    kernel.put("version", SystemFile.text("/proc/sys/kernel/version"));
    kernel.put("options", options(SystemFile.text("/proc/cmdline")));
    kernel.put(
        "clockSource",
        SystemFile.text("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
    return kernel;
  }

  /** Of the kernel's command line, what bears on speed; the rest may be nobody's business. */
  static String options(String commandLine) {
    return Arrays.stream(commandLine.split("\\s+"))
        .filter(option -> SPEED_OPTIONS.matcher(option).lookingAt())
        .collect(Collectors.joining(" "));
  }

  private static ObjectNode mitigations() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    File[] files = new File(CPU + "vulnerabilities").listFiles();
    if (files != null) {
      Arrays.sort(files);
      for (File file : files) {
        node.put(file.getName(), SystemFile.text(file.getPath()));
      }
    }
    return node;
  }

  private static ObjectNode os() {
    ObjectNode os = JsonNodeFactory.instance.objectNode();
    Matcher name =
        Pattern.compile("PRETTY_NAME=\"?([^\"\n]+)").matcher(SystemFile.text("/etc/os-release"));
    os.put("name", name.find() ? name.group(1) : "Linux");
    return os;
  }
}
