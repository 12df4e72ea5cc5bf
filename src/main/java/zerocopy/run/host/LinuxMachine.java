package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private static final String THP = "/sys/kernel/mm/transparent_hugepage";

  private static final Pattern SPEED_OPTIONS =
      Pattern.compile(
          "mitigations|spec|nospec|pti|nopti|l1tf|mds|retbleed|isolcpus|nohz|rcu_nocbs|irqaffinity"
              + "|(default_)?hugepage|transparent_hugepage|idle|intel_|amd_|processor\\.|tsc|clocksource"
              + "|preempt|iommu|nosmt|maxcpus|cpuidle|numa|nopv|pvm|sched_|page_reporting|psi");

  private final SystemFiles files;

  /** The machine that these files tell of. */
  LinuxMachine(SystemFiles files) {
    this.files = files;
  }

  ObjectNode describe() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("cpu", cpu());
    root.set("memory", memory());
    root.set("hugePages", hugePages());
    root.put("virtualisation", virtualisation());
    root.set("container", container());
    root.set("kernel", kernel());
    root.set("mitigations", mitigations());
    root.set("os", os());
    root.set("network", new LinuxNetwork(files).describe());
    return root;
  }

  private ObjectNode cpu() {
    Map<String, String> info = firstBlock(files.text("/proc/cpuinfo"));
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
    cpu.put("governor", files.text(CPU + "cpu0/cpufreq/scaling_governor"));
    cpu.put("driver", files.text(CPU + "cpu0/cpufreq/scaling_driver"));
    cpu.put("smt", files.text(CPU + "smt/control"));
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

  private ArrayNode caches() {
    ArrayNode caches = JsonNodeFactory.instance.arrayNode();
    for (String index : files.list(CPU + "cpu0/cache", "index")) {
      ObjectNode cache = caches.addObject();
      putNumber(cache, "level", files.text(index + "/level"));
      cache.put("type", files.text(index + "/type"));
      cache.put("bytes", bytes(files.text(index + "/size")));
      putNumber(cache, "ways", files.text(index + "/ways_of_associativity"));
      putNumber(cache, "lineBytes", files.text(index + "/coherency_line_size"));
      cache.put("sharedBy", files.text(index + "/shared_cpu_list"));
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

  private ObjectNode memory() {
    Map<String, String> info = firstBlock(files.text("/proc/meminfo"));
    ObjectNode memory = JsonNodeFactory.instance.objectNode();
    memory.put("totalBytes", kibibytes(info.get("MemTotal")));
    memory.put("availableBytes", kibibytes(info.get("MemAvailable")));
    memory.put("swapBytes", kibibytes(info.get("SwapTotal")));
    memory.put("swapUsedBytes", kibibytes(info.get("SwapTotal")) - kibibytes(info.get("SwapFree")));
    memory.put("pageBytes", pageBytes());
    putNumber(memory, "swappiness", files.text("/proc/sys/vm/swappiness"));
    putNumber(memory, "dirtyRatio", files.text("/proc/sys/vm/dirty_ratio"));
    putNumber(memory, "dirtyBackgroundRatio", files.text("/proc/sys/vm/dirty_background_ratio"));
    putNumber(
        memory, "dirtyWritebackCentiseconds", files.text("/proc/sys/vm/dirty_writeback_centisecs"));
    // Visible where debugfs is mounted, and to root only.
    putNumber(memory, "faultAroundBytes", files.text("/sys/kernel/debug/fault_around_bytes"));
    return memory;
  }

  static long kibibytes(String value) {
    return value == null ? 0 : Long.parseLong(value.replaceAll("\\D", "")) << 10;
  }

  /** smaps tells the page size of every mapping. */
  private int pageBytes() {
    Matcher matcher =
        Pattern.compile("KernelPageSize:\\s+(\\d+) kB").matcher(files.text("/proc/self/smaps"));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) << 10 : 4096;
  }

  private ObjectNode hugePages() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("mode", files.chosen(THP + "/enabled"));
    node.put("defrag", files.chosen(THP + "/defrag"));
    node.put("shmem", files.chosen(THP + "/shmem_enabled"));
    putNumber(node, "bytes", files.text(THP + "/hpage_pmd_size"));
    putNumber(node, "reserved", files.text("/proc/sys/vm/nr_hugepages"));
    node.put("intermediate", intermediateSizes());
    return node;
  }

  /** Sizes between base and huge page that anonymous memory may get, {@code 64kB inherit}. */
  private String intermediateSizes() {
    return files.list(THP, "hugepages-").stream()
        .map(size -> List.of(size, files.chosen(size + "/enabled")))
        .filter(pair -> !pair.get(1).isEmpty() && !pair.get(1).equals("never"))
        .map(pair -> pair.get(0).substring((THP + "/hugepages-").length()) + " " + pair.get(1))
        .collect(Collectors.joining(", "));
  }

  /** The hypervisor flag and its maker's name, as far as a guest is told. */
  String virtualisation() {
    if (!firstBlock(files.text("/proc/cpuinfo")).getOrDefault("flags", "").contains("hypervisor")) {
      return "none";
    }
    // A hypervisor without hardware's help, whose system calls and faults cost several times as
    // much.
    if (files.text("/proc/cmdline").contains("pvm_")) {
      return "PVM";
    }
    String maker = files.firstText("/sys/class/dmi/id/sys_vendor", "/sys/hypervisor/type");
    if (!maker.isEmpty()) {
      return maker;
    }
    // KVM's para-virtual clock is offered to no other guests.
    String clocks =
        files.text("/sys/devices/system/clocksource/clocksource0/available_clocksource");
    return clocks.contains("kvm-clock") ? "KVM" : "unknown hypervisor";
  }

  ObjectNode container() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("inside", files.exists("/.dockerenv") || files.exists("/run/.containerenv"));
    Cgroups groups = new Cgroups(files);
    node.put("cpuMax", groups.cpuMax());
    node.put("memoryMax", groups.memoryMax());
    // A filter of system calls, mode 2, costs each of them some time.
    Matcher seccomp =
        Pattern.compile("(?m)^Seccomp:\\s+(\\d)").matcher(files.text("/proc/self/status"));
    node.put("seccomp", seccomp.find() ? seccomp.group(1) : "");
    return node;
  }

  private ObjectNode kernel() {
    ObjectNode kernel = JsonNodeFactory.instance.objectNode();
    kernel.put("release", files.text("/proc/sys/kernel/osrelease"));
    kernel.put("version", files.text("/proc/sys/kernel/version"));
    kernel.put("options", options(files.text("/proc/cmdline")));
    kernel.put(
        "clockSource",
        files.text("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
    return kernel;
  }

  /** Of the kernel's command line, what bears on speed; the rest may be nobody's business. */
  static String options(String commandLine) {
    return Arrays.stream(commandLine.split("\\s+"))
        .filter(option -> SPEED_OPTIONS.matcher(option).lookingAt())
        .collect(Collectors.joining(" "));
  }

  private ObjectNode mitigations() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    String folder = CPU + "vulnerabilities";
    for (String file : files.list(folder, "")) {
      node.put(file.substring(folder.length() + 1), files.text(file));
    }
    return node;
  }

  private ObjectNode os() {
    ObjectNode os = JsonNodeFactory.instance.objectNode();
    Matcher name =
        Pattern.compile("PRETTY_NAME=\"?([^\"\n]+)").matcher(files.text("/etc/os-release"));
    os.put("name", name.find() ? name.group(1) : "Linux");
    return os;
  }
}
