package zerocopy.mmu.replacement;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page-replacement algorithms of the textbooks. Ties go to the page that was loaded first. */
public enum Policy {
  /** First in, first out: the page that was loaded first. */
  FIFO,
  /** FIFO, but a referenced page goes to the end of the queue with its referenced bit cleared. */
  SECOND_CHANCE,
  /** Second chance without moving pages: a hand goes round the page frames. */
  CLOCK,
  /** The page that was used least recently. */
  LRU,
  /**
   * Not recently used: a page of the lowest class of referenced and modified bits; a clock tick
   * clears the referenced bits.
   */
  NRU,
  /** LRU approximated by counters into which every clock tick shifts the referenced bit. */
  AGING,
  /** Least frequently used since it was loaded; ties go to the least recently used. */
  LFU,
  /** The page that was used most recently. */
  MRU,
  /** Belady's optimum: the page that is needed again last. It has to know the future. */
  OPT,
  /** Any page; the sequence of choices is the same in every run. */
  RANDOM;

  /**
   * Returns the policy of a name such as {@code second-chance}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Policy parse(String name) {
    for (Policy policy : values()) {
      if (policy.toString().equals(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return policy;
      }
    }
    String all = Arrays.stream(values()).map(Policy::toString).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no replacement policy '" + name + "'; there are " + all);
  }

  /**
   * Sets up the policy.
   *
   * @param frames the page frames to choose from
   * @param agingBits width of aging's counters
   * @param future all references that will come; only OPT looks at them
   */
  ReplacementPolicy create(FrameTable frames, int agingBits, ReferenceString future) {
    return switch (this) {
      case FIFO -> new Fifo(frames);
      case SECOND_CHANCE -> new SecondChance(frames);
      case CLOCK -> new Clock(frames);
      case LRU -> new Lru(frames);
      case NRU -> new NotRecentlyUsed(frames);
      case AGING -> new Aging(frames, agingBits);
      case LFU -> new LeastFrequentlyUsed(frames);
      case MRU -> new MostRecentlyUsed(frames);
      case OPT -> new Optimal(frames, future);
      case RANDOM -> new RandomChoice(frames);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
