package zerocopy.mmu.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zerocopy.mmu.tlb.AssumedWalker;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbHierarchy;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbMmu;
import zerocopy.mmu.tlb.TlbPolicy;
import zerocopy.mmu.tlb.WalkModel;

/**
 * The TLBs of a processor. Each is a data file, {@code mmu/presets/NAME.json} on the class path; a
 * new one needs a line in {@code index.json} beside it.
 *
 * @param name what it is called on the command line
 * @param title what people call it
 * @param cpus which processors it fits
 * @param pageSizes sizes of its pages; the first is the base page
 * @param l1 first-level TLBs by level of the page: base, large, huge
 * @param l2 second-level TLBs in the same way
 * @param l2Policy replacement in the second level; empty where it is not known
 * @param costs cycles
 * @param walkCache what spares walks their upper levels
 * @param dataCaches how the data caches behave that loads and walks share
 * @param costSource where the cycles are from
 * @param confidence how far the numbers can be trusted
 * @param source where the sizes are from
 * @param doubt what is simplified or contradictory; may be empty
 */
public record CpuPreset(
    String name,
    String title,
    List<CpuRange> cpus,
    List<PageSize> pageSizes,
    List<TlbGeometry> l1,
    List<TlbGeometry> l2,
    Optional<TlbPolicy> l2Policy,
    TranslationCycles costs,
    WalkCache walkCache,
    DataCaches dataCaches,
    String costSource,
    String confidence,
    String source,
    String doubt) {

  private static final String FOLDER = "/mmu/presets/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> LEVELS = List.of("base", "large", "huge");
  private static final String SHARED = "shared";

  /**
   * Processors by what CPUID, or the main identification register of Arm, says.
   *
   * @param vendor vendor string as in /proc/cpuinfo: {@code AuthenticAMD}, {@code GenuineIntel}
   * @param family family, base plus extended
   * @param firstModel first model, or part number on Arm
   * @param lastModel last model
   */
  public record CpuRange(String vendor, int family, int firstModel, int lastModel) {
    boolean contains(String cpuVendor, int cpuFamily, int cpuModel) {
      return vendor.equals(cpuVendor)
          && family == cpuFamily
          && firstModel <= cpuModel
          && cpuModel <= lastModel;
    }
  }

  /**
   * The page-walk cache that holds where the last level of page tables is.
   *
   * @param entries how many; each serves the reach of a table of the last level, which are 2 MiB
   *     with base pages of 4 KiB; 0 where it is not known: then it never misses
   * @param missCycles cycles that a miss adds to a walk, for the upper levels
   */
  public record WalkCache(int entries, double missCycles) {}

  /**
   * What a prediction of loads needs to know of the data caches but their sizes and latencies,
   * which each run tells.
   *
   * @param lateHitCycles cycles that a hit in the second-level TLB costs more when the load then
   *     misses the first-level data cache
   * @param secondPolicy replacement in the second-level cache; random where it is not known
   * @param neighbourShare share of the misses in the second-level cache, 0 … 1, with which the
   *     other line of the same 128 bytes is fetched, too; 0 where it is not known
   */
  public record DataCaches(double lateHitCycles, TlbPolicy secondPolicy, double neighbourShare) {}

  /** Returns all presets. */
  public static List<CpuPreset> all() {
    List<CpuPreset> all = new ArrayList<>();
    read("index").forEach(name -> all.add(load(name.asText())));
    return all;
  }

  /**
   * Returns a preset.
   *
   * @param name its name, in either case
   * @throws IllegalArgumentException when there is none
   */
  public static CpuPreset named(String name) {
    List<String> names = new ArrayList<>();
    read("index").forEach(known -> names.add(known.asText()));
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!names.contains(wanted)) {
      throw new IllegalArgumentException(
          "no preset '" + name + "'; there are " + String.join(", ", names));
    }
    return load(wanted);
  }

  /**
   * Returns the preset that fits a processor.
   *
   * @param vendor vendor string as in /proc/cpuinfo
   * @param family family, base plus extended
   * @param model model, base plus extended
   */
  public static Optional<CpuPreset> forCpu(String vendor, int family, int model) {
    return all().stream()
        .filter(p -> p.cpus().stream().anyMatch(cpu -> cpu.contains(vendor, family, model)))
        .findFirst();
  }

  private static JsonNode read(String name) {
    try (InputStream in = CpuPreset.class.getResourceAsStream(FOLDER + name + ".json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CpuPreset load(String name) {
    JsonNode file = read(name);
    List<CpuRange> cpus = new ArrayList<>();
    for (JsonNode cpu : file.get("cpu")) {
      for (JsonNode range : cpu.get("models")) {
        cpus.add(
            new CpuRange(
                cpu.get("vendor").asText(),
                cpu.get("family").asInt(),
                range.get(0).asInt(),
                range.get(1).asInt()));
      }
    }
    List<PageSize> sizes = new ArrayList<>();
    file.get("pages").forEach(size -> sizes.add(PageSize.parse(size.asText())));
    JsonNode cycles = file.get("cycles");
    return new CpuPreset(
        file.get("name").asText(),
        file.get("title").asText(),
        cpus,
        sizes,
        geometries(file.get("l1")),
        geometries(file.get("l2")),
        Optional.ofNullable(file.get("l2").get("policy")).map(p -> TlbPolicy.parse(p.asText())),
        new TranslationCycles(
            cycles.get("l2Hit").asDouble(),
            cycles.get("walkStart").asDouble(),
            cycles.get("walkReference").asDouble()),
        new WalkCache(
            cycles.path("walkCacheEntries").asInt(), cycles.path("walkCacheMiss").asDouble()),
        dataCaches(file.path("dataCaches")),
        cycles.get("source").asText(),
        file.get("confidence").asText(),
        file.get("source").asText(),
        file.get("doubt").asText());
  }

  private static DataCaches dataCaches(JsonNode caches) {
    return new DataCaches(
        caches.path("lateHit").asDouble(),
        TlbPolicy.parse(caches.path("secondPolicy").asText("random")),
        caches.path("neighbourShare").asDouble());
  }

  /** A page size that has no TLB of its own shares that of base pages: then the objects are one. */
  private static List<TlbGeometry> geometries(JsonNode level) {
    SetIndex index =
        SetIndex.valueOf(level.path("index").asText("modulo").toUpperCase(Locale.ROOT));
    TlbGeometry base = TlbGeometry.parse(level.get("base").asText(), index);
    List<TlbGeometry> geometries = new ArrayList<>();
    for (String size : LEVELS) {
      String text = level.path(size).asText(SHARED);
      geometries.add(
          size.equals("base") || text.equals(SHARED)
              ? base
              : TlbGeometry.parse(text, SetIndex.MODULO));
    }
    return geometries;
  }

  /**
   * Returns a processor that differs in the TLBs for base pages, and for those that share these.
   *
   * @param first shape of the first level; null to keep it
   * @param second shape of the second level; null to keep it
   */
  public CpuPreset resized(TlbGeometry first, TlbGeometry second) {
    return new CpuPreset(
        name,
        title,
        cpus,
        pageSizes,
        replaced(l1, first),
        replaced(l2, second),
        l2Policy,
        costs,
        walkCache,
        dataCaches,
        costSource,
        confidence,
        source,
        doubt);
  }

  private static List<TlbGeometry> replaced(List<TlbGeometry> level, TlbGeometry base) {
    TlbGeometry old = level.get(0);
    return base == null ? level : level.stream().map(g -> g == old ? base : g).toList();
  }

  /**
   * Builds the TLBs.
   *
   * @param policy replacement in both levels
   * @return both levels, empty
   */
  public TlbHierarchy tlbs(TlbPolicy policy) {
    return oneForAllSizes(l1) && oneForAllSizes(l2)
        ? TlbHierarchy.shared(l1.get(0), l2.get(0), policy)
        : TlbHierarchy.split(build(l1, policy), build(l2, policy));
  }

  private static boolean oneForAllSizes(List<TlbGeometry> geometries) {
    return geometries.stream().allMatch(geometry -> geometry == geometries.get(0));
  }

  private static TlbLevel[] build(List<TlbGeometry> geometries, TlbPolicy policy) {
    TlbLevel[] levels = new TlbLevel[geometries.size()];
    for (int i = 0; i < levels.length; i++) {
      boolean shared = i > 0 && geometries.get(i) == geometries.get(0);
      levels[i] = shared ? levels[0] : TlbLevel.of(geometries.get(i), policy);
    }
    return levels;
  }

  /**
   * Builds an MMU that assumes that all memory is mapped by pages of one size, for traces and
   * predictions.
   *
   * @param guest size of the pages that the program's page table maps
   * @param host size of the pages that back them in a virtual machine: the TLB holds entries of the
   *     smaller of both; equal to {@code guest} on bare metal
   * @param policy replacement in both levels
   * @param walk how many references a walk makes
   * @throws IllegalArgumentException when the processor has no pages of these sizes, or the sizes
   *     belong to different page tables
   */
  public TlbMmu assumingPages(PageSize guest, PageSize host, TlbPolicy policy, WalkModel walk) {
    checkPages(guest);
    checkPages(host);
    if (!guest.layout().equals(host.layout())) {
      throw new IllegalArgumentException(
          "pages of " + guest + " and " + host + " belong to different page tables");
    }
    int entryLevel = Math.min(guest.level(), host.level());
    return new TlbMmu(
        new AssumedWalker(guest.layout(), guest.level(), entryLevel, walk), tlbs(policy));
  }

  private void checkPages(PageSize size) {
    if (!pageSizes.contains(size)) {
      throw new IllegalArgumentException(
          title + " has no pages of " + size + " in this model; it has " + pageSizes);
    }
  }
}
