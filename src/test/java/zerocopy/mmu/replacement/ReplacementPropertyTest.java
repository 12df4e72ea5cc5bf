package zerocopy.mmu.replacement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Every policy against its definition, and the theorems of the field. */
class ReplacementPropertyTest {

  @Property(tries = 1500)
  void agreesWithItsDefinition(
      @ForAll("definedPolicies") Policy policy,
      @ForAll @IntRange(min = 1, max = 8) int frames,
      @ForAll @IntRange(max = 9) int tick,
      @ForAll("agingBits") int agingBits,
      @ForAll("strings") ReferenceString string) {
    Replacement replacement = new Replacement(policy, frames, tick, agingBits);
    assertEquals(NaivePaging.run(replacement, string), replacement.run(string));
  }

  @Provide
  Arbitrary<Policy> definedPolicies() {
    return Arbitraries.of(Policy.class).filter(policy -> policy != Policy.RANDOM);
  }

  @Provide
  Arbitrary<Integer> agingBits() {
    return Arbitraries.of(1, 2, 3, 8, 62, 63);
  }

  @Provide
  Arbitrary<ReferenceString> strings() {
    Arbitrary<Long> few = Arbitraries.longs().between(0, 5);
    Arbitrary<Long> more = Arbitraries.longs().between(0, 12);
    Arbitrary<Long> anywhere = Arbitraries.of(0L, 1L, 511L, 512L, 1L << 30, 1L << 44);
    Arbitrary<List<Long>> pages =
        Arbitraries.oneOf(few, more, Arbitraries.oneOf(few, anywhere)).list().ofMaxSize(120);
    return Combinators.combine(pages, Arbitraries.longs()).as(ReplacementPropertyTest::string);
  }

  /** Makes about every third reference a store. */
  private static ReferenceString string(List<Long> pages, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BitSet writes = new BitSet();
    for (int i = 0; i < pages.size(); i++) {
      writes.set(i, random.nextInt(3) == 0);
    }
    return new ReferenceString(pages.stream().mapToLong(page -> page).toArray(), writes);
  }

  @Property(tries = 500)
  void victimsAreThereAndExplainHitsFaultsAndWriteBacks(
      @ForAll Policy policy,
      @ForAll @IntRange(min = 1, max = 8) int frames,
      @ForAll("strings") ReferenceString string) {
    ReplacementResult result = new Replacement(policy, frames).run(string);
    List<Set<Long>> contents = contents(result, string, frames);
    Set<Long> dirty = new HashSet<>();
    int faults = 0;
    int writebacks = 0;
    for (int i = 0; i < string.length(); i++) {
      boolean fault = i == 0 || !contents.get(i - 1).contains(string.page(i));
      faults += fault ? 1 : 0;
      assertTrue(fault || result.victims()[i] == Pager.NO_VICTIM, "a hit evicts nothing");
      writebacks += dirty.remove(result.victims()[i]) ? 1 : 0;
      if (string.isWrite(i)) {
        dirty.add(string.page(i));
      }
    }
    assertEquals(faults, result.faults());
    assertEquals(string.length() - faults, result.hits());
    assertEquals(writebacks, result.writebacks());
  }

  /** Replays a run from its victims alone: which pages are in memory after each reference. */
  private static List<Set<Long>> contents(
      ReplacementResult result, ReferenceString string, int frames) {
    List<Set<Long>> contents = new ArrayList<>();
    Set<Long> memory = new HashSet<>();
    for (int i = 0; i < string.length(); i++) {
      long victim = result.victims()[i];
      if (victim != Pager.NO_VICTIM) {
        assertEquals(frames, memory.size(), "only full memory has a victim");
        assertTrue(memory.remove(victim), "the victim was in memory");
      }
      memory.add(string.page(i));
      assertTrue(memory.size() <= frames);
      contents.add(Set.copyOf(memory));
    }
    return contents;
  }

  @Property(tries = 500)
  void nobodyBeatsTheOptimum(
      @ForAll Policy policy,
      @ForAll @IntRange(min = 1, max = 8) int frames,
      @ForAll("strings") ReferenceString string) {
    long optimum = new Replacement(Policy.OPT, frames).run(string).faults();
    assertTrue(optimum <= new Replacement(policy, frames).run(string).faults());
  }

  @Property(tries = 300)
  void theOptimumIsTheBestOfAllChoices(
      @ForAll @IntRange(min = 1, max = 4) int frames, @ForAll("shortStrings") List<Long> pages) {
    ReferenceString string = string(pages, 1);
    long optimum = new Replacement(Policy.OPT, frames).run(string).faults();
    assertEquals(leastFaults(pages, 0, Set.of(), frames), optimum);
  }

  @Provide
  Arbitrary<List<Long>> shortStrings() {
    return Arbitraries.longs().between(0, 5).list().ofMaxSize(11);
  }

  /** Tries every victim at every fault. */
  private static int leastFaults(List<Long> pages, int from, Set<Long> memory, int frames) {
    int next = from;
    while (next < pages.size() && memory.contains(pages.get(next))) {
      next++;
    }
    if (next == pages.size()) {
      return 0;
    }
    Set<Long> loaded = new HashSet<>(memory);
    loaded.add(pages.get(next));
    if (loaded.size() <= frames) {
      return 1 + leastFaults(pages, next + 1, loaded, frames);
    }
    int least = Integer.MAX_VALUE;
    for (long victim : memory) {
      Set<Long> left = new HashSet<>(loaded);
      left.remove(victim);
      least = Math.min(least, 1 + leastFaults(pages, next + 1, left, frames));
    }
    return least;
  }

  @Property(tries = 300)
  void lruHasTheStackProperty(
      @ForAll @IntRange(min = 1, max = 7) int frames, @ForAll("strings") ReferenceString string) {
    List<Set<Long>> less =
        contents(new Replacement(Policy.LRU, frames).run(string), string, frames);
    List<Set<Long>> more =
        contents(new Replacement(Policy.LRU, frames + 1).run(string), string, frames + 1);
    for (int i = 0; i < string.length(); i++) {
      assertTrue(more.get(i).containsAll(less.get(i)), "more frames hold what fewer hold");
    }
  }

  @Property(tries = 300)
  void lruFaultsWhereTheStackDistanceExceedsTheFrames(
      @ForAll @IntRange(min = 1, max = 8) int frames, @ForAll("strings") ReferenceString string) {
    List<Long> stack = new ArrayList<>();
    int faults = 0;
    for (int i = 0; i < string.length(); i++) {
      int distance = stack.indexOf(string.page(i));
      faults += distance < 0 || distance >= frames ? 1 : 0;
      stack.remove(string.page(i));
      stack.add(0, string.page(i));
    }
    assertEquals(faults, new Replacement(Policy.LRU, frames).run(string).faults());
  }

  @Property(tries = 300)
  void clockIsSecondChanceWithoutMovingPages(
      @ForAll @IntRange(min = 1, max = 8) int frames, @ForAll("strings") ReferenceString string) {
    assertEquals(
        new Replacement(Policy.SECOND_CHANCE, frames).run(string),
        new Replacement(Policy.CLOCK, frames).run(string));
  }

  @Property(tries = 100)
  void oneFrameLeavesNoChoice(@ForAll Policy policy, @ForAll("strings") ReferenceString string) {
    assertEquals(
        new Replacement(Policy.FIFO, 1).run(string), new Replacement(policy, 1).run(string));
  }

  @Example
  void randomTakesEveryPageFrameAlikeAndTheSameInEveryRun() {
    int frames = 8;
    ReferenceString string =
        ReferenceString.ofLoads(new SplittableRandom(7).longs(4_000, 0, 1L << 40).toArray());
    ReplacementResult result = new Replacement(Policy.RANDOM, frames).run(string);
    assertEquals(result, new Replacement(Policy.RANDOM, frames).run(string));
    double expected = (string.length() - frames) / (double) frames;
    double chiSquare = 0;
    for (int count : frameCounts(result, string, frames)) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < 24.3, "7 degrees of freedom exceed 24.3 once in 1000: " + chiSquare);
  }

  /** Counts how often each page frame was emptied; pages take the frame of the victim. */
  private static int[] frameCounts(ReplacementResult result, ReferenceString string, int frames) {
    int[] counts = new int[frames];
    List<Long> frameTable = new ArrayList<>();
    for (int i = 0; i < string.length(); i++) {
      long victim = result.victims()[i];
      if (victim == Pager.NO_VICTIM) {
        frameTable.add(string.page(i));
      } else {
        int frame = frameTable.indexOf(victim);
        counts[frame]++;
        frameTable.set(frame, string.page(i));
      }
    }
    return counts;
  }
}
