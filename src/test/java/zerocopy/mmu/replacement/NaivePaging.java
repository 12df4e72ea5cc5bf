package zerocopy.mmu.replacement;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The brute-force twin of page replacement: pages are objects in a list in the order of loading,
 * and a victim is found by looking at all of them, as each algorithm's definition says. It shares
 * no code and no data structure with the pager.
 */
final class NaivePaging {
  private static final class Page {
    private final long number;
    private boolean referenced = true;
    private boolean modified;
    private int lastUse;
    private int uses;

    /** Aging's counter, written as a string of its bits. */
    private String age;

    private Page(long number, int agingBits) {
      this.number = number;
      age = "0".repeat(agingBits);
    }

    private void use(int time, boolean write) {
      referenced = true;
      modified |= write;
      lastUse = time;
      uses++;
    }

    private void tick() {
      age = (referenced ? "1" : "0") + age.substring(0, age.length() - 1);
      referenced = false;
    }

    private int nruClass() {
      if (referenced) {
        return modified ? 3 : 2;
      }
      return modified ? 1 : 0;
    }
  }

  private final Replacement parameters;
  private final ReferenceString string;

  /** In the order of loading; for second chance and Clock, in the order of the queue. */
  private final List<Page> memory = new ArrayList<>();

  private NaivePaging(Replacement parameters, ReferenceString string) {
    this.parameters = parameters;
    this.string = string;
  }

  static ReplacementResult run(Replacement parameters, ReferenceString string) {
    return new NaivePaging(parameters, string).run();
  }

  private ReplacementResult run() {
    int faults = 0;
    int writebacks = 0;
    long[] victims = new long[string.length()];
    for (int time = 0; time < victims.length; time++) {
      int tick = parameters.tickEvery();
      if (ticks() && tick > 0 && time > 0 && time % tick == 0) {
        memory.forEach(Page::tick);
      }
      victims[time] = -1;
      Page page = find(string.page(time));
      if (page == null) {
        faults++;
        if (memory.size() == parameters.frames()) {
          Page victim = victim(time);
          memory.remove(victim);
          victims[time] = victim.number;
          writebacks += victim.modified ? 1 : 0;
        }
        page = new Page(string.page(time), parameters.agingBits());
        memory.add(page);
      }
      page.use(time, string.isWrite(time));
    }
    return new ReplacementResult(faults, victims.length - faults, writebacks, victims);
  }

  private boolean ticks() {
    return parameters.policy() == Policy.NRU || parameters.policy() == Policy.AGING;
  }

  private Page find(long number) {
    return memory.stream().filter(page -> page.number == number).findFirst().orElse(null);
  }

  private Page victim(int time) {
    return switch (parameters.policy()) {
      case FIFO -> memory.get(0);
      case SECOND_CHANCE, CLOCK -> firstWithoutSecondChance();
      case LRU -> first(comparingInt(page -> page.lastUse));
      case MRU -> first(comparingInt(page -> -page.lastUse));
      case LFU ->
          first(comparingInt((Page page) -> page.uses).thenComparingInt(page -> page.lastUse));
      case NRU -> first(comparingInt(Page::nruClass));
      case AGING -> first(comparing(page -> page.age));
      case OPT -> first(comparingInt(page -> -nextUse(page, time)));
      case RANDOM -> throw new IllegalArgumentException("a random choice has no definition");
    };
  }

  /** Returns the smallest page; among equals the one that was loaded first. */
  private Page first(Comparator<Page> order) {
    return memory.stream().min(order).orElseThrow();
  }

  private Page firstWithoutSecondChance() {
    while (memory.get(0).referenced) {
      Page spared = memory.remove(0);
      spared.referenced = false;
      memory.add(spared);
    }
    return memory.get(0);
  }

  private int nextUse(Page page, int time) {
    int next = time;
    while (next < string.length() && string.page(next) != page.number) {
      next++;
    }
    return next;
  }
}
