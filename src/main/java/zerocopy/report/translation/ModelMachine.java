package zerocopy.report.translation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.mmu.pattern.ChasePattern.Layout;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbPolicy;
import zerocopy.results.Environment;

/**
 * What the model needs to know of a machine. Sizes and costs of translation are the preset's;
 * latencies of the data caches come from the run's packed lines; nothing comes from the curve that
 * is to be predicted but two decisions, each by its data: whether huge pages are splintered, and,
 * where the preset does not say it, which replacement policy the second level's rise looks most
 * like, given the preset's shape.
 *
 * @param preset the processor
 * @param l2Policy replacement in the second-level TLB
 * @param nested whether a hypervisor's tables are walked, too
 * @param splintered whether the TLB holds huge pages as base pages
 * @param l1Data geometry of the first-level data cache, in lines
 * @param l2Data geometry of the second-level cache, in lines
 * @param l1Cycles load latency of the first level
 * @param l2Cycles of the second level
 * @param beyondCycles of what lies behind it
 */
record ModelMachine(
    CpuPreset preset,
    TlbPolicy l2Policy,
    boolean nested,
    boolean splintered,
    TlbGeometry l1Data,
    TlbGeometry l2Data,
    double l1Cycles,
    double l2Cycles,
    double beyondCycles) {

  private static final int LINE = 64;

  /**
   * Packed lines between the size of the second-level cache and so many times it count as behind.
   */
  private static final double BEYOND_UP_TO = 4;

  /** The page walk that presets give the cost of: four levels, just beyond the second-level TLB. */
  private static final int PRESET_WALK_REFERENCES = 4;

  /** Either a machine, or the reason why there is none. */
  record Found(Optional<ModelMachine> machine, String reason) {}

  /**
   * Puts a machine together.
   *
   * @param environment of the run
   * @param presetName name of a preset, or empty to choose by the CPU
   * @param dense latencies of packed lines
   * @param base knees of base pages
   * @param huge knees of huge pages, where measured
   * @return the machine, or why there is none
   */
  static Found of(
      Environment environment,
      Optional<String> presetName,
      LatencyCurve dense,
      Knees base,
      Optional<Knees> huge) {
    Optional<CpuPreset> preset = presetName.map(CpuPreset::named).or(() -> fitting(environment));
    if (preset.isEmpty()) {
      return new Found(
          Optional.empty(),
          "no preset fits this CPU (%s): name one with --preset".formatted(environment.cpuModel()));
    }
    List<TlbGeometry> caches = dataCaches(environment.caches());
    if (caches.size() < 2) {
      return new Found(
          Optional.empty(), "the run's environment does not tell the caches' sizes and ways");
    }
    return latencies(environment, preset.get(), caches, dense, base, huge);
  }

  private static Found latencies(
      Environment environment,
      CpuPreset preset,
      List<TlbGeometry> caches,
      LatencyCurve dense,
      Knees base,
      Optional<Knees> huge) {
    double l1Lines = caches.get(0).entries();
    double l2Lines = caches.get(1).entries();
    double l1 = dense.points().firstEntry().getValue().cycles();
    double l2 = dense.cyclesAt((int) Math.sqrt(l1Lines * l2Lines));
    Map<Integer, LatencyCurve.Point> outside =
        dense.points().subMap((int) l2Lines, false, (int) (BEYOND_UP_TO * l2Lines), true);
    if (Double.isNaN(l2) || outside.isEmpty()) {
      return new Found(
          Optional.empty(),
          "packed lines were not measured up to four times the second-level cache");
    }
    String virtualisation = environment.text("/virtualisation");
    boolean nested = !virtualisation.equals("none") && !virtualisation.equals("unknown");
    boolean splintered = splintered(base, huge);
    ModelMachine known =
        new ModelMachine(
            preset,
            preset.l2Policy().orElseGet(() -> policy(preset.l2().get(0), base, huge)),
            nested,
            splintered,
            caches.get(0),
            caches.get(1),
            l1,
            l2,
            0);
    return new Found(Optional.of(known.withBeyond(known.impliedBeyond(outside))), "");
  }

  /**
   * Up to how many pages a page walk has one price: their lines, and the entries of the page
   * tables, fill half of the second-level data cache.
   *
   * @param environment of the run
   * @return a number of pages; the largest number if the environment does not tell the cache
   */
  static int simpleWalksUpTo(Environment environment) {
    List<TlbGeometry> caches = dataCaches(environment.caches());
    return caches.size() < 2 ? Integer.MAX_VALUE : caches.get(1).entries() / 2;
  }

  private ModelMachine withBeyond(double cycles) {
    return new ModelMachine(
        preset, l2Policy, nested, splintered, l1Data, l2Data, l1Cycles, l2Cycles, cycles);
  }

  /**
   * The latency behind the second-level cache with which the model's packed lines take as long as
   * the measured ones: the median over all their numbers. The model is linear in that latency.
   */
  private double impliedBeyond(Map<Integer, LatencyCurve.Point> outside) {
    double[] implied =
        outside.entrySet().parallelStream()
            .mapToDouble(
                point -> {
                  double free = packed(withBeyond(0), point.getKey());
                  double share = packed(withBeyond(1), point.getKey()) - free;
                  return (point.getValue().cycles() - free) / share;
                })
            .toArray();
    return Math.max(l2Cycles, new Median().evaluate(implied));
  }

  private static double packed(ModelMachine machine, int lines) {
    return ChaseModel.cyclesPerLoad(machine, Layout.DENSE, lines, false);
  }

  private static Optional<CpuPreset> fitting(Environment environment) {
    return CpuPreset.forCpu(
        environment.text("/cpu/vendor"),
        environment.at("/cpu/family").asInt(-1),
        environment.at("/cpu/modelNumber").asInt(-1));
  }

  /** First and second level, where the sizes are such that the model can build them. */
  private static List<TlbGeometry> dataCaches(JsonNode caches) {
    List<TlbGeometry> found = new ArrayList<>();
    for (int level = 1; level <= 2; level++) {
      for (JsonNode cache : caches) {
        boolean data = !cache.path("type").asText().equalsIgnoreCase("instruction");
        int lines = cache.path("bytes").asInt() / LINE;
        int ways = cache.path("ways").asInt();
        if (cache.path("level").asInt() == level && data && buildable(lines, ways)) {
          found.add(TlbGeometry.of(lines, ways));
          break;
        }
      }
    }
    return found;
  }

  private static boolean buildable(int lines, int ways) {
    return ways > 0 && lines > 0 && lines % ways == 0 && Integer.bitCount(lines / ways) == 1;
  }

  /** The policy with which a TLB of that shape rises most like base or huge pages do. */
  private static TlbPolicy policy(TlbGeometry shape, Knees base, Optional<Knees> huge) {
    Map<MissShare, TlbPolicy> alike =
        Map.of(
            MissShare.LRU, TlbPolicy.LRU,
            MissShare.RANDOM, TlbPolicy.RANDOM,
            MissShare.NOT_RECENTLY_USED, TlbPolicy.NRU,
            MissShare.TREE_PLRU, TlbPolicy.PLRU);
    return Stream.of(Optional.of(base), huge)
        .flatMap(Optional::stream)
        .flatMap(knees -> knees.rise().fits(shape).stream())
        .min(Comparator.comparingDouble(Rise.Second::residual))
        .map(fit -> alike.get(fit.policy()))
        .orElse(TlbPolicy.LRU);
  }

  /** With entries of their own, so many huge pages as base pages would not have the same knee. */
  private static boolean splintered(Knees base, Optional<Knees> huge) {
    return huge.filter(knees -> knees.first().beyond() <= 2 * base.first().beyond()).isPresent();
  }

  /**
   * What a walk costs beside the leaf entries that it reads: the preset's walk of four references
   * less the leaf entries of such a walk, which then lie in the second-level cache.
   */
  double walkStartCycles() {
    double walk =
        preset.costs().walkStartCycles()
            + PRESET_WALK_REFERENCES * preset.costs().walkReferenceCycles();
    return Math.max(0, walk - leafReferences() * l2Cycles);
  }

  /** Leaf entries that a walk reads: the guest's and the host's. */
  int leafReferences() {
    return nested ? 2 : 1;
  }
}
